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

/// Gives an object back what it was called before a merge, as far as the patch may not change it.
pub(super) fn restore(node: &mut Node, before: &Node, may_rename: bool, may_change_kind: bool) {
    give_back(node, before, "apiVersion");
    if !may_change_kind {
        give_back(node, before, "kind");
    }
    let (metadata, old) = (node.get_mut("metadata"), before.get("metadata"));
    if let (Some(metadata), Some(old)) = (metadata, old) {
        if !may_rename {
            give_back(metadata, old, "name");
        }
        give_back(metadata, old, "namespace");
        // An empty one is taken for none when it is given back.
        if metadata.get("namespace").and_then(Node::as_str) == Some("") {
            let span = metadata.span();
            metadata.remove(yaml::Cause { step: "patch", span }, "namespace");
        }
    }
}

fn give_back(node: &mut Node, before: &Node, key: &str) {
    if node.get(key) == before.get(key) {
        return;
    }
    let Some(entry) = before.as_mapping().and_then(|map| map.entry(key)) else {
        let span = node.span();
        node.remove(yaml::Cause { step: "patch", span }, key);
        return;
    };
    if node.get(key).is_some() {
        // With the place of its key.
        let cause = yaml::Cause { step: "patch", span: entry.node.span() };
        node.insert(cause, key, entry.key_span, entry.node.clone());
        if let Some(place) = node.get_mut(key) {
            *place = entry.node.clone();
        }
    } else {
        node.append([entry.clone()]);
    }
}

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
