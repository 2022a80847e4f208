//! Where a pod may run: node selectors, affinity, tolerations, spreading, scheduling gates, its system and claims.
//!
//! From `ValidatePodSpec` and what it calls in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::PodSpec;

use super::super::at::At;
use super::super::findings::Findings;

/// Where a pod may run.
pub(super) fn pod(_it: &PodSpec, _at: At<'_>, _out: &mut Findings<'_>) {}
