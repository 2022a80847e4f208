//! Programs that are called with files which are made for them alone.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::cli::machine::{plain_words, process};
use crate::world::{Call, NotRun, Output, Program, Word};

/// Runs a program below `root`, with the files that are made for it.
pub(super) fn run(root: &Path, call: &Call) -> Result<Output, NotRun> {
    let failed = |error: io::Error| NotRun::Failed(plain_words(&error));
    let folder = Passing::new().map_err(failed)?;
    let said = |word: &Word| match word {
        Word::Text(text) => Ok(OsString::from(text)),
        Word::Path(path) => Ok(root.join(path.as_str()).into_os_string()),
        Word::Nothing(path) => Ok(folder.0.join(path).into_os_string()),
        Word::File { name, bytes } => {
            let path = folder.0.join(name);
            fs::write(&path, bytes).map(|()| path.into_os_string())
        }
    };
    let mut command = Command::new(&call.program);
    for word in &call.arguments {
        command.arg(said(word).map_err(failed)?);
    }
    for (name, word) in &call.variables {
        command.env(name, said(word).map_err(failed)?);
    }
    process::run(&mut command, Program::TIME_LIMIT)
}

/// A folder for one call, which nobody else may read.
struct Passing(PathBuf);

impl Passing {
    fn new() -> io::Result<Passing> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("rkgen-{}-{number}", std::process::id()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder).map(|()| Passing(folder))
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        // What is left there is only a copy.
        let _ = fs::remove_dir_all(&self.0);
    }
}
