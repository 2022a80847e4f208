//! Keys of labels whose values a pod is to have in common with others, beside a selector.
//!
//! From `validateMatchLabelKeysAndMismatchLabelKeys` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use rustc_hash::FxHashMap;

use super::super::at::At;
use super::super::findings::Findings;
use crate::kubernetes::formats;

/// `validateLabelKeys`: they are keys, and add to a selector.
pub(super) fn names(
    keys: &[String],
    selector: Option<&LabelSelector>,
    at: At<'_>,
    field: &'static str,
    out: &mut Findings<'_>,
) {
    let list = at.field(field);
    if selector.is_none() && !keys.is_empty() {
        out.forbidden(list, "can only be set with a `labelSelector`").help("add `labelSelector` beside it");
        return;
    }
    for (index, key) in keys.iter().enumerate() {
        if let Some(fault) = formats::qualified_name(key) {
            out.invalid(list.item(index), fault);
        }
    }
}

/// No key stands twice in a selector to which the keys of `matchLabelKeys` are added.
///
/// The server adds them to those of a bare pod only, with the value that the pod's own label has; in templates it looks at
/// the selector as it is written.
pub(super) fn once(keys: &[String], selector: Option<&LabelSelector>, at: At<'_>, out: &mut Findings<'_>) {
    let Some(selector) = selector else { return };
    let list = at.field("matchLabelKeys");
    let (mut in_expressions, mut added) = (FxHashMap::default(), FxHashMap::default());
    for it in selector.match_expressions.iter().flatten() {
        *in_expressions.entry(it.key.as_str()).or_insert(0) += 1;
    }
    for key in keys.iter().filter(|key| has_label(key, out)) {
        *added.entry(key.as_str()).or_insert(0) += 1;
    }
    let count = |of: &FxHashMap<&str, usize>, key: &str| of.get(key).copied().unwrap_or_default();
    for (index, key) in keys.iter().enumerate() {
        let in_labels = selector.match_labels.as_ref().is_some_and(|labels| labels.contains_key(key));
        if usize::from(in_labels) + count(&in_expressions, key) + count(&added, key) > 1 {
            out.invalid(list.item(index), "is asked for more than once, here and in `labelSelector`")
                .see(at.field("labelSelector"), "the selector that it is added to");
        }
    }
}

/// Whether the object is a pod with a label of that name.
fn has_label(key: &str, out: &Findings<'_>) -> bool {
    let resource = out.resource();
    let labels = resource.node().at(["metadata", "labels"]);
    resource.id().kind.as_str() == "Pod" && labels.is_some_and(|labels| labels.get(key).is_some())
}
