//! Holds what something hits against what it must hit.

use std::cell::Cell;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::{Affixes, Expected, Index, Resource, ResourceSet, Selector};
use crate::source::Span;

/// An object that a step took out of the set.
pub(super) struct Removed {
    /// What it was.
    pub(super) resource: Resource,
    /// Where that is asked for.
    pub(super) by: Span,
}

/// What steps that pick objects know of others than those of the set.
pub(super) struct Others<'p> {
    /// The objects that are no longer in the set, or will not be.
    pub(super) removed: Vec<Removed>,
    /// What the names of objects get later.
    pub(super) affixes: Affixes<'p>,
    /// How many names were compared with ones that are not there.
    pub(super) compared: Cell<usize>,
    /// Whether some objects could not be made: any of them may be the one that is not there.
    pub(super) are_missing: bool,
}

/// What a step knows of the objects that it picks from.
pub(super) struct Picking<'p> {
    /// What is done to them, as in "there is no `Ingress/old` to remove".
    pub(super) purpose: &'static str,
    /// Finds them.
    pub(super) index: &'p Index,
    /// The objects that are not in the set.
    pub(super) others: &'p Others<'p>,
}

impl Picking<'_> {
    /// Reports that the places `hits` in `set` are not what was expected of `target`, if they are not.
    pub(super) fn judge(
        &self,
        target: &Selector,
        expected: Expected,
        set: &ResourceSet,
        hits: &[usize],
        diagnostics: &mut Diagnostics,
    ) {
        if expected.is_met_by(hits.len()) || self.others.are_missing {
            return;
        }
        match expected {
            Expected::Exactly { count, span } if !hits.is_empty() => {
                diagnostics.push(other_count(target, count, span, set, hits));
            }
            _ => diagnostics.push(Diagnostic { severity: expected.severity(), ..self.nothing(target, set) }),
        }
    }

    /// The problem of a target that hits nothing.
    pub(super) fn nothing(&self, target: &Selector, set: &ResourceSet) -> Diagnostic {
        /// So many names are compared with others at most: no more problems than these are read.
        const MOST_COMPARED: usize = 1_000_000;
        let purpose = self.purpose;
        let Some(removed) = self.others.removed.iter().find(|removed| target.matches(&removed.resource))
        else {
            let compared = self.others.compared.get();
            self.others.compared.set(compared.saturating_add(set.len()));
            let others = self.others;
            return target.no_match(purpose, set, self.index, others.affixes, compared < MOST_COMPARED);
        };
        let id = removed.resource.id();
        let message = format!("there is no `{id}` left to {purpose}");
        Diagnostic::new(Code::NoMatch, message)
            .at(target.span, "hits nothing else")
            .at(removed.by, "removed by this")
            .help(format!("keep the object, or drop what is to {purpose} it"))
    }
}

fn other_count(target: &Selector, count: usize, span: Span, set: &ResourceSet, hits: &[usize]) -> Diagnostic {
    const SHOWN: usize = 5;
    let objects = if hits.len() == 1 { "object matches" } else { "objects match" };
    let message = format!("{} {objects} `{target}`, not {count}", hits.len());
    let problem = Diagnostic::new(Code::NoMatch, message).at(span, "so many are expected");
    let problem = hits.iter().take(SHOWN).fold(problem, |problem, at| {
        let resource = &set[*at];
        problem.at(resource.place(), format!("`{}`", resource.id()))
    });
    match hits.len().saturating_sub(SHOWN) {
        0 => problem,
        more => problem.help(format!("and {more} more match")),
    }
}
