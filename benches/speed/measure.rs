//! What the operating system says a finished process took.

use std::fmt;
use std::path::Path;
use std::process::{self, Stdio};
use std::time::Duration;

use anyhow::Context as _;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

/// CPU time and peak memory of a process.
#[derive(Clone, Copy)]
pub(crate) struct Usage {
    /// User and system time.
    pub(crate) cpu: Duration,
    /// The peak resident set in KiB.
    pub(crate) peak: i64,
}

impl Usage {
    /// What it took above another one, as text.
    pub(crate) fn above(&self, other: &Usage) -> String {
        self.beyond(other).to_string().trim_start().to_owned()
    }

    /// What it took more than another one.
    pub(crate) fn beyond(&self, other: &Usage) -> Usage {
        Usage { cpu: self.cpu.saturating_sub(other.cpu), peak: (self.peak - other.peak).max(0) }
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:>8.1} ms {:>7.1} MB", self.cpu.as_secs_f64() * 1e3, self.peak as f64 / 1024.0);
        f.pad(&text)
    }
}

/// What to run: a program and its arguments.
pub(crate) type Command<'c> = (&'c Path, &'c [&'c str]);

/// The least CPU and the least peak memory of each command in `runs` runs, after one that is not counted.
///
/// The commands take turns, so that a machine which is slow for a while is slow for all of them.
pub(crate) fn measure<const N: usize>(commands: [Command; N], runs: usize) -> anyhow::Result<[Usage; N]> {
    let mut best = [Usage { cpu: Duration::MAX, peak: i64::MAX }; N];
    for run in 0..=runs {
        for (best, (program, arguments)) in best.iter_mut().zip(commands) {
            let usage = once(program, arguments)?;
            if run > 0 {
                *best = Usage { cpu: best.cpu.min(usage.cpu), peak: best.peak.min(usage.peak) };
            }
        }
    }
    Ok(best)
}

/// Runs this program with `--measure`, which runs the other one and prints what that took.
fn once(program: &Path, arguments: &[&str]) -> anyhow::Result<Usage> {
    let output = process::Command::new(std::env::current_exe()?)
        .arg("--measure")
        .arg(program)
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()?;
    anyhow::ensure!(output.status.success(), "{} {} failed", program.display(), arguments.join(" "));
    let printed = String::from_utf8(output.stdout)?;
    let (cpu, peak) = printed.trim().split_once(' ').context("no figures were printed")?;
    Ok(Usage { cpu: Duration::from_micros(cpu.parse()?), peak: peak.parse()? })
}

/// Runs a program and prints the microseconds of CPU and the KiB that it took.
pub(crate) fn in_this_process(program: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let status = process::Command::new(program).args(arguments).stdout(Stdio::null()).status()?;
    anyhow::ensure!(status.success(), "{program} ended with {status}");
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    println!("{cpu} {}", usage.max_rss());
    Ok(())
}
