//! A workload's selector selects the pods that its own template makes; the API server refuses any other.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::Resource;
use crate::source::Span;
use crate::yaml::{Mapping, Node};

/// Reports each part of an object's selector that the labels of its own pods do not meet.
pub(super) fn check(resource: &Resource, diagnostics: &mut Diagnostics) {
    let Some(spec) = resource.node().get("spec") else { return };
    let (Some(requirements), Some(template)) = (requirements(resource, spec), spec.get("template")) else {
        return;
    };
    let metadata = template.get("metadata");
    let labels = metadata.and_then(|metadata| metadata.get("labels"));
    // What is no map has the wrong type, which is said elsewhere.
    if [Some(template), metadata, labels]
        .into_iter()
        .flatten()
        .any(|node| node.as_mapping().is_none() && !node.is_null())
    {
        return;
    }
    let labels = labels.and_then(Node::as_mapping);
    for requirement in requirements {
        let label = labels.and_then(|labels| labels.get(requirement.key));
        if !requirement.is_met(label) {
            let place = labels.and_then(first_key).unwrap_or_else(|| template.span().start());
            let problem = requirement.problem(label, place, &resource.id().to_string());
            diagnostics
                .push(problem.object(resource.id().to_string()).field("spec.template.metadata.labels"));
        }
    }
}

/// Something that a selector wants of one label.
struct Requirement<'n> {
    key: &'n str,
    wants: Wants<'n>,
    span: Span,
}

enum Wants<'n> {
    Value(&'n str),
    OneOf(&'n [Node]),
    NoneOf(&'n [Node]),
    Any,
    Nothing,
}

/// What the selector of an object wants that makes pods; nothing if the API server writes the selector itself.
///
/// From `pkg/apis/apps/validation` and `pkg/apis/batch/validation` in Kubernetes 1.36.
fn requirements<'n>(resource: &Resource, spec: &'n Node) -> Option<Vec<Requirement<'n>>> {
    let selector = spec.get("selector")?;
    match (resource.id().group.as_str(), resource.id().kind.as_str()) {
        ("apps", "DaemonSet" | "Deployment" | "ReplicaSet" | "StatefulSet") => {}
        ("batch", "Job") if spec.get("manualSelector").and_then(Node::as_bool) == Some(true) => {}
        ("", "ReplicationController") => return Some(of_map(selector)),
        _ => return None,
    }
    let mut all = selector.get("matchLabels").map(of_map).unwrap_or_default();
    let expressions = selector.get("matchExpressions").and_then(Node::as_sequence).unwrap_or_default();
    all.extend(expressions.iter().filter_map(of_expression));
    Some(all)
}

fn of_map(labels: &Node) -> Vec<Requirement<'_>> {
    let entries = labels.as_mapping().into_iter().flatten();
    let requirement = |(key, value, span)| Requirement { key, wants: Wants::Value(value), span };
    let texts =
        entries.filter_map(|entry| Some((entry.key.as_str(), text_of(&entry.node)?, entry.node.span())));
    texts.map(requirement).collect()
}

/// The value of a label, of which null is an empty one.
fn text_of(value: &Node) -> Option<&str> {
    if value.is_null() { Some("") } else { value.as_str() }
}

fn of_expression(expression: &Node) -> Option<Requirement<'_>> {
    let values = expression.get("values").and_then(Node::as_sequence).unwrap_or_default();
    let wants = match expression.get("operator")?.as_str()? {
        "In" => Wants::OneOf(values),
        "NotIn" => Wants::NoneOf(values),
        "Exists" => Wants::Any,
        "DoesNotExist" => Wants::Nothing,
        _ => return None,
    };
    let key = expression.get("key")?;
    Some(Requirement { key: key.as_str()?, wants, span: key.span() })
}

impl Requirement<'_> {
    fn is_met(&self, label: Option<&Node>) -> bool {
        let Some(label) = label else { return matches!(self.wants, Wants::NoneOf(_) | Wants::Nothing) };
        let Some(text) = text_of(label) else { return true };
        match self.wants {
            Wants::Value(value) => value == text,
            Wants::OneOf(values) => values.iter().any(|value| value.as_str() == Some(text)),
            Wants::NoneOf(values) => !values.iter().any(|value| value.as_str() == Some(text)),
            Wants::Any => true,
            Wants::Nothing => false,
        }
    }

    /// `labels` is where the labels of the pods begin, or would.
    fn problem(&self, label: Option<&Node>, labels: Span, object: &str) -> Diagnostic {
        let key = self.key;
        let Some(label) = label else {
            let message =
                format!("the selector of `{object}` wants a label `{key}` that its pods do not have");
            return Diagnostic::new(Code::SelectorMismatch, message)
                .at(self.span, "no pod has it")
                .at(labels, "the labels of the pods")
                .help("write it below `spec.template.metadata.labels` too");
        };
        let message = format!("the selector of `{object}` does not take the label `{key}` of its own pods");
        let problem = Diagnostic::new(Code::SelectorMismatch, message);
        if label.past().next().is_some_and(|past| past.cause.step == "labels") {
            return problem
                .at(label.span(), "`labels` gives the pods this")
                .at(self.span, "what the selector wants")
                .help(format!(
                    "selectors stay as they are: take `{key}` out of `labels`, or give it another name"
                ));
        }
        problem.at(self.span, "what the selector wants").at(label.span(), "what the pods have")
    }
}

fn first_key(mapping: &Mapping) -> Option<Span> {
    mapping.iter().next().map(|entry| entry.key_span)
}
