//! Whether the snapshots of an environment are there under the name that it had.

use ecow::EcoString;
use rustc_hash::FxHashSet;

use super::stale::below;
use super::{FOLDER, OF_ROOT, Snapshot};
use crate::diagnostic::Diagnostics;
use crate::pipeline;
use crate::resource::Resource;
use crate::world::{FilePath, Files};

/// From this [`likeness`] on, two environments are taken for one that was renamed.
pub const ALIKE: f64 = 0.5;

/// An environment whose snapshots look like those of one that has another name now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renamed {
    /// What git is to move: `snapshots/old`, `snapshots/old.yaml`.
    pub from: FilePath,
    /// Where to: `snapshots/new`.
    pub to: FilePath,
}

impl Renamed {
    /// What to type if nothing was written yet.
    pub fn move_it(&self) -> String {
        let Renamed { from, to } = self;
        format!("`{from}` looks like it was renamed: `git mv {from} {to}` keeps what was accepted")
    }

    /// What to type if the snapshots under the new name were written.
    pub fn remove_it(&self) -> String {
        let Renamed { from, to } = self;
        format!("`{from}` looks like what is `{to}` now: `git rm -r {from}` removes it")
    }
}

/// Of environments without a snapshot, those that others which are not there any more were renamed to.
pub fn renamed(files: &Files, missing: &[&Snapshot]) -> Vec<Renamed> {
    if missing.is_empty() {
        return Vec::new();
    }
    let targets = pipeline::targets(files, &mut Diagnostics::default());
    let environments: FxHashSet<EcoString> =
        targets.into_iter().map(|(target, _)| target.environment).collect();
    let root = FilePath::root().join(FOLDER).unwrap_or_default();
    let first = |target: &str| EcoString::from(target.split('/').next().unwrap_or_default());
    let kept = below(files, &root);
    let mut names: Vec<EcoString> = missing.iter().map(|snapshot| first(&snapshot.target)).collect();
    names.dedup();
    names.retain(|name| !kept.iter().any(|kept| first(kept) == *name));
    let mut gone: Vec<EcoString> = kept.iter().map(|kept| first(kept)).collect();
    gone.dedup();
    // Where there is a folder of that name, it is of a kustomization in it.
    let is_folder =
        |name: &EcoString| FilePath::root().join(name).is_some_and(|path| files.kind(&path).is_some());
    gone.retain(|name| !environments.contains(name) && name != OF_ROOT && !is_folder(name));
    let mut found = Vec::new();
    for name in names {
        let new: Vec<&&Snapshot> =
            missing.iter().filter(|snapshot| first(&snapshot.target) == name).collect();
        let end = |target: &str| target.split_once('/').map(|(_, rest)| EcoString::from(rest));
        let likeness = |old: &EcoString| {
            let pairs = new.iter().filter_map(|snapshot| {
                let old = end(&snapshot.target).map_or(old.clone(), |rest| ecow::eco_format!("{old}/{rest}"));
                let file = files.text(&super::path(&old)?).ok()?;
                Some(alike(files.sources().get(file).text(), &snapshot.text()))
            });
            pairs.sum::<f64>() / f64::from(u32::try_from(new.len()).unwrap_or(u32::MAX))
        };
        let best = gone.iter().map(|old| (likeness(old), old)).max_by(|one, two| one.0.total_cmp(&two.0));
        let Some((_, old)) = best.filter(|(likeness, _)| *likeness >= ALIKE) else { continue };
        let is_file = new.iter().any(|snapshot| snapshot.target == name);
        let place = |name: &str| root.join(&if is_file { format!("{name}.yaml") } else { name.to_owned() });
        found.extend(place(old).zip(place(&name)).map(|(from, to)| Renamed { from, to }));
    }
    found
}

/// How many of the lines that objects say are in both, from 0 to 1.
pub fn likeness(one: &[Resource], two: &[Resource]) -> f64 {
    let said = |objects: &[Resource]| super::text(objects.iter().map(Resource::node));
    alike(&said(one), &said(two))
}

/// How many of the lines of two texts are in both, from 0 to 1.
fn alike(one: &str, two: &str) -> f64 {
    let (one, two): (FxHashSet<&str>, FxHashSet<&str>) = (one.lines().collect(), two.lines().collect());
    let all = one.union(&two).count();
    #[expect(clippy::cast_precision_loss, reason = "files have few lines")]
    let share = one.intersection(&two).count() as f64 / all.max(1) as f64;
    share
}
