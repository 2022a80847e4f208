//! Patches: changes that are said apart from the objects that they are for.

pub mod blank;
mod identity;
pub mod json6902;
pub mod strategic;

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::{CustomKinds, Expected, Resource, Selector};
use crate::source::Span;
use crate::yaml::{Cause, Mapping, Node};

use json6902::{Action, Operation};
use strategic::Schema;
pub use strategic::{Definitions, Texts};

/// The fields of a Secret that hold its values.
const SECRET_FIELDS: [&str; 2] = ["data", "stringData"];

/// A change, and the objects that it is for.
#[derive(Clone, Debug)]
pub struct Patch {
    /// Which objects.
    pub target: Selector,
    /// What is to become of them.
    pub change: Change,
    /// How many of them there must be.
    pub expected: Expected,
    /// Where the change is written, for problems that are about all of it.
    pub span: Span,
    /// Whose rules it goes by.
    pub dialect: Dialect,
    /// What a merge of Kustomize's goes by, if it is not what is built in.
    pub definitions: Option<Arc<Definitions>>,
    /// The maps of a merge of Kustomize's that have a key twice: they may be merged into others, but not added.
    pub doubled: Vec<Span>,
    /// What a merge of Kustomize's says in a way that is not printed.
    pub texts: Texts,
}

/// Whose rules a patch goes by.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Dialect {
    /// Those of Kubernetes; and it is a problem if the patch makes another object of one.
    #[default]
    Kubernetes,
    /// Kustomize's. A merge changes no name and no kind unless it may, and never a namespace (oddity 35).
    Kustomize {
        /// Whether a merge may change the name.
        may_rename: bool,
        /// Whether a merge may change the kind.
        may_change_kind: bool,
        /// Whether what operations rename is still found by what it was called before.
        remembers: bool,
    },
}

/// What a patch does.
#[derive(Clone, Debug)]
pub enum Change {
    /// A strategic merge: a map.
    Merge(Node),
    /// The operations of RFC 6902.
    Json(Arc<[Operation]>),
}

/// What came of a patch on one object.
pub enum Outcome {
    /// The object is as the patch wants it already, or the patch could not be applied, which was reported.
    Unchanged,
    /// It is this now.
    Changed(Node),
    /// It is to go: `$patch: delete`.
    Deleted,
}

impl Patch {
    /// What the patch makes of an object that it is for. `custom` knows the kinds that are not built in.
    ///
    /// A patch cannot make another object of it: one that changes its kind or name is a problem, and is not applied.
    pub fn apply(&self, resource: &Resource, custom: &CustomKinds, diagnostics: &mut Diagnostics) -> Outcome {
        let mut problems = Diagnostics::default();
        let mut node = resource.node().clone();
        let outcome = match &self.change {
            Change::Merge(patch) => {
                let merged = match self.dialect {
                    Dialect::Kubernetes => {
                        let schema = Schema::of(resource.id(), custom);
                        strategic::merge(&mut node, patch, schema, &mut problems)
                    }
                    Dialect::Kustomize { .. } => {
                        let definitions = self.definitions.as_deref();
                        let texts = &self.texts[..];
                        strategic::merge_like_kustomize(&mut node, patch, texts, definitions, &mut problems)
                    }
                };
                if let Dialect::Kustomize { may_rename, may_change_kind, .. } = self.dialect {
                    identity::restore(&mut node, resource.node(), may_rename, may_change_kind);
                }
                // What a merge changed may have been given back.
                let is_other = if self.is_loose() { node != *resource.node() } else { merged.changed };
                let added = self.doubled.iter().find(|map| has_map(&node, **map));
                problems.extend(added.map(|map| added_with_twice(*map)));
                match (merged.deleted, is_other && added.is_none()) {
                    (true, _) => Outcome::Deleted,
                    (_, true) => Outcome::Changed(node),
                    _ => Outcome::Unchanged,
                }
            }
            Change::Json(operations) => {
                if self.is_loose() {
                    with_annotations(&mut node, self.span);
                }
                match json6902::apply_by(operations, &mut node, self.is_loose()) {
                    Ok(true) => {
                        if self.is_loose() {
                            keep_books(&mut node, resource.node(), self.span);
                        }
                        Outcome::Changed(node)
                    }
                    Ok(false) => Outcome::Unchanged,
                    Err(problem) => {
                        problems.push(*problem);
                        Outcome::Unchanged
                    }
                }
            }
        };
        let outcome = match outcome {
            Outcome::Changed(node)
                if self.dialect == Dialect::Kubernetes
                    && !self.keeps_identity(resource.node(), &node, &mut problems) =>
            {
                Outcome::Unchanged
            }
            outcome => outcome,
        };
        for problem in problems {
            diagnostics.push(problem.object(resource.id().to_string()));
        }
        outcome
    }

