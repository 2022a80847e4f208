//! What a part of an environment shares with the rest of it: an object that another spec builds now is not gone.

use rustc_hash::FxHashSet;

use crate::resource::{Resource, ResourceId};

/// Adds to each side of a part what only the other side has, and the whole environment has on this one.
pub(super) fn complete(
    (before, after): (&mut Vec<Resource>, &mut Vec<Resource>),
    whole_before: impl FnOnce() -> Vec<Resource>,
    whole_after: impl FnOnce() -> Vec<Resource>,
) {
    let ids = |objects: &[Resource]| objects.iter().map(|object| object.id().clone()).collect();
    let (was, is): (FxHashSet<ResourceId>, FxHashSet<ResourceId>) = (ids(before), ids(after));
    let add =
        |side: &mut Vec<Resource>, has: &FxHashSet<ResourceId>, other: &FxHashSet<ResourceId>, whole| {
            let whole: Vec<Resource> = whole;
            side.extend(whole.into_iter().filter(|it| other.contains(it.id()) && !has.contains(it.id())));
        };
    if is.iter().any(|id| !was.contains(id)) {
        add(before, &was, &is, whole_before());
    }
    if was.iter().any(|id| !is.contains(id)) {
        add(after, &is, &was, whole_after());
    }
}
