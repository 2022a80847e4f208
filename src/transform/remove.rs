//! Takes objects out of the set.

use rustc_hash::FxHashSet;

use super::hits::{Picking, Removed};
use crate::diagnostic::Diagnostics;
use crate::plan::Removal;
use crate::resource::{Affixes, Index, ResourceSet};

/// Takes out what each removal means, and notes it in `removed`. One that hits nothing is reported.
pub(super) fn run(
    set: &mut ResourceSet,
    removals: &[Removal],
    affixes: Affixes<'_>,
    removed: &mut Vec<Removed>,
    diagnostics: &mut Diagnostics,
) {
    let index = Index::of(set);
    let mut gone = FxHashSet::default();
    for removal in removals {
        let mut hits = removal.target.hits(set, &index);
        hits.retain(|at| !gone.contains(at));
        let picking = Picking { purpose: "remove", index: &index, removed, affixes };
        picking.judge(&removal.target, removal.expected, set, &hits, diagnostics);
        for at in hits {
            gone.insert(at);
            removed.push(Removed { resource: set[at].clone(), by: removal.target.span });
        }
    }
    set.remove(&gone);
}
