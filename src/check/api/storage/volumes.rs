//! Volumes of the cluster.
//!
//! From `ValidatePersistentVolumeSpec` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::{CSIPersistentVolumeSource, PersistentVolumeSpec, VolumeNodeAffinity};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{pods, with};
use super::claims::{above_zero, access_modes};
use super::drivers;
use crate::kubernetes::formats;

/// What a volume is. Which sources there are, and that it has one, is said by the tables.
pub(super) fn spec(it: &PersistentVolumeSpec, at: At<'_>, out: &mut Findings<'_>) {
    capacity(it, at.field("capacity"), out);
    source(it, at, out);
}

/// A volume that an attachment spells out: it has a driver, and belongs to nobody.
pub(super) fn inline(it: &PersistentVolumeSpec, at: At<'_>, out: &mut Findings<'_>) {
    if it.csi.is_none() {
        out.required(at.field("csi"));
    }
    let class = it.storage_class_name.as_deref().unwrap_or_default();
    for (is_set, field) in [
        (it.claim_ref.is_some(), "claimRef"),
        (it.capacity.as_ref().is_some_and(|it| !it.is_empty()), "capacity"),
        (it.node_affinity.is_some(), "nodeAffinity"),
        (!class.is_empty(), "storageClassName"),
    ] {
        if is_set {
            out.forbidden(at.field(field), "cannot be set in a volume that an attachment spells out");
        }
    }
    for (word, only, field) in [
        (&it.persistent_volume_reclaim_policy, "Retain", "persistentVolumeReclaimPolicy"),
        (&it.volume_mode, "Filesystem", "volumeMode"),
    ] {
        if word.as_deref().is_some_and(|word| !word.is_empty() && word != only) {
            out.forbidden(
                at.field(field),
                &format!("can only be `{only}` in a volume that an attachment spells out"),
            );
        }
    }
    source(it, at, out);
}

/// Where a volume is, and how it may be used.
fn source(it: &PersistentVolumeSpec, at: At<'_>, out: &mut Findings<'_>) {
    access_modes(it.access_modes.as_deref(), at, out);
    with(it.node_affinity.as_ref(), |it| node_affinity(it, at.field("nodeAffinity"), out));
    if it.local.is_some() && it.node_affinity.is_none() {
        out.required(at.field("nodeAffinity"))
            .see(at.field("local"), "is on one node")
            .help("say which nodes have a local volume: the scheduler knows no other way");
    }
    with(it.csi.as_ref(), |it| csi(it, at.field("csi"), out));
    drivers::volume(it, at, out);
    let path = it.host_path.as_ref().map(|it| it.path.as_str());
    if path.is_some_and(is_root) && it.persistent_volume_reclaim_policy.as_deref() == Some("Recycle") {
        out.forbidden(
            at.field("persistentVolumeReclaimPolicy"),
            "cannot be `Recycle` for all of a node's disk",
        )
        .see(at.field("hostPath.path"), "all of it");
    }
    if let Some(class) = it.volume_attributes_class_name.as_deref() {
        if class.is_empty() {
            out.required(at.field("volumeAttributesClassName"));
        }
        if it.csi.is_none() {
            out.required(at.field("csi"))
                .see(at.field("volumeAttributesClassName"), "only such a volume has a class of attributes");
        }
    }
}

/// How much the volume holds, and nothing else.
fn capacity(it: &PersistentVolumeSpec, at: At<'_>, out: &mut Findings<'_>) {
    let Some(amounts) = it.capacity.as_ref().filter(|it| !it.is_empty()) else {
        out.required(at).help("write how much: `capacity: {storage: 1Gi}`");
        return;
    };
    if !amounts.contains_key("storage") {
        out.required(at.field("storage"));
    }
    for (name, amount) in amounts {
        if name == "storage" {
            above_zero(amount, at.key(name), out);
        } else {
            out.invalid(at.key(name), "is no amount that a volume has: there is `storage` alone");
        }
    }
}

/// `validateVolumeNodeAffinity`.
fn node_affinity(it: &VolumeNodeAffinity, at: At<'_>, out: &mut Findings<'_>) {
    match &it.required {
        None => {
            out.required(at.field("required"));
        }
        Some(required) if required.node_selector_terms.is_empty() => {
            out.required(at.field("required.nodeSelectorTerms"));
        }
        Some(required) => pods::node_selector(required, at.field("required"), out),
    }
}

/// `validateCSIPersistentVolumeSource`.
fn csi(it: &CSIPersistentVolumeSource, at: At<'_>, out: &mut Findings<'_>) {
    // The one to stage with is not looked at by the server.
    let secrets = [
        (&it.controller_expand_secret_ref, "controllerExpandSecretRef"),
        (&it.controller_publish_secret_ref, "controllerPublishSecretRef"),
        (&it.node_expand_secret_ref, "nodeExpandSecretRef"),
        (&it.node_publish_secret_ref, "nodePublishSecretRef"),
    ];
    for (secret, field) in secrets {
        let Some(secret) = secret else { continue };
        let at = at.field(field);
        needed(secret.name.as_deref(), formats::dns_subdomain, at.field("name"), out);
        needed(secret.namespace.as_deref(), formats::dns_label, at.field("namespace"), out);
    }
}

/// A text that must be there, in a format.
fn needed(text: Option<&str>, format: fn(&str) -> formats::Fault, at: At<'_>, out: &mut Findings<'_>) {
    match text.unwrap_or_default() {
        "" => {
            out.required(at);
        }
        text => {
            if let Some(fault) = format(text) {
                out.invalid(at, fault);
            }
        }
    }
}

/// Whether a path is `/`, by whatever detour (`path.Clean`).
fn is_root(path: &str) -> bool {
    let mut depth = 0usize;
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => depth = depth.saturating_sub(1),
            _ => depth += 1,
        }
    }
    path.starts_with('/') && depth == 0
}
