//! How objects are converted between versions.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceConversion, ServiceReference, WebhookClientConfig,
};

use super::super::at::At;
use super::super::findings::Findings;
use crate::kubernetes::formats;

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
    review_versions(&webhook.conversion_review_versions, webhook_at.field("conversionReviewVersions"), out);
}

/// `validateConversionReviewVersions`.
fn review_versions(versions: &[String], at: At<'_>, out: &mut Findings<'_>) {
    if versions.is_empty() {
        out.required(at);
        return;
    }
    for (index, version) in versions.iter().enumerate() {
        if let Some(first) = versions[..index].iter().position(|other| other == version) {
            out.duplicate(at.item(index), at.item(first));
        } else if let Some(fault) = formats::dns_1035_label(version) {
            out.invalid(at.item(index), fault);
        }
    }
    if !versions.iter().any(|version| matches!(version.as_str(), "v1" | "v1beta1")) {
        out.invalid(at, "must have one of `v1` and `v1beta1`");
    }
}

fn client(it: &WebhookClientConfig, at: At<'_>, out: &mut Findings<'_>) {
    match (&it.url, &it.service) {
        (None, None) => {
            out.invalid(at, "must have one of `url` and `service`");
        }
        (Some(_), Some(_)) => {
            out.invalid(at, "can have only one of `url` and `service`");
        }
        (Some(address), None) => {
            if let Some(fault) = url_fault(address) {
                out.invalid(at.field("url"), fault).help("write it as `https://host/path`");
            }
        }
        (None, Some(service)) => self::service(service, at.field("service"), out),
    }
}

/// `ValidateWebhookURL` in `apiserver/pkg/util/webhook`.
fn url_fault(text: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = text.split_once("://") else { return Some("must begin with `https://`") };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match () {
        () if !scheme.eq_ignore_ascii_case("https") => Some("must begin with `https://`"),
        () if host.is_empty() => Some("must have a host"),
        () if host.contains('@') => Some("cannot have a user in it"),
        () if rest.contains('?') => Some("cannot have a query"),
        () if rest.contains('#') => Some("cannot have a fragment"),
        () => None,
    }
}

/// `ValidateWebhookService` in `apiserver/pkg/util/webhook`. The port is in the tables.
fn service(it: &ServiceReference, at: At<'_>, out: &mut Findings<'_>) {
    for (text, field) in [(&it.name, "name"), (&it.namespace, "namespace")] {
        if text.is_empty() {
            out.required(at.field(field));
        }
    }
    let Some(path) = it.path.as_deref() else { return };
    let Some(rest) = path.strip_prefix('/') else {
        out.invalid(at.field("path"), "must begin with `/`");
        return;
    };
    let segments = rest.strip_suffix('/').unwrap_or(rest);
    if path == "/" {
        return;
    }
    for segment in segments.split('/') {
        if segment.is_empty() {
            out.invalid(at.field("path"), "cannot have an empty part");
        } else if let Some(fault) = formats::dns_subdomain(segment) {
            out.invalid(at.field("path"), &format!("has a part that cannot be: each {fault}"));
        }
    }
}
