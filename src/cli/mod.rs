//! The command line: the only place that prints. One file a command.
//!
//! [`run`] takes the arguments and a [`Machine`], and gives the exit status. Standard output carries the result
//! and nothing else; all other words go to standard error.

mod args;
mod build;
mod check;
mod compare;
mod diff;
mod explain;
mod filter;
mod kustomize;
mod list;
mod machine;
mod manifests;
mod output;
mod page;
mod report;
mod request;
mod review;
mod settings;
mod snapshot;
mod table;

pub use machine::{Disk, Folder, InMemory, Key, Keys, Machine, NoRoot, Place, Root, Screen, Stream};

use std::ffi::OsString;
use std::io::{self, Write};

use args::{Arguments, Command};
use report::Report;

/// The exit status of a run that did what it was asked.
const DONE: u8 = 0;
/// The exit status of a check that found something to refuse.
const FOUND: u8 = 1;
/// The exit status when nothing could be judged or produced.
const REFUSED: u8 = 2;

/// Runs the command line `arguments`, the first of which is the program's name, and gives the exit status.
pub fn run(arguments: &[OsString], machine: &dyn Machine, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let result = match args::parse(arguments, machine) {
        _ if kustomize::asks_version(arguments) => {
            writeln!(out, "{}", crate::kustomize::VERSION).map(|()| DONE)
        }
        _ if kustomize::is_of_another(arguments) => {
            let _ = err.write_all(kustomize::not_here(arguments).as_bytes());
            return REFUSED;
        }
        Ok(arguments) => command(&arguments, machine, out, err),
        Err(message) if message.status == DONE => out.write_all(message.text.as_bytes()).map(|()| DONE),
        Err(message) => {
            let _ = err.write_all(message.text.as_bytes());
            return message.status;
        }
    };
    match result.and_then(|status| out.flush().map(|()| status)) {
        Ok(status) => status,
        // Whoever read has read enough: `rkgen build prod | head` is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => DONE,
        Err(error) => {
            let _ = writeln!(err, "error: cannot write to standard output: {}", machine::plain_words(&error));
            REFUSED
        }
    }
}

fn command(
    arguments: &Arguments,
    machine: &dyn Machine,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    let mut report = Report::new(err, arguments.color.resolve(machine.screen(Stream::Err)));
    match &arguments.command {
        Command::Build(build) => build::run(build, arguments.directory.as_deref(), machine, out, &mut report),
        Command::Check(check) => check::run(check, arguments.directory.as_deref(), machine, out, &mut report),
        Command::Diff(diff) => {
            let screen = arguments.color.resolve(machine.screen(Stream::Out));
            diff::run(diff, arguments.directory.as_deref(), machine, (out, screen), &mut report)
        }
        Command::Review(said) => {
            let screen = arguments.color.resolve(machine.screen(Stream::Out));
            review::run(said, arguments.directory.as_deref(), machine, (out, screen), &mut report)
        }
        Command::Snapshot(said) => {
            snapshot::run(said, arguments.directory.as_deref(), machine, out, &mut report)
        }
        Command::WhatIf(what_if) => {
            let screen = arguments.color.resolve(machine.screen(Stream::Out));
            diff::what_if(what_if, arguments.directory.as_deref(), machine, (out, screen), &mut report)
        }
        Command::Compare(compare) => {
            let screen = arguments.color.resolve(machine.screen(Stream::Out));
            compare::run(compare, arguments.directory.as_deref(), machine, (out, screen), &mut report)
        }
        Command::List(list) => {
            let screen = arguments.color.resolve(machine.screen(Stream::Out));
            list::run(list, arguments.directory.as_deref(), machine, (out, screen), &mut report)
        }
        Command::Explain(explain) => {
            let screen = arguments.color.resolve(machine.screen(Stream::Out));
            explain::run(explain, arguments.directory.as_deref(), machine, (out, screen), &mut report)
        }
    }
}