    /// Whether it may give an object another name or kind.
    pub fn renames(&self) -> bool {
        match (&self.change, self.dialect) {
            (_, Dialect::Kubernetes) => false,
            (Change::Json(_), Dialect::Kustomize { remembers, .. }) => remembers,
            (Change::Merge(_), Dialect::Kustomize { may_rename, may_change_kind, .. }) => {
                may_rename || may_change_kind
            }
        }
    }

    /// Whether what it renames is not found any more by what it was called before.
    pub fn renames_for_good(&self) -> bool {
        matches!((&self.change, self.dialect), (Change::Json(_), Dialect::Kustomize { remembers: false, .. }))
    }

    /// Whether it works on what Kustomize makes of an object: JSON, in which each value is written.
    pub fn makes_anew(&self) -> bool {
        matches!((&self.change, self.dialect), (Change::Json(_), Dialect::Kustomize { .. }))
    }

    /// Whether it takes all annotations away: Kustomize keeps in them what an object was called, and that its name is to
    /// get a hash.
    pub fn takes_books(&self) -> bool {
        let Change::Merge(patch) = &self.change else { return false };
        let is_taken = |node: &Node| {
            let directive = node.get("$patch").and_then(Node::as_str);
            node.is_null() || matches!(directive, Some("delete" | "replace"))
        };
        let metadata = patch.get("metadata");
        let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
        self.is_loose() && (metadata.is_some_and(is_taken) || annotations.is_some_and(is_taken))
    }

    fn is_loose(&self) -> bool {
        self.dialect != Dialect::Kubernetes
    }

    /// Where the patch says what a Secret is to hold, if one may be among its targets: nobody may see it.
    pub fn secrets(&self) -> Vec<Span> {
        if self.target.kind.as_ref().is_some_and(|kind| !kind.matches("Secret")) {
            return Vec::new();
        }
        match &self.change {
            Change::Merge(patch) => {
                let data = SECRET_FIELDS.into_iter().filter_map(|field| patch.get(field));
                data.flat_map(Node::places).collect()
            }
            Change::Json(operations) => {
                let is_open = |key: &str| !SECRET_FIELDS.contains(&key);
                let actions = operations.iter().map(|operation| &operation.action);
                let secret = actions.filter(|action| !action.path().first().is_some_and(is_open));
                secret.filter_map(Action::value).flat_map(Node::places).collect()
            }
        }
    }
}

/// Whether a map of that place is in a tree.
fn has_map(node: &Node, place: Span) -> bool {
    let map = node.as_mapping();
    let below = map.into_iter().flatten().map(|entry| &entry.node);
    map.is_some() && node.span() == place
        || below.chain(node.as_sequence().unwrap_or_default()).any(|node| has_map(node, place))
}

fn added_with_twice(map: Span) -> Diagnostic {
    let problem = Diagnostic::new(Code::DuplicateKey, "the patch adds a map that has a key twice");
    problem.at(map, "is not in the object yet").help("take one of the two keys away")
}

/// Makes room for annotations: Kustomize keeps its books in them, so that a JSON patch finds a map there always.
fn with_annotations(object: &mut Node, span: Span) {
    let Some(metadata) = object.get_mut("metadata") else { return };
    if metadata.get("annotations").is_none_or(Node::is_null) {
        let none = Node::new(Mapping::default(), span);
        metadata.insert(Cause { step: "patch", span }, "annotations", span, none);
    }
}

/// Gives an object back what Kustomize keeps of it in annotations, which a JSON patch does not take (oddity 37).
fn keep_books(object: &mut Node, old: &Node, span: Span) {
    let kept = old.at(["metadata", "annotations"]).and_then(Node::as_mapping).into_iter().flatten();
    for entry in kept.filter(|entry| entry.key.starts_with("internal.config.kubernetes.io/")) {
        with_annotations(object, span);
        let metadata = object.get_mut("metadata");
        if let Some(annotations) = metadata.and_then(|metadata| metadata.get_mut("annotations")) {
            annotations.insert(Cause { step: "patch", span }, &entry.key, entry.key_span, entry.node.clone());
        }
    }
}
