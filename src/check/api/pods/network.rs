//! The names that a pod sees: DNS and host aliases.
//!
//! From `validatePodDNSConfig` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36. What single addresses and
//! domains must be is in `kubernetes::values::pods`.

use k8s_openapi::api::core::v1::{PodDNSConfig, PodSpec};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::with;

/// What the C library reads of `resolv.conf`: servers, domains, and the characters of all domains together.
const SERVERS: usize = 3;
const SEARCHES: usize = 32;
const SEARCH_LIST: usize = 2048;

/// The network of a pod.
pub(super) fn pod(it: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    let config = at.field("dnsConfig");
    if it.dns_policy.as_deref() == Some("None") {
        let servers = it.dns_config.as_ref().and_then(|it| it.nameservers.as_deref()).unwrap_or_default();
        if servers.is_empty() {
            let place = if it.dns_config.is_some() { config.field("nameservers") } else { config };
            out.required(place)
                .see(at.field("dnsPolicy"), "asks for a server")
                .help("name one at least, as `nameservers: [10.0.0.10]`");
        }
    }
    with(it.dns_config.as_ref(), |it| dns_config(it, config, out));
}

fn dns_config(it: &PodDNSConfig, at: At<'_>, out: &mut Findings<'_>) {
    if it.nameservers.as_ref().is_some_and(|servers| servers.len() > SERVERS) {
        out.invalid(at.field("nameservers"), "must name 3 servers at most");
    }
    let searches = it.searches.as_deref().unwrap_or_default();
    if searches.len() > SEARCHES {
        out.invalid(at.field("searches"), "must name 32 domains at most");
    }
    let length: usize = searches.iter().map(|domain| domain.len() + 1).sum();
    if length > SEARCH_LIST + 1 {
        out.invalid(
            at.field("searches"),
            "must have 2048 characters at most, with the blanks between domains",
        );
    }
}
