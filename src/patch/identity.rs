//! A patch changes an object; it does not make another one of it.

use super::{Change, Patch};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::yaml::{self, Node};

/// What tells one object from another: the field, what it is called, and how it is changed.
const FIELDS: [(&[&str], &str, &str); 4] = [
    (&["apiVersion"], "`apiVersion`", OTHER),
    (&["kind"], "kind", OTHER),
    (
        &["metadata", "name"],
        "name",
        "`namePrefix` and `nameSuffix` change names, with all that refers to them",
    ),
    (&["metadata", "namespace"], "namespace", "`namespace` in the spec puts objects into a namespace"),
];
const OTHER: &str = "`remove` the object, and write a template for the other one";

impl Patch {
    /// Whether the patch leaves an object what it is called; each part that it changes is reported.
    pub(super) fn keeps_identity(&self, before: &Node, after: &Node, problems: &mut Diagnostics) -> bool {
        let mut is_kept = true;
        for (path, what, help) in FIELDS {
            let (old, new) = (before.at(path.iter().copied()), after.at(path.iter().copied()));
            if old == new {
                continue;
            }
            is_kept = false;
            let problem =
                Diagnostic::new(Code::PatchFailed, format!("a patch cannot change the {what} of an object"));
            let problem = match new {
                Some(new) => problem.at(asked_at(new), "another one"),
                None => problem.at(removed_at(after, path).unwrap_or(self.span), "takes it away"),
            };
            let problem = match old {
                Some(old) => problem.at(old.span(), "the object's own"),
                None => problem,
            };
            let is_merge = matches!(self.change, Change::Merge(_));
            let problem = if is_merge && new.is_some() && old.is_some() {
                problem.help("a patch with a `target` need not say it: leave it out")
            } else {
                problem
            };
            problems.push(problem.help(help).field(path.join(".")));
        }
        is_kept
    }
}

/// Where the patch asked for a field to go.
fn removed_at(after: &Node, path: &[&str]) -> Option<Span> {
    let (key, before) = path.split_last()?;
    let mut changes = after.at(before.iter().copied())?.past();
    let removed =
        changes.find(|past| matches!(&past.change, yaml::Change::Removed(removed, _) if removed == key));
    Some(removed?.cause.span)
}

/// Where the patch asked for a value that it put into an object.
fn asked_at(new: &Node) -> Span {
    let change = new.past().next().filter(|past| past.cause.step == "patch");
    change.map_or(new.span(), |past| past.cause.span)
}
