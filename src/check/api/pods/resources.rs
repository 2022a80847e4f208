//! What containers and pods ask of resources, and what they may take.
//!
//! From `ValidateContainerResourceRequirements` and `validatePodResources` in `pkg/apis/core/validation/validation.go`, and
//! from `pkg/apis/core/helper`, in Kubernetes 1.36.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, PodSpec, ResourceClaim, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use rustc_hash::FxHashMap;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::with;
use super::named::Named;
use crate::kubernetes::formats;
use crate::kubernetes::quantity::Amount;
use crate::kubernetes::resource_names::{HUGE_PAGES, is_extended, is_native, may_overcommit};

type List = BTreeMap<String, Quantity>;

/// What the name of a resource must be: of a container, or of a pod as a whole.
type Name = fn(&str, At<'_>, &mut Findings<'_>);

/// The resources of a container.
pub(super) fn container(it: &Container, named: &Named<'_>, at: At<'_>, out: &mut Findings<'_>) {
    let Some(it) = &it.resources else { return };
    let at = at.field("resources");
    requirements(it, container_name, at, out);
    claims(it.claims.as_deref().unwrap_or_default(), named, at.field("claims"), out);
}

/// The resources of a pod as a whole, and what it needs beyond its containers. In a `bare` one the server fills in what
/// its containers ask for.
pub(super) fn pod(it: &PodSpec, bare: bool, at: At<'_>, out: &mut Findings<'_>) {
    with(it.overhead.as_ref(), |it| amounts(it, container_name, at.field("overhead"), out));
    let Some(whole) = &it.resources else { return };
    let resources = at.field("resources");
    if it.os.as_ref().is_some_and(|os| os.name == "windows") {
        out.forbidden(resources, "cannot be set for a pod of Windows")
            .see(at.field("os.name"), "the system is said here");
        return;
    }
    if whole.claims.is_some() {
        out.forbidden(resources.field("claims"), "cannot be set for a pod as a whole")
            .help("name claims in the `resources` of the containers that use them");
    }
    requirements(whole, pod_name, resources, out);
    within_the_pod(it, whole, bare, at, out);
}

/// `validateResourceRequirements`.
fn requirements(it: &ResourceRequirements, name: Name, at: At<'_>, out: &mut Findings<'_>) {
    let none = List::new();
    let (limits, requests) = (it.limits.as_ref().unwrap_or(&none), it.requests.as_ref().unwrap_or(&none));
    let (limits_at, requests_at) = (at.field("limits"), at.field("requests"));
    amounts(limits, name, limits_at, out);
    amounts(requests, name, requests_at, out);
    for (resource, request) in requests {
        let at = requests_at.key(resource);
        let Some(limit) = limits.get(resource) else {
            if !may_overcommit(resource) {
                out.required(limits_at.key(resource))
                    .see(at, "asked for here")
                    .help("such a resource is not shared: the limit must say the same as the request");
            }
            continue;
        };
        let (Some(request), Some(limit)) = (amount(request), amount(limit)) else { continue };
        if request == limit || (request < limit && may_overcommit(resource)) {
            continue;
        }
        let predicate = if may_overcommit(resource) {
            "cannot be more than the limit"
        } else {
            "must be the same as the limit"
        };
        out.invalid(at, predicate).see(limits_at.key(resource), "the limit");
    }
    let mut names = limits.keys().chain(requests.keys());
    let computes = names.clone().any(|name| name == "cpu" || name == "memory");
    if !computes && names.any(|name| is_huge_page(name)) {
        out.forbidden(at, "cannot ask for huge pages without cpu or memory");
    }
}

/// Names and amounts, each alone.
fn amounts(list: &List, name: Name, at: At<'_>, out: &mut Findings<'_>) {
    for (resource, quantity) in list {
        let at = at.key(resource);
        name(resource, at, out);
        let Some(amount) = amount(quantity) else { continue };
        if amount.is_negative() {
            out.invalid(at, "must be at least 0");
        } else if is_extended(resource) && !amount.counts_whole() {
            out.invalid(at, "must be a whole number").help("such a resource is not shared in parts");
        } else if let Some(page) = resource.strip_prefix(HUGE_PAGES)
            && !Amount::read(page).is_some_and(|page| page.is_whole() && amount.is_multiple_of(page))
        {
            out.invalid(at, "must be a number of whole pages of the size that its name says");
        }
    }
}

/// `validateContainerResourceName`.
fn container_name(name: &str, at: At<'_>, out: &mut Findings<'_>) {
    if let Some(fault) = formats::qualified_name(name) {
        out.invalid(at, &format!("is no name of a resource: it {fault}"));
    } else if !name.contains('/') {
        if !is_standard(name) && !is_huge_page(name) {
            out.invalid(at, "is no resource of a container")
                .help("write `cpu`, `memory`, `ephemeral-storage`, `hugepages-<size>`, or one with its domain: `example.com/gpu`");
        }
    } else if !is_native(name) && !is_extended(name) {
        out.invalid(at, "is no name of an extended resource").help("write it as `example.com/gpu`");
    }
}

