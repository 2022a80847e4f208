//! What the containers of a pod can name, indexed once for all of them.

use k8s_openapi::api::core::v1::{PodSpec, Volume};
use rustc_hash::{FxHashMap, FxHashSet};

use super::super::findings::Findings;
use crate::yaml::Node;

/// The volumes of a pod and its claims to devices, by their names.
pub(super) struct Named<'p> {
    volumes: FxHashMap<&'p str, &'p Volume>,
    made: FxHashSet<&'p str>,
    claims: FxHashSet<&'p str>,
}

impl<'p> Named<'p> {
    /// What a pod has. The claims of a `StatefulSet` are volumes of its pods, too.
    pub(super) fn of(pod: &'p PodSpec, out: &Findings<'p>) -> Named<'p> {
        let mut volumes = FxHashMap::default();
        for volume in pod.volumes.iter().flatten() {
            volumes.entry(volume.name.as_str()).or_insert(volume);
        }
        let claims = pod.resource_claims.iter().flatten().map(|claim| claim.name.as_str());
        Named { volumes, made: made(out).collect(), claims: claims.collect() }
    }

    /// The volume of that name; nothing also for one that the object's controller adds.
    pub(super) fn volume(&self, name: &str) -> Option<&'p Volume> {
        self.volumes.get(name).copied()
    }

    /// Whether there is a volume of that name, or will be.
    pub(super) fn has_volume(&self, name: &str) -> bool {
        self.volumes.contains_key(name) || self.made.contains(name)
    }

    /// Whether there is a claim to devices of that name.
    pub(super) fn has_claim(&self, name: &str) -> bool {
        self.claims.contains(name)
    }

    /// The names of all volumes that there are, or will be, in order.
    pub(super) fn all_volumes(&self) -> Vec<&'p str> {
        let mut all: Vec<&str> = self.volumes.keys().chain(&self.made).copied().collect();
        all.sort_unstable();
        all
    }
}

/// The names of the claims that a `StatefulSet` makes.
fn made<'r>(out: &Findings<'r>) -> impl Iterator<Item = &'r str> {
    let resource = out.resource();
    let is_set = resource.id().kind.as_str() == "StatefulSet";
    let claims = resource.node().at(["spec", "volumeClaimTemplates"]).filter(|_| is_set);
    let claims = claims.and_then(Node::as_sequence).unwrap_or_default();
    claims.iter().filter_map(|claim| claim.at(["metadata", "name"])?.as_str())
}
