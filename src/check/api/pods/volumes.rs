//! Volumes and where they come from.
//!
//! From `ValidateVolumes` and `validateVolumeSource` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36. What a
//! field of a source takes by itself is in `kubernetes::values::volumes`.

use k8s_openapi::api::core::v1::{
    EmptyDirVolumeSource, EphemeralVolumeSource, ISCSIVolumeSource, PodSpec, Volume,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use rustc_hash::FxHashMap;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{labels, lists, storage, with};
use super::{drivers, files, projected};
use crate::kubernetes::formats;
use crate::kubernetes::quantity::Amount;

/// The volumes of a pod.
pub(super) fn pod(it: &PodSpec, bare: bool, at: At<'_>, out: &mut Findings<'_>) {
    let volumes = it.volumes.as_deref().unwrap_or_default();
    let at = at.field("volumes");
    lists::unique(volumes.iter().map(|it| it.name.as_str()), "name", at, out);
    for (index, it) in volumes.iter().enumerate() {
        volume(it, bare, at.item(index), out);
    }
    if bare {
        created_claims(volumes, at, out);
    }
}

/// `validateVolumeSource`. That there is one source only is said by the shape.
fn volume(it: &Volume, bare: bool, at: At<'_>, out: &mut Findings<'_>) {
    with(it.empty_dir.as_ref(), |it| empty_dir(it, at.field("emptyDir"), out));
    with(it.ephemeral.as_ref(), |it| ephemeral(it, at.field("ephemeral"), out));
    with(it.downward_api.as_ref(), |it| {
        files::of_pod(it.items.as_deref().unwrap_or_default(), at.field("downwardAPI").field("items"), out);
    });
    with(it.projected.as_ref(), |it| projected::volume(it, at.field("projected"), out));
    with(it.iscsi.as_ref(), |source| iscsi(source, &it.name, at, out));
    drivers::volume(it, at, out);
    let image = it.image.as_ref().filter(|it| bare && it.reference.as_deref().unwrap_or_default().is_empty());
    if image.is_some() {
        out.required(at.field("image.reference"))
            .help("name the image, as `reference: registry.example.com/data:1`");
    }
}

fn empty_dir(it: &EmptyDirVolumeSource, at: At<'_>, out: &mut Findings<'_>) {
    let limit = it.size_limit.as_ref().and_then(|limit| Amount::read(&limit.0));
    if limit.is_some_and(Amount::is_negative) {
        out.invalid(at.field("sizeLimit"), "must be at least 0");
    }
}

/// What only `iSCSI` volumes of pods ask for, whose names go into those of sessions.
fn iscsi(it: &ISCSIVolumeSource, name: &str, at: At<'_>, out: &mut Findings<'_>) {
    let source = at.field("iscsi");
    if it.initiator_name.is_some() && name.len() + ":".len() + it.target_portal.len() > drivers::ISCSI {
        out.invalid(
            at.field("name"),
            "and `iscsi.targetPortal` must have 63 characters at most, both together",
        )
        .see(source.field("targetPortal"), "counted with it")
        .see(source.field("initiatorName"), "because this is set");
    }
    let chap = [("chapAuthDiscovery", it.chap_auth_discovery), ("chapAuthSession", it.chap_auth_session)];
    drivers::iscsi(it.initiator_name.as_deref(), chap, it.secret_ref.is_some(), source, out);
}

/// `ValidatePersistentVolumeClaimTemplate`.
fn ephemeral(it: &EphemeralVolumeSource, at: At<'_>, out: &mut Findings<'_>) {
    let Some(template) = &it.volume_claim_template else { return };
    let at = at.field("volumeClaimTemplate");
    storage::claim(&template.spec, at.field("spec"), out);
    let Some(metadata) = &template.metadata else { return };
    let at = at.field("metadata");
    labels::labels(&metadata.labels, at.field("labels"), out);
    labels::annotations(&metadata.annotations, at.field("annotations"), out);
    for (field, _) in others(metadata).into_iter().filter(|(_, is_set)| *is_set) {
        out.forbidden(at.field(field), "cannot be set in a template of claims")
            .help("only `labels` and `annotations` can; the claim is named after the pod and the volume");
    }
}

/// What is in metadata beyond labels and annotations, and whether it is set.
fn others(it: &ObjectMeta) -> [(&'static str, bool); 13] {
    let text = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
    [
        ("creationTimestamp", it.creation_timestamp.is_some()),
        ("deletionGracePeriodSeconds", it.deletion_grace_period_seconds.is_some()),
        ("deletionTimestamp", it.deletion_timestamp.is_some()),
        ("finalizers", it.finalizers.as_ref().is_some_and(|list| !list.is_empty())),
        ("generateName", text(&it.generate_name)),
        ("generation", it.generation.is_some_and(|number| number != 0)),
        ("managedFields", it.managed_fields.as_ref().is_some_and(|list| !list.is_empty())),
        ("name", text(&it.name)),
        ("namespace", text(&it.namespace)),
        ("ownerReferences", it.owner_references.as_ref().is_some_and(|list| !list.is_empty())),
        ("resourceVersion", text(&it.resource_version)),
        ("selfLink", text(&it.self_link)),
        ("uid", text(&it.uid)),
    ]
}

/// The claims that are made for a bare pod: how they are called, and that no volume takes one of them as its own.
fn created_claims(volumes: &[Volume], at: At<'_>, out: &mut Findings<'_>) {
    let pod = out.resource().id().name.as_str();
    if pod.is_empty() {
        return;
    }
    let mut made = FxHashMap::default();
    for (index, it) in volumes.iter().enumerate().filter(|(_, it)| it.ephemeral.is_some()) {
        made.entry(it.name.as_str()).or_insert(index);
    }
    let created = |name: &str| format!("{pod}-{name}");
    for (index, it) in volumes.iter().enumerate() {
        if it.ephemeral.is_some() && formats::dns_subdomain(&created(&it.name)).is_some() {
            out.invalid(
                at.item(index).field("name"),
                "makes, behind the pod's name and `-`, no name of a claim",
            );
        }
        let Some(claim) = it.persistent_volume_claim.as_ref() else { continue };
        let own = claim.claim_name.strip_prefix(pod).and_then(|rest| rest.strip_prefix('-'));
        let Some(own) = own else { continue };
        if let Some(other) = made.get(own) {
            out.invalid(
                at.item(index).field("persistentVolumeClaim.claimName"),
                "is the claim that is made for another volume",
            )
            .see(at.item(*other).field("ephemeral"), "made for this one");
        }
    }
}
