//! The metadata of every object.
//!
//! From `apimachinery/pkg/api/validation/objectmeta.go` in Kubernetes 1.36.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};

use super::at::At;
use super::findings::Findings;
use super::labels;
use crate::kubernetes::formats::{self, Fault, Format};
use crate::kubernetes::kinds::{self, Scope};
use crate::kubernetes::names;
use crate::resource::CustomKinds;

/// `ValidateObjectMeta`.
pub(super) fn object(it: &ObjectMeta, custom: &CustomKinds, out: &mut Findings<'_>) {
    let object = At::object();
    let at = object.field("metadata");
    let id = out.resource().id();
    let format = names::format(&id.group, &id.kind);
    match it.name.as_deref() {
        Some(name) if !name.is_empty() => {
            let too_long = name.len() > names::longest(&id.group, &id.kind).0;
            if let Some(fault) = format(name).filter(|_| !too_long) {
                out.invalid(at.field("name"), fault);
            }
        }
        _ => {}
    }
    if let Some(prefix) = it.generate_name.as_deref().filter(|prefix| !prefix.is_empty()) {
        // What the server puts behind it makes an end of it that is right.
        let name = prefix.strip_suffix('-').map_or(prefix.to_owned(), |prefix| format!("{prefix}a"));
        if let Some(fault) = format(&name) {
            out.invalid(at.field("generateName"), fault);
        }
    }
    if let Some(namespace) = it.namespace.as_deref().filter(|namespace| !namespace.is_empty())
        && custom.scope(&id.group, &id.kind) == Some(Scope::Namespaced)
        && let Some(fault) = formats::dns_label(namespace)
    {
        out.invalid(at.field("namespace"), fault);
    }
    any_object(it, at, out);
    if KEEPS_GENERATION.contains(&(id.group.as_str(), id.kind.as_str())) {
        generation(it, at, out);
    }
    let at = at.field("finalizers");
    // Events are validated by a function of their own, which asks for less.
    let is_core = CORE_VALIDATION.contains(&id.group.as_str())
        && id.kind.as_str() != "Event"
        && kinds::scope(&id.group, &id.kind).is_some();
    finalizers(it, if is_core { core_finalizer } else { formats::qualified_name }, at, out);
}

/// The same of an object within another, which may have any name that can stand in an address, or none.
pub(super) fn embedded(it: &ObjectMeta, at: At<'_>, out: &mut Findings<'_>) {
    let texts: [(_, _, Format); 3] = [
        (&it.name, "name", formats::path_segment),
        (&it.generate_name, "generateName", path_segment_prefix),
        (&it.namespace, "namespace", formats::dns_label),
    ];
    for (text, field, format) in texts {
        if let Some(fault) = text.as_deref().filter(|text| !text.is_empty()).and_then(format) {
            out.invalid(at.field(field), fault);
        }
    }
    generation(it, at, out);
    any_object(it, at, out);
    finalizers(it, formats::qualified_name, at.field("finalizers"), out);
}

