//! Objects in order, found by what they are called without looking at each.

use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{ById, Resource, ResourceId};

/// Objects in the order in which they came.
///
/// What tells them apart is a [`Tell`]; unless another one is said, it is that of a cluster.
///
/// Changes of the objects themselves go through [`ResourceSet::change_all`], so that the index never lies.
#[derive(Clone, Debug)]
pub struct ResourceSet {
    tell: Tell,
    list: Vec<Resource>,
    by_id: FxHashMap<ResourceId, usize>,
}

/// What tells objects apart: two are one object where this makes the same of their identities.
pub type Tell = ById<ResourceId>;

/// A cluster keeps an object once, whatever the version that it is written in: versions tell no objects apart.
fn by_cluster(id: &ResourceId) -> ResourceId {
    ResourceId { version: EcoString::new(), ..id.clone() }
}

impl Default for Tell {
    fn default() -> Self {
        Tell::new(by_cluster)
    }
}

impl Default for ResourceSet {
    fn default() -> Self {
        ResourceSet::telling(Tell::default())
    }
}

impl ResourceSet {
    /// An empty set, whose objects are told apart like this.
    pub fn telling(tell: Tell) -> ResourceSet {
        ResourceSet { tell, list: Vec::new(), by_id: FxHashMap::default() }
    }

    /// What tells its objects apart.
    pub fn tell(&self) -> &Tell {
        &self.tell
    }

    /// Adds an object; gives the one that is there already if it has the same identity, and the new one back.
    pub fn add(&mut self, resource: Resource) -> Result<(), Duplicate<'_>> {
        let key = self.tell.of(resource.id());
        if let Some(index) = self.by_id.get(&key) {
            return Err(Duplicate { first: &self.list[*index], second: Box::new(resource) });
        }
        self.by_id.insert(key, self.list.len());
        self.list.push(resource);
        Ok(())
    }

    /// The object of that identity, in whatever version.
    pub fn get(&self, id: &ResourceId) -> Option<&Resource> {
        self.by_id.get(&self.tell.of(id)).map(|index| &self.list[*index])
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

    /// Lets `change` work on the object at a place; on none if there is no such place.
    ///
    /// It must not change what the object is called: that goes through [`ResourceSet::change_all`].
    pub fn change_at<T>(&mut self, at: usize, change: impl FnOnce(&mut Resource) -> T) -> Option<T> {
        let resource = self.list.get_mut(at)?;
        let former = resource.former().len();
        let result = change(resource);
        debug_assert_eq!(former, resource.former().len(), "{} was called otherwise", resource.id());
        Some(result)
    }

    /// Puts an object in the place of another one, which may be called otherwise. Gives the new one back, and changes
    /// nothing, if it has the identity of a third.
    pub fn put(&mut self, at: usize, new: Resource) -> Result<(), Duplicate<'_>> {
        let Some(old) = self.list.get(at) else { return Ok(()) };
        let (before, after) = (self.tell.of(old.id()), self.tell.of(new.id()));
        if let Some(other) = self.by_id.get(&after).filter(|other| **other != at) {
            return Err(Duplicate { first: &self.list[*other], second: Box::new(new) });
        }
        self.by_id.remove(&before);
        self.by_id.insert(after, at);
        self.list[at] = new;
        Ok(())
    }

    /// Takes the objects at these places out of the set, which keeps its order, and gives them.
    pub fn remove(&mut self, places: &FxHashSet<usize>) -> Vec<Resource> {
        if places.is_empty() {
            return Vec::new();
        }
        let mut removed = Vec::new();
        self.by_id.clear();
        for (at, resource) in std::mem::take(&mut self.list).into_iter().enumerate() {
            if places.contains(&at) {
                removed.push(resource);
            } else {
                self.by_id.insert(self.tell.of(resource.id()), self.list.len());
                self.list.push(resource);
            }
        }
        removed
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

/// Two objects of one identity.
#[derive(Debug)]
pub struct Duplicate<'s> {
    /// The one that was there.
    pub first: &'s Resource,
    /// The one that was to be added.
    pub second: Box<Resource>,
}

/// The object at a place in the order.
impl std::ops::Index<usize> for ResourceSet {
    type Output = Resource;

    fn index(&self, at: usize) -> &Resource {
        &self.list[at]
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::tests::object;

    #[test]
    fn what_is_removed_is_gone_and_the_rest_is_found() {
        let mut set = ResourceSet::default();
        for name in ["a", "b", "c"] {
            set.add(object("v1", "Service", name)).unwrap();
        }
        let ids: Vec<ResourceId> = set.iter().map(|resource| resource.id().clone()).collect();
        let removed = set.remove(&FxHashSet::from_iter([0, 7]));
        assert_eq!(removed.iter().map(Resource::id).collect::<Vec<_>>(), [&ids[0]]);
        assert!(set.get(&ids[0]).is_none());
        assert_eq!(set.get(&ids[2]).map(Resource::id), Some(&ids[2]));
        assert_eq!(set[0].id(), &ids[1]);
    }

    #[test]
    fn one_object_is_changed_in_its_place() {
        let mut set = ResourceSet::default();
        set.add(object("v1", "Service", "a")).unwrap();
        assert_eq!(set.change_at(0, |resource| resource.id().to_string()), Some("Service/a".into()));
        assert_eq!(set.change_at(1, |_| ()), None);
    }
}
