//! Files of volumes that tell of the pod they are in.
//!
//! From `validateDownwardAPIVolumeFile` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::DownwardAPIVolumeFile;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::with;
use super::downward;

/// What files of a volume tell of the pod they are in.
const IN_FILES: [&str; 5] =
    ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

/// The files of a volume. That each tells one thing is said by the shape.
pub(super) fn of_pod(files: &[DownwardAPIVolumeFile], at: At<'_>, out: &mut Findings<'_>) {
    for (index, file) in files.iter().enumerate() {
        let at = at.item(index);
        with(file.field_ref.as_ref(), |it| downward::field_ref(it, &IN_FILES, at.field("fieldRef"), out));
        if file.field_ref.is_none() {
            with(file.resource_field_ref.as_ref(), |it| {
                downward::resource_field_ref(it, true, at.field("resourceFieldRef"), out);
            });
        }
    }
}
