//! Snapshots: what was last accepted of each target, kept beside the sources in `snapshots/`, one file a target.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::pipeline::Manifests;
use crate::world::{FilePath, Files, Refusal};

/// The folder that they are in, from the project's root.
const FOLDER: &str = "snapshots";

/// The file of a target, as `snapshots/prod/web.yaml`; nothing if that is no path.
pub fn path(target: &str) -> Option<FilePath> {
    FilePath::root().join(FOLDER)?.join(&format!("{target}.yaml"))
}

/// The targets of an environment of which there are snapshots, in no order.
pub fn kept(files: &Files, environment: &str) -> Vec<String> {
    let Some(folder) = FilePath::root().join(FOLDER).and_then(|folder| folder.join(environment)) else {
        return Vec::new();
    };
    let below = files.world().walk(&folder).unwrap_or_default();
    let target = |path: &FilePath| {
        let name = path.below(&folder)?.as_str().strip_suffix(".yaml")?.to_owned();
        Some(format!("{environment}/{name}"))
    };
    below.iter().filter_map(target).collect()
}

/// Reads the snapshot of a target. Gives whether there is one; one that cannot be read is reported.
pub fn read(files: &Files, target: &str, into: &mut Manifests, diagnostics: &mut Diagnostics) -> bool {
    let Some(path) = path(target) else { return false };
    match files.text(&path) {
        Ok(file) => into.add(file, files.sources(), diagnostics),
        Err(Refusal::Missing) => return false,
        Err(refusal) => {
            let message = format!("the snapshot `{path}` {}", refusal.predicate());
            diagnostics.push(Diagnostic::new(Code::UnreadableFile, message));
        }
    }
    true
}

/// The problem of an environment or a target without a snapshot.
pub fn missing(name: &str) -> Diagnostic {
    Diagnostic::new(Code::MissingFile, format!("there is no snapshot of `{name}` to compare with"))
        .help("compare with something else: `--against FILE`")
}
