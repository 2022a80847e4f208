//! Holds objects against what they were before steps that must change nothing.

use crate::diagnostic::{Code, Diagnostic};
use crate::resource::{Resource, ResourceSet};
use crate::source::Span;
use crate::yaml::{Cause, Mapping, Node};

/// The label that such steps may put.
const LABEL: &str = "validated-by";

/// The objects that are other ones now, each a problem; `span` is where the steps are asked for.
pub(super) fn problems(before: &ResourceSet, after: &ResourceSet, span: Span) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for object in before {
        let now = after.get(object.id());
        if now.is_some_and(|now| {
            now.node() == object.node() || without_label(now, span) == without_label(object, span)
        }) {
            continue;
        }
        let message = format!("a validator changes `{}`", object.id());
        let problem = Diagnostic::new(Code::NotAllowed, message).at(span, "changes objects");
        let problem = problem.at(object.place(), "this one").object(object.id().to_string());
        found.push(problem.help("name what changes objects in `transformers`"));
    }
    found
}

fn without_label(object: &Resource, span: Span) -> Node {
    let mut node = object.node().clone();
    let cause = Cause { step: "validators", span };
    if let Some(metadata) = node.get_mut("metadata") {
        if let Some(labels) = metadata.get_mut("labels") {
            labels.remove(cause, LABEL);
        }
        if metadata.get("labels").and_then(Node::as_mapping).is_some_and(Mapping::is_empty) {
            metadata.remove(cause, "labels");
        }
    }
    node
}
