//! What only a real process, or a real disk, can show.
#![expect(clippy::disallowed_methods, reason = "these tests are about processes and the disk")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod build;
mod charts;
mod check;
mod disk;
mod explain;
mod kustomize;
mod process;
mod programs;
mod review;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The program, standing in `directory`, with nothing in its environment that changes colours.
fn rkgen(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rkgen"));
    command.current_dir(directory).args(arguments).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

/// The exit status, standard output and standard error of a run.
fn screen(command: &mut Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Puts a file below a folder, with the folders on the way.
pub(crate) fn put(folder: &Path, file: &str, text: &str) {
    let file = folder.join(file);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}
