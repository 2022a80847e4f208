//! Where the server finds what it asks, an address or a Service, and in which versions it asks.
//!
//! From `apiserver/pkg/util/webhook` in Kubernetes 1.36.

use super::at::At;
use super::findings::Findings;
use super::lists;
use crate::kubernetes::formats;

/// The versions of its question that the server can ask in.
const VERSIONS: [&str; 2] = ["v1", "v1beta1"];

/// `validateAdmissionReviewVersions`, and `validateConversionReviewVersions` of definitions.
pub(super) fn review_versions(listed: &[String], at: At<'_>, out: &mut Findings<'_>) {
    if listed.is_empty() {
        out.required(at).help("write it as `[v1]`");
        return;
    }
    for (index, version) in listed.iter().enumerate() {
        if let Some(fault) = formats::dns_1035_label(version) {
            out.invalid(at.item(index), fault);
        }
    }
    lists::distinct(listed, at, out);
    if !listed.iter().any(|version| VERSIONS.contains(&version.as_str())) {
        out.invalid(at, "must have one that the server knows").help("write `v1` among them");
    }
}

/// `ValidateWebhookURL`.
pub(super) fn url(text: &str, at: At<'_>, out: &mut Findings<'_>) {
    if let Some(fault) = url_fault(text) {
        out.invalid(at, fault).help("write it as `https://host/path`");
    }
}

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

/// `ValidateWebhookService`. The port is in the tables.
pub(super) fn service(
    [name, namespace]: [&String; 2],
    path: Option<&str>,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    for (text, field) in [(name, "name"), (namespace, "namespace")] {
        if text.is_empty() {
            out.required(at.field(field));
        }
    }
    // None stands for the root.
    let Some(path) = path.filter(|path| !path.is_empty()) else { return };
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
