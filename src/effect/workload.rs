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

fn way(object: &Resource) -> Option<&'static [&'static str]> {
    places(POD_SPECS, &object.id().group, &object.id().kind).next()
}
