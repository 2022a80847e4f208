//! The command `rkgen`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::SUCCESS
}
