//! Volumes and where they come from.
//!
//! From `ValidateVolumes` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::PodSpec;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::lists;

/// The volumes of a pod.
pub(super) fn pod(it: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    let volumes = it.volumes.as_deref().unwrap_or_default();
    lists::unique(volumes.iter().map(|it| it.name.as_str()), "name", at.field("volumes"), out);
}
