//! Objects in order, found by what they are called without looking at each.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::{Resource, ResourceId};

/// Objects in the order in which they came.
///
/// A cluster keeps an object once, whatever the version that it is written in: versions tell no objects apart.
///
/// Changes of the objects themselves go through [`ResourceSet::change_all`], so that the index never lies.
#[derive(Clone, Default, Debug)]
pub struct ResourceSet {
    list: Vec<Resource>,
    by_id: FxHashMap<ResourceId, usize>,
}

impl ResourceSet {
    /// Adds an object; gives the one that is there already if it has the same identity, and the new one back.
    pub fn add(&mut self, resource: Resource) -> Result<(), Duplicate<'_>> {
        let key = key(resource.id());
        if let Some(index) = self.by_id.get(&key) {
            return Err(Duplicate { first: &self.list[*index], second: Box::new(resource) });
        }
        self.by_id.insert(key, self.list.len());
        self.list.push(resource);
        Ok(())
    }

    /// The object of that identity, in whatever version.
    pub fn get(&self, id: &ResourceId) -> Option<&Resource> {
        self.by_id.get(&key(id)).map(|index| &self.list[*index])
    }

    /// Lets `change` work on each object, and finds them by their new identities after.
    ///
    /// Gives the objects that took the identity of an earlier one, taken out of the set.
    pub fn change_all(&mut self, mut change: impl FnMut(&mut Resource)) -> Vec<Resource> {
        let mut taken = Vec::new();
        let list = std::mem::take(&mut self.list);
        self.by_id.clear();
        for mut resource in list {
            change(&mut resource);
            if let Err(duplicate) = self.add(resource) {
                taken.push(*duplicate.second);
            }
        }
        taken
    }

    /// The objects in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Resource> {
        self.list.iter()
    }

    /// The number of objects.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

fn key(id: &ResourceId) -> ResourceId {
    ResourceId { version: EcoString::new(), ..id.clone() }
}

/// Two objects of one identity.
#[derive(Debug)]
pub struct Duplicate<'s> {
    /// The one that was there.
    pub first: &'s Resource,
    /// The one that was to be added.
    pub second: Box<Resource>,
}

impl IntoIterator for ResourceSet {
    type Item = Resource;
    type IntoIter = std::vec::IntoIter<Resource>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'s> IntoIterator for &'s ResourceSet {
    type Item = &'s Resource;
    type IntoIter = std::slice::Iter<'s, Resource>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
