//! Warnings that turn out to be untrue: a scalar of a patch that takes the place of a text in quotes is that text for all
//! readers.

use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::Resource;
use crate::source::Span;
use crate::yaml::Node;

/// Leaves out the warnings about scalars that are in quotes wherever they are printed.
pub(super) fn settle(objects: &[Resource], diagnostics: &mut Diagnostics) {
    let warned = diagnostics.iter().filter_map(place).map(|place| (place, None));
    let mut warned: FxHashMap<Span, Option<bool>> = warned.collect();
    if warned.is_empty() {
        return;
    }
    for object in objects {
        note(object.node(), &mut warned);
    }
    let all = std::mem::take(diagnostics);
    let is_untrue = |problem: &Diagnostic| place(problem).is_some_and(|place| warned[&place] == Some(true));
    diagnostics.extend(all.into_iter().filter(|problem| !is_untrue(problem)));
}

/// What a warning is about.
fn place(problem: &Diagnostic) -> Option<Span> {
    let first = problem.labels.first().filter(|_| problem.code == Code::AmbiguousScalar);
    first.map(|label| label.span)
}

/// Notes of each place whether all that was written there is in quotes.
fn note(node: &Node, warned: &mut FxHashMap<Span, Option<bool>>) {
    for entry in node.as_mapping().into_iter().flatten() {
        note(&entry.node, warned);
    }
    for item in node.as_sequence().unwrap_or_default() {
        note(item, warned);
    }
    if node.value().scalar_text().is_some()
        && let Some(all) = warned.get_mut(&node.span())
    {
        *all = Some(all.unwrap_or(true) && node.is_quoted());
    }
}