/// Kinds of which the server does not write the generation when it makes one (`PrepareForCreate` in
/// `pkg/registry/<group>/<kind>/strategy.go`), as it does of most.
const KEEPS_GENERATION: [(&str, &str); 14] = [
    ("", "ConfigMap"),
    ("", "Endpoints"),
    ("", "LimitRange"),
    ("", "Namespace"),
    ("", "PersistentVolume"),
    ("", "PersistentVolumeClaim"),
    ("", "ResourceQuota"),
    ("", "Secret"),
    ("", "ServiceAccount"),
    ("coordination.k8s.io", "Lease"),
    ("rbac.authorization.k8s.io", "ClusterRole"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
    ("rbac.authorization.k8s.io", "Role"),
    ("rbac.authorization.k8s.io", "RoleBinding"),
];

fn generation(it: &ObjectMeta, at: At<'_>, out: &mut Findings<'_>) {
    if it.generation.is_some_and(|generation| generation < 0) {
        out.invalid(at.field("generation"), "must be at least 0");
    }
}

/// What begins a name may be `.`, too.
fn path_segment_prefix(text: &str) -> Fault {
    formats::path_segment(text).filter(|_| !matches!(text, "." | ".."))
}

/// What is asked of the metadata of each object.
fn any_object(it: &ObjectMeta, at: At<'_>, out: &mut Findings<'_>) {
    labels::labels(&it.labels, at.field("labels"), out);
    labels::annotations(&it.annotations, at.field("annotations"), out);
    let owners = at.field("ownerReferences");
    for (index, owner) in it.owner_references.iter().flatten().enumerate() {
        owner_reference(owner, owners.item(index), out);
    }
    one_controller(it.owner_references.as_deref().unwrap_or_default(), owners, out);
}

/// `validateOwnerReference`. What must be there is said by the shape; here, that it is not empty.
fn owner_reference(it: &OwnerReference, at: At<'_>, out: &mut Findings<'_>) {
    for (text, name) in [(&it.kind, "kind"), (&it.name, "name"), (&it.uid, "uid")] {
        if text.is_empty() {
            out.required(at.field(name));
        }
    }
    let parts: Vec<&str> = it.api_version.split('/').collect();
    match parts[..] {
        [""] | [_, ""] => {
            out.invalid(at.field("apiVersion"), "must say a version");
        }
        [_] | [_, _] => {}
        _ => {
            out.invalid(at.field("apiVersion"), "must be a group and a version with one `/` between them");
        }
    }
    if it.api_version == "v1" && it.kind == "Event" {
        out.invalid(at, "cannot name an Event as an owner");
    }
}

/// `ValidateOwnerReferences`: one of them at most is the controller. The same one twice is one to the server.
fn one_controller(owners: &[OwnerReference], at: At<'_>, out: &mut Findings<'_>) {
    let controllers = || owners.iter().enumerate().filter(|(_, owner)| owner.controller == Some(true));
    let Some((first, owner)) = controllers().next() else { return };
    if let Some((second, _)) = controllers().find(|(_, other)| *other != owner) {
        let (first, second) = (at.item(first), at.item(second));
        out.invalid(
            second.field("controller"),
            "is `true` of a second owner, and an object has one controller",
        )
        .see(first.field("controller"), "the first one");
    }
}

/// The groups of which kinds are validated by `ValidateObjectMeta` of `pkg/apis/core/validation`, which asks more of
/// finalizers than that of `apimachinery`.
const CORE_VALIDATION: [&str; 13] = [
    "",
    "apps",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "discovery.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
];

/// `ValidateFinalizers`, and for most of what is built in `validateKubeFinalizerName` of `pkg/apis/core/validation`: a
/// domain must stand before it.
fn finalizers(it: &ObjectMeta, format: Format, at: At<'_>, out: &mut Findings<'_>) {
    let names = it.finalizers.as_deref().unwrap_or_default();
    for (index, name) in names.iter().enumerate() {
        if let Some(fault) = format(name) {
            out.invalid(at.item(index), fault);
        }
    }
    let position = |wanted: &str| names.iter().position(|name| name == wanted);
    if let (Some(orphan), Some(foreground)) = (position("orphan"), position("foregroundDeletion")) {
        out.invalid(
            at.item(foreground.max(orphan)),
            "excludes another one: `orphan` and `foregroundDeletion`",
        );
    }
}

/// `ValidateFinalizerName`: of what is built in.
pub(super) fn core_finalizer(name: &str) -> Fault {
    let known = name.contains('/') || STANDARD_FINALIZERS.contains(&name);
    formats::qualified_name(name)
        .or((!known).then_some("must have a domain and a `/` before it, as `example.com/name`"))
}

/// `standardFinalizers` in `pkg/apis/core/helper`.
const STANDARD_FINALIZERS: [&str; 3] = ["kubernetes", "orphan", "foregroundDeletion"];
