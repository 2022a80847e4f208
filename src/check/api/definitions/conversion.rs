//! How objects are converted between versions.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceConversion, WebhookClientConfig,
};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::hooks;

/// `validateCustomResourceConversion`.
pub(super) fn check(it: &CustomResourceConversion, at: At<'_>, out: &mut Findings<'_>) {
    let webhook_at = at.field("webhook");
    if it.strategy != "Webhook" {
        if it.webhook.is_some() {
            out.forbidden(webhook_at, "cannot be set when `strategy` is not `Webhook`");
        }
        return;
    }
    let Some(webhook) = &it.webhook else {
        out.required(webhook_at)
            .help("`strategy: Webhook` needs its `clientConfig` and `conversionReviewVersions`");
        return;
    };
    let client = webhook_at.field("clientConfig");
    match &webhook.client_config {
        None => drop(out.required(client)),
        Some(config) => self::client(config, client, out),
    }
    let versions = webhook_at.field("conversionReviewVersions");
    hooks::review_versions(&webhook.conversion_review_versions, versions, out);
}

fn client(it: &WebhookClientConfig, at: At<'_>, out: &mut Findings<'_>) {
    match (&it.url, &it.service) {
        (None, None) => {
            out.invalid(at, "must have one of `url` and `service`");
        }
        (Some(_), Some(_)) => {
            out.invalid(at, "can have only one of `url` and `service`");
        }
        (Some(address), None) => hooks::url(address, at.field("url"), out),
        (None, Some(it)) => {
            hooks::service([&it.name, &it.namespace], it.path.as_deref(), at.field("service"), out);
        }
    }
}
