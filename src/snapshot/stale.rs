//! Snapshots of what is not built any more.

use ecow::{EcoString, eco_format};
use rustc_hash::FxHashSet;

use super::{FOLDER, OF_ROOT, Snapshot, path};
use crate::kustomize::is_kustomization;
use crate::world::{FilePath, Files};

/// Which part of the project was asked for: what lies outside it is nobody's business.
pub enum Asked<'a> {
    /// All of it.
    All,
    /// These targets and environments.
    Named(&'a [String]),
}

/// The snapshots of an environment that are there, as the targets that they are of, sorted: of its specs, and of itself if
/// it were one file.
pub fn kept(files: &Files, environment: &str) -> Vec<EcoString> {
    let Some(folder) = FilePath::root().join(FOLDER).and_then(|folder| folder.join(environment)) else {
        return Vec::new();
    };
    let is_there = |target: &EcoString| path(target).is_some_and(|path| files.kind(&path).is_some());
    let own = Some(EcoString::from(environment)).filter(is_there);
    let below = below(files, &folder).into_iter().map(|name| eco_format!("{environment}/{name}"));
    own.into_iter().chain(below).collect()
}

/// The targets of the snapshots that nothing builds any more, within what was asked for, of which these are built. A kustomization
/// that was not asked for keeps its snapshot as long as it is there.
pub fn stale(files: &Files, asked: &Asked<'_>, built: &[&Snapshot]) -> Vec<EcoString> {
    let targets: FxHashSet<&EcoString> = built.iter().map(|snapshot| &snapshot.target).collect();
    let kept = match asked {
        Asked::All => below(files, &FilePath::root().join(FOLDER).unwrap_or_default()),
        Asked::Named(names) => names.iter().flat_map(|name| self::kept(files, name)).collect(),
    };
    let is_kustomization = |target: &EcoString| {
        let folder = if target == OF_ROOT { "." } else { target };
        FilePath::root().join(folder).is_some_and(|folder| is_kustomization(files, &folder))
    };
    let gone = kept.into_iter().filter(|target| !targets.contains(target) && !is_kustomization(target));
    let mut gone: Vec<EcoString> = gone.collect();
    gone.sort_unstable();
    gone.dedup();
    gone
}

/// The YAML files below a folder, without the folder and their ending, sorted.
pub(super) fn below(files: &Files, folder: &FilePath) -> Vec<EcoString> {
    let found = files.world().walk(folder).unwrap_or_default();
    found.iter().filter_map(|path| Some(path.below(folder)?.as_str().strip_suffix(".yaml")?.into())).collect()
}
