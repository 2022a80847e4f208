//! Two ways to write a scalar that are one to a cluster.

use crate::kubernetes::quantity::Amount;
use crate::patch::strategic::Schema;
use crate::yaml::Node;

/// Whether two values are the same: as they are, or as the amounts that they write where amounts are.
pub(super) fn are_same(before: &Node, after: &Node, schema: Schema<'_>) -> bool {
    if before == after {
        return true;
    }
    let amount = |node: &Node| Amount::read(&node.value().scalar_text()?);
    schema.is_quantity() && amount(before).is_some_and(|before| amount(after) == Some(before))
}
