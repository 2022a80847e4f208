//! Objects that make pods.

use super::read::text_or;
use crate::kubernetes::places::{POD_SPECS, places};
use crate::resource::Resource;
use crate::yaml::Node;

/// An object that makes pods, or is one.
#[derive(Clone, Copy)]
pub(super) struct Workload<'r> {
    pub(super) object: &'r Resource,
    /// The spec of its pods.
    pub(super) pod: &'r Node,
}

impl<'r> Workload<'r> {
    pub(super) fn of(object: &'r Resource) -> Option<Workload<'r>> {
        if object.id().kind == "PodTemplate" {
            return None;
        }
        let way = way(object)?;
        Some(Workload { object, pod: object.node().at(way.iter().copied())? })
    }

    pub(super) fn kind(&self) -> &'r str {
        &self.object.id().kind
    }

    /// Where the spec of the pods is: `spec.template.spec`.
    pub(super) fn place(&self) -> String {
        way(self.object).unwrap_or_default().join(".")
    }

    /// Where the template of the pods is: `spec.template`; of a pod, where it is itself.
    pub(super) fn template(&self) -> String {
        let way = way(self.object).unwrap_or_default();
        if self.kind() == "Pod" { way.join(".") } else { way[..way.len().saturating_sub(1)].join(".") }
    }

    /// The name of a field with its default.
    pub(super) fn word(&self, way: &str, default: &'r str) -> &'r str {
        text_or(self.object.node(), way, default)
    }
}

/// The specs of pods in custom resources that are known to make some.
///
/// From the definitions of Argo Rollouts 1.8 and of Knative Serving 1.18.
static CUSTOM: [(&str, &str, &[&str]); 2] = [
    ("argoproj.io", "Rollout", &["spec", "template", "spec"]),
    ("serving.knative.dev", "Service", &["spec", "template", "spec"]),
];

fn way(object: &Resource) -> Option<&'static [&'static str]> {
    let id = object.id();
    let custom = || CUSTOM.iter().find(|(group, kind, _)| *group == id.group && *kind == id.kind);
    let built_in = places(POD_SPECS, &id.group, &id.kind).next();
    built_in.or_else(|| custom().map(|(.., way)| *way))
}
