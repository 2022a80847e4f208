//! Takes objects out of the set.

use rustc_hash::FxHashSet;

use super::hits::{Others, Picking, Removed};
use crate::diagnostic::Diagnostics;
use crate::plan::Removal;
use crate::resource::{Index, ResourceSet};

/// Takes out what each removal means, and notes it. One that hits nothing is reported.
pub(super) fn run(
    set: &mut ResourceSet,
    removals: &[Removal],
    others: &mut Others<'_>,
    diagnostics: &mut Diagnostics,
) {
    let index = Index::of(set);
    let mut gone = FxHashSet::default();
    for removal in removals {
        let mut hits = removal.target.hits(set, &index);
        hits.retain(|at| !gone.contains(at));
        let picking = Picking { purpose: "remove", index: &index, others };
        picking.judge(&removal.target, removal.expected, set, &hits, diagnostics);
        for at in hits {
            gone.insert(at);
            others.removed.push(Removed { resource: set[at].clone(), by: removal.target.span });
        }
    }
    set.remove(&gone);
}
