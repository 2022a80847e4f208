//! The objects of an environment by what they are and were called.

use std::cell::OnceCell;

use ecow::{EcoString, eco_format};
use rustc_hash::{FxHashMap, FxHashSet};

use super::super::Purpose;
use super::super::names::{claim_templates, split_ordinal};
use super::Part;
use crate::kubernetes::kinds::Scope;
use crate::kubernetes::names::plural;
use crate::resource::{CustomKinds, Place, Resource};

/// The objects of an environment by every name that they had.
pub(in crate::transform) struct Names<'s> {
    objects: Vec<Object<'s>>,
    by_name: FxHashMap<Key<'s>, Vec<Entry>>,
    /// By group, kind and name alone; made when it is first asked for.
    anywhere: OnceCell<Anywhere<'s>>,
    /// What the claims of a `StatefulSet` are called, without their numbers, and the template that they are of.
    claims: FxHashMap<ClaimKey<'s>, Vec<(Entry, &'s str)>>,
    /// The kinds that there are, each with its group and its name in rules.
    kinds: Vec<(&'s str, &'s str, String)>,
    /// By target: what is declared to be in the cluster.
    external: Vec<Declared<'s>>,
    /// By target: whether placeholders stand in it for secrets.
    lacks_secrets: Vec<bool>,
    custom: &'s CustomKinds,
}

/// Group, kind, namespace and name.
type Key<'s> = (&'s str, &'s str, Option<&'s str>, &'s str);
/// By group, kind and name.
type Anywhere<'s> = FxHashMap<(&'s str, &'s str, &'s str), Vec<Entry>>;
/// Namespaces by kind and name; none where none was said.
type Declared<'s> = FxHashMap<(&'s str, &'s str), Vec<Option<&'s str>>>;
/// Namespace and stem.
type ClaimKey<'s> = (Option<&'s str>, EcoString);

#[derive(Clone, Copy)]
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
pub(in crate::transform) struct Found<'s> {
    /// The object.
    pub(in crate::transform) object: &'s Resource,
    /// Its number among the objects of all targets.
    pub(in crate::transform) number: usize,
    /// What it was called when the name was written.
    pub(in crate::transform) name: EcoString,
    /// What stands before that in a name that is derived from it.
    pub(in crate::transform) before: EcoString,
    /// What stands behind it.
    pub(in crate::transform) after: EcoString,
    /// Whether placeholders stand in its target for secrets.
    pub(in crate::transform) lacks_secrets: bool,
}

/// Two objects that one name may stand for.
#[derive(Debug)]
pub(in crate::transform) struct Several<'s>(
    pub(in crate::transform) &'s Resource,
    pub(in crate::transform) &'s Resource,
);

/// What a name stands for, if that can be told; nothing if it is not in the set.
pub(in crate::transform) type Answer<'s> = Result<Option<Found<'s>>, Several<'s>>;

