//! Claims to volumes: alone, in a `StatefulSet` and in a pod's ephemeral volumes.
//!
//! From `ValidatePersistentVolumeClaimSpec` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36, and from
//! `pkg/api/persistentvolumeclaim`, which takes away some of it before that.

use k8s_openapi::api::core::v1::{
    PersistentVolumeClaimSpec, TypedLocalObjectReference, TypedObjectReference,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{labels, with};
use crate::kubernetes::formats;
use crate::kubernetes::quantity::Amount;

/// What a claim asks for. What the tables say of its fields is not said here.
pub(in super::super) fn spec(it: &PersistentVolumeClaimSpec, at: At<'_>, out: &mut Findings<'_>) {
    access_modes(it.access_modes.as_deref(), at, out);
    with(it.selector.as_ref(), |it| labels::selector(it, at.field("selector"), out));
    let requests = it.resources.as_ref().and_then(|it| it.requests.as_ref());
    match requests.and_then(|it| it.get("storage")) {
        None => {
            out.required(at.field("resources.requests.storage")).help("write how much: `storage: 1Gi`");
        }
        Some(amount) => above_zero(amount, at.field("resources.requests.storage"), out),
    }
    sources(it, at, out);
}

/// The ways in which a volume may be used, of which there is one at least.
pub(super) fn access_modes(modes: Option<&[String]>, at: At<'_>, out: &mut Findings<'_>) {
    let modes = modes.unwrap_or_default();
    if modes.is_empty() {
        out.required(at.field("accessModes")).help("write `accessModes: [ReadWriteOnce]` or another one");
    }
    let is_alone = |mode: &String| mode == "ReadWriteOncePod";
    let is_another =
        |mode: &String| matches!(mode.as_str(), "ReadOnlyMany" | "ReadWriteMany" | "ReadWriteOnce");
    if modes.iter().any(is_alone) && modes.iter().any(is_another) {
        out.forbidden(at.field("accessModes"), "cannot have another mode beside `ReadWriteOncePod`");
    }
}

/// `ValidatePositiveQuantityValue`. A quantity that is null is none.
pub(super) fn above_zero(Quantity(text): &Quantity, at: At<'_>, out: &mut Findings<'_>) {
    if text.is_empty() || Amount::read(text).is_some_and(|amount| amount <= Amount::ZERO) {
        out.invalid(at, "must be greater than 0");
    }
}

/// `ValidateNonnegativeQuantity`.
pub(super) fn not_negative(Quantity(text): &Quantity, at: At<'_>, out: &mut Findings<'_>) {
    if Amount::read(text).is_some_and(Amount::is_negative) {
        out.invalid(at, "must be at least 0");
    }
}

/// What the volume is filled from: an older field and its follower, of which the server makes one from the other.
fn sources(it: &PersistentVolumeClaimSpec, at: At<'_>, out: &mut Findings<'_>) {
    // Another namespace is for a gate that is closed: the server drops all of it.
    let is_here = |it: &&TypedObjectReference| it.namespace.as_deref().unwrap_or_default().is_empty();
    let follower = it.data_source_ref.as_ref().filter(is_here);
    let older = it.data_source.as_ref().filter(|it| is_known(it));
    with(older, |it| source([&it.kind, &it.name], it.api_group.as_deref(), at.field("dataSource"), out));
    with(follower, |it| {
        source([&it.kind, &it.name], it.api_group.as_deref(), at.field("dataSourceRef"), out);
    });
    if let (Some(older), Some(follower)) = (older, follower)
        && (&older.api_group, &older.kind, &older.name)
            != (&follower.api_group, &follower.kind, &follower.name)
    {
        out.invalid(at.field("dataSource"), "must say the same as `dataSourceRef`")
            .see(at.field("dataSourceRef"), "this one")
            .help("leave `dataSource` away: the server fills it in");
    }
}

/// Whether the older field can say it: of what it cannot, the server drops it (`dataSourceIsPvcOrSnapshot`).
fn is_known(it: &TypedLocalObjectReference) -> bool {
    matches!(
        (it.api_group.as_deref().unwrap_or_default(), it.kind.as_str()),
        ("", "PersistentVolumeClaim") | ("snapshot.storage.k8s.io", "VolumeSnapshot")
    )
}

/// `validateDataSourceRef`.
fn source([kind, name]: [&String; 2], group: Option<&str>, at: At<'_>, out: &mut Findings<'_>) {
    for (text, field) in [(kind, "kind"), (name, "name")] {
        if text.is_empty() {
            out.required(at.field(field));
        }
    }
    match group.unwrap_or_default() {
        "" if kind == "PersistentVolumeClaim" => {}
        "" => {
            out.invalid(at.field("kind"), "must be `PersistentVolumeClaim` when there is no `apiGroup`");
        }
        group => {
            if let Some(fault) = formats::dns_subdomain(group) {
                out.invalid(at.field("apiGroup"), fault);
            }
        }
    }
}
