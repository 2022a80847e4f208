//! Applies patches to the objects that they are for.

use rustc_hash::FxHashSet;

use super::hits::{Others, Picking, Removed};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::patch::{Change, Outcome, Patch};
use crate::resource::{CustomKinds, Hash, Index, Resource, ResourceSet};

/// Applies the patches, one after the other. One that hits nothing, or not what it says, is reported, and so is one that
/// changes nothing. Objects that a patch takes away are noted.
pub(super) fn run(
    set: &mut ResourceSet,
    patches: &[Patch],
    custom: &CustomKinds,
    others: &mut Others<'_>,
    diagnostics: &mut Diagnostics,
) {
    // Objects go at the end, so the index holds until a patch gives one another name.
    let mut index = Index::of(set);
    let mut gone = FxHashSet::default();
    for patch in patches {
        let mut hits = patch.target.hits(set, &index);
        hits.retain(|at| !gone.contains(at));
        if let Some(wrong) = &patch.wrong {
            let severity = if hits.is_empty() { Severity::Warning } else { Severity::Error };
            diagnostics.push(Diagnostic { severity, ..Diagnostic::clone(wrong) });
            continue;
        }
        let picking = Picking { purpose: "patch", index: &index, others };
        let (mut has_effect, mut has_renamed) = (false, false);
        let mut problems = Diagnostics::default();
        picking.judge(&patch.target, patch.expected, set, &hits, &mut problems);
        for at in &hits {
            let mut found = Diagnostics::default();
            let outcome = patch.apply(&set[*at], custom, &mut found);
            let is_one_of_many = hits.len() > 1 && matches!(patch.change, Change::Json(_));
            problems.extend(found.into_iter().map(|problem| {
                if !is_one_of_many {
                    return problem;
                }
                problem.at(patch.target.span, format!("matches {} objects, this one among them", hits.len()))
            }));
            match outcome {
                Outcome::Unchanged if patch.takes_books() => {
                    has_effect |= set[*at].hash() != Hash::None;
                    let mut new = set[*at].clone();
                    new.forget();
                    if let Err(duplicate) = set.put(*at, new) {
                        problems.push(duplicate.problem());
                    }
                }
                Outcome::Unchanged
                    if patch.renames()
                        || patch.dialect.is_some() && matches!(patch.change, Change::Json(_)) =>
                {
                    let mut new = set[*at].clone();
                    if patch.renames() {
                        new.remember_identity();
                    }
                    settle(&mut new, patch);
                    if let Err(duplicate) = set.put(*at, new) {
                        problems.push(duplicate.problem());
                    }
                }
                Outcome::Unchanged => {}
                Outcome::Changed(node) => {
                    has_effect = true;
                    let mut new = set[*at].clone();
                    if patch.takes_books() {
                        new.forget();
                    }
                    if patch.renames() {
                        new.remember_identity();
                    }
                    if patch.renames_for_good() {
                        new.rename_for_good(|old| *old = node);
                    } else {
                        new.change(|old| *old = node);
                    }
                    if matches!(patch.change, Change::Merge(_)) {
                        new.spread(set[*at].node());
                    }
                    settle(&mut new, patch);
                    has_renamed |= set[*at].id() != new.id();
                    if let Err(duplicate) = set.put(*at, new) {
                        problems.push(duplicate.problem());
                    }
                }
                Outcome::Deleted => {
                    has_effect = true;
                    gone.insert(*at);
                    others.removed.push(Removed { resource: set[*at].clone(), by: patch.span });
                }
            }
        }
        if !has_effect && problems.is_empty() {
            problems.extend(hits.first().map(|first| no_effect(patch, set, *first, hits.len())));
        }
        diagnostics.extend(problems.into_iter().map(|problem| problem.hide(patch.secrets())));
        if has_renamed {
            index = Index::of(set);
        }
    }
    set.remove(&gone);
}

/// What a JSON patch is for is an object of its own from then on.
fn settle(object: &mut Resource, patch: &Patch) {
    if !matches!(patch.change, Change::Json(_)) {
        return;
    }
    object.unshare();
    if let Some(dialect) = &patch.dialect {
        object.change(|node| dialect.settle(node, patch.span));
    }
}

fn no_effect(patch: &Patch, set: &ResourceSet, first: usize, count: usize) -> Diagnostic {
    let resource = &set[first];
    let (message, label) = match count {
        1 => (format!("the patch changes nothing in `{}`", resource.id()), "it is so already".to_owned()),
        count => (
            format!("the patch changes nothing in the {count} objects that it hits"),
            "they are so already".to_owned(),
        ),
    };
    let problem = Diagnostic::new(Code::NoEffect, message).at(patch.span, label);
    problem.at(resource.place(), if count == 1 { "the object" } else { "the first of them" })
}
