//! What a value was made from: the places of all that an expression read, carried on through names.

use std::sync::Arc;

use minijinja::Value;
use minijinja::value::ValueKind;
use rustc_hash::FxHashSet;

use super::{Context, Notes, REMEMBERED};
use crate::source::Span;
use crate::template::text;
use crate::template::tree::Tree;
use crate::yaml::{self, Cause, Change, Node};

impl Context {
    /// A value that the expression at `place` made of what was read since `position`, so that it is known again when
    /// the template hands it on by a name: strings, and those in lists.
    pub(in crate::template) fn keep(&self, value: &Value, place: Span, position: usize) -> Value {
        let from = self.notes().made_from(position);
        if from.is_empty() { value.clone() } else { self.keep_made(value, place, &from) }
    }

    fn keep_made(&self, value: &Value, place: Span, from: &[Span]) -> Value {
        let is_tree = value.downcast_object_ref::<Tree>().is_some();
        match value.kind() {
            ValueKind::String if !value.is_safe() && self.same_string(value).is_none() => {
                let string = value.as_str().unwrap_or_default();
                let mut node = Node::new(string, place);
                node.rendered(self.cause(place, &node), from);
                let kept = Value::from(Arc::<str>::from(string));
                self.notes().know_again(&kept, &node);
                kept
            }
            ValueKind::Seq if !is_tree && value.len().is_some_and(|length| length <= REMEMBERED) => {
                let Ok(items) = value.try_iter() else { return value.clone() };
                items.map(|item| self.keep_made(&item, place, from)).collect()
            }
            _ => value.clone(),
        }
    }

    /// Notes that a filter took in all that is in a node, without asking for the parts.
    pub(in crate::template) fn whole(&self, node: &Node) {
        match node.value() {
            yaml::Value::Mapping(mapping) => mapping.iter().for_each(|entry| self.whole(&entry.node)),
            yaml::Value::Sequence(items) => items.iter().for_each(|item| self.whole(item)),
            _ => self.notes().add_read(node.clone()),
        }
    }

    /// Why the expression at `place` makes a node: its text may hold what is to be filled in later.
    pub(super) fn cause(&self, place: Span, made: &Node) -> Cause {
        let notes = self.notes();
        let defers = notes.checksums || !notes.references.is_empty();
        let deferred = made.as_str().filter(|_| defers).and_then(crate::template::deferred::step);
        Cause { step: deferred.unwrap_or("template"), span: place }
    }
}

impl Notes {
    pub(super) fn add_read(&mut self, node: Node) {
        if self.reads.len() >= 2 * REMEMBERED {
            let lost = self.reads.drain(..REMEMBERED).filter(|read| text::of_node(read).is_some());
            self.lost.extend(lost.flat_map(|read| origins(&read)));
            self.forgotten += REMEMBERED;
        }
        self.reads.push(node);
    }

    /// Where the scalars were written that were read since `position`, each place once.
    pub(super) fn made_from(&self, position: usize) -> Vec<Span> {
        let mut seen = FxHashSet::default();
        // Of what is forgotten nobody knows when it was read.
        let lost = self.lost.iter().copied().filter(|_| position < self.forgotten);
        let mut spans: Vec<Span> = lost.collect();
        spans.sort_unstable_by_key(|span| (span.file.number(), span.start, span.end));
        let first = position.saturating_sub(self.forgotten).min(self.reads.len());
        let scalars = self.reads[first..].iter().filter(|read| text::of_node(read).is_some());
        spans.extend(scalars.flat_map(origins));
        spans.retain(|span| seen.insert(*span));
        spans
    }

    /// Remembers the node of a string, whose allocation is its own.
    pub(super) fn know_again(&mut self, value: &Value, node: &Node) {
        let Some(string) = value.as_str() else { return };
        if self.strings.len() >= 16 * REMEMBERED {
            self.strings.clear();
        }
        self.strings.insert(string.as_ptr() as usize, (value.clone(), node.clone()));
    }
}

/// Where a scalar was written; of one that an expression made, where those were written that it was made from.
fn origins(node: &Node) -> Vec<Span> {
    let made_from = node.past().find_map(|past| match &past.change {
        Change::Rendered(from) if past.cause.span == node.span() => Some(from.to_vec()),
        _ => None,
    });
    made_from.filter(|from| !from.is_empty()).unwrap_or_else(|| vec![node.span()])
}
