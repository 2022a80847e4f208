//! Pods and the templates of pods.
//!
//! From `pkg/apis/core/validation/validation.go` in Kubernetes 1.36.

mod affinity;
mod annotations;
mod bare;
mod containers;
mod downward;
pub(super) mod drivers;
mod env;
mod files;
mod identity;
mod label_keys;
mod mounts;
mod named;
mod network;
mod placement;
mod ports;
mod probes;
mod profiles;
mod projected;
mod resources;
mod security;
mod spread;
mod system;
mod volumes;
mod windows;

use k8s_openapi::api::core::v1::{PodSpec, PodTemplateSpec};

pub(super) use affinity::node_selector;
pub(super) use placement::toleration;

use super::at::At;
use super::findings::Findings;
use super::{labels, with};
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    match object {
        Object::Pod(it) => {
            let given = at.field("metadata.annotations");
            annotations::annotations(it.metadata.annotations.as_ref(), it.spec.as_ref(), given, out);
            with(it.spec.as_ref(), |spec| {
                pod(spec, true, at.field("spec"), out);
                bare::pod(spec, at.field("spec"), out);
                profiles::pod(it.metadata.annotations.as_ref(), spec, at.field("spec"), out);
            });
        }
        Object::PodTemplate(it) => match &it.template {
            Some(it) => template(it, ANY, at.field("template"), out),
            None => {
                out.required(at.field("template.spec.containers"));
            }
        },
        _ => {}
    }
}

/// Pods of which nothing is asked.
const ANY: Template = Template { restart: &["Always", "OnFailure", "Never"] };

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
        let given = at.field("annotations");
        labels::annotations(&metadata.annotations, given, out);
        annotations::annotations(metadata.annotations.as_ref(), it.spec.as_ref(), given, out);
    }
    let Some(spec) = &it.spec else { return };
    let policy = spec.restart_policy.as_deref().filter(|policy| !policy.is_empty()).unwrap_or("Always");
    if !wants.restart.contains(&policy) {
        out.unsupported(at.field("spec.restartPolicy"), wants.restart);
    }
    if spec.ephemeral_containers.as_ref().is_some_and(|containers| !containers.is_empty()) {
        out.forbidden(at.field("spec.ephemeralContainers"), "cannot be set in a template")
            .help("add one to a pod that runs, as `kubectl debug` does");
    }
    let given = it.metadata.as_ref().and_then(|it| it.annotations.as_ref());
    profiles::pod(given, spec, at.field("spec"), out);
    pod(spec, false, at.field("spec"), out);
}

/// `ValidatePodSpec`: what holds of every pod, `bare` or in a template.
fn pod(it: &PodSpec, bare: bool, at: At<'_>, out: &mut Findings<'_>) {
    identity::pod(it, at, out);
    containers::pod(it, bare, at, out);
    resources::pod(it, bare, at, out);
    volumes::pod(it, bare, at, out);
    security::pod(it, at, out);
    network::pod(it, at, out);
    placement::pod(it, at, out);
}
