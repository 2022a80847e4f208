//! Classes of storage and of its attributes, drivers and attachments.
//!
//! From `pkg/apis/storage/validation/validation.go`, and `ValidateTopologySelectorTerm` in
//! `pkg/apis/core/validation/validation.go`, in Kubernetes 1.36.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::TopologySelectorTerm;
use k8s_openapi::api::storage::v1::{
    CSIDriverSpec, CSINode, CSIStorageCapacity, StorageClass, VolumeAttachmentSource, VolumeAttributesClass,
};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{labels, lists, numbers, with};
use super::volumes;
use crate::kubernetes::formats;

/// `ValidateStorageClass`.
pub(super) fn storage_class(it: &StorageClass, at: At<'_>, out: &mut Findings<'_>) {
    provisioner(&it.provisioner, at.field("provisioner"), out);
    parameters(it.parameters.as_ref(), at.field("parameters"), out);
    let all = at.field("allowedTopologies");
    let terms = it.allowed_topologies.as_deref().unwrap_or_default();
    for (index, it) in terms.iter().enumerate() {
        topology(it, all.item(index).field("matchLabelExpressions"), out);
    }
    apart(terms, all, out);
}

/// `validateAllowedTopologies`: no two terms say the same, in whatever order, and none says nothing.
fn apart(terms: &[TopologySelectorTerm], at: At<'_>, out: &mut Findings<'_>) {
    let labels = terms.iter().map(|term| -> BTreeMap<&str, BTreeSet<&str>> {
        let all = term.match_label_expressions.iter().flatten();
        all.map(|it| (it.key.as_str(), it.values.iter().map(String::as_str).collect())).collect()
    });
    let (none, some): (Vec<_>, Vec<_>) = labels.enumerate().partition(|(_, labels)| labels.is_empty());
    for (index, _) in none {
        out.required(at.item(index).field("matchLabelExpressions")).help("name a label and its values");
    }
    for (index, first) in lists::repeated(some) {
        out.duplicate(
            at.item(index).field("matchLabelExpressions"),
            at.item(first).field("matchLabelExpressions"),
        );
    }
}

/// `ValidateTopologySelectorTerm`.
fn topology(it: &TopologySelectorTerm, at: At<'_>, out: &mut Findings<'_>) {
    let terms = it.match_label_expressions.as_deref().unwrap_or_default();
    for (index, it) in terms.iter().enumerate() {
        let at = at.item(index);
        if it.values.is_empty() {
            out.required(at.field("values"));
        }
        lists::distinct(&it.values, at.field("values"), out);
    }
    lists::unique(terms.iter().map(|it| it.key.as_str()), "key", at, out);
}

/// `ValidateVolumeAttributesClass`.
pub(super) fn attributes(it: &VolumeAttributesClass, at: At<'_>, out: &mut Findings<'_>) {
    provisioner(&it.driver_name, at.field("driverName"), out);
    parameters(it.parameters.as_ref(), at.field("parameters"), out);
    if it.parameters.as_ref().is_none_or(BTreeMap::is_empty) {
        out.required(at.field("parameters")).help("write at least one: a class without says nothing");
    }
}

/// `validateProvisioner`. That it is there is said by the tables.
fn provisioner(text: &str, at: At<'_>, out: &mut Findings<'_>) {
    if let Some(fault) = formats::qualified_name(&text.to_ascii_lowercase()).filter(|_| !text.is_empty()) {
        out.invalid(at, fault);
    }
}

/// `validateParameters`.
fn parameters(all: Option<&BTreeMap<String, String>>, at: At<'_>, out: &mut Findings<'_>) {
    let Some(all) = all else { return };
    if all.len() > 512 {
        out.invalid(at, "can have 512 entries at most");
    }
    if all.contains_key("") {
        out.invalid(at.key(""), "has an empty key");
    }
    if all.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>() > 256 << 10 {
        out.invalid(at, "must have 256 KiB at most, keys and values together");
    }
}

/// `validateCSIDriverSpec`.
pub(super) fn driver(it: &CSIDriverSpec, at: At<'_>, out: &mut Findings<'_>) {
    let all = at.field("tokenRequests");
    let requests = it.token_requests.as_deref().unwrap_or_default();
    // An empty audience is that of the server, which is one as well.
    for (index, first) in lists::repeated(requests.iter().map(|it| it.audience.as_str()).enumerate()) {
        out.duplicate(all.item(index).field("audience"), all.item(first).field("audience"));
    }
    for (index, it) in requests.iter().enumerate() {
        numbers::within(it.expiration_seconds, 600, 1 << 32, all.item(index).field("expirationSeconds"), out);
    }
}

/// `ValidateCSINode`.
pub(super) fn node(it: &CSINode, at: At<'_>, out: &mut Findings<'_>) {
    let all = at.field("spec.drivers");
    let drivers = &it.spec.drivers;
    for (index, it) in drivers.iter().enumerate() {
        let at = all.item(index);
        if it.node_id.len() > 256 {
            out.invalid(at.field("nodeID"), "must have 256 characters at most");
        }
        let count = it.allocatable.as_ref().and_then(|it| it.count);
        numbers::not_negative(count, at.field("allocatable.count"), out);
        let keys = at.field("topologyKeys");
        let listed = it.topology_keys.as_deref().unwrap_or_default();
        for (index, key) in listed.iter().enumerate() {
            if let Some(fault) = formats::qualified_name(key) {
                out.invalid(keys.item(index), fault);
            }
        }
        lists::distinct(listed, keys, out);
    }
    lists::unique(drivers.iter().map(|it| it.name.as_str()), "name", all, out);
}

/// `ValidateCSIStorageCapacity`.
pub(super) fn capacity(it: &CSIStorageCapacity, at: At<'_>, out: &mut Findings<'_>) {
    with(it.node_topology.as_ref(), |it| labels::selector(it, at.field("nodeTopology"), out));
    for (amount, field) in [(&it.capacity, "capacity"), (&it.maximum_volume_size, "maximumVolumeSize")] {
        with(amount.as_ref(), |it| super::claims::not_negative(it, at.field(field), out));
    }
}

/// `validateVolumeAttachmentSource`.
pub(super) fn source(it: &VolumeAttachmentSource, at: At<'_>, out: &mut Findings<'_>) {
    match (&it.persistent_volume_name, &it.inline_volume_spec) {
        (None, None) => {
            out.required(at).help("write `persistentVolumeName`");
        }
        (Some(_), Some(_)) => {
            out.forbidden(at.field("inlineVolumeSpec"), "cannot be set beside `persistentVolumeName`")
                .see(at.field("persistentVolumeName"), "set here");
        }
        (Some(name), None) => {
            if name.is_empty() {
                out.required(at.field("persistentVolumeName"));
            } else if let Some(fault) = formats::dns_subdomain(name) {
                out.invalid(at.field("persistentVolumeName"), fault);
            }
        }
        (None, Some(it)) => volumes::inline(it, at.field("inlineVolumeSpec"), out),
    }
}
