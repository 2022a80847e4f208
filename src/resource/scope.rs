//! Where objects live, and what is known of kinds that are not built in.

use std::collections::hash_map::Entry;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::cel::Programs;
use crate::diagnostic::{Code, Diagnostic};
use crate::kubernetes::go_pattern::Patterns;
use crate::kubernetes::kinds::{self, Scope};
use crate::kubernetes::release::Release;
use crate::source::Span;
use crate::yaml::Node;

/// The kinds that `CustomResourceDefinition`s add, found by group and kind.
#[derive(Clone, Default, Debug)]
pub struct CustomKinds {
    by_kind: FxHashMap<(EcoString, EcoString), CustomKind>,
    /// Of kinds of which no more is known.
    declared: FxHashMap<(EcoString, EcoString), Scope>,
    /// Which release serves the kinds that are built in.
    release: Release,
}

/// Where the objects of a kind live, said by hand.
#[derive(Clone, Debug)]
pub struct DeclaredScope {
    /// The API group.
    pub group: EcoString,
    /// The kind.
    pub kind: EcoString,
    /// Where its objects live.
    pub scope: Scope,
    /// Where the kind is written.
    pub span: Span,
    /// Where its scope is.
    pub scope_span: Span,
}

/// A kind that a `CustomResourceDefinition` adds.
#[derive(Clone, Debug)]
pub struct CustomKind {
    /// The API group.
    pub group: EcoString,
    /// The kind.
    pub kind: EcoString,
    /// Where its objects live.
    pub scope: Scope,
    /// The versions that the definition lists, in its order.
    pub versions: Vec<CustomVersion>,
    /// Where the definition writes the kind.
    pub span: Span,
}

/// A version of a kind that a `CustomResourceDefinition` adds.
#[derive(Clone, PartialEq, Debug)]
pub struct CustomVersion {
    /// The version, as `v1`.
    pub name: EcoString,
    /// Whether the API server takes objects of it.
    pub served: bool,
    /// Whether `status` is a subresource, which is taken out of what is applied.
    pub status: bool,
    /// Where it has its number of replicas, if `scale` is a subresource, as `.spec.replicas`.
    pub replicas: Option<EcoString>,
    /// Its `openAPIV3Schema`.
    pub schema: Option<Node>,
    /// The patterns of its schema that were run.
    pub patterns: Patterns,
    /// The rules of its schema that were run.
    pub programs: Programs,
}

impl CustomKinds {
    /// The release of Kubernetes beside whose kinds these are.
    pub fn release(&self) -> Release {
        self.release
    }

    /// Says beside which release of Kubernetes these kinds are.
    pub fn set_release(&mut self, release: Release) {
        self.release = release;
    }

    /// Learns the kind that `document` defines, if it is a `CustomResourceDefinition` with a group, a kind and
    /// a scope. The first definition of a kind stays; another one that does not say the same is a problem.
    pub fn add(&mut self, document: &Node) -> Option<Diagnostic> {
        let kind = CustomKind::read(document)?;
        match self.by_kind.entry((kind.group.clone(), kind.kind.clone())) {
            Entry::Vacant(place) => {
                place.insert(kind);
                None
            }
            Entry::Occupied(known) => known.get().conflict(&kind),
        }
    }

    /// Learns where the objects of a kind live. A definition of the kind says it before this.
    pub fn declare(&mut self, declared: &DeclaredScope) {
        self.declared.insert((declared.group.clone(), declared.kind.clone()), declared.scope);
    }

    /// Takes back all that definitions say of a kind but where its objects live.
    pub fn forget(&mut self, declared: &DeclaredScope) {
        self.by_kind.remove(&(declared.group.clone(), declared.kind.clone()));
        self.declare(declared);
    }

    /// Learns the kinds of `others` that are not known yet.
    pub fn add_unknown(&mut self, others: &CustomKinds) {
        let unknown = others.by_kind.iter().filter(|(name, _)| !self.by_kind.contains_key(*name));
        let unknown: Vec<_> = unknown.map(|(name, kind)| (name.clone(), kind.clone())).collect();
        self.by_kind.extend(unknown);
        self.declared.extend(others.declared.iter().map(|(kind, scope)| (kind.clone(), *scope)));
    }

    /// The kind of that name in that group.
    pub fn get(&self, group: &str, kind: &str) -> Option<&CustomKind> {
        self.by_kind.get(&(group.into(), kind.into()))
    }

    /// Where objects of a kind live, built in or custom; nothing if nobody knows the kind.
    pub fn scope(&self, group: &str, kind: &str) -> Option<Scope> {
        let declared = || self.declared.get(&(group.into(), kind.into())).copied();
        kinds::scope(group, kind).or_else(|| self.get(group, kind).map(|kind| kind.scope)).or_else(declared)
    }

    /// Whether no more is known of a kind than where its objects live, because that was declared.
    pub fn is_declared(&self, group: &str, kind: &str) -> bool {
        let kind = (group.into(), kind.into());
        self.declared.contains_key(&kind) && !self.by_kind.contains_key(&kind)
    }

    /// All of them, sorted by group and kind.
    pub fn sorted(&self) -> Vec<&CustomKind> {
        let mut list: Vec<&CustomKind> = self.by_kind.values().collect();
        list.sort_unstable_by(|one, two| (&one.group, &one.kind).cmp(&(&two.group, &two.kind)));
        list
    }
}

impl CustomKind {
    fn read(document: &Node) -> Option<CustomKind> {
        let is_definition = document.get("kind")?.as_str()? == "CustomResourceDefinition"
            && document.get("apiVersion")?.as_str()? == "apiextensions.k8s.io/v1";
        let spec = document.get("spec").filter(|_| is_definition)?;
        let kind = spec.at(["names", "kind"])?;
        let versions = spec.get("versions")?.as_sequence()?;
        Some(CustomKind {
            group: spec.get("group")?.as_str()?.into(),
            kind: kind.as_str()?.into(),
            scope: match spec.get("scope")?.as_str()? {
                "Namespaced" => Scope::Namespaced,
                "Cluster" => Scope::Cluster,
                _ => return None,
            },
            versions: versions.iter().filter_map(CustomVersion::read).collect(),
            span: kind.span(),
        })
    }

    /// The problem of another definition of the same kind, unless it says the same.
    fn conflict(&self, other: &CustomKind) -> Option<Diagnostic> {
        if self.scope == other.scope && self.versions == other.versions {
            return None;
        }
        let message = format!("the kind `{}` of `{}` is defined in two ways", other.kind, other.group);
        let problem = Diagnostic::new(Code::DuplicateObject, message);
        Some(problem.at(other.span, "the second definition").at(self.span, "the first definition"))
    }

    /// The versions that the API server takes objects of.
    pub fn served(&self) -> impl Iterator<Item = &CustomVersion> {
        self.versions.iter().filter(|version| version.served)
    }
}

impl CustomVersion {
    fn read(node: &Node) -> Option<CustomVersion> {
        Some(CustomVersion {
            name: node.get("name")?.as_str()?.into(),
            served: node.get("served").and_then(Node::as_bool).unwrap_or(false),
            status: node.at(["subresources", "status"]).is_some_and(|status| !status.is_null()),
            replicas: node
                .at(["subresources", "scale", "specReplicasPath"])
                .and_then(Node::as_str)
                .map(EcoString::from),
            schema: node.at(["schema", "openAPIV3Schema"]).cloned(),
            patterns: Patterns::default(),
            programs: Programs::default(),
        })
    }
}
