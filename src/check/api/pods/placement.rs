//! Where a pod may run: node selectors, affinity, tolerations, spreading, scheduling gates, its system and claims.
//!
//! From `ValidatePodSpec` and what it calls in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::{PodSpec, Toleration};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{labels, lists, with};
use super::{affinity, spread, system};
use crate::kubernetes::formats;

/// Where a pod may run.
pub(super) fn pod(it: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    labels::labels(&it.node_selector, at.field("nodeSelector"), out);
    with(it.affinity.as_ref(), |it| affinity::pod(it, at.field("affinity"), out));
    let tolerations = at.field("tolerations");
    for (index, it) in it.tolerations.iter().flatten().enumerate() {
        toleration(it, tolerations.item(index), out);
    }
    let constraints = it.topology_spread_constraints.as_deref().unwrap_or_default();
    spread::constraints(constraints, at.field("topologySpreadConstraints"), out);
    let gates = it.scheduling_gates.as_deref().unwrap_or_default();
    lists::unique(gates.iter().map(|it| it.name.as_str()), "name", at.field("schedulingGates"), out);
    let claims = it.resource_claims.as_deref().unwrap_or_default();
    let at_claims = at.field("resourceClaims");
    lists::unique(claims.iter().map(|it| it.name.as_str()), "name", at_claims, out);
    for (index, it) in claims.iter().enumerate() {
        let names = [
            ("resourceClaimName", &it.resource_claim_name),
            ("resourceClaimTemplateName", &it.resource_claim_template_name),
        ];
        for (field, _) in names.into_iter().filter(|(_, name)| name.as_deref() == Some("")) {
            out.invalid(at_claims.item(index).field(field), "must not be empty");
        }
    }
    system::pod(it, at, out);
}

/// `ValidateTolerations`, for one of them.
pub(in super::super) fn toleration(it: &Toleration, at: At<'_>, out: &mut Findings<'_>) {
    let text = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
    let operator = it.operator.as_deref().unwrap_or_default();
    let place = at.field("operator");
    if !text(&it.key) && operator != "Exists" {
        out.invalid(place, "must be `Exists` when no `key` is set")
            .help("`operator: Exists` by itself tolerates every taint");
    }
    if it.toleration_seconds.is_some() && it.effect.as_deref() != Some("NoExecute") {
        out.invalid(at.field("effect"), "must be `NoExecute` when `tolerationSeconds` is set")
            .see(at.field("tolerationSeconds"), "set here");
    }
    match operator {
        "Exists" if text(&it.value) => {
            out.invalid(place, "cannot be `Exists` when `value` is set")
                .see(at.field("value"), "set here")
                .help("write `operator: Equal`, or leave `value` out");
        }
        "" | "Equal" => {
            if let Some(fault) = it.value.as_deref().and_then(formats::label_value) {
                out.invalid(at.field("value"), fault);
            }
        }
        _ => {}
    }
}
