//! What a change will do in a cluster: what is refused, lost, restarted, opened to others, and what it costs.
//!
//! ```text
//! before, after ─ Set (workloads, autoscalers, who reads what) ─┐
//!                                                               ├─ a file each kind of effect ─ Effects
//! Comparison ───── each object that differs ────────────────────┘
//! ```
//!
//! It is data: how it is told is no matter of this folder. No text holds the value of a secret.

mod capacity;
mod class;
mod content;
mod data_loss;
mod found;
mod host;
mod image;
mod life;
mod pods;
mod policy;
mod quota;
mod rbac;
mod read;
mod refused;
mod reloader;
mod request;
mod restart;
mod rules;
mod safeguard;
mod scaling;
mod schedule;
mod security;
mod service;
mod set;
mod summary;
mod workload;

pub use capacity::Total;
pub use class::Class;
pub use quota::Quota;
pub use restart::Restarts;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diff::{Comparison, Match, ObjectChange};
use crate::resource::{CustomKinds, Resource, ResourceId};
use found::Found;
use refused::Refused;
use set::Set;

/// Something that a change will do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Effect {
    /// What kind of thing it is.
    pub class: Class,
    /// What will happen: a sentence without a capital letter and a full stop.
    pub text: String,
    /// What to do about it, each a sentence of the same form.
    pub help: Vec<String>,
    /// Which of the object's [`crate::diff::FieldChange`]s causes it, if one does.
    pub field: Option<usize>,
}

/// What the two sides of a comparison are to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cluster {
    /// What is in a cluster, and what is to be in the same one.
    Same,
    /// Two places that live side by side: nothing happens to either.
    Other,
}

/// What all changes of a comparison will do.
#[derive(Clone, Default, Debug)]
pub struct Effects {
    /// For each object of the comparison, in its order, what its change will do: the worst first.
    pub objects: Vec<Vec<Effect>>,
    /// Which pods restart.
    pub restarts: Restarts,
    /// What all pods and claims ask for, of what differs.
    pub capacity: Vec<Total>,
    /// What is left of each quota whose use differs.
    pub quotas: Vec<Quota>,
}

/// What the changes will do that lead from `before` to `after`, which `comparison` compares.
///
/// It is what Kubernetes 1.36 does where nothing but the objects of the two sets is at work, and where what is gone is
/// pruned. `custom` knows the kinds that are not built in, with their rules about changes.
pub fn effects(
    before: &[Resource],
    after: &[Resource],
    comparison: &Comparison<'_>,
    custom: &CustomKinds,
    cluster: Cluster,
) -> Effects {
    let mut effects = Effects::default();
    if comparison.is_empty() {
        effects.objects = comparison.objects.iter().map(|_| Vec::new()).collect();
        return effects;
    }
    let scene = Scene::new(Set::of(before), Set::of(after), comparison, custom, cluster);
    let mut restarting = FxHashSet::default();
    for change in &comparison.objects {
        let mut found = Found::new(change);
        if change.differs() {
            for find in FINDERS {
                find(&scene, &mut found);
            }
        }
        for (id, pods) in found.restarts.drain(..) {
            if restarting.insert(id) {
                effects.restarts.add(pods);
            }
        }
        effects.objects.push(found.into_sorted());
    }
    effects.capacity = capacity::totals(&scene);
    effects.quotas = quota::quotas(&scene);
    effects
}

/// Each looks at the object's change for one kind of effect.
const FINDERS: [fn(&Scene<'_>, &mut Found<'_>); 15] = [
    refused::find,
    life::find,
    data_loss::find,
    restart::find,
    scaling::find,
    content::find,
    capacity::find,
    image::find,
    service::find,
    host::find,
    policy::find,
    rbac::find,
    security::find,
    safeguard::find,
    schedule::find,
];

/// All that an effect may hang on.
struct Scene<'s> {
    before: Set<'s>,
    after: Set<'s>,
    cluster: Cluster,
    /// The change of each object that differs, by what it is called now, or was.
    changes: FxHashMap<&'s ResourceId, &'s ObjectChange<'s>>,
    /// The objects of which the server refuses a change: they stay as they were.
    refused: FxHashMap<&'s ResourceId, Vec<Refused>>,
}

impl<'s> Scene<'s> {
    fn new(
        before: Set<'s>,
        after: Set<'s>,
        comparison: &'s Comparison<'s>,
        custom: &CustomKinds,
        cluster: Cluster,
    ) -> Scene<'s> {
        let differing = comparison.objects.iter().filter(|change| change.differs());
        let changes = differing.map(|change| (change.object.id(), change)).collect();
        let mut scene = Scene { before, after, cluster, changes, refused: FxHashMap::default() };
        let all = comparison.objects.iter().filter(|change| change.differs());
        let refused = |change: &'s ObjectChange<'s>| {
            let (before, after) = scene.update(change)?;
            let refused = refused::all(before, after, custom);
            (!refused.is_empty()).then(|| (change.object.id(), refused))
        };
        scene.refused = all.filter_map(refused).collect();
        scene
    }

    /// The change of an object, if it differs.
    fn change(&self, object: &Resource) -> Option<&'s ObjectChange<'s>> {
        self.changes.get(object.id()).copied()
    }

    /// The object before and after, if the server sees one object that is changed.
    fn update<'c>(&self, change: &'c ObjectChange<'c>) -> Option<(&'c Resource, &'c Resource)> {
        let is_update = self.cluster == Cluster::Same && change.how == Match::Same;
        change.before.zip(change.after).filter(|_| is_update)
    }

    /// The object that goes away, by itself or for one of another name.
    fn gone<'c>(&self, change: &'c ObjectChange<'c>) -> Option<&'c Resource> {
        if self.cluster == Cluster::Other || change.how == Match::Hash {
            return None;
        }
        let gone = change.before.filter(|_| change.after.is_none() || change.how != Match::Same);
        gone.filter(|object| life::stays(object).is_none())
    }
}
