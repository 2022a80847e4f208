//! Keys as they are pressed, on a terminal that is what it was afterwards.

use std::io::{self, BufRead};

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};

use crate::cli::machine::{Key, Keys};

/// The terminal on standard input, which neither waits for the end of a line nor shows what is typed.
pub(super) struct Terminal {
    was: Termios,
}

impl Terminal {
    /// Takes the terminal; nothing if there is none.
    pub(super) fn take() -> Option<Terminal> {
        let was = tcgetattr(io::stdin()).ok()?;
        let mut raw = was.clone();
        // Ctrl-C is a key too: whoever presses it leaves in an orderly way.
        raw.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG);
        raw.special_codes[SpecialCodeIndex::VMIN] = 1;
        raw.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(io::stdin(), OptionalActions::Now, &raw).ok()?;
        Some(Terminal { was })
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Where it is closed there is nothing to restore.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.was);
    }
}

impl Keys for Terminal {
    fn next(&mut self) -> Key {
        let mut input = io::stdin().lock();
        loop {
            let Ok(bytes) = input.fill_buf() else { return Key::End };
            let Some(first) = bytes.first().copied() else { return Key::End };
            // An arrow or the like is `ESC [`, then what ends at a letter.
            let length = match bytes {
                [0x1b, b'[' | b'O', rest @ ..] => {
                    rest.iter().position(|byte| (0x40..0x7f).contains(byte)).map_or(bytes.len(), |at| at + 3)
                }
                _ => 1,
            };
            input.consume(length);
            match first {
                // Ctrl-C and Ctrl-D.
                3 | 4 => return Key::End,
                b' '..=b'~' if length == 1 => return Key::Char(char::from(first)),
                _ => {}
            }
        }
    }

    fn size(&self) -> (usize, usize) {
        let size = terminal_size::terminal_size_of(io::stdout());
        size.map_or((80, 24), |(width, height)| (usize::from(width.0), usize::from(height.0)))
    }
}
