//! Labels, annotations and what selects by labels.
//!
//! From `pkg/apis/meta/v1/validation` and `pkg/api/validation/objectmeta.go` of `apimachinery` in Kubernetes 1.36.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

use super::at::At;
use super::findings::Findings;
use crate::kubernetes::formats;

/// The most bytes that the keys and values of an object's annotations may have together.
const ANNOTATIONS: usize = 256 << 10;

type Map = Option<BTreeMap<String, String>>;

/// The labels of an object, or of the pods that one makes.
pub(super) fn labels(labels: &Map, at: At<'_>, out: &mut Findings<'_>) {
    for (key, value) in labels.iter().flatten() {
        if let Some(fault) = formats::qualified_name(key) {
            out.invalid(at.key(key), &format!("is no key of a label: it {fault}"));
        }
        if let Some(fault) = formats::label_value(value) {
            out.invalid(at.key(key), fault);
        }
    }
}

/// The annotations of an object, or of the pods that one makes.
pub(super) fn annotations(annotations: &Map, at: At<'_>, out: &mut Findings<'_>) {
    for key in annotations.iter().flatten().map(|(key, _)| key) {
        // The server compares keys without regard to case.
        if let Some(fault) = formats::qualified_name(&key.to_ascii_lowercase()) {
            out.invalid(at.key(key), &format!("is no key of an annotation: it {fault}"));
        }
    }
    let size: usize = annotations.iter().flatten().map(|(key, value)| key.len() + value.len()).sum();
    if size > ANNOTATIONS {
        out.invalid(at, "must have 256 KiB at most, keys and values together");
    }
}

/// A selector of labels, by labels and by expressions.
pub(super) fn selector(selector: &LabelSelector, at: At<'_>, out: &mut Findings<'_>) {
    labels(&selector.match_labels, at.field("matchLabels"), out);
    let expressions = at.field("matchExpressions");
    for (index, expression) in selector.match_expressions.iter().flatten().enumerate() {
        requirement(expression, expressions.item(index), out);
    }
}

fn requirement(it: &LabelSelectorRequirement, at: At<'_>, out: &mut Findings<'_>) {
    let values = it.values.as_deref().unwrap_or_default();
    match it.operator.as_str() {
        "In" | "NotIn" if values.is_empty() => {
            out.required(at.field("values")).help("`In` and `NotIn` ask for at least one value");
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            out.forbidden(at.field("values"), &format!("cannot be set when `operator` is `{}`", it.operator));
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
        _ => {
            out.unsupported(at.field("operator"), &["In", "NotIn", "Exists", "DoesNotExist"]);
        }
    }
    if let Some(fault) = formats::qualified_name(&it.key) {
        out.invalid(at.field("key"), fault);
    }
    let all = at.field("values");
    for (index, value) in values.iter().enumerate() {
        if let Some(fault) = formats::label_value(value) {
            out.invalid(all.item(index), fault);
        }
    }
}

/// Whether a selector takes everything: no labels, and no expressions.
pub(super) fn is_empty(selector: &LabelSelector) -> bool {
    selector.match_labels.as_ref().is_none_or(BTreeMap::is_empty)
        && selector.match_expressions.as_ref().is_none_or(Vec::is_empty)
}
