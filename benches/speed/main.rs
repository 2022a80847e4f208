//! Times whole runs of `rkgen` against parsing and printing the same output: `cargo bench`.
//!
//! `cargo bench -- kustomizations [APPLICATIONS…]` times kustomizations, beside `kubectl kustomize` where that is
//! installed.
//!
//! `cargo bench -- differences` times a diff of two outputs.
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

mod differences;
mod kustomizations;
mod measure;
mod overlay;
mod project;

use std::path::Path;

use measure::{Usage, measure};

fn main() -> anyhow::Result<()> {
    // Cargo says `--bench` behind what is said to it.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--measure", program, ref arguments @ ..] => measure::in_this_process(program, arguments),
        ["--floor", file] => floor(Path::new(file)),
        ["differences"] => differences::report(),
        ["kustomizations"] => kustomizations::report(&[100, 1_000, 3_000]),
        ["kustomizations", ref counts @ ..] => {
            let counts: Result<Vec<usize>, _> = counts.iter().map(|count| count.parse()).collect();
            kustomizations::report(&counts?)
        }
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

    let single = Project::new(project::one_object)?;
    let patched = Project::new(project::one_patched_object)?;
    let [nothing, one, other] = measure(
        [(Path::new("/bin/true"), &[]), (rkgen, &single.arguments()), (rkgen, &patched.arguments())],
        20,
    )?;
    println!("/bin/true                {nothing}");
    println!("one object               {one}   above /bin/true: {}", one.above(&nothing));
    println!("one object, patched      {other}   above one object: {}", other.above(&one));

    let folder = tempfile::tempdir()?;
    let output = folder.path().join("output.yaml").to_string_lossy().into_owned();
    let printed = ["build", "--all", "-C", env!("CARGO_MANIFEST_DIR")];
    measure([(rkgen, &[&printed[..], &["-o", &output]].concat())], 0)?;
    let [all] = measure([(rkgen, &printed)], 20)?;
    let (objects, megabytes) = size(&output)?;
    println!("all of this repository   {all}   {objects} objects, {megabytes:.2} MB");

    println!(
        "\n{:>6} {:>8} {:>7}   {:<28} {:<28} {:>5}",
        "apps", "objects", "MB", "rkgen", "parse and print", "ratio"
    );
    let mut earlier: Option<(usize, Usage)> = None;
    for applications in [100, 1_000, 3_000] {
        let project = Project::new(|root| project::applications(root, applications))?;
        // The first build writes what the floor reads.
        measure([(rkgen, &project.arguments())], 0)?;
        let floor = ["--floor", &project.output];
        let [built, floor] = measure([(rkgen, &project.arguments()), (&this, &floor)], 11)?;
        let (objects, megabytes) = size(&project.output)?;
        println!(
            "{applications:>6} {objects:>8} {megabytes:>7.2}   {:<28} {:<28} {:>5.2}",
            built.to_string(),
            floor.to_string(),
            built.cpu.as_secs_f64() / floor.cpu.as_secs_f64(),
        );
        if let Some((fewer, usage)) = earlier.replace((applications, built)) {
            let growth = built.cpu.as_secs_f64() / usage.cpu.as_secs_f64();
            let times = applications / fewer;
            println!(
                "{:>6} growth from {fewer}: {growth:.2} times the CPU for {times} times the applications",
                ""
            );
        }
    }
    Ok(())
}

/// How many objects a file has, and how many MB.
fn size(file: &str) -> anyhow::Result<(usize, f64)> {
    let text = std::fs::read_to_string(file)?;
    let objects = text.lines().filter(|line| line.starts_with("kind: ")).count();
    Ok((objects, text.len() as f64 / 1e6))
}

/// A project in a folder of its own, whose `prod` is built into a file there.
struct Project {
    root: String,
    output: String,
    _folder: tempfile::TempDir,
}

impl Project {
    fn new(fill: impl FnOnce(&Path) -> anyhow::Result<()>) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        fill(folder.path())?;
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let (root, output) = (text(folder.path()), text(&folder.path().join("output.yaml")));
        Ok(Project { root, output, _folder: folder })
    }

    fn arguments(&self) -> [&str; 6] {
        ["build", "prod", "-C", &self.root, "-o", &self.output]
    }
}
