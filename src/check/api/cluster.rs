//! What a cluster's owner makes: quotas and limits, namespaces, nodes, priorities, leases, certificates, devices and flow
//! control. From `pkg/apis/<group>/validation` in Kubernetes 1.36.

use k8s_openapi::api::core::v1::ResourceQuotaSpec;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::at::At;
use super::findings::Findings;
use super::with;
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    if let Object::ResourceQuota(it) = object {
        with(it.spec.as_ref(), |it| quota(it, at.field("spec"), out));
    }
}

/// `ValidateResourceQuotaSpec`: no amount is below 0.
fn quota(it: &ResourceQuotaSpec, at: At<'_>, out: &mut Findings<'_>) {
    let hard = at.field("hard");
    for (name, Quantity(amount)) in it.hard.iter().flatten() {
        if amount.trim_start().starts_with('-') && amount.contains(|c: char| ('1'..='9').contains(&c)) {
            out.invalid(hard.key(name), "must be at least 0");
        }
    }
}
