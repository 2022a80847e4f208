//! The objects of an environment by what they are and were called.

use std::cell::OnceCell;

use ecow::{EcoString, eco_format};
use rustc_hash::{FxHashMap, FxHashSet};

use super::super::names::{claim_templates, split_ordinal};
use crate::kubernetes::kinds::Scope;
use crate::kubernetes::names::plural;
use crate::plan::External;
use crate::resource::{CustomKinds, Place, Resource, ResourceSet};

/// The objects of an environment by every name that they had.
pub struct Names<'s> {
    objects: Vec<Object<'s>>,
    by_name: FxHashMap<Key<'s>, Vec<Entry>>,
    /// By group, kind and name alone; made when it is first asked for.
    anywhere: OnceCell<Anywhere<'s>>,
    /// What the claims of a `StatefulSet` are called, without their numbers, and the template that they are of.
    claims: FxHashMap<ClaimKey<'s>, Vec<(Entry, &'s str)>>,
    /// The kinds that there are, each with its group and its name in rules.
    kinds: Vec<(&'s str, &'s str, String)>,
    /// By target: what is declared to be in the cluster.
    external: Vec<FxHashSet<(&'s str, &'s str)>>,
    custom: &'s CustomKinds,
}

/// Group, kind, namespace and name.
type Key<'s> = (&'s str, &'s str, Option<&'s str>, &'s str);
/// By group, kind and name.
type Anywhere<'s> = FxHashMap<(&'s str, &'s str, &'s str), Vec<Entry>>;
/// Namespace and stem.
type ClaimKey<'s> = (Option<&'s str>, EcoString);

struct Object<'s> {
    resource: &'s Resource,
    part: usize,
}

/// A name that an object had.
#[derive(Clone, Copy)]
struct Entry {
    object: usize,
    /// How many names it had before this one.
    age: usize,
}

/// The object that a name stands for.
#[derive(Clone, Debug)]
pub struct Found<'s> {
    /// The object.
    pub object: &'s Resource,
    /// What it was called when the name was written.
    pub name: EcoString,
    /// What stands before that in a name that is derived from it.
    pub before: EcoString,
    /// What stands behind it.
    pub after: EcoString,
}

/// Two objects that one name may stand for.
#[derive(Debug)]
pub struct Several<'s>(pub &'s Resource, pub &'s Resource);

/// What a name stands for, if that can be told; nothing if it is not in the set.
pub type Answer<'s> = Result<Option<Found<'s>>, Several<'s>>;

