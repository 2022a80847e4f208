//! Groups of pods that are scheduled together. From `scheduling/v1alpha2/zz_generated.validations.go` in Kubernetes 1.36.
//!
//! What further feature gates bring, as claims and constraints, is judged as if they were on: otherwise the server drops it.

use k8s_openapi::api::scheduling::v1alpha2::{
    PodGroupResourceClaim, PodGroupSchedulingConstraints, PodGroupSpec, TypedLocalObjectReference,
    WorkloadSpec,
};

use super::super::lists;
use super::{At, Findings, with};
use crate::kubernetes::formats::{self, Format};

/// `WorkloadMaxPodGroupTemplates`.
const TEMPLATES: usize = 8;
/// The most claims of a group, and `maxItems` of `topology`.
const CLAIMS: usize = 4;
const TOPOLOGIES: usize = 1;

/// `Validate_WorkloadSpec`.
pub(super) fn workload(it: &WorkloadSpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.controller_ref.as_ref(), |it| controller(it, at.field("controllerRef"), out));
    let place = at.field("podGroupTemplates");
    let templates = &it.pod_group_templates;
    if templates.is_empty() {
        out.required(place);
    }
    if !lists::at_most(templates.len(), TEMPLATES, place, out) {
        return;
    }
    lists::unique(templates.iter().map(|it| it.name.as_str()), "name", place, out);
    for (index, it) in templates.iter().enumerate() {
        let at = place.item(index);
        constraints(it.scheduling_constraints.as_ref(), at, out);
        claims(it.resource_claims.as_deref(), at, out);
    }
}

/// `Validate_TypedLocalObjectReference`.
fn controller(it: &TypedLocalObjectReference, at: At<'_>, out: &mut Findings<'_>) {
    let texts: [(_, _, Format); 3] = [
        (it.api_group.as_deref().unwrap_or_default(), "apiGroup", formats::dns_subdomain),
        (&it.kind, "kind", formats::path_segment),
        (&it.name, "name", formats::path_segment),
    ];
    for (text, field, format) in texts {
        if !text.is_empty() {
            if let Some(fault) = format(text) {
                out.invalid(at.field(field), fault);
            }
        } else if field != "apiGroup" {
            out.required(at.field(field));
        }
    }
}

/// `Validate_PodGroupSpec`.
pub(super) fn group(it: &PodGroupSpec, at: At<'_>, out: &mut Findings<'_>) {
    constraints(it.scheduling_constraints.as_ref(), at, out);
    claims(it.resource_claims.as_deref(), at, out);
}

fn constraints(it: Option<&PodGroupSchedulingConstraints>, at: At<'_>, out: &mut Findings<'_>) {
    let topology = it.and_then(|it| it.topology.as_ref()).map_or(0, Vec::len);
    lists::at_most(topology, TOPOLOGIES, at.field("schedulingConstraints.topology"), out);
}

fn claims(claims: Option<&[PodGroupResourceClaim]>, at: At<'_>, out: &mut Findings<'_>) {
    let (claims, at) = (claims.unwrap_or_default(), at.field("resourceClaims"));
    if lists::at_most(claims.len(), CLAIMS, at, out) {
        lists::unique(claims.iter().map(|it| it.name.as_str()), "name", at, out);
    }
}
