//! Who the processes of a pod are, and what they may do.
//!
//! From `ValidatePodSecurityContext` and `ValidateSecurityContext` in `pkg/apis/core/validation/validation.go` of
//! Kubernetes 1.36.

use k8s_openapi::api::core::v1::{Container, PodSpec};

use super::super::at::At;
use super::super::findings::Findings;

/// The security context of a pod.
pub(super) fn pod(_it: &PodSpec, _at: At<'_>, _out: &mut Findings<'_>) {}

/// The security context of a container.
pub(super) fn container(_it: &Container, _pod: &PodSpec, _at: At<'_>, _out: &mut Findings<'_>) {}
