//! What makes the API larger: webhooks, admission policies, custom resource definitions and API services. From
//! `pkg/apis/admissionregistration/validation` in Kubernetes 1.36.

mod expressions;
mod matching;
mod policies;
mod webhooks;

use super::at::At;
use super::findings::Findings;
use super::{definitions, with};
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    let spec = at.field("spec");
    match object {
        Object::CustomResourceDefinition(it) => definitions::definition(it, out),
        Object::MutatingWebhookConfiguration(it) => {
            webhooks::mutating(it.webhooks.as_deref().unwrap_or_default(), at.field("webhooks"), out);
        }
        Object::ValidatingWebhookConfiguration(it) => {
            webhooks::validating(it.webhooks.as_deref().unwrap_or_default(), at.field("webhooks"), out);
        }
        Object::ValidatingAdmissionPolicy(it) => {
            with(it.spec.as_ref(), |spec_of| {
                policies::validating(spec_of, it.metadata.name.as_deref().unwrap_or_default(), spec, out);
            });
        }
        Object::ValidatingAdmissionPolicyBinding(it) => {
            policies::validating_binding(&it.spec, spec, out);
        }
        Object::MutatingAdmissionPolicy(it) => {
            with(it.spec.as_ref(), |it| policies::mutating(it, spec, out));
        }
        Object::MutatingAdmissionPolicyBinding(it) => {
            with(it.spec.as_ref(), |it| policies::mutating_binding(it, spec, out));
        }
        _ => {}
    }
}
