//! Where a container mounts volumes.
//!
//! From `ValidateVolumeMounts` and `ValidateVolumeDevices` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::{Container, Volume, VolumeDevice, VolumeMount};
use rustc_hash::FxHashMap;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::lists;
use super::named::Named;
use crate::diagnostic::nearest;

/// The volumes that a container mounts, and the devices that it takes.
pub(super) fn container(it: &Container, named: &Named<'_>, at: At<'_>, out: &mut Findings<'_>) {
    let mounts = it.volume_mounts.as_deref().unwrap_or_default();
    let devices = it.volume_devices.as_deref().unwrap_or_default();
    let at_mounts = at.field("volumeMounts");
    let at_devices = at.field("volumeDevices");
    lists::unique(mounts.iter().map(|it| it.mount_path.as_str()), "mountPath", at_mounts, out);
    let taken = Devices::of(devices);
    let privileged = it.security_context.as_ref().is_some_and(|it| it.privileged == Some(true));
    for (index, mount) in mounts.iter().enumerate() {
        let at = at_mounts.item(index);
        known(&mount.name, named, at, out);
        options(mount, privileged, at, out);
        apart(mount, &taken, at, at_devices, out);
    }
    lists::unique(devices.iter().map(|it| it.name.as_str()), "name", at_devices, out);
    lists::unique(devices.iter().map(|it| it.device_path.as_str()), "devicePath", at_devices, out);
    for (index, device) in devices.iter().enumerate() {
        let at = at_devices.item(index);
        if let Some(volume) = known(&device.name, named, at, out)
            && volume.persistent_volume_claim.is_none()
            && volume.ephemeral.is_none()
        {
            out.invalid(at.field("name"), "names a volume that is no block device")
                .help("only `persistentVolumeClaim` and `ephemeral` volumes can be taken as devices");
        }
    }
}

/// Finds the volume of a pod by its name.
fn known<'v>(name: &str, named: &Named<'v>, at: At<'_>, out: &mut Findings<'_>) -> Option<&'v Volume> {
    if !name.is_empty() && !named.has_volume(name) {
        let near = nearest(name, named.all_volumes()).first().map(|name| format!("did you mean `{name}`?"));
        let help = near.unwrap_or_else(|| "add it to `volumes` of the pod".to_owned());
        out.invalid(at.field("name"), "names no volume of the pod").help(&help);
    }
    named.volume(name)
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

/// The devices that a container takes, by the names of their volumes and by their paths.
struct Devices<'c> {
    names: FxHashMap<&'c str, usize>,
    paths: FxHashMap<&'c str, usize>,
}

impl<'c> Devices<'c> {
    fn of(devices: &'c [VolumeDevice]) -> Devices<'c> {
        let (mut names, mut paths) = (FxHashMap::default(), FxHashMap::default());
        for (index, it) in devices.iter().enumerate() {
            names.entry(it.name.as_str()).or_insert(index);
            paths.entry(it.device_path.as_str()).or_insert(index);
        }
        Devices { names, paths }
    }
}

/// A volume is mounted or taken as a device, not both, and no two things stand at one path.
fn apart(it: &VolumeMount, devices: &Devices<'_>, at: At<'_>, at_devices: At<'_>, out: &mut Findings<'_>) {
    if let Some(index) = devices.names.get(it.name.as_str()).filter(|_| !it.name.is_empty()) {
        out.invalid(at.field("name"), "names a volume that the container takes as a device")
            .see(at_devices.item(*index).field("name"), "taken here");
    }
    if let Some(index) = devices.paths.get(it.mount_path.as_str()).filter(|_| !it.mount_path.is_empty()) {
        out.invalid(at.field("mountPath"), "is the path of a device of the container")
            .see(at_devices.item(*index).field("devicePath"), "said here");
    }
}