/// `validatePodResourceName`.
fn pod_name(name: &str, at: At<'_>, out: &mut Findings<'_>) {
    if name != "cpu" && name != "memory" && !is_huge_page(name) {
        out.invalid(at, "cannot be asked for a pod as a whole")
            .help("a pod has `cpu`, `memory` and `hugepages-<size>`; ask for the others in its containers");
    }
}

/// `validateResourceClaimNames`.
fn claims(claims: &[ResourceClaim], named: &Named<'_>, at: At<'_>, out: &mut Findings<'_>) {
    for (index, claim) in claims.iter().enumerate() {
        let at = at.item(index);
        if claim.name.is_empty() {
            out.required(at.field("name")).help("name an entry of the pod's `resourceClaims`");
        } else if !named.has_claim(&claim.name) {
            out.invalid(at.field("name"), "is the name of no entry of the pod's `resourceClaims`");
        }
        let request = claim.request.as_deref().filter(|request| !request.is_empty());
        if let Some(fault) = request.and_then(formats::dns_label) {
            out.invalid(at.field("request"), fault);
        }
    }
    once(claims, at, out);
}

/// No request of a claim is named twice, and none beside the claim as a whole.
fn once(claims: &[ResourceClaim], at: At<'_>, out: &mut Findings<'_>) {
    let (mut whole, mut parts, mut any) = (FxHashMap::default(), FxHashMap::default(), FxHashMap::default());
    for (index, claim) in claims.iter().enumerate().filter(|(_, claim)| !claim.name.is_empty()) {
        let name = claim.name.as_str();
        let request = claim.request.as_deref().filter(|request| !request.is_empty());
        let same = match request {
            Some(request) => *parts.entry((name, request)).or_insert(index),
            None => *any.get(name).unwrap_or(&index),
        };
        let first = *whole.get(name).unwrap_or(&same);
        if first != index {
            out.duplicate(at.item(index), at.item(first));
        }
        any.entry(name).or_insert(index);
        if request.is_none() {
            whole.entry(name).or_insert(index);
        }
    }
}

/// `validatePodResourceConsistency`: containers cannot ask for more than the pod, nor take more.
fn within_the_pod(
    it: &PodSpec,
    whole: &ResourceRequirements,
    bare: bool,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    for (resource, request) in whole.requests.iter().flatten() {
        if amount(request).is_some_and(|request| request < requested(it, bare, resource)) {
            let requests = at.field("resources.requests");
            out.invalid(requests.key(resource), "is less than what the containers ask for together");
        }
    }
    let limits_at = at.field("resources.limits");
    let containers = at.field("containers");
    for (index, container) in it.containers.iter().enumerate() {
        let at = containers.item(index);
        let at = at.field("resources.limits");
        for (resource, limit) in container.resources.iter().flat_map(|it| it.limits.iter().flatten()) {
            let whole = whole.limits.as_ref().and_then(|limits| limits.get(resource)).and_then(amount);
            if let (Some(whole), Some(limit)) = (whole, amount(limit))
                && limit > whole
            {
                out.invalid(at.key(resource), "cannot be more than the limit of the pod")
                    .see(limits_at.key(resource), "the pod's");
            }
        }
    }
}

/// `AggregateContainerRequests`: what the containers ask for together. Those that run before the others give back what
/// they took, except for those that go on beside them. One of a `bare` pod that asks for nothing asks for its limit.
fn requested(it: &PodSpec, bare: bool, resource: &str) -> Amount {
    let of = |container: &Container| {
        let of = |list: &Option<List>| list.as_ref().and_then(|list| list.get(resource)).and_then(amount);
        let asked = container
            .resources
            .as_ref()
            .and_then(|it| of(&it.requests).or_else(|| if bare { of(&it.limits) } else { None }));
        asked.unwrap_or(Amount::ZERO)
    };
    let (mut beside, mut most) = (Amount::ZERO, Amount::ZERO);
    for container in it.init_containers.iter().flatten() {
        let now = if container.restart_policy.as_deref() == Some("Always") {
            beside = beside.plus(of(container));
            beside
        } else {
            beside.plus(of(container))
        };
        most = most.max(now);
    }
    it.containers.iter().fold(beside, |sum, container| sum.plus(of(container))).max(most)
}

/// An amount as pods keep it.
fn amount(quantity: &Quantity) -> Option<Amount> {
    Amount::read(&quantity.0).map(Amount::to_thousandths)
}

fn is_standard(name: &str) -> bool {
    matches!(name, "cpu" | "memory" | "ephemeral-storage")
}

fn is_huge_page(name: &str) -> bool {
    name.starts_with(HUGE_PAGES)
}
