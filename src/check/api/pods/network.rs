//! The names that a pod sees: DNS and host aliases.
//!
//! From `validatePodDNSConfig` and `ValidateHostAliases` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::PodSpec;

use super::super::at::At;
use super::super::findings::Findings;

/// The network of a pod.
pub(super) fn pod(_it: &PodSpec, _at: At<'_>, _out: &mut Findings<'_>) {}
