//! The objects that a name may stand for, and the sieves that leave one of them.

use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};

use super::super::identity::{first, namespace};
use super::super::scopes::Scopes;
use super::table::To;
use crate::diagnostic::{Code, Diagnostic};
use crate::resource::{Field, Resource, ResourceId};
use crate::source::Span;
use crate::yaml::Node;

/// The objects of a set by the names that they had.
pub(super) struct Candidates<'o> {
    by_name: FxHashMap<&'o str, Vec<&'o Resource>>,
    /// By the namespace that objects came with, those that they are in now: what counts for Kustomize, and what is said.
    moved: FxHashMap<EcoString, FxHashSet<(EcoString, EcoString)>>,
    scopes: &'o Scopes,
}

/// What stands beside a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside<'n> {
    /// Nothing can: it is a name alone.
    Nothing,
    /// There is room for a namespace, and none is said.
    Room,
    /// A namespace.
    Said(&'n str),
}

/// An object that names others.
pub(super) struct Referrer<'o> {
    object: &'o Resource,
    /// The namespaces of the accounts that it binds, if it is a `RoleBinding`: it may name what is in them too.
    bound: FxHashSet<EcoString>,
    affixes: Affixes<'o>,
    scopes: &'o Scopes,
}

impl<'o> Candidates<'o> {
    pub(super) fn of(objects: &'o [Resource], scopes: &'o Scopes) -> Candidates<'o> {
        let mut by_name: FxHashMap<&str, Vec<&Resource>> = FxHashMap::default();
        let mut moved: FxHashMap<EcoString, FxHashSet<(EcoString, EcoString)>> = FxHashMap::default();
        for object in objects {
            if !scopes.is_of_cluster(object.id()) {
                let now = (namespace(object.id(), scopes), object.id().namespace.clone().unwrap_or_default());
                moved.entry(namespace(first(object), scopes)).or_default().insert(now);
            }
            let mut seen = FxHashSet::default();
            for id in object.former().iter().filter(|id| seen.insert(id.name.as_str())) {
                by_name.entry(&id.name).or_default().push(object);
            }
        }
        Candidates { by_name, moved, scopes }
    }

    /// The object that `name` at `span` stands for; nothing if none is meant. `beside` is the namespace that stands beside
    /// the name, where there may be one.
    pub(super) fn find(
        &self,
        referrer: &Referrer<'_>,
        to: &To,
        field: &Field,
        name: &str,
        beside: Beside<'_>,
        span: Span,
    ) -> Result<Option<&'o Resource>, Box<Diagnostic>> {
        let Some(called) = self.by_name.get(name) else { return Ok(None) };
        let mut left: Vec<&Resource> =
            called.iter().copied().filter(|object| referrer.may_name(object)).collect();
        if let Beside::Said(said) = beside {
            // If any object came with that namespace, of whatever kind and name, only such objects count.
            let came_with_it = self.moved.get(said).is_some_and(|now| referrer.may_name_in(now));
            left.retain(|object| {
                namespace(if came_with_it { first(object) } else { object.id() }, self.scopes) == said
            });
        }
        left.retain(|object| object.former().iter().any(|id| to.is(id)));
        if field.path.ends_with("roleRef/name")
            && let Some((group, kind)) = referrer.role()
        {
            left.retain(|object| {
                object.former().iter().any(|id| (group.is_empty() || id.group == group) && id.kind == kind)
            });
        }
        left.retain(|object| referrer.is_in_its_namespace(object));
        for may_be_empty in [true, false] {
            if left.len() < 2 {
                break;
            }
            left.retain(|object| Affixes::of(object).fit(&referrer.affixes, may_be_empty));
        }
        let key = |object: &Resource| {
            let namespace = (beside != Beside::Nothing).then(|| object.id().namespace.clone());
            (object.id().name.clone(), namespace)
        };
        let Some((first, others)) = left.split_first() else { return Ok(None) };
        match others.iter().find(|other| key(other) != key(first)) {
            None => Ok(Some(first)),
            Some(second) => Err(Box::new(ambiguous(name, span, first, second))),
        }
    }
}

