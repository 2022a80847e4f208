//! Times whole runs of `rkgen` against parsing and printing the same output: `cargo bench`.
//!
//! CPU is user and system time of the whole process, the best of several runs; memory is the peak resident set.
//! Both come from the operating system's accounting of a finished child. Each figure is measured in an
//! intermediate process of its own, because the system keeps one total over all children of a process.

#![expect(
    clippy::disallowed_methods,
    reason = "a bench makes folders, runs programs and reads what they wrote"
)]
#![expect(clippy::print_stdout, reason = "its figures are its output")]
#![expect(clippy::cast_precision_loss, reason = "sizes are shown with two digits after the point")]

mod measure;
mod project;

use std::path::Path;

use measure::{Usage, measure};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--measure", program, ref arguments @ ..] => measure::in_this_process(program, arguments),
        ["--floor", file] => floor(Path::new(file)),
        _ => report(),
    }
}

/// What must be done at the very least: the output is parsed and printed by a YAML library.
fn floor(file: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file)?;
    let mut printed = String::new();
    for document in yaml_serde::Deserializer::from_str(&text) {
        let value: yaml_serde::Value = serde::Deserialize::deserialize(document)?;
        printed.push_str("---\n");
        printed.push_str(&yaml_serde::to_string(&value)?);
    }
    anyhow::ensure!(printed.len() > text.len() / 2, "the floor printed too little");
    Ok(())
}

fn report() -> anyhow::Result<()> {
    let rkgen = Path::new(env!("CARGO_BIN_EXE_rkgen"));
    let this = std::env::current_exe()?;
    let nothing = measure(Path::new("/bin/true"), &[], 20)?;
    println!("/bin/true                {nothing}");

    let single = tempfile::tempdir()?;
    project::one_object(single.path())?;
    let one = build(rkgen, single.path(), 20)?.usage;
    println!("one object               {one}   above /bin/true: {}", one.above(&nothing));

    println!(
        "\n{:>6} {:>8} {:>7}   {:<28} {:<28} {:>5}",
        "apps", "objects", "MB", "rkgen", "parse and print", "ratio"
    );
    let mut earlier: Option<(usize, Usage)> = None;
    for applications in [100, 1_000, 3_000] {
        let folder = tempfile::tempdir()?;
        project::applications(folder.path(), applications)?;
        let built = build(rkgen, folder.path(), 7)?;
        let file = built.output.to_string_lossy().into_owned();
        let floor = measure(&this, &["--floor", &file], 7)?;
        println!(
            "{applications:>6} {:>8} {:>7.2}   {:<28} {:<28} {:>5.2}",
            built.objects,
            built.bytes as f64 / 1e6,
            built.usage.to_string(),
            floor.to_string(),
            built.usage.cpu.as_secs_f64() / floor.cpu.as_secs_f64(),
        );
        if let Some((fewer, usage)) = earlier.replace((applications, built.usage)) {
            let growth = built.usage.cpu.as_secs_f64() / usage.cpu.as_secs_f64();
            println!(
                "{:>6} growth from {fewer}: {growth:.2} times the CPU for {} times the applications",
                "",
                applications / fewer
            );
        }
    }
    Ok(())
}

struct Built {
    usage: Usage,
    output: std::path::PathBuf,
    bytes: usize,
    objects: usize,
}

/// Builds `prod` of a project into a file and measures that.
fn build(rkgen: &Path, folder: &Path, runs: usize) -> anyhow::Result<Built> {
    let output = folder.join("output.yaml");
    let root = folder.to_string_lossy().into_owned();
    let file = output.to_string_lossy().into_owned();
    let usage = measure(rkgen, &["build", "prod", "-C", &root, "-o", &file], runs)?;
    let text = std::fs::read_to_string(&output)?;
    let objects = text.lines().filter(|line| line.starts_with("kind: ")).count();
    Ok(Built { usage, output, bytes: text.len(), objects })
}