impl<'s> Names<'s> {
    /// The index of the targets' objects; of each target with what it declares to be in the cluster.
    pub fn of(
        parts: impl Iterator<Item = (&'s ResourceSet, &'s [External])>,
        custom: &'s CustomKinds,
    ) -> Names<'s> {
        let mut names = Names {
            objects: Vec::new(),
            by_name: FxHashMap::default(),
            anywhere: OnceCell::new(),
            claims: FxHashMap::default(),
            kinds: Vec::new(),
            external: Vec::new(),
            custom,
        };
        let mut kinds = FxHashSet::default();
        for (part, (set, external)) in parts.enumerate() {
            for resource in set {
                let id = resource.id();
                if kinds.insert((id.group.as_str(), id.kind.as_str())) {
                    names.kinds.push((&id.group, &id.kind, plural(&id.kind)));
                }
                let namespace = says(id.namespace.as_deref());
                let object = names.objects.len();
                for (age, name) in called(resource).enumerate() {
                    let entry = Entry { object, age };
                    let key = (id.group.as_str(), id.kind.as_str(), namespace, name);
                    names.by_name.entry(key).or_default().push(entry);
                    if id.kind == "StatefulSet" {
                        for template in claim_templates(resource) {
                            let stem = eco_format!("{template}-{name}");
                            names.claims.entry((namespace, stem)).or_default().push((entry, template));
                        }
                    }
                }
                names.objects.push(Object { resource, part });
            }
            let declared = external.iter().map(|external| (external.kind.as_str(), external.name.as_str()));
            names.external.push(declared.collect());
        }
        names
    }

    /// The object that a name of that kind stands for, seen from a target.
    pub fn find(&self, part: usize, group: &str, kind: &str, place: Place<'_>, name: &str) -> Answer<'s> {
        let is_external = self.external.get(part).is_some_and(|declared| declared.contains(&(kind, name)));
        let found = self.choose(part, is_external, self.entries(group, kind, place, name))?;
        if let Some(object) = found {
            let name = EcoString::from(name);
            return Ok(Some(Found { object, name, before: EcoString::new(), after: EcoString::new() }));
        }
        if !group.is_empty() || is_external {
            return Ok(None);
        }
        match kind {
            "Pod" => self.pod(part, place, name),
            "PersistentVolumeClaim" => self.claim(part, place, name),
            _ => Ok(None),
        }
    }

    /// The kinds that there are objects of: group, kind, and what rules call it.
    pub fn kinds(&self) -> impl Iterator<Item = (&'s str, &'s str, &str)> {
        self.kinds.iter().map(|(group, kind, plural)| (*group, *kind, plural.as_str()))
    }

    /// The pod of a `StatefulSet`, which is called by that and a number.
    fn pod(&self, part: usize, place: Place<'_>, name: &str) -> Answer<'s> {
        let Some((stem, ordinal)) = split_ordinal(name) else { return Ok(None) };
        let found = self.choose(part, false, self.entries("apps", "StatefulSet", place, stem))?;
        Ok(found.map(|object| Found {
            object,
            name: stem.into(),
            before: EcoString::new(),
            after: eco_format!("-{ordinal}"),
        }))
    }

    /// The claim of a `StatefulSet`, which is called by its template, that and a number.
    fn claim(&self, part: usize, place: Place<'_>, name: &str) -> Answer<'s> {
        let (Some((stem, ordinal)), Place::In(namespace)) = (split_ordinal(name), place) else {
            return Ok(None);
        };
        let near = self.claims.get(&(namespace, stem.into()));
        let far = self.claims.get(&(None, stem.into())).filter(|_| namespace.is_some());
        let near = near.into_iter().flatten().map(|(entry, template)| (*entry, 0, *template));
        let far = far.into_iter().flatten().map(|(entry, template)| (*entry, 1, *template));
        let all: Vec<(Entry, usize, &str)> = near.chain(far).collect();
        let found = self.choose(part, false, all.iter().map(|(entry, distance, _)| (*entry, *distance)))?;
        let of_found = |object: &Resource| {
            all.iter().find(|(entry, ..)| std::ptr::eq(self.objects[entry.object].resource, object))
        };
        let template = found.and_then(of_found).map_or("", |(.., template)| template);
        Ok(found.map(|object| Found {
            object,
            name: stem.get(template.len() + 1..).unwrap_or_default().into(),
            before: eco_format!("{template}-"),
            after: eco_format!("-{ordinal}"),
        }))
    }

    /// Who has or had the name, each with how far its namespace is off.
    fn entries<'a>(
        &'a self,
        group: &'a str,
        kind: &'a str,
        place: Place<'a>,
        name: &'a str,
    ) -> impl Iterator<Item = (Entry, usize)> + use<'a, 's> {
        let scope = self.custom.scope(group, kind);
        let (near, far) = match place {
            _ if scope == Some(Scope::Cluster) => (self.exactly(group, kind, None, name), None),
            Place::In(None) => (self.exactly(group, kind, None, name), None),
            // An object without a namespace is put into one that is not known yet.
            Place::In(namespace) => {
                (self.exactly(group, kind, namespace, name), self.exactly(group, kind, None, name))
            }
            Place::Anywhere => (self.anywhere().get(&(group, kind, name)), None),
        };
        let near = near.into_iter().flatten().map(|entry| (*entry, 0));
        near.chain(far.into_iter().flatten().map(|entry| (*entry, 1)))
    }

    fn exactly<'a>(
        &'a self,
        group: &'a str,
        kind: &'a str,
        namespace: Option<&'a str>,
        name: &'a str,
    ) -> Option<&'a Vec<Entry>> {
        self.by_name.get(&(group, kind, namespace, name))
    }

    fn anywhere(&self) -> &Anywhere<'s> {
        self.anywhere.get_or_init(|| {
            let mut found = Anywhere::default();
            for (object, Object { resource, .. }) in self.objects.iter().enumerate() {
                let id = resource.id();
                for (age, name) in called(resource).enumerate() {
                    let key = (id.group.as_str(), id.kind.as_str(), name);
                    found.entry(key).or_default().push(Entry { object, age });
                }
            }
            found
        })
    }

    /// The one that is meant: of this target first, in that namespace first, and by its oldest name first.
    ///
    /// Those of other targets do not count if the name `is_external`. Several are no matter if all are called the same.
    fn choose(
        &self,
        part: usize,
        is_external: bool,
        entries: impl Iterator<Item = (Entry, usize)>,
    ) -> Result<Option<&'s Resource>, Several<'s>> {
        let mut best: Option<((bool, usize, usize), &'s Resource)> = None;
        let mut other = None;
        for (entry, distance) in entries {
            let object = &self.objects[entry.object];
            let rank = (object.part != part, distance, entry.age);
            if rank.0 && is_external {
                continue;
            }
            match best {
                Some((best, _)) if best < rank => {}
                Some((best, first)) if best == rank => {
                    if first.id().name != object.resource.id().name {
                        other = Some(object.resource);
                    }
                }
                _ => {
                    best = Some((rank, object.resource));
                    other = None;
                }
            }
        }
        match (best, other) {
            (Some((_, first)), Some(second)) => Err(Several(first, second)),
            (best, _) => Ok(best.map(|(_, object)| object)),
        }
    }
}

/// What an object was called, the oldest first, without its present name unless it never had another.
fn called(resource: &Resource) -> impl Iterator<Item = &str> {
    let now = resource.id().name.as_str();
    let former = resource.former().iter().map(|id| id.name.as_str());
    let mut last = None;
    let mut all: Vec<&str> = former.chain([now]).filter(|name| last.replace(*name) != Some(*name)).collect();
    if all.len() > 1 {
        all.pop();
    }
    all.into_iter().filter(|name| !name.is_empty())
}

fn says(namespace: Option<&str>) -> Option<&str> {
    namespace.filter(|namespace| !namespace.is_empty())
}
