//! Where a container mounts volumes.
//!
//! From `ValidateVolumeMounts` and `ValidateVolumeDevices` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::{Container, PodSpec};

use super::super::at::At;
use super::super::findings::Findings;

/// The volumes that a container mounts, and the devices that it takes.
pub(super) fn container(_it: &Container, _pod: &PodSpec, _at: At<'_>, _out: &mut Findings<'_>) {}
