//! What a pod is called within itself, and which classes it is of.
//!
//! From `ValidatePodSpec` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36. How names are written is in the
//! tables of values.

use k8s_openapi::api::core::v1::PodSpec;

use super::super::at::At;
use super::super::findings::Findings;
use crate::kubernetes::formats;

/// The most characters that Linux takes in the name of a host.
const HOSTNAME: usize = 64;

/// The names and classes of a pod.
pub(super) fn pod(it: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    // An empty one is as wrong as any other, for it is set.
    if it.runtime_class_name.as_deref() == Some("") {
        out.invalid(at.field("runtimeClassName"), "must not be empty")
            .help("leave it out, or name a RuntimeClass");
    }
    if it.preemption_policy.as_deref() == Some("") {
        out.invalid(at.field("preemptionPolicy"), "must not be empty");
    }
    hostname_override(it, at, out);
}

/// A name for the host that replaces what the others say.
fn hostname_override(it: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    let Some(name) = it.hostname_override.as_deref() else { return };
    let at_name = at.field("hostnameOverride");
    if name.len() > HOSTNAME {
        out.invalid(at_name, "must have 64 characters at most");
    } else if let Some(fault) = formats::dns_subdomain(name) {
        out.invalid(at_name, fault);
    }
    if it.set_hostname_as_fqdn == Some(true) {
        out.forbidden(at_name, "cannot be set when `setHostnameAsFQDN` is true")
            .see(at.field("setHostnameAsFQDN"), "set here");
    }
    if it.host_network == Some(true) {
        out.forbidden(at_name, "cannot be set when `hostNetwork` is true")
            .see(at.field("hostNetwork"), "set here");
    }
}
