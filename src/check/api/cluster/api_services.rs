//! API services. From `ValidateAPIService` in `kube-aggregator/pkg/apis/apiregistration/validation` in Kubernetes 1.36.

use k8s_openapi::kube_aggregator::pkg::apis::apiregistration::v1::APIService;

use super::{At, Findings};
use crate::kubernetes::formats;

/// `ValidateAPIService`.
pub(super) fn service(it: &APIService, at: At<'_>, out: &mut Findings<'_>) {
    let Some(spec) = &it.spec else { return };
    let (group, version) =
        (spec.group.as_deref().unwrap_or_default(), spec.version.as_deref().unwrap_or_default());
    let name = format!("{version}.{group}");
    if it.metadata.name.as_ref().is_some_and(|it| *it != name) {
        out.invalid(at.field("metadata.name"), &format!("must be `{name}`: the version and the group"));
    }
    let at = at.field("spec");
    if let Some(fault) = formats::dns_1035_label(version) {
        out.invalid(at.field("version"), fault);
    }
    if group.is_empty() {
        if version != "v1" {
            out.required(at.field("group"));
        }
    } else if let Some(fault) = formats::dns_subdomain(group) {
        out.invalid(at.field("group"), fault);
    }
    let has_bundle = spec.ca_bundle.as_ref().is_some_and(|bundle| !bundle.0.is_empty());
    let is_insecure = spec.insecure_skip_tls_verify == Some(true);
    let Some(service) = &spec.service else {
        let set = [(has_bundle, "caBundle"), (is_insecure, "insecureSkipTLSVerify")];
        for (_, field) in set.into_iter().filter(|(is_set, _)| *is_set) {
            out.forbidden(at.field(field), "cannot be set without `service`");
        }
        return;
    };
    for (text, field) in [(&service.namespace, "service.namespace"), (&service.name, "service.name")] {
        if text.as_ref().is_none_or(String::is_empty) {
            out.required(at.field(field));
        }
    }
    if is_insecure && has_bundle {
        out.invalid(at.field("insecureSkipTLSVerify"), "cannot be `true` when `caBundle` is set")
            .see(at.field("caBundle"), "set here");
    }
}
