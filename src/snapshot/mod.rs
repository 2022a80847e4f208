//! Snapshots: what was last accepted of each target, kept beside the sources in `snapshots/`, one file a target.
//!
//! They hold objects as they may be shown: no secret, and nothing that was made of one.

mod conflict;
mod homes;
mod pending;
mod renamed;
mod stale;
mod walk;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::pipeline::{Environment, Manifests};
use crate::resource::Resource;
use crate::world::{FilePath, Files, Refusal};
use crate::yaml::{self, Node};
pub use pending::{Beside, Unit, alike};
pub use renamed::{ALIKE, Renamed, likeness, renamed};
pub use stale::{Asked, kept, stale};
pub use walk::{Choice, Decision, Walk};

/// The folder that they are in, from the project's root.
pub const FOLDER: &str = "snapshots";

/// What a kustomization in the project's root is called among them; elsewhere its folder is its name.
const OF_ROOT: &str = "_root";

/// The snapshot of a target, as it is to be.
pub struct Snapshot {
    /// The target, as it is named on the command line.
    pub target: EcoString,
    /// The file, as `snapshots/prod/web.yaml`.
    pub path: FilePath,
    /// Its objects, as they may be shown, in the order in which they are built.
    pub objects: Vec<Resource>,
}

impl Snapshot {
    /// What the file says: its objects as YAML, with `---` between them.
    pub fn text(&self) -> String {
        text(self.objects.iter().map(Resource::node))
    }
}

/// Objects as a snapshot says them.
pub fn text<'n>(objects: impl Iterator<Item = &'n Node>) -> String {
    let mut text = String::new();
    for (index, object) in objects.enumerate() {
        if index > 0 {
            text.push_str("---\n");
        }
        yaml::emit(object, &mut text);
    }
    text
}

/// The snapshots of all that was built with placeholders for secrets, in order.
pub fn of(environments: &[Environment]) -> Vec<Snapshot> {
    environments.iter().flat_map(of_environment).collect()
}

fn of_environment(environment: &Environment) -> Vec<Snapshot> {
    let mut snapshots: Vec<Snapshot> = Vec::new();
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    let mut add = |target, object: Option<Resource>| {
        let Some(path) = path(target) else { return };
        let at = *known.entry(target).or_insert(snapshots.len());
        if at == snapshots.len() {
            snapshots.push(Snapshot { target: target.into(), path, objects: Vec::new() });
        }
        snapshots[at].objects.extend(object);
    };
    // A value is called by the Secret that it is in, which may be of another target: all are looked at together.
    for (object, shown) in environment.objects.iter().zip(environment.shown()) {
        add(environment.target(object.id()), Some(shown));
    }
    if environment.objects.is_empty() {
        add(&environment.name, None);
    }
    snapshots.sort_by(|one, two| one.target.cmp(&two.target));
    snapshots
}

/// The file of a target, as `snapshots/prod/web.yaml`; nothing if that is no path.
pub fn path(target: &str) -> Option<FilePath> {
    let name = if target == "." { OF_ROOT } else { target };
    FilePath::root().join(FOLDER)?.join(&format!("{name}.yaml"))
}

/// Reads the snapshot of a target. Gives whether there is one; one that cannot be read is reported.
pub fn read(files: &Files, target: &str, into: &mut Manifests, diagnostics: &mut Diagnostics) -> bool {
    let Some(path) = path(target) else { return false };
    match files.text(&path) {
        Ok(file) => match conflict::problem(file, target, files.sources()) {
            Some(problem) => diagnostics.push(problem),
            None => add(file, target, files, into, diagnostics),
        },
        Err(Refusal::Missing) => return false,
        Err(refusal) => {
            diagnostics.push(unreadable(&path, target, &refusal));
        }
    }
    true
}

fn add(
    file: crate::source::FileId,
    target: &str,
    files: &Files,
    into: &mut Manifests,
    diagnostics: &mut Diagnostics,
) {
    let mut problems = Diagnostics::default();
    into.add(file, files.sources(), &mut problems);
    // It may be somebody's hand, or half a file: whatever it was, it can be made again.
    diagnostics.extend(problems.into_iter().map(|problem| problem.help(write_anew(target))));
}

/// The problem of a snapshot that cannot be read.
pub fn unreadable(path: &FilePath, target: &str, refusal: &Refusal) -> Diagnostic {
    if *refusal == Refusal::Outside {
        let message = format!("the snapshot `{path}` lies outside the project: a link on the way leads out");
        let help = format!("remove the link, and write it anew: `rkgen snapshot {target}`");
        return Diagnostic::new(Code::UnreadableFile, message).help(help);
    }
    let message = format!("the snapshot `{path}` {}", refusal.predicate());
    let problem = Diagnostic::new(Code::UnreadableFile, message);
    problem.help(format!("move it away, and write it anew: `rkgen snapshot {target}`"))
}

fn write_anew(target: &str) -> String {
    format!("mend it, or write it anew: `rkgen snapshot {target}`")
}

/// The problem of an environment or a target without a snapshot: none of these is there.
pub fn missing(name: &str, snapshots: &[Snapshot], files: &Files) -> Diagnostic {
    let message = format!("there is no snapshot of `{name}` to compare with");
    let problem =
        Diagnostic::new(Code::MissingFile, message).help(format!("write it: `rkgen snapshot {name}`"));
    let renamed = renamed(files, &snapshots.iter().collect::<Vec<_>>());
    renamed.iter().fold(problem, |problem, renamed| problem.help(renamed.move_it()))
}
