//! Where a container mounts volumes.
//!
//! From `ValidateVolumeMounts` and `ValidateVolumeDevices` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::{Container, PodSpec, Volume, VolumeDevice, VolumeMount};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::lists;
use crate::diagnostic::nearest;
use crate::yaml::Node;

/// The volumes that a container mounts, and the devices that it takes.
pub(super) fn container(it: &Container, pod: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    let volumes = pod.volumes.as_deref().unwrap_or_default();
    let mounts = it.volume_mounts.as_deref().unwrap_or_default();
    let devices = it.volume_devices.as_deref().unwrap_or_default();
    let at_mounts = at.field("volumeMounts");
    let at_devices = at.field("volumeDevices");
    lists::unique(mounts.iter().map(|it| it.mount_path.as_str()), "mountPath", at_mounts, out);
    let privileged = it.security_context.as_ref().is_some_and(|it| it.privileged == Some(true));
    for (index, mount) in mounts.iter().enumerate() {
        let at = at_mounts.item(index);
        known(&mount.name, volumes, at, out);
        options(mount, privileged, at, out);
        apart(mount, devices, at, at_devices, out);
    }
    lists::unique(devices.iter().map(|it| it.name.as_str()), "name", at_devices, out);
    lists::unique(devices.iter().map(|it| it.device_path.as_str()), "devicePath", at_devices, out);
    for (index, device) in devices.iter().enumerate() {
        let at = at_devices.item(index);
        if let Some(volume) = known(&device.name, volumes, at, out)
            && volume.persistent_volume_claim.is_none()
            && volume.ephemeral.is_none()
        {
            out.invalid(at.field("name"), "names a volume that is no block device")
                .help("only `persistentVolumeClaim` and `ephemeral` volumes can be taken as devices");
        }
    }
}

/// Finds the volume of a pod by its name. The claims of a `StatefulSet` are volumes of its pods, too.
fn known<'v>(name: &str, volumes: &'v [Volume], at: At<'_>, out: &mut Findings<'_>) -> Option<&'v Volume> {
    let found = volumes.iter().find(|volume| volume.name == name);
    if found.is_some() || name.is_empty() {
        return found;
    }
    let claims: Vec<&str> = claims(out).collect();
    if !claims.contains(&name) {
        let all = volumes.iter().map(|volume| volume.name.as_str()).chain(claims);
        let near = nearest(name, all).first().map(|name| format!("did you mean `{name}`?"));
        let help = near.unwrap_or_else(|| "add it to `volumes` of the pod".to_owned());
        out.invalid(at.field("name"), "names no volume of the pod").help(&help);
    }
    None
}

/// The names of the claims that a `StatefulSet` makes.
fn claims<'r>(out: &Findings<'r>) -> impl Iterator<Item = &'r str> {
    let resource = out.resource();
    let is_set = resource.id().kind.as_str() == "StatefulSet";
    let claims = resource.node().at(["spec", "volumeClaimTemplates"]).filter(|_| is_set);
    let claims = claims.and_then(Node::as_sequence).unwrap_or_default();
    claims.iter().filter_map(|claim| claim.at(["metadata", "name"])?.as_str())
}

/// What the fields of a mount ask of each other and of the container.
fn options(it: &VolumeMount, privileged: bool, at: At<'_>, out: &mut Findings<'_>) {
    let text = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
    if text(&it.sub_path) && text(&it.sub_path_expr) {
        out.invalid(at.field("subPathExpr"), "cannot be set when `subPath` is set")
            .see(at.field("subPath"), "set here");
    }
    let propagation = it.mount_propagation.as_deref();
    if propagation == Some("Bidirectional") && !privileged {
        out.forbidden(
            at.field("mountPropagation"),
            "cannot be `Bidirectional` in a container without privileges",
        )
        .help("set `privileged: true` in its `securityContext`, or write `HostToContainer`");
    }
    if matches!(it.recursive_read_only.as_deref(), Some("Enabled" | "IfPossible")) {
        let at_recursive = at.field("recursiveReadOnly");
        if it.read_only != Some(true) {
            out.forbidden(at_recursive, "can only be set when `readOnly` is true")
                .help("add `readOnly: true`");
        }
        if propagation.is_some_and(|word| word != "None") {
            out.forbidden(at_recursive, "cannot be set when mounts are propagated")
                .see(at.field("mountPropagation"), "set here");
        }
    }
}

/// A volume is mounted or taken as a device, not both, and no two things stand at one path.
fn apart(it: &VolumeMount, devices: &[VolumeDevice], at: At<'_>, at_devices: At<'_>, out: &mut Findings<'_>) {
    let same_name = |device: &VolumeDevice| !it.name.is_empty() && device.name == it.name;
    if let Some(index) = devices.iter().position(same_name) {
        out.invalid(at.field("name"), "names a volume that the container takes as a device")
            .see(at_devices.item(index).field("name"), "taken here");
    }
    let same_path = |device: &VolumeDevice| !it.mount_path.is_empty() && device.device_path == it.mount_path;
    if let Some(index) = devices.iter().position(same_path) {
        out.invalid(at.field("mountPath"), "is the path of a device of the container")
            .see(at_devices.item(index).field("devicePath"), "said here");
    }
}
