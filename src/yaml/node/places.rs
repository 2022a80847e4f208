//! Where a value was written, with all that it was and was made from.

use super::{Change, Node, Value};
use crate::source::Span;

impl Node {
    /// The places of the scalars in it, of those that it was before, and of the values that it was made from.
    pub fn places(&self) -> Vec<Span> {
        let mut places = Vec::new();
        collect(self, &mut places);
        places
    }
}

fn collect(node: &Node, places: &mut Vec<Span>) {
    match &node.value {
        Value::Mapping(mapping) => mapping.iter().for_each(|entry| collect(&entry.node, places)),
        Value::Sequence(items) => items.iter().for_each(|item| collect(item, places)),
        _ => places.push(node.span),
    }
    for past in node.past() {
        match &past.change {
            Change::Replaced(old) | Change::Removed(_, old) => collect(old, places),
            Change::Rendered(from) => places.extend_from_slice(from),
            Change::Inserted | Change::Reordered => {}
        }
    }
}
