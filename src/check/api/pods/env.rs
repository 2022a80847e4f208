//! The environment of a container.
//!
//! From `ValidateEnv` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36. How names, prefixes and keys are
//! written is in the tables of values, and that a variable has one source, in those of unions.

use k8s_openapi::api::core::v1::{Container, FileKeySelector, PodSpec, Volume};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::with;
use super::downward;

/// The variables of a container.
pub(super) fn container(it: &Container, pod: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    let all = at.field("env");
    for (index, variable) in it.env.iter().flatten().enumerate() {
        let Some(from) = &variable.value_from else { continue };
        let at = all.item(index);
        let at = at.field("valueFrom");
        with(from.field_ref.as_ref(), |it| {
            downward::field_ref(it, downward::IN_ENV, at.field("fieldRef"), out);
        });
        with(from.resource_field_ref.as_ref(), |it| {
            downward::resource_field_ref(it, false, at.field("resourceFieldRef"), out);
        });
        with(from.file_key_ref.as_ref(), |it| file_key(it, pod, at.field("fileKeyRef"), out));
    }
}

/// `validateFileKeySelector`.
fn file_key(it: &FileKeySelector, pod: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    let volume = pod.volumes.iter().flatten().find(|volume| volume.name == it.volume_name);
    match volume {
        _ if it.volume_name.is_empty() => {}
        None => {
            out.invalid(at.field("volumeName"), "names no volume of the pod");
        }
        Some(volume) if has_another_source(volume) => {
            out.invalid(at.field("volumeName"), "must name a volume that is an `emptyDir`");
        }
        Some(_) => {}
    }
    if it.path.starts_with('/') || it.path.split('/').any(|part| part == "..") {
        out.invalid(at.field("path"), "must be a path within the volume: no `/` at its front, and no `..`");
    }
}

/// Whether a volume is something else than an `emptyDir`, which one without a source is.
fn has_another_source(volume: &Volume) -> bool {
    let bare = Volume { name: volume.name.clone(), ..Volume::default() };
    volume.empty_dir.is_none() && *volume != bare
}
