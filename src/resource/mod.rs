//! An object with an identity, and the set of them that steps work on.

mod by_id;
mod declared;
mod document;
mod duplicate;
mod expected;
mod field;
mod field_path;
mod index;
mod no_match;
mod order;
mod pattern;
mod places;
mod references;
mod renamed;
mod scope;
mod secret;
mod selector;
mod set;
mod shared;

pub use by_id::ById;
pub use declared::{ReferenceField, ReferenceFields};
pub use document::{missing_kind, objects};
pub use expected::Expected;
pub use field::{Field, Fresh, Stuck};
pub use field_path::{FieldPath, Made};
pub use index::Index;
pub use no_match::Affixes;
pub use pattern::Pattern;
pub use places::{visit, visit_mut};
pub use references::{Place, Reference, To};
pub use renamed::Renamed;
pub use scope::{CustomKind, CustomKinds, CustomVersion, DeclaredScope};
pub use selector::{Known, Part, Query, Selector};
pub use set::{Duplicate, ResourceSet, Tell};

use std::fmt;

use ecow::{EcoString, EcoVec};

use crate::source::Span;
use crate::yaml::{Node, Path};

use shared::Shared;

/// What tells one object from another.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ResourceId {
    /// The API group; empty for the core group.
    pub group: EcoString,
    /// The API version without its group, as `v1`.
    pub version: EcoString,
    /// The kind, as `Deployment`.
    pub kind: EcoString,
    /// The namespace, if the object says one.
    pub namespace: Option<EcoString>,
    /// The name; empty for an object that has none, such as one with `generateName`.
    pub name: EcoString,
}

impl ResourceId {
    /// The identity that a document states; nothing if it is no map or has no `kind`.
    pub fn of(node: &Node) -> Option<ResourceId> {
        let text = |path: &[&str]| node.at(path.iter().copied()).and_then(Node::as_str).map(EcoString::from);
        let api_version = text(&["apiVersion"]).unwrap_or_default();
        let (group, version) = api_version.rsplit_once('/').unwrap_or(("", &api_version));
        let name = node.at(["metadata", "name"]).filter(|name| !name.is_null());
        Some(ResourceId {
            group: group.into(),
            version: version.into(),
            kind: text(&["kind"])?,
            namespace: text(&["metadata", "namespace"]),
            // A number or a boolean is no name that a cluster takes, but tells the object from others.
            name: name.and_then(Node::text).unwrap_or_default(),
        })
    }

    /// As `apiVersion` is written: `apps/v1`, `v1`.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.to_string()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }
}

/// As in messages: `Deployment/web`; of an object without a name, its kind.
impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.is_empty() { f.write_str(&self.kind) } else { write!(f, "{}/{}", self.kind, self.name) }
    }
}

/// An object: its tree and what it is called.
#[derive(Clone, Debug)]
pub struct Resource {
    node: Node,
    id: ResourceId,
    former: Vec<ResourceId>,
    /// With the place that asks for it.
    hash: Option<(Hash, Span)>,
    marks: EcoVec<EcoString>,
    shared: Option<Box<Shared>>,
}

/// What pods are annotated with: `ConfigMap/web=hf678c7m2b Secret/api=k695gkmbtk`.
pub const CONTENT_HASH: &str = "rkgen/content-hash";

/// Where the hash of an object's content goes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Hash {
    /// Nowhere.
    #[default]
    None,
    /// Behind its name: another content is another object.
    Name,
    /// Into an annotation of the pods that use it.
    Pods,
}

impl Resource {
    /// An object from its document; nothing if it states no kind.
    ///
    /// What a Secret holds is made secret here, and again after every change.
    pub fn new(mut node: Node) -> Option<Resource> {
        let id = ResourceId::of(&node)?;
        secret::mark(&id, &mut node);
        Some(Resource { node, id, former: Vec::new(), hash: None, marks: EcoVec::new(), shared: None })
    }

    /// The same, with the hash of its content there when all else is done, as is said at `span`.
    #[must_use]
    pub fn hashed(self, hash: Hash, span: Span) -> Resource {
        Resource { hash: Some((hash, span)), ..self }
    }

    /// Where the hash of its content goes.
    pub fn hash(&self) -> Hash {
        self.hash.map_or(Hash::None, |(hash, _)| hash)
    }

