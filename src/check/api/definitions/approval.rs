//! Groups that belong to Kubernetes need an approval.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;

use super::super::at::At;
use super::super::findings::Findings;

const ANNOTATION: &str = "api-approved.kubernetes.io";

/// `validateAPIApproval`.
pub(super) fn check(it: &CustomResourceDefinition, at: At<'_>, out: &mut Findings<'_>) {
    let group = it.spec.group.as_str();
    let of =
        |domain: &str| group.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if !of("k8s.io") && !of("kubernetes.io") {
        return;
    }
    let at = at.key(ANNOTATION);
    let help = "write the address of the pull request that approved it, or `unapproved, experimental-only`";
    match it.metadata.annotations.as_ref().and_then(|all| all.get(ANNOTATION)).map(String::as_str) {
        None | Some("") => {
            out.required(at).help(help);
        }
        Some(text) if text.starts_with("unapproved") => {}
        Some(text) => {
            let host = text.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or_default());
            if host.is_none_or(str::is_empty) {
                out.invalid(at, "must be an address or begin with `unapproved`").help(help);
            }
        }
    }
}
