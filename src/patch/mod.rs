//! Patches: changes that are said apart from the objects that they are for.

mod dialect;
mod identity;
pub mod json6902;
pub mod strategic;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::resource::{CustomKinds, Expected, Resource, Selector};
use crate::source::Span;
use crate::yaml::Node;

pub use dialect::Dialect;
use json6902::{Action, Operation};
pub use strategic::Definitions;
use strategic::Schema;

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
    /// Whose rules it goes by, if they are not those of Kubernetes, by which a patch makes no other object of one.
    pub dialect: Option<Arc<dyn Dialect>>,
    /// What a merge by other rules goes by, if it is not what is built in.
    pub definitions: Option<Arc<Definitions>>,
    /// What is wrong with a selector of its target, where that is no problem as long as nothing else of the target fits.
    pub wrong: Option<Box<Diagnostic>>,
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
                let merged = match &self.dialect {
                    None => {
                        strategic::merge(&mut node, patch, Schema::of(resource.id(), custom), &mut problems)
                    }
                    Some(dialect) => {
                        dialect.merge(&mut node, patch, self.definitions.as_deref(), &mut problems)
                    }
                };
                match (merged.deleted, merged.changed) {
                    (true, _) => Outcome::Deleted,
                    (_, true) => Outcome::Changed(node),
                    _ => Outcome::Unchanged,
                }
            }
            Change::Json(operations) => {
                let done = match &self.dialect {
                    None => json6902::apply(operations, &mut node),
                    Some(dialect) => dialect.operate(operations, &mut node, self.span),
                };
                match done {
                    Ok(true) => Outcome::Changed(node),
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
                if self.dialect.is_none() && !self.keeps_identity(resource.node(), &node, &mut problems) =>
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
        self.dialect.as_ref().is_some_and(|dialect| dialect.renames(&self.change))
    }

    /// Whether what it renames is not found any more by what it was called before.
    pub fn renames_for_good(&self) -> bool {
        self.dialect.as_ref().is_some_and(|dialect| dialect.renames_for_good(&self.change))
    }

    /// Whether it takes away what is noted in an object.
    pub fn takes_books(&self) -> bool {
        self.dialect.as_ref().is_some_and(|dialect| dialect.takes_books(&self.change))
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
