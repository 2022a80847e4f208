//! Keys of labels whose values a pod is to have in common with others, beside a selector.
//!
//! From `validateMatchLabelKeysAndMismatchLabelKeys` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

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
    for (index, key) in keys.iter().enumerate() {
        let in_labels = selector.match_labels.as_ref().is_some_and(|labels| labels.contains_key(key));
        let expressions = selector.match_expressions.as_deref().unwrap_or_default();
        let in_expressions = expressions.iter().filter(|it| it.key == *key).count();
        let added = if has_label(key, out) { keys.iter().filter(|other| *other == key).count() } else { 0 };
        if usize::from(in_labels) + in_expressions + added > 1 {
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
