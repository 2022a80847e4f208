//! Volumes of the cluster by particular drivers, of which most are old.
//!
//! From `validateISCSIPersistentVolumeSource` and its neighbours in `pkg/apis/core/validation/validation.go` of Kubernetes
//! 1.36. What volumes of pods ask for as well is in `pods::drivers`.

use k8s_openapi::api::core::v1::{ISCSIPersistentVolumeSource, PersistentVolumeSpec};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::pods::drivers;
use super::super::with;

/// What the source of a volume asks for beyond single fields.
pub(super) fn volume(it: &PersistentVolumeSpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.fc.as_ref(), |it| drivers::fc(it, at.field("fc"), out));
    with(it.flex_volume.as_ref(), |it| {
        drivers::flex_options(it.options.as_ref(), at.field("flexVolume"), out);
    });
    with(it.azure_disk.as_ref(), |it| drivers::azure_disk(it, at.field("azureDisk"), out));
    with(it.quobyte.as_ref(), |it| drivers::quobyte(it, at.field("quobyte"), out));
    with(it.flocker.as_ref(), |it| drivers::flocker(it, at.field("flocker"), out));
    with(it.iscsi.as_ref(), |it| iscsi(it, at.field("iscsi"), out));
    with(it.cinder.as_ref().and_then(|it| it.secret_ref.as_ref()), |it| {
        secret([it.name.as_deref(), it.namespace.as_deref()], at.field("cinder.secretRef"), out);
    });
    with(it.storageos.as_ref().and_then(|it| it.secret_ref.as_ref()), |it| {
        secret([it.name.as_deref(), it.namespace.as_deref()], at.field("storageos.secretRef"), out);
    });
    // Where a namespace is set, it is one.
    if it.azure_file.as_ref().is_some_and(|it| it.secret_namespace.as_deref() == Some("")) {
        out.required(at.field("azureFile.secretNamespace"));
    }
    if it.glusterfs.as_ref().is_some_and(|it| it.endpoints_namespace.as_deref() == Some("")) {
        out.invalid(at.field("glusterfs.endpointsNamespace"), "must not be empty");
    }
}

/// `validateISCSIPersistentVolumeSource`.
fn iscsi(it: &ISCSIPersistentVolumeSource, at: At<'_>, out: &mut Findings<'_>) {
    let name = out.resource().id().name.as_str();
    if it.initiator_name.is_some() && name.len() + ":".len() + it.target_portal.len() > drivers::ISCSI {
        out.invalid(
            at.field("targetPortal"),
            "and the name of the volume must have 63 characters at most, both together",
        )
        .see(at.field("initiatorName"), "because this is set");
    }
    let chap = [("chapAuthDiscovery", it.chap_auth_discovery), ("chapAuthSession", it.chap_auth_session)];
    drivers::iscsi(it.initiator_name.as_deref(), chap, it.secret_ref.is_some(), at, out);
    if it.secret_ref.as_ref().is_some_and(|secret| secret.name.as_deref().unwrap_or_default().is_empty()) {
        out.required(at.field("secretRef.name")).help("name the Secret");
    }
}

/// The name of a Secret, and where it is.
fn secret([name, namespace]: [Option<&str>; 2], at: At<'_>, out: &mut Findings<'_>) {
    for (text, field) in [(name, "name"), (namespace, "namespace")] {
        if text.unwrap_or_default().is_empty() {
            out.required(at.field(field)).help("say which Secret it is, and in which namespace");
        }
    }
}