    /// Whether a generator made it.
    pub fn is_generated(&self) -> bool {
        self.hash.is_some()
    }

    /// Where that is said; of an object without a hash, where it says its name.
    pub fn hash_span(&self) -> Span {
        self.hash.map_or_else(|| self.place(), |(_, span)| span)
    }

    /// Marks it with a word, by which it is found again whatever becomes of it.
    pub fn mark(&mut self, word: EcoString) {
        self.marks.push(word);
    }

    /// The words that it is marked with, in order.
    pub fn marks(&self) -> &[EcoString] {
        &self.marks
    }

    /// The tree.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// What it is called now.
    pub fn id(&self) -> &ResourceId {
        &self.id
    }

    /// What it was called before, the oldest first.
    pub fn former(&self) -> &[ResourceId] {
        &self.former
    }

    /// Where it says its name: in the template, even if the name itself is a value from elsewhere.
    pub fn place(&self) -> Span {
        let mapping = self.node.as_mapping();
        let metadata = mapping.and_then(|mapping| mapping.get("metadata")?.as_mapping());
        let entry = metadata.and_then(|metadata| metadata.entry("name"));
        match entry.or_else(|| mapping?.entry("kind")) {
            Some(entry) => entry.key_span.to(entry.node.span()),
            None => self.node.span(),
        }
    }

    /// Notes what it is called now among what it was called before, though it is called so still.
    pub fn remember_identity(&mut self) {
        self.former.push(self.id.clone());
    }

    /// Forgets what it was called before, and that its name is to get a hash.
    pub fn forget(&mut self) {
        self.former.clear();
        self.hash = None;
    }

    /// As [`Resource::change`], but what it was called before is not noted.
    pub fn rename_for_good<T>(&mut self, change: impl FnOnce(&mut Node) -> T) -> T {
        let known = self.former.len();
        let result = self.change(change);
        self.former.truncate(known);
        result
    }

    /// Notes that the values at several places are one.
    pub fn share(&mut self, places: Vec<Path>) {
        self.shared.get_or_insert_default().add(places);
    }

    /// Takes a change of what was the tree `before` to the places that share what it changed.
    pub fn spread(&mut self, before: &Node) {
        if let Some(mut shared) = self.shared.take() {
            self.change(|node| shared.spread(before, node));
            self.shared = Some(shared);
        }
    }

    /// Forgets which values are one: the tree was made anew.
    pub fn unshare(&mut self) {
        self.shared = None;
    }

    /// Lets `change` work on the tree, and notes the new identity if that changed.
    ///
    /// A change that leaves no kind keeps the identity it had; the typed view reports the missing kind.
    pub fn change<T>(&mut self, change: impl FnOnce(&mut Node) -> T) -> T {
        let result = change(&mut self.node);
        if let Some(id) = ResourceId::of(&self.node).filter(|id| *id != self.id) {
            self.former.push(std::mem::replace(&mut self.id, id));
        }
        secret::mark(&self.id, &mut self.node);
        result
    }
}

/// An identity in version `v1`, for tests; an empty namespace is none.
#[cfg(test)]
pub(crate) fn id(group: &str, kind: &str, namespace: &str, name: &str) -> ResourceId {
    ResourceId {
        group: group.into(),
        version: "v1".into(),
        kind: kind.into(),
        namespace: (!namespace.is_empty()).then(|| namespace.into()),
        name: name.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::Resource;
    use crate::source::{Sources, Span};
    use crate::yaml::{Entry, Mapping, Node};

    /// An object with a name and nothing else, written nowhere in particular.
    pub(super) fn object(api_version: &str, kind: &str, name: &str) -> Resource {
        let span = Span::new(Sources::default().add("a.yaml", ""), 0..0);
        let map = |pairs: Vec<(&str, Node)>| {
            let entry = |(key, node): (&str, Node)| Entry { key: key.into(), key_span: span, node };
            Node::new(pairs.into_iter().map(entry).collect::<Mapping>(), span)
        };
        let text = |text: &str| Node::new(text, span);
        let metadata = map(vec![("name", text(name))]);
        let pairs = vec![("apiVersion", text(api_version)), ("kind", text(kind)), ("metadata", metadata)];
        Resource::new(map(pairs)).unwrap()
    }
}
