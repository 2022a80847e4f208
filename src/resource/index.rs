//! Finds the objects of a set by their kinds and names without looking at each.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::ResourceSet;

/// The objects of a set by kind and by name, each by its place in the set.
///
/// It holds until an object of the set is added, removed, or given another kind or name.
#[derive(Clone, Default, Debug)]
pub struct Index {
    count: usize,
    by_kind: FxHashMap<EcoString, Vec<usize>>,
    by_name: FxHashMap<EcoString, Vec<usize>>,
    /// By the names that they had before.
    by_former_name: FxHashMap<EcoString, Vec<usize>>,
    by_both: FxHashMap<(EcoString, EcoString), Vec<usize>>,
}

impl Index {
    /// The index of a set.
    pub fn of(set: &ResourceSet) -> Index {
        let mut index = Index { count: set.len(), ..Index::default() };
        for (at, resource) in set.iter().enumerate() {
            let (kind, name) = (&resource.id().kind, &resource.id().name);
            for id in resource.former() {
                let places = index.by_former_name.entry(id.name.clone()).or_default();
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
            index.by_kind.entry(kind.clone()).or_default().push(at);
            index.by_name.entry(name.clone()).or_default().push(at);
            index.by_both.entry((kind.clone(), name.clone())).or_default().push(at);
        }
        index
    }

    /// The places of the objects that have that name, or had it. In order.
    pub fn ever_called(&self, name: &str) -> Vec<usize> {
        let lists = [self.by_name.get(name), self.by_former_name.get(name)];
        let mut places: Vec<usize> = lists.into_iter().flatten().flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The kinds of the objects, sorted.
    pub fn kinds(&self) -> Vec<&str> {
        let mut kinds: Vec<&str> = self.by_kind.keys().map(EcoString::as_str).collect();
        kinds.sort_unstable();
        kinds
    }

    /// The places of the objects with that kind and that name; of either nothing means any. In order.
    pub fn candidates<'i>(
        &'i self,
        kind: Option<&str>,
        name: Option<&str>,
    ) -> impl Iterator<Item = usize> + use<'i> {
        let (list, all) = match (kind, name) {
            (Some(kind), Some(name)) => (self.by_both.get(&(kind.into(), name.into())), 0),
            (Some(kind), None) => (self.by_kind.get(kind), 0),
            (None, Some(name)) => (self.by_name.get(name), 0),
            (None, None) => (None, self.count),
        };
        list.into_iter().flatten().copied().chain(0..all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::tests::object;

    #[test]
    fn what_says_kind_and_name_costs_the_same_in_any_set() {
        for objects in [10, 1_000] {
            let mut set = ResourceSet::default();
            for number in 0..objects {
                set.add(object("apps/v1", "Deployment", &format!("web-{number}"))).unwrap();
                set.add(object("v1", "Service", &format!("web-{number}"))).unwrap();
            }
            let index = Index::of(&set);
            let looks = |kind: Option<&str>, name: Option<&str>| index.candidates(kind, name).count();
            assert_eq!(looks(Some("Deployment"), Some("web-7")), 1);
            assert_eq!(looks(None, Some("web-7")), 2);
            assert_eq!(looks(Some("Service"), None), objects);
            assert_eq!(looks(None, None), 2 * objects);
            assert_eq!(looks(Some("Deployment"), Some("web")), 0);
        }
    }
}
