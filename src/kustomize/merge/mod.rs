//! How Kustomize applies patches: what it does otherwise than Kubernetes, and nobody else wants.

mod blank;
mod identity;
mod operations;
mod prepended;
mod quoted;

use ecow::EcoVec;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::patch::json6902::Operation;
use crate::patch::strategic::{
    Definitions, Field, Keys, List, Merged, Merger, Rules, Schema, Whole, merge_by,
};
use crate::patch::{Change, Dialect};
use crate::source::Span;
use crate::yaml::{Mapping, Node};

/// What one patch may do, and how it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Ways {
    /// Whether a merge may change the name.
    pub(super) may_rename: bool,
    /// Whether a merge may change the kind.
    pub(super) may_change_kind: bool,
    /// Whether what operations rename is still found by what it was called before.
    pub(super) remembers: bool,
    /// The maps that have a key twice: they may be merged into others, but not added.
    pub(super) doubled: Vec<Span>,
}

impl Dialect for Ways {
    fn merge(
        &self,
        object: &mut Node,
        patch: &Node,
        definitions: Option<&Definitions>,
        problems: &mut Diagnostics,
    ) -> Merged {
        let old = object.clone();
        let merged = merge_by(object, patch, &Merging { definitions }, problems);
        identity::restore(object, &old, self.may_rename, self.may_change_kind);
        let added = self.doubled.iter().find(|map| has_map(object, **map));
        problems.extend(added.map(|map| added_with_twice(*map)));
        // What a merge changed may have been given back.
        Merged { changed: *object != old && added.is_none(), ..merged }
    }

    fn operate(
        &self,
        operations: &[Operation],
        object: &mut Node,
        span: Span,
    ) -> Result<bool, Box<Diagnostic>> {
        operations::apply(operations, object, span)
    }

    /// Makes JSON of the object, in which each value is written, and reads it back (oddity 37).
    fn settle(&self, object: &mut Node, span: Span) {
        blank::write_out(object, span);
    }

    fn renames(&self, change: &Change) -> bool {
        match change {
            Change::Json(_) => self.remembers,
            Change::Merge(_) => self.may_rename || self.may_change_kind,
        }
    }

    fn renames_for_good(&self, change: &Change) -> bool {
        matches!(change, Change::Json(_)) && !self.remembers
    }

    /// Its books are annotations: who takes these away takes them too (oddity 37).
    fn takes_books(&self, change: &Change) -> bool {
        let Change::Merge(patch) = change else { return false };
        let is_taken = |node: &Node| {
            let directive = node.get("$patch").and_then(Node::as_str);
            node.is_null() || matches!(directive, Some("delete" | "replace"))
        };
        let metadata = patch.get("metadata");
        let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
        metadata.is_some_and(is_taken) || annotations.is_some_and(is_taken)
    }
}

/// One merge.
struct Merging<'m> {
    definitions: Option<&'m Definitions>,
}

impl Rules for Merging<'_> {
    /// All others are fields to it, and come out again (oddity 29).
    fn is_directive(&self, key: &str) -> bool {
        key == "$patch"
    }

    /// It makes the new object, and does not put it anywhere; one that goes is gone (oddity 32).
    fn root(&self, said: Whole) -> Option<Whole> {
        (said != Whole::Replace).then_some(said)
    }

    /// It goes by the kind that a map, or the patch of it, says it is, wherever it is, and by what Kubernetes 1.21 knew of that
    /// (oddity 30).
    fn schema(&self, base: &Node, patch: &Node, is_object: bool) -> Schema<'_> {
        let find = |version: &Node, kind: &Node| -> Option<Schema<'_>> {
            let version = version.get("apiVersion")?.as_str()?;
            let found = Schema::older(version, kind.get("kind")?.as_str()?, self.definitions);
            (!found.is_unknown()).then_some(found)
        };
        // An object that is patched keeps its version, whatever the patch says.
        let found = find(base, base).or_else(|| find(if is_object { base } else { patch }, patch));
        found.unwrap_or(Schema::unknown())
    }

    fn list(&self, merger: &mut Merger<'_>, base: &mut Node, items: &[Node], span: Span, field: &Field<'_>) {
        match &field.list {
            List::Keyed(keys) => merger.prepend(base, items, span, keys, field.items),
            List::Set => merger.prepend_scalars(base, items, span),
            List::Replaced => {
                let items: EcoVec<Node> = items.iter().cloned().collect();
                merger.put(base, span, Node::new(items, span));
            }
        }
    }

    fn new_list(
        &self,
        merger: &mut Merger<'_>,
        items: &[Node],
        span: Span,
        keys: &Keys<'_>,
        schema: Schema<'_>,
    ) -> Node {
        merger.prepended(items, span, keys, schema)
    }

    fn untouched(&self, merger: &mut Merger<'_>, base: &mut Node, patch: &Mapping, schema: Schema<'_>) {
        merger.untouched(base, Some(patch), schema);
    }

    fn in_place_of(&self, old: &Node, new: Node) -> Node {
        quoted::in_place_of(old, new)
    }
}

/// Whether a map of that place is in a tree.
fn has_map(node: &Node, place: Span) -> bool {
    let map = node.as_mapping();
    let below = map.into_iter().flatten().map(|entry| &entry.node);
    map.is_some() && node.span() == place
        || below.chain(node.as_sequence().unwrap_or_default()).any(|node| has_map(node, place))
}

fn added_with_twice(map: Span) -> Diagnostic {
    let problem = Diagnostic::new(Code::DuplicateKey, "the patch adds a map that has a key twice");
    problem.at(map, "is not in the object yet").help("take one of the two keys away")
}