impl<'o> Referrer<'o> {
    /// An object that names others. One that binds an account in a namespace without a name is a problem.
    pub(super) fn of(object: &'o Resource, scopes: &'o Scopes) -> Result<Referrer<'o>, Box<Diagnostic>> {
        let mut bound = FxHashSet::default();
        if object.id().kind == "RoleBinding" {
            for subject in object.node().get("subjects").and_then(Node::as_sequence).into_iter().flatten() {
                if subject.get("kind").and_then(Node::as_str) != Some("ServiceAccount") {
                    continue;
                }
                match subject.as_mapping().and_then(|subject| subject.entry("namespace")) {
                    Some(entry) if entry.node.as_str().is_none() => {
                        let problem = Diagnostic::new(Code::WrongType, "a namespace must be a string");
                        return Err(Box::new(problem.at(entry.key_span, "says none")));
                    }
                    Some(entry) => drop(bound.insert(entry.node.as_str().unwrap_or_default().into())),
                    None => {}
                }
            }
        }
        Ok(Referrer { object, bound, affixes: Affixes::of(object), scopes })
    }

    /// Whether the object can name that one at all.
    fn may_name(&self, object: &Resource) -> bool {
        let (own, other) = (self.object.id(), object.id());
        self.agree(own, other) || self.bound.contains(other.namespace.as_deref().unwrap_or_default())
    }

    /// Whether it can name an object in one of these namespaces.
    fn may_name_in(&self, namespaces: &FxHashSet<(EcoString, EcoString)>) -> bool {
        let own = self.object.id();
        self.scopes.is_of_cluster(own)
            || namespaces
                .iter()
                .any(|(counts, said)| *counts == namespace(own, self.scopes) || self.bound.contains(said))
    }

    fn is_in_its_namespace(&self, object: &Resource) -> bool {
        let (own, other) = (self.object.id(), object.id());
        other.kind == "ServiceAccount" || self.agree(own, other)
    }

    /// Whether one of them is in no namespace, or both are in the same one.
    fn agree(&self, own: &ResourceId, other: &ResourceId) -> bool {
        self.scopes.is_of_cluster(own)
            || self.scopes.is_of_cluster(other)
            || namespace(own, self.scopes) == namespace(other, self.scopes)
    }

    /// The group and the kind of the role that a binding names.
    fn role(&self) -> Option<(&str, &str)> {
        let of_role = |key| self.object.node().at(["roleRef", key])?.as_str();
        Some((of_role("apiGroup")?, of_role("kind")?))
    }
}

/// What was put before and behind the name of an object, the first first.
struct Affixes<'o> {
    prefixes: Vec<&'o str>,
    suffixes: Vec<&'o str>,
}

impl<'o> Affixes<'o> {
    fn of(object: &'o Resource) -> Affixes<'o> {
        let (mut prefixes, mut suffixes) = (Vec::new(), Vec::new());
        for renamed in object.renamed() {
            match renamed.cause.step {
                "namePrefix" => prefixes.extend(renamed.to.strip_suffix(renamed.from)),
                "nameSuffix" => suffixes.extend(renamed.to.strip_prefix(renamed.from)),
                _ => {}
            }
        }
        prefixes.reverse();
        suffixes.reverse();
        Affixes { prefixes, suffixes }
    }

    /// Whether both objects got the same last ones; `may_be_empty`: or one of them none.
    fn fit(&self, other: &Affixes<'_>, may_be_empty: bool) -> bool {
        let fit = |one: &[&str], two: &[&str]| {
            if one.is_empty() || two.is_empty() {
                return may_be_empty || one.len() == two.len();
            }
            one.iter().rev().zip(two.iter().rev()).all(|(one, two)| one == two)
        };
        fit(&self.prefixes, &other.prefixes) && fit(&self.suffixes, &other.suffixes)
    }
}

fn ambiguous(name: &str, span: Span, first: &Resource, second: &Resource) -> Diagnostic {
    let said = |id: &ResourceId| format!("now `{}`", id.name);
    Diagnostic::new(Code::AmbiguousReference, format!("`{name}` may stand for two objects"))
        .at(span, "one name, two objects")
        .at(first.place(), said(first.id()))
        .at(second.place(), said(second.id()))
        .help("give one of them another name")
}
