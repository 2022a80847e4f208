//! Runs a program for a time, and collects what it says.
#![expect(
    clippy::disallowed_methods,
    reason = "the clock tells when a program has had its time, and nothing else"
)]

use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use crate::world::{MAX_FILE_BYTES, NotRun, Output};

/// What a program says, if it ends within a time.
pub(super) fn run(command: &mut Command, limit: Duration) -> Result<Output, NotRun> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => NotRun::Missing,
        _ => NotRun::Failed(super::plain_words(&error)),
    })?;
    let (out, err) = (collect(child.stdout.take()), collect(child.stderr.take()));
    let end = Instant::now() + limit;
    let left = || end.saturating_duration_since(Instant::now());
    // A program of its own that it started may hold the streams open when it has ended.
    let said = out.recv_timeout(left()).and_then(|out| Ok((out, err.recv_timeout(left())?)));
    let mut why = NotRun::TooLong;
    if let Ok((out, err)) = said {
        if out.len().max(err.len()) <= MAX_FILE_BYTES {
            while !left().is_zero() {
                let ended = child.try_wait().map_err(|error| NotRun::Failed(super::plain_words(&error)))?;
                if let Some(status) = ended {
                    return Ok(Output { status: status.code(), out, err });
                }
                std::thread::sleep(Duration::from_millis(2));
            }
        } else {
            why = NotRun::TooMuch;
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    Err(why)
}

/// Reads a stream to its end, or a byte more than a file may have, without holding up the other one.
fn collect(stream: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(stream) = stream {
            // What came before an error is what there is.
            let _ = stream.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes);
        }
        let _ = sender.send(bytes);
    });
    receiver
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::world::Program;

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let begin = Instant::now();
        let answer = run(Command::new("sleep").arg("600"), Duration::from_millis(20));
        assert_eq!(answer, Err(NotRun::TooLong));
        assert!(begin.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn a_program_that_says_too_much_is_ended() {
        assert_eq!(run(&mut Command::new("yes"), Duration::from_secs(600)), Err(NotRun::TooMuch));
    }

    #[test]
    fn a_program_that_ends_has_said_all() {
        let answer = run(Command::new("sh").args(["-c", "echo a; echo b >&2; exit 3"]), Program::TIME_LIMIT);
        assert_eq!(answer, Ok(Output { status: Some(3), out: b"a\n".to_vec(), err: b"b\n".to_vec() }));
        assert_eq!(run(&mut Command::new("/no/such/program"), Program::TIME_LIMIT), Err(NotRun::Missing));
    }
}
