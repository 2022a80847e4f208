//! The programs that may be run, each under its flag, and what running one came to.

use std::time::Duration;

/// A program that rkgen may run where its flag says so.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Program {
    /// Decrypts files: <https://getsops.io>.
    Sops,
}

impl Program {
    /// Every one.
    pub const ALL: &[Program] = &[Program::Sops];
    /// How long one may run.
    pub const TIME_LIMIT: Duration = Duration::from_secs(60);

    /// The name that it is run by.
    pub fn name(self) -> &'static str {
        match self {
            Program::Sops => "sops",
        }
    }
}

/// What a program that ended has said. `Debug` tells no word of it, for it may be secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Output {
    /// Its exit status; nothing if a signal ended it.
    pub status: Option<i32>,
    /// Its standard output.
    pub out: Vec<u8>,
    /// Its standard error.
    pub err: Vec<u8>,
}

impl std::fmt::Debug for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (out, err) = (self.out.len(), self.err.len());
        write!(f, "Output {{ status: {:?}, out: {out} bytes, err: {err} bytes }}", self.status)
    }
}

/// Why a program did not end by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotRun {
    /// It is not installed, or not on the `PATH`.
    Missing,
    /// It took longer than [`Program::TIME_LIMIT`] and was ended.
    TooLong,
    /// It wrote more than a file may have.
    TooMuch,
    /// It does not run on the files of a revision, which are not on the disk.
    OfRevision,
    /// What the operating system said, as a clause in lower case.
    Failed(String),
}