impl<'s> Names<'s> {
    /// The index of the targets' objects.
    pub(in crate::transform) fn of(parts: &'s [Part<'_>], custom: &'s CustomKinds) -> Names<'s> {
        let mut names = Names {
            objects: Vec::new(),
            by_name: FxHashMap::default(),
            anywhere: OnceCell::new(),
            claims: FxHashMap::default(),
            kinds: Vec::new(),
            external: Vec::new(),
            lacks_secrets: Vec::new(),
            custom,
        };
        let mut kinds = FxHashSet::default();
        for (part, Part { set, external, purpose }) in parts.iter().enumerate() {
            for resource in set.iter() {
                let id = resource.id();
                if kinds.insert((id.group.as_str(), id.kind.as_str())) {
                    names.kinds.push((&id.group, &id.kind, plural(&id.kind)));
                }
                let namespace = says(id.namespace.as_deref());
                let object = names.objects.len();
                for (age, name) in resource.called().enumerate() {
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
            let mut declared = Declared::default();
            for external in *external {
                let namespaces = declared.entry((&external.kind, &external.name)).or_default();
                namespaces.push(external.namespace.as_deref());
            }
            names.external.push(declared);
            names.lacks_secrets.push(*purpose == Purpose::Lookup { lacks_secrets: true });
        }
        names
    }

    /// The object that a name of that kind stands for, seen from a target.
    pub(in crate::transform) fn find(
        &self,
        part: usize,
        group: &str,
        kind: &str,
        place: Place<'_>,
        name: &str,
    ) -> Answer<'s> {
        let is_external = self.is_external(part, kind, place, name);
        let found = self.choose(part, is_external, self.entries(group, kind, place, name))?;
        if let Some(number) = found {
            return Ok(Some(self.found(number, name, EcoString::new(), EcoString::new())));
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

    /// Whether placeholders stand in a target for secrets.
    pub(in crate::transform) fn lacks_secrets(&self, part: usize) -> bool {
        self.lacks_secrets.get(part).is_some_and(|lacks| *lacks)
    }

    /// Whether the target declares that the cluster has an object of that kind and name there. One that is declared
    /// without a namespace is in all of them.
    pub(in crate::transform) fn is_external(
        &self,
        part: usize,
        kind: &str,
        place: Place<'_>,
        name: &str,
    ) -> bool {
        let declared = self.external.get(part).and_then(|declared| declared.get(&(kind, name)));
        declared.into_iter().flatten().any(|said| match (said, place) {
            (None, _) | (Some(_), Place::Anywhere) => true,
            (Some(said), Place::In(namespace)) => namespace == Some(said),
        })
    }

    /// The object of that kind, of whatever group, that a template names; without a namespace, in any.
    pub(in crate::transform) fn find_called(
        &self,
        part: usize,
        kind: &str,
        namespace: Option<&str>,
        name: &str,
    ) -> Answer<'s> {
        let place = called(namespace);
        let mut found: Option<Found<'s>> = None;
        for (group, ..) in self.kinds.iter().filter(|(_, known, _)| *known == kind) {
            let Some(next) = self.find(part, group, kind, place, name)? else { continue };
            match &found {
                Some(first) if first.object.id().name != next.object.id().name => {
                    return Err(Several(first.object, next.object));
                }
                _ => found = Some(next),
            }
        }
        Ok(found)
    }

    /// All objects as templates name them, like `Service/redis`.
    pub(in crate::transform) fn written(&self) -> impl Iterator<Item = String> {
        let first = |object: &Object<'s>| {
            Some(format!("{}/{}", object.resource.id().kind, object.resource.called().next()?))
        };
        self.objects.iter().filter_map(first)
    }

    /// The kinds that there are objects of: group, kind, and what rules call it.
    pub(in crate::transform) fn kinds(&self) -> impl Iterator<Item = (&'s str, &'s str, &str)> {
        self.kinds.iter().map(|(group, kind, plural)| (*group, *kind, plural.as_str()))
    }

    /// The pod of a `StatefulSet`, which is called by that and a number.
    fn pod(&self, part: usize, place: Place<'_>, name: &str) -> Answer<'s> {
        let Some((stem, ordinal)) = split_ordinal(name) else { return Ok(None) };
        let found = self.choose(part, false, self.entries("apps", "StatefulSet", place, stem))?;
        Ok(found.map(|number| self.found(number, stem, EcoString::new(), eco_format!("-{ordinal}"))))
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
        let of_found = |number: usize| all.iter().find(|(entry, ..)| entry.object == number);
        let template = found.and_then(of_found).map_or("", |(.., template)| template);
        let name = stem.get(template.len() + 1..).unwrap_or_default();
        let put = |number| self.found(number, name, eco_format!("{template}-"), eco_format!("-{ordinal}"));
        Ok(found.map(put))
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

    fn found(&self, number: usize, name: &str, before: EcoString, after: EcoString) -> Found<'s> {
        let Object { resource: object, part } = self.objects[number];
        let lacks_secrets = self.lacks_secrets(part);
        Found { object, number, name: name.into(), before, after, lacks_secrets }
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
                for (age, name) in resource.called().enumerate() {
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
    ) -> Result<Option<usize>, Several<'s>> {
        let name = |number: usize| &self.objects[number].resource.id().name;
        let mut best: Option<((bool, usize, usize), usize)> = None;
        let mut other = None;
        for (entry, distance) in entries {
            let number = entry.object;
            let rank = (self.objects[number].part != part, distance, entry.age);
            if rank.0 && is_external {
                continue;
            }
            match best {
                Some((best, _)) if best < rank => {}
                Some((best, first)) if best == rank => {
                    if name(first) != name(number) {
                        other = Some(number);
                    }
                }
                _ => {
                    best = Some((rank, number));
                    other = None;
                }
            }
        }
        match (best, other) {
            (Some((_, one)), Some(two)) => {
                Err(Several(self.objects[one].resource, self.objects[two].resource))
            }
            (best, _) => Ok(best.map(|(_, number)| number)),
        }
    }
}

/// Where an object is looked for that a template names.
pub(in crate::transform) fn called(namespace: Option<&str>) -> Place<'_> {
    namespace.map_or(Place::Anywhere, |namespace| Place::In(Some(namespace)))
}

fn says(namespace: Option<&str>) -> Option<&str> {
    namespace.filter(|namespace| !namespace.is_empty())
}
