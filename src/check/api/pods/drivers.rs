//! Volumes of particular drivers, of which most are old.
//!
//! From `validateFCVolumeSource` and its neighbours in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    AzureDiskVolumeSource, FCVolumeSource, FlockerVolumeSource, LocalObjectReference, QuobyteVolumeSource,
    Volume,
};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{numbers, with};
use crate::kubernetes::formats;

/// The most characters of the name of an iSCSI volume, a colon and its portal together, if it names an initiator.
pub(in super::super) const ISCSI: usize = 64;
/// The most characters of the tenant of a Quobyte volume.
const TENANT: usize = 64;

/// What the source of a volume asks for beyond single fields.
pub(super) fn volume(it: &Volume, at: At<'_>, out: &mut Findings<'_>) {
    with(it.fc.as_ref(), |it| fc(it, at.field("fc"), out));
    with(it.flex_volume.as_ref(), |it| flex_options(it.options.as_ref(), at.field("flexVolume"), out));
    with(it.azure_disk.as_ref(), |it| azure_disk(it, at.field("azureDisk"), out));
    with(it.quobyte.as_ref(), |it| quobyte(it, at.field("quobyte"), out));
    with(it.flocker.as_ref(), |it| flocker(it, at.field("flocker"), out));
    with(it.csi.as_ref().and_then(|it| it.node_publish_secret_ref.as_ref()), |it| {
        let at = at.field("csi.nodePublishSecretRef");
        secret(it, at, out);
        if let Some(fault) = formats::dns_subdomain(&it.name).filter(|_| !it.name.is_empty()) {
            out.invalid(at.field("name"), fault);
        }
    });
    with(it.cinder.as_ref().and_then(|it| it.secret_ref.as_ref()), |it| {
        secret(it, at.field("cinder.secretRef"), out);
    });
    with(it.storageos.as_ref().and_then(|it| it.secret_ref.as_ref()), |it| {
        secret(it, at.field("storageos.secretRef"), out);
    });
}

fn secret(it: &LocalObjectReference, at: At<'_>, out: &mut Findings<'_>) {
    if it.name.is_empty() {
        out.required(at.field("name")).help("name the Secret");
    }
}

/// What an iSCSI volume asks for, of a pod or of the cluster: a name for who takes it, and a secret for who asks for one.
pub(in super::super) fn iscsi(
    initiator: Option<&str>,
    chap: [(&'static str, Option<bool>); 2],
    has_secret: bool,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    if initiator == Some("") {
        out.invalid(at.field("initiatorName"), "must not be empty");
    }
    if let Some((field, _)) = chap.into_iter().find(|(_, set)| *set == Some(true))
        && !has_secret
    {
        out.required(at.field("secretRef"))
            .see(at.field(field), "asks for a secret")
            .help("name the Secret with the user and the password");
    }
}

/// `validateFCVolumeSource`.
pub(in super::super) fn fc(it: &FCVolumeSource, at: At<'_>, out: &mut Findings<'_>) {
    let is_set = |names: &Option<Vec<String>>| names.as_ref().is_some_and(|names| !names.is_empty());
    let (targets, ids) = (is_set(&it.target_wwns), is_set(&it.wwids));
    match (targets, ids) {
        (false, false) => {
            out.required(at.field("targetWWNs")).help("name either `targetWWNs` and a `lun`, or `wwids`");
        }
        (true, true) => {
            out.invalid(at.field("targetWWNs"), "cannot be set when `wwids` is set")
                .see(at.field("wwids"), "set here");
        }
        _ => {}
    }
    if targets && it.lun.is_none() {
        out.required(at.field("lun")).see(at.field("targetWWNs"), "asks for it");
    } else if targets {
        numbers::within(it.lun, 0, 255, at.field("lun"), out);
    }
}

/// Options of a flex volume: the names that belong to Kubernetes are not for them.
pub(in super::super) fn flex_options(
    options: Option<&BTreeMap<String, String>>,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    let at = at.field("options");
    for key in options.into_iter().flatten().map(|(key, _)| key) {
        let domain = key.split_once('/').map_or(key.as_str(), |(domain, _)| domain);
        let domain = format!(".{}", domain.to_ascii_lowercase());
        if domain.ends_with(".kubernetes.io") || domain.ends_with(".k8s.io") {
            out.invalid(at.key(key), "is named with a domain that belongs to Kubernetes");
        }
    }
}

/// `validateAzureDisk`.
pub(in super::super) fn azure_disk(it: &AzureDiskVolumeSource, at: At<'_>, out: &mut Findings<'_>) {
    let managed = match it.kind.as_deref() {
        Some("Managed") => true,
        // Absent, it is `Shared`.
        Some("Dedicated" | "Shared") | None => false,
        Some(_) => return,
    };
    let (start, kind) =
        if managed { ("/subscriptions/", "`Managed`") } else { ("https://", "`Shared` or `Dedicated`") };
    if !it.disk_uri.is_empty() && !it.disk_uri.starts_with(start) {
        out.invalid(at.field("diskURI"), &format!("must begin with `{start}` when `kind` is {kind}"));
    }
}

/// `validateQuobyteVolumeSource`.
pub(in super::super) fn quobyte(it: &QuobyteVolumeSource, at: At<'_>, out: &mut Findings<'_>) {
    if it.tenant.as_ref().is_some_and(|tenant| tenant.len() > TENANT) {
        out.invalid(at.field("tenant"), "must have 64 characters at most");
    } else if !it.registry.is_empty() && !it.registry.split(',').all(is_host_and_port) {
        out.invalid(at.field("registry"), "must be a host and a port, or several with `,` between")
            .help("write it as `host:7861`");
    }
}

/// As `net.SplitHostPort` of Go takes it apart.
fn is_host_and_port(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else { return false };
    let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    !inner.unwrap_or(host).contains(['[', ']'])
        && !port.contains(['[', ']'])
        && (inner.is_some() || !host.contains(':'))
}

/// `validateFlockerVolumeSource`.
pub(in super::super) fn flocker(it: &FlockerVolumeSource, at: At<'_>, out: &mut Findings<'_>) {
    let name = it.dataset_name.as_deref().unwrap_or_default();
    match (name.is_empty(), it.dataset_uuid.as_deref().unwrap_or_default().is_empty()) {
        (true, true) => {
            out.required(at.field("datasetUUID"));
        }
        (false, false) => {
            out.invalid(at.field("datasetName"), "cannot be set when `datasetUUID` is set")
                .see(at.field("datasetUUID"), "set here");
        }
        _ => {}
    }
    if name.contains('/') {
        out.invalid(at.field("datasetName"), "cannot have a `/`");
    }
}
