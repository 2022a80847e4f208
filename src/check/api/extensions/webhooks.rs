//! Webhooks.
//!
//! From `validateMutatingWebhook` and `validateValidatingWebhook` in
//! `pkg/apis/admissionregistration/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::admissionregistration::v1::{MutatingWebhook, ValidatingWebhook, WebhookClientConfig};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{hooks, lists, with};
use super::matching;
use crate::kubernetes::formats;

/// The versions of its question that the server can ask in.
const VERSIONS: [&str; 2] = ["v1", "v1beta1"];

/// The webhooks of a configuration that changes objects.
pub(super) fn mutating(hooks: &[MutatingWebhook], at: At<'_>, out: &mut Findings<'_>) {
    for (index, it) in hooks.iter().enumerate() {
        let at = at.item(index);
        matching::selectors([&it.namespace_selector, &it.object_selector], at, out);
        matching::rules(it.rules.as_deref(), at.field("rules"), out);
        matching::conditions(it.match_conditions.as_deref(), at.field("matchConditions"), out);
        versions(&it.admission_review_versions, at.field("admissionReviewVersions"), out);
        client(&it.client_config, at.field("clientConfig"), out);
    }
    lists::unique(hooks.iter().map(|it| it.name.as_str()), "name", at, out);
}

/// The webhooks of a configuration that refuses objects.
pub(super) fn validating(hooks: &[ValidatingWebhook], at: At<'_>, out: &mut Findings<'_>) {
    for (index, it) in hooks.iter().enumerate() {
        let at = at.item(index);
        matching::selectors([&it.namespace_selector, &it.object_selector], at, out);
        matching::rules(it.rules.as_deref(), at.field("rules"), out);
        matching::conditions(it.match_conditions.as_deref(), at.field("matchConditions"), out);
        versions(&it.admission_review_versions, at.field("admissionReviewVersions"), out);
        client(&it.client_config, at.field("clientConfig"), out);
    }
    lists::unique(hooks.iter().map(|it| it.name.as_str()), "name", at, out);
}

/// `validateAdmissionReviewVersions`.
fn versions(listed: &[String], at: At<'_>, out: &mut Findings<'_>) {
    if listed.is_empty() {
        out.required(at).help("write `admissionReviewVersions: [v1]`");
        return;
    }
    for (index, version) in listed.iter().enumerate() {
        if let Some(first) = listed[..index].iter().position(|other| other == version) {
            out.duplicate(at.item(index), at.item(first));
        } else if let Some(fault) = formats::dns_1035_label(version) {
            out.invalid(at.item(index), fault);
        }
    }
    if !listed.iter().any(|version| VERSIONS.contains(&version.as_str())) {
        out.invalid(at, "must have one that the server knows").help("write `v1` among them");
    }
}

/// Where the webhook is. That it is in one place is said by the tables.
fn client(it: &WebhookClientConfig, at: At<'_>, out: &mut Findings<'_>) {
    with(it.url.as_ref(), |text| hooks::url(text, at.field("url"), out));
    with(it.service.as_ref(), |it| {
        hooks::service([&it.name, &it.namespace], it.path.as_deref(), at.field("service"), out);
    });
}
