//! Volumes and claims. From `ValidatePersistentVolumeClaimSpec` and its like in
//! `pkg/apis/core/validation/validation.go` in Kubernetes 1.36.

use k8s_openapi::api::core::v1::PersistentVolumeClaimSpec;

use super::at::At;
use super::findings::Findings;
use super::{labels, with};
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    if let Object::PersistentVolumeClaim(it) = object {
        with(it.spec.as_ref(), |it| claim(it, at.field("spec"), out));
    }
}

/// `ValidatePersistentVolumeClaimSpec`.
pub(super) fn claim(it: &PersistentVolumeClaimSpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.selector.as_ref(), |it| labels::selector(it, at.field("selector"), out));
    let modes = it.access_modes.as_deref().unwrap_or_default();
    if modes.is_empty() {
        out.required(at.field("accessModes"));
    }
    let is_alone = |mode: &String| mode == "ReadWriteOncePod";
    if modes.iter().any(is_alone) && !modes.iter().all(is_alone) {
        out.forbidden(at.field("accessModes"), "cannot have another mode beside `ReadWriteOncePod`");
    }
}
