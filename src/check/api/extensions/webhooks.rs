//! Webhooks.
//!
//! From `validateMutatingWebhook` and `validateValidatingWebhook` in
//! `pkg/apis/admissionregistration/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::admissionregistration::v1::{
    MatchCondition, MutatingWebhook, RuleWithOperations, ValidatingWebhook, WebhookClientConfig,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{hooks, lists, with};
use super::expressions::Scope;
use super::matching;

/// What both sorts of webhooks have.
struct Webhook<'h> {
    name: &'h str,
    selectors: [&'h Option<LabelSelector>; 2],
    rules: Option<&'h [RuleWithOperations]>,
    conditions: Option<&'h [MatchCondition]>,
    versions: &'h [String],
    client: &'h WebhookClientConfig,
}

macro_rules! webhook {
    ($it:expr) => {
        Webhook {
            name: &$it.name,
            selectors: [&$it.namespace_selector, &$it.object_selector],
            rules: $it.rules.as_deref(),
            conditions: $it.match_conditions.as_deref(),
            versions: &$it.admission_review_versions,
            client: &$it.client_config,
        }
    };
}

/// The webhooks of a configuration that changes objects.
pub(super) fn mutating(hooks: &[MutatingWebhook], at: At<'_>, out: &mut Findings<'_>) {
    webhooks(&hooks.iter().map(|it| webhook!(it)).collect::<Vec<_>>(), at, out);
}

/// The webhooks of a configuration that refuses objects.
pub(super) fn validating(hooks: &[ValidatingWebhook], at: At<'_>, out: &mut Findings<'_>) {
    webhooks(&hooks.iter().map(|it| webhook!(it)).collect::<Vec<_>>(), at, out);
}

fn webhooks(webhooks: &[Webhook<'_>], at: At<'_>, out: &mut Findings<'_>) {
    let scope = Scope::webhook();
    for (index, it) in webhooks.iter().enumerate() {
        let at = at.item(index);
        matching::selectors(it.selectors, at, out);
        matching::rules(it.rules, at.field("rules"), out);
        matching::conditions(it.conditions, &scope, at.field("matchConditions"), out);
        hooks::review_versions(it.versions, at.field("admissionReviewVersions"), out);
        client(it.client, at.field("clientConfig"), out);
    }
    lists::unique(webhooks.iter().map(|it| it.name), "name", at, out);
}

/// Where the webhook is. That it is in one place is said by the tables.
fn client(it: &WebhookClientConfig, at: At<'_>, out: &mut Findings<'_>) {
    with(it.url.as_ref(), |text| hooks::url(text, at.field("url"), out));
    with(it.service.as_ref(), |it| {
        hooks::service([&it.name, &it.namespace], it.path.as_deref(), at.field("service"), out);
    });
}
