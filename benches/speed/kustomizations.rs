//! Times `rkgen build DIR` beside `kubectl kustomize DIR`, where that is installed: `cargo bench -- kustomizations`.

use std::path::Path;
use std::process::Command;

use crate::measure::{Usage, measure};
use crate::{overlay, size};

/// The most applications that `kubectl kustomize` is asked to build: the time it takes grows with their square.
const MOST_FOR_KUBECTL: usize = 100;

/// Prints the figures, with overlays of so many applications.
pub(crate) fn report(counts: &[usize]) -> anyhow::Result<()> {
    let kubectl = Path::new("kubectl");
    let is_there =
        Command::new(kubectl).args(["version", "--client"]).output().is_ok_and(|out| out.status.success());
    if !is_there {
        println!("kubectl is not installed: there is nothing to compare with\n");
    }
    let kubectl = is_there.then_some(kubectl);
    println!("{:<26} {:<28} {:<28} {:>7}", "", "rkgen build", "kubectl kustomize", "ratio");
    let [nothing] = measure([(Path::new("/bin/true"), &[])], 20)?;
    println!("{:<26} {nothing}", "/bin/true");
    let one = Bound { above: Some(nothing), seconds: Some(0.003), megabytes: Some(8.0) };
    Tree::new("", overlay::one_object)?.line("one object", 20, kubectl, one)?;
    let patched = Bound { above: Some(nothing), seconds: Some(0.005), megabytes: None };
    Tree::new("", overlay::one_patched_object)?.line("one object, patched", 20, kubectl, patched)?;
    let definitions = Bound { above: None, seconds: Some(0.5), megabytes: Some(120.0) };
    Tree::new("", |root| overlay::definitions(root, 12))?.line(
        "12 MB of definitions",
        3,
        kubectl,
        definitions,
    )?;
    for count in counts {
        let tree = Tree::new("prod", |root| overlay::applications(root, *count))?;
        let kubectl = kubectl.filter(|_| *count <= MOST_FOR_KUBECTL);
        let bound = match count {
            100 => Bound { seconds: Some(0.06), ..Bound::default() },
            1_000 => Bound { megabytes: Some(150.0), ..Bound::default() },
            _ => Bound::default(),
        };
        tree.line(&format!("{count} applications"), 3, kubectl, bound)?;
        tree.beside_floor(
            5,
            match count {
                1_000 => Some(2.5),
                3_000 => Some(3.4),
                _ => None,
            },
        )?;
    }
    Ok(())
}

/// What a figure is held to: no more than this.
#[derive(Clone, Copy, Default)]
struct Bound {
    /// What does not count, as it takes it to start any process.
    above: Option<Usage>,
    seconds: Option<f64>,
    megabytes: Option<f64>,
}

impl Bound {
    /// Prints each bound and whether it is met: `≤ 3 ms: met (1.1)`.
    fn print(&self, usage: &Usage) {
        let more = self.above.map_or(*usage, |other| usage.beyond(&other));
        let is_met = |is_met| if is_met { "met" } else { "MISSED" };
        let (milliseconds, megabytes) = (seconds(&more) * 1e3, more.peak as f64 / 1024.0);
        let time = self.seconds.map(|most| {
            format!("   ≤ {} ms: {} ({milliseconds:.1})", most * 1e3, is_met(milliseconds <= most * 1e3))
        });
        let memory = self
            .megabytes
            .map(|most| format!("   ≤ {most} MB: {} ({megabytes:.1})", is_met(megabytes <= most)));
        let judged: String = time.into_iter().chain(memory).collect();
        if !judged.is_empty() {
            let above = self.above.map_or("", |_| "above /bin/true");
            println!("{:<26} {}", "", format!("{above}{judged}").trim_start());
        }
    }
}

/// A made-up tree of files, and the kustomization in it that is built.
struct Tree {
    folder: tempfile::TempDir,
    target: String,
}

impl Tree {
    fn new(target: &str, fill: impl FnOnce(&Path) -> anyhow::Result<()>) -> anyhow::Result<Tree> {
        let folder = tempfile::tempdir()?;
        fill(folder.path())?;
        let target = folder.path().join(target).to_string_lossy().into_owned();
        Ok(Tree { folder, target })
    }

    fn output(&self, of: &str) -> String {
        self.folder.path().join(of).to_string_lossy().into_owned()
    }

    /// Prints what both take, and fails if they print different bytes.
    fn line(&self, name: &str, runs: usize, kubectl: Option<&Path>, bound: Bound) -> anyhow::Result<()> {
        let rkgen = Path::new(env!("CARGO_BIN_EXE_rkgen"));
        let (built, output) = (["build", "-q", &self.target], self.output("rkgen.yaml"));
        measure([(rkgen, &[&built[..], &["-o", &output]].concat())], 0)?;
        let (objects, megabytes) = size(&output)?;
        let Some(kubectl) = kubectl else {
            let [ours] = measure([(rkgen, &built)], runs)?;
            println!("{name:<26} {ours}   {objects} objects, {megabytes:.2} MB");
            bound.print(&ours);
            return Ok(());
        };
        let kustomize = ["kustomize", &self.target];
        let theirs = self.output("kubectl.yaml");
        measure([(kubectl, &[&kustomize[..], &["-o", &theirs]].concat())], 0)?;
        anyhow::ensure!(
            std::fs::read(&output)? == std::fs::read(&theirs)?,
            "{name}: both print something else; see {output} and {theirs}"
        );
        let [ours, theirs] = measure([(rkgen, &built), (kubectl, &kustomize)], runs)?;
        let ratio = seconds(&theirs) / seconds(&ours);
        let (shown, theirs) = (ours.to_string(), theirs.to_string());
        println!("{name:<26} {shown:<28} {theirs:<28} {ratio:>6.0}x   {objects} objects, {megabytes:.2} MB");
        bound.print(&ours);
        Ok(())
    }

    /// Prints how long it takes for each second that a YAML library takes to parse and print the output.
    fn beside_floor(&self, runs: usize, most: Option<f64>) -> anyhow::Result<()> {
        let rkgen = Path::new(env!("CARGO_BIN_EXE_rkgen"));
        let (this, output) = (std::env::current_exe()?, self.output("rkgen.yaml"));
        let built = ["build", "-q", &self.target];
        let [ours, floor] = measure([(rkgen, &built), (&this, &["--floor", &output])], runs)?;
        let ratio = seconds(&ours) / seconds(&floor);
        println!("{:<26} {ratio:.2} times what it takes to parse and print the output: {floor}", "");
        if let Some(most) = most {
            println!("{:<26} ≤ {most} times: {}", "", if ratio <= most { "met" } else { "MISSED" });
        }
        Ok(())
    }
}

fn seconds(usage: &Usage) -> f64 {
    usage.cpu.as_secs_f64()
}
