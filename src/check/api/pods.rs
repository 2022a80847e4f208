//! Pods and the templates of pods.
//!
//! From `pkg/apis/core/validation/validation.go` in Kubernetes 1.36.

use k8s_openapi::api::core::v1::{PodSpec, PodTemplateSpec};

use super::at::At;
use super::findings::Findings;
use super::{labels, lists, with};
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    match object {
        Object::Pod(it) => with(it.spec.as_ref(), |it| pod(it, at.field("spec"), out)),
        Object::PodTemplate(it) => with(it.template.as_ref(), |it| {
            template(it, Template { restart: &["Always", "OnFailure", "Never"] }, at.field("template"), out);
        }),
        _ => {}
    }
}

/// What a workload asks of the pods that it makes.
#[derive(Clone, Copy)]
pub(super) struct Template {
    /// The words that `restartPolicy` may be; one that is not set is `Always`.
    pub(super) restart: &'static [&'static str],
}

/// The template of a workload's pods.
pub(super) fn template(it: &PodTemplateSpec, wants: Template, at: At<'_>, out: &mut Findings<'_>) {
    if let Some(metadata) = &it.metadata {
        let at = at.field("metadata");
        labels::labels(&metadata.labels, at.field("labels"), out);
        labels::annotations(&metadata.annotations, at.field("annotations"), out);
    }
    let Some(spec) = &it.spec else { return };
    let policy = spec.restart_policy.as_deref().filter(|policy| !policy.is_empty()).unwrap_or("Always");
    if !wants.restart.contains(&policy) {
        out.unsupported(at.field("spec.restartPolicy"), wants.restart);
    }
    pod(spec, at.field("spec"), out);
}

/// `ValidatePodSpec`: what holds of every pod, alone or in a template.
pub(super) fn pod(it: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    lists::unique(it.containers.iter().map(|it| it.name.as_str()), "name", at.field("containers"), out);
    let volumes = it.volumes.as_deref().unwrap_or_default();
    lists::unique(volumes.iter().map(|it| it.name.as_str()), "name", at.field("volumes"), out);
}
