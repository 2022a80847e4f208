//! Keys as they are pressed, on a terminal that is what it was afterwards.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::os::unix::net::UnixStream;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::{Errno, read};
use rustix::process::{Signal, kill_current_process_group};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
use signal_hook::low_level::pipe;

use crate::cli::machine::{Key, Keys};

/// What asks a process to end.
const ENDS: [i32; 4] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];
/// What says that the terminal has another size, or that others have drawn on it.
const DRAWS: [i32; 2] = [SIGCONT, SIGWINCH];

/// The terminal on standard input, which neither waits for the end of a line nor shows what is typed.
pub(super) struct Terminal {
    was: Termios,
    raw: Termios,
    /// What was typed and not taken yet.
    typed: VecDeque<u8>,
    ends: Signals,
    draws: Signals,
}

impl Terminal {
    /// Takes the terminal; nothing if there is none.
    pub(super) fn take() -> Option<Terminal> {
        let was = tcgetattr(io::stdin()).ok()?;
        let mut raw = was.clone();
        // Ctrl-C and Ctrl-Z are keys too: whoever presses one leaves in an orderly way.
        raw.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG);
        raw.special_codes[SpecialCodeIndex::VMIN] = 1;
        raw.special_codes[SpecialCodeIndex::VTIME] = 0;
        let (ends, draws) = (Signals::catch(&ENDS).ok()?, Signals::catch(&DRAWS).ok()?);
        restore_in_a_panic(was.clone());
        let terminal = Terminal { was, raw, typed: VecDeque::new(), ends, draws };
        set(&terminal.raw).ok()?;
        Some(terminal)
    }

    /// Waits until something was typed. Gives what came in its place.
    fn wait(&mut self) -> Option<Key> {
        let stdin = io::stdin();
        let mut sources = [
            PollFd::new(&self.ends.stream, PollFlags::IN),
            PollFd::new(&self.draws.stream, PollFlags::IN),
            PollFd::new(&stdin, PollFlags::IN),
        ];
        match poll(&mut sources, None) {
            Err(Errno::INTR) => return None,
            Err(_) => return Some(Key::End),
            Ok(_) => {}
        }
        let [ends, draws, keys] = sources.map(|source| !source.revents().is_empty());
        if ends {
            return Some(Key::End);
        }
        if draws {
            self.draws.forget();
            // A shell that had the terminal meanwhile left it as shells do.
            return Some(set(&self.raw).map_or(Key::End, |()| Key::Redraw));
        }
        let mut bytes = [0; 256];
        if keys {
            match read(&stdin, &mut bytes) {
                Ok(count @ 1..) => self.typed.extend(&bytes[..count]),
                Err(Errno::INTR) => {}
                _ => return Some(Key::End),
            }
        }
        None
    }

    /// Stops, as Ctrl-Z does it, all that runs for the same command, until somebody goes on with it.
    fn stop(&mut self) -> Key {
        let _ = set(&self.was);
        let _ = kill_current_process_group(Signal::TSTP);
        self.draws.forget();
        set(&self.raw).map_or(Key::End, |()| Key::Redraw)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Where it is closed there is nothing to restore.
        let _ = set(&self.was);
    }
}

impl Keys for Terminal {
    fn next(&mut self) -> Key {
        loop {
            let Some(first) = self.typed.pop_front() else {
                match self.wait() {
                    Some(key) => return key,
                    None => continue,
                }
            };
            match first {
                // An arrow or the like is `ESC [`, then what ends at a letter.
                0x1b if matches!(self.typed.front(), Some(b'[' | b'O')) => {
                    let end = self.typed.iter().skip(1).position(|byte| (0x40..0x7f).contains(byte));
                    self.typed.drain(..end.map_or(self.typed.len(), |at| at + 2));
                }
                // Ctrl-C and Ctrl-D.
                3 | 4 => return Key::End,
                // Ctrl-L.
                12 => return Key::Redraw,
                // Ctrl-Z.
                26 => return self.stop(),
                b' '..=b'~' => return Key::Char(char::from(first)),
                _ => {}
            }
        }
    }

    fn size(&self) -> (usize, usize) {
        let size = terminal_size::terminal_size_of(io::stdout());
        size.map_or((80, 24), |(width, height)| (usize::from(width.0), usize::from(height.0)))
    }
}

/// Gives the terminal back before a panic is told: nothing is dropped after it.
fn restore_in_a_panic(was: Termios) {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let _ = set(&was);
        tell(panic);
    }));
}

fn set(modes: &Termios) -> rustix::io::Result<()> {
    tcsetattr(io::stdin(), OptionalActions::Now, modes)
}

/// Signals that can be read. They do nothing else any more: what follows a review is short.
struct Signals {
    stream: UnixStream,
}

impl Signals {
    fn catch(signals: &[i32]) -> io::Result<Signals> {
        let (stream, writer) = UnixStream::pair()?;
        stream.set_nonblocking(true)?;
        for signal in signals {
            pipe::register(*signal, writer.try_clone()?)?;
        }
        Ok(Signals { stream })
    }

    /// Reads all that came.
    fn forget(&mut self) {
        let mut bytes = [0; 64];
        while matches!(self.stream.read(&mut bytes), Ok(1..)) {}
    }
}
