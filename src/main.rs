//! The command `rkgen`.

use std::ffi::OsString;
use std::io::{self, BufWriter};
use std::process::ExitCode;

use anstream::AutoStream;
use rkgen::cli::{Disk, run};

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    // Whether to write colours at all is decided by `run`; here old terminals only learn to show them.
    let mut out = BufWriter::with_capacity(1 << 16, AutoStream::always_ansi(io::stdout()));
    let mut err = BufWriter::new(AutoStream::always_ansi(io::stderr()));
    run(&arguments, &Disk, &mut out, &mut err).into()
}
