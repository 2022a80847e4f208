//! How another tool merges what Kubernetes merges otherwise.

use super::schema::{Field, Keys, Schema};
use super::{Merger, Whole};
use crate::source::Span;
use crate::yaml::{Mapping, Node};

/// What a merge does by other rules than those of Kubernetes. It has nothing against a patch that has no use then, and
/// refuses a value of another kind than that which is there.
pub trait Rules {
    /// Whether a key of a patch is a directive, and no field.
    fn is_directive(&self, key: &str) -> bool;

    /// What a patch does to all of an object that says this at its top; nothing if it does nothing.
    fn root(&self, said: Whole) -> Option<Whole>;

    /// What is known of a map of which nothing is known by the way that led there; `is_object` if that is all of an object.
    fn schema(&self, base: &Node, patch: &Node, is_object: bool) -> Schema<'_>;

    /// Merges the items of a list of the patch, written at `span`, into the list `base` of a field.
    fn list(&self, merger: &mut Merger<'_>, base: &mut Node, items: &[Node], span: Span, field: &Field<'_>);

    /// What a list of the patch whose items have keys is where nothing is.
    fn new_list(
        &self,
        merger: &mut Merger<'_>,
        items: &[Node],
        span: Span,
        keys: &Keys<'_>,
        schema: Schema<'_>,
    ) -> Node;

    /// Settles what is in a map that a patch does not name.
    fn untouched(&self, merger: &mut Merger<'_>, base: &mut Node, patch: &Mapping, schema: Schema<'_>);

    /// What a scalar of the patch is in the place of `old`.
    fn in_place_of(&self, old: &Node, new: Node) -> Node;
}
