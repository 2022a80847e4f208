//! Reference fields that a project declares, for kinds that are not built in.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::{Place, Reference, Resource, To};
use crate::source::Span;
use crate::yaml::{Mapping, Node, Path, Segment};

/// A field of a kind that names objects of another.
#[derive(Clone, Debug)]
pub struct ReferenceField {
    /// The API group of the kind that has the field; empty for the core group.
    pub group: EcoString,
    /// The kind that has the field.
    pub kind: EcoString,
    /// The way to the name; an index stands for every item of a list.
    pub path: Path,
    /// Where the kind is written.
    pub kind_span: Span,
    /// The API group of the kind that is named.
    pub to_group: EcoString,
    /// The kind that is named.
    pub to_kind: EcoString,
    /// The key beside the name that says the namespace; without one, it is that of the object itself.
    pub namespace: Option<EcoString>,
    /// Where the field is declared.
    pub span: Span,
}

/// Declared fields by the kind that has them.
#[derive(Clone, Default, Debug)]
pub struct ReferenceFields {
    by_kind: FxHashMap<(EcoString, EcoString), Vec<ReferenceField>>,
}

impl ReferenceFields {
    /// All that are declared, of every kind.
    pub fn of(fields: &[ReferenceField]) -> ReferenceFields {
        let mut by_kind: FxHashMap<_, Vec<ReferenceField>> = FxHashMap::default();
        for field in fields {
            by_kind.entry((field.group.clone(), field.kind.clone())).or_default().push(field.clone());
        }
        ReferenceFields { by_kind }
    }
}

impl Resource {
    /// Calls `found` with each reference of the object and its path, of the built-in fields and of the declared ones.
    pub fn visit_all_references<'n>(
        &'n self,
        declared: &'n ReferenceFields,
        found: &mut dyn FnMut(&Path, Reference<'n>),
    ) {
        self.visit_references(found);
        if declared.by_kind.is_empty() {
            return;
        }
        let key = (self.id().group.clone(), self.id().kind.clone());
        for field in declared.by_kind.get(&key).into_iter().flatten() {
            let Some(object) = self.node().as_mapping() else { return };
            let own = self.id().namespace.as_deref().filter(|namespace| !namespace.is_empty());
            walk(field, own, object, self.node(), &field.path.0, &mut Path::default(), found);
        }
    }
}

/// Goes the rest of a field's way down from `node`; `around` is the map that was met last.
fn walk<'n>(
    field: &'n ReferenceField,
    own: Option<&'n str>,
    around: &'n Mapping,
    node: &'n Node,
    rest: &[Segment],
    path: &mut Path,
    found: &mut dyn FnMut(&Path, Reference<'n>),
) {
    match rest {
        [] => {
            if node.as_str().is_some_and(|name| !name.is_empty()) {
                let said = |key: &EcoString| around.get(key)?.as_str().filter(|said| !said.is_empty());
                let place = Place::In(field.namespace.as_ref().and_then(said).or(own));
                let to = To::Kind { group: &field.to_group, kind: &field.to_kind };
                let namespace_key = field.namespace.as_deref();
                found(path, Reference { name: node, to, place, namespace_key });
            }
        }
        [Segment::Index(_), rest @ ..] => {
            for (index, item) in node.as_sequence().into_iter().flatten().enumerate() {
                path.push_index(index);
                walk(field, own, around, item, rest, path, found);
                path.pop();
            }
        }
        [Segment::Key(key), rest @ ..] => {
            if let Some(map) = node.as_mapping()
                && let Some(child) = map.get(key)
            {
                path.push_key(key.clone());
                walk(field, own, map, child, rest, path, found);
                path.pop();
            }
        }
    }
}
