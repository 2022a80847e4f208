//! The order in which objects are printed: one in which a cluster can take them.

use super::{Resource, ResourceSet};
use crate::kubernetes::order::rank;

impl ResourceSet {
    /// The objects with those first that others need, else in the order in which they came.
    pub fn into_order(self) -> Vec<Resource> {
        let mut list: Vec<Resource> = self.into_iter().collect();
        list.sort_by_cached_key(|resource| rank(&resource.id().group, &resource.id().kind));
        list
    }
}

#[cfg(test)]
mod tests {
    use crate::resource::ResourceSet;
    use crate::resource::tests::object;

    #[test]
    fn objects_of_one_rank_keep_their_order() {
        let mut set = ResourceSet::default();
        for (api_version, kind, name) in [
            ("apps/v1", "StatefulSet", "b"),
            ("apps/v1", "Deployment", "a"),
            ("v1", "Service", "b"),
            ("v1", "Service", "a"),
            ("v1", "Namespace", "z"),
        ] {
            set.add(object(api_version, kind, name)).unwrap();
        }
        let names: Vec<String> = set.into_order().iter().map(|resource| resource.id().to_string()).collect();
        assert_eq!(names, ["Namespace/z", "Service/b", "Service/a", "StatefulSet/b", "Deployment/a"]);
    }
}
