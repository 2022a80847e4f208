//! Whose rules a patch goes by, where they are not those of Kubernetes.

use std::fmt::Debug;

use super::Change;
use super::json6902::Operation;
use super::strategic::{Definitions, Merged};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;
use crate::yaml::Node;

/// The rules of another tool. A patch by them may make another object of one.
pub trait Dialect: Debug + Send + Sync {
    /// Merges a patch into an object. `definitions` say how lists are merged, if it is not what is built in.
    fn merge(
        &self,
        object: &mut Node,
        patch: &Node,
        definitions: Option<&Definitions>,
        problems: &mut Diagnostics,
    ) -> Merged;

    /// Does operations on an object, for a patch that is written at `span`. Gives whether it is another one then; if one of
    /// them cannot be done, what is wrong with it.
    fn operate(
        &self,
        operations: &[Operation],
        object: &mut Node,
        span: Span,
    ) -> Result<bool, Box<Diagnostic>>;

    /// Settles an object that operations were for, whatever they did.
    fn settle(&self, object: &mut Node, span: Span);

    /// Whether a change may give an object another name or kind.
    fn renames(&self, change: &Change) -> bool;

    /// Whether what a change renames is not found any more by what it was called before.
    fn renames_for_good(&self, change: &Change) -> bool;

    /// Whether a change takes away what the tool noted in an object: what it was called, and that its name is to get a hash.
    fn takes_books(&self, change: &Change) -> bool;
}
