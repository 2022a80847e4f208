//! Where the values of a Secret are written, so that no message shows them.

use super::Resource;
use crate::source::Span;
use crate::yaml::{Change, Node};

impl Resource {
    /// The places of the values below `data` and `stringData` of a Secret, and of those that they were made from; none
    /// of any other object.
    pub fn secrets(&self) -> Vec<Span> {
        let mut places = Vec::new();
        if self.id().kind == "Secret" {
            for field in ["data", "stringData"] {
                if let Some(values) = self.node().get(field) {
                    collect(values, &mut places);
                }
            }
        }
        places
    }
}

fn collect(node: &Node, places: &mut Vec<Span>) {
    if let Some(mapping) = node.as_mapping() {
        for entry in mapping {
            collect(&entry.node, places);
        }
    } else if let Some(items) = node.as_sequence() {
        for item in items {
            collect(item, places);
        }
    } else {
        places.push(node.span());
    }
    for past in node.past() {
        match &past.change {
            Change::Replaced(old) | Change::Removed(_, old) => collect(old, places),
            Change::Rendered(from) => places.extend_from_slice(from),
            Change::Inserted | Change::Reordered => {}
        }
    }
}
