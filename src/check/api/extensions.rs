//! What makes the API larger: webhooks, admission policies, custom resource definitions and API services. From
//! `pkg/apis/admissionregistration/validation` in Kubernetes 1.36.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::at::At;
use super::findings::Findings;
use super::{definitions, labels, with};
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    let webhooks = at.field("webhooks");
    match object {
        Object::CustomResourceDefinition(it) => definitions::definition(it, out),
        Object::MutatingWebhookConfiguration(it) => {
            for (index, it) in it.webhooks.iter().flatten().enumerate() {
                selectors([&it.namespace_selector, &it.object_selector], webhooks.item(index), out);
            }
        }
        Object::ValidatingWebhookConfiguration(it) => {
            for (index, it) in it.webhooks.iter().flatten().enumerate() {
                selectors([&it.namespace_selector, &it.object_selector], webhooks.item(index), out);
            }
        }
        _ => {}
    }
}

/// The selectors by which a webhook or a policy picks objects: of their namespaces, and of their own labels.
fn selectors([namespaces, objects]: [&Option<LabelSelector>; 2], at: At<'_>, out: &mut Findings<'_>) {
    with(namespaces.as_ref(), |it| labels::selector(it, at.field("namespaceSelector"), out));
    with(objects.as_ref(), |it| labels::selector(it, at.field("objectSelector"), out));
}
