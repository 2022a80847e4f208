//! Values that an object has at several places, and that are one: a change of one of them changes all.
//!
//! Kustomize puts the same node wherever it adds a label or an annotation to an object (`SetEntry` in
//! `api/filters/filtersutil/setters.go`), and changes it in place later on.

use crate::yaml::{Cause, Node, Path};

/// Groups of places, each with one value.
#[derive(Clone, Default, Debug)]
pub(super) struct Shared(Vec<Vec<Path>>);

impl Shared {
    /// Adds the places of one value.
    pub(super) fn add(&mut self, places: Vec<Path>) {
        self.0.push(places);
    }

    /// Takes what a change made of one place of a group to the others, of several the last one. A place that is gone leaves
    /// its group.
    pub(super) fn spread(&mut self, before: &Node, after: &mut Node) {
        for places in &mut self.0 {
            places.retain(|place| place.find(after).is_some());
            let changed = |place: &&Path| place.find(before) != place.find(after);
            let Some(new) = places.iter().rev().find(changed).and_then(|place| place.find(after)).cloned()
            else {
                continue;
            };
            let cause = Cause { step: "shared", span: new.span() };
            for place in &*places {
                if let Some(old) = place.find_mut(after).filter(|old| **old != new) {
                    old.replace(cause, new.clone());
                }
            }
        }
        self.0.retain(|places| places.len() > 1);
    }
}
