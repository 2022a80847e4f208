//! Who would lead. From `pkg/apis/coordination/validation/validation.go` in Kubernetes 1.36.

use k8s_openapi::api::coordination::v1beta1::LeaseCandidateSpec;

use super::{At, Findings};
use crate::cel::order_of_versions;
use crate::kubernetes::formats;

/// The strategy that Kubernetes has a name for.
const OLDEST: &str = "OldestEmulationVersion";

/// `ValidateLeaseCandidateSpec`.
pub(super) fn candidate(it: &LeaseCandidateSpec, at: At<'_>, out: &mut Findings<'_>) {
    for (text, field) in
        [(&it.lease_name, "leaseName"), (&it.binary_version, "binaryVersion"), (&it.strategy, "strategy")]
    {
        if text.is_empty() {
            out.required(at.field(field));
        }
    }
    let emulated = it.emulation_version.as_deref().filter(|text| !text.is_empty());
    let is_version = |text: &str| order_of_versions(text, text).is_some();
    for (text, field) in
        [(emulated.unwrap_or_default(), "emulationVersion"), (&it.binary_version, "binaryVersion")]
    {
        if !text.is_empty() && !is_version(text) {
            out.invalid(at.field(field), "must be a version, as `1.36.0`");
        }
    }
    let order = emulated.and_then(|emulated| order_of_versions(&it.binary_version, emulated));
    if emulated.is_none() && it.strategy == OLDEST {
        out.required(at.field("emulationVersion"));
    }
    if order.is_some_and(std::cmp::Ordering::is_lt) {
        out.invalid(at.field("binaryVersion"), "must be at least `emulationVersion`")
            .see(at.field("emulationVersion"), "this version");
    }
    let strategy = at.field("strategy");
    if it.strategy.contains('/') {
        if let Some(fault) = formats::qualified_name(&it.strategy) {
            out.invalid(strategy, fault);
        }
    } else if !it.strategy.is_empty() && it.strategy != OLDEST {
        out.unsupported(strategy, &[OLDEST]);
    }
}
