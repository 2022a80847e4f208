//! What differs between two sets of objects: by identity, by field, by value. Order and layout alone are no difference.
//!
//! ```text
//! before ─┐
//!         ├─ pairs ─ fields ─┬─ lists (by their keys)          ─┐
//! after  ─┘                  └─ texts (by line, or as the tree ─┴─ Comparison
//!                                     that they hold)
//! ```
//!
//! What a change will do in a cluster is no matter of this folder, nor is how it is told.

mod accept;
mod across;
mod amounts;
mod cause;
mod fields;
mod lists;
mod pairs;
mod payload;
mod place;
mod sequence;
mod served;
mod texts;

pub use accept::accept;
pub use across::{Across, Differences, FieldAcross, Uncompared, across};
pub use cause::{AROUND, Origin, WAS, causes, origins};
pub use pairs::Match;
pub use payload::lines_within;
pub use place::{Format, Place, Side, Step};
pub use texts::{Hunk, Line, Tag, tree};

use crate::patch::strategic::Schema;
use crate::resource::{CustomKinds, Resource};
use crate::secret::unmarked;
use crate::source::Sources;
use crate::yaml::{Node, Value, stands_in};

/// What differs between two sets of objects.
#[derive(Default)]
pub struct Comparison<'r> {
    /// Each object that differs: those that are there now in their order, then those that are gone.
    pub objects: Vec<ObjectChange<'r>>,
    /// How many objects are the same.
    pub same: usize,
    /// How many objects hold secrets of which nobody knows whether they differ.
    pub not_compared: usize,
}

/// An object that differs.
pub struct ObjectChange<'r> {
    /// The object as it is now, or was.
    pub object: &'r Resource,
    /// What it was; nothing if it was not there.
    pub before: Option<&'r Resource>,
    /// What it is; nothing if it is not there any more.
    pub after: Option<&'r Resource>,
    /// How the one was found to be the other; [`Match::Same`] where there is only one.
    pub how: Match,
    /// Where the two differ; empty if there is only one. The name and namespace by which they were not found to be one
    /// are among them.
    pub fields: Vec<FieldChange>,
}

/// A difference within an object.
#[derive(Clone, Debug)]
pub struct FieldChange {
    /// Where.
    pub place: Place,
    /// What was there, with words in the place of secrets; nothing if nothing was.
    pub before: Option<Node>,
    /// What is there, with words in the place of secrets; nothing if nothing is.
    pub after: Option<Node>,
    /// How the two are compared.
    pub how: How,
}

/// How two values are compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum How {
    /// By value.
    Value,
    /// A text, line by line: the lines that differ with some around them.
    Lines(Vec<Hunk>),
    /// The items of a list whose order means something are the same in another order.
    Order,
    /// A secret.
    Secret {
        /// Whether both values were at hand. If not, nobody knows whether they differ, and it counts as no difference.
        is_compared: bool,
    },
}

impl Comparison<'_> {
    /// Whether nothing differs, as far as is known.
    pub fn is_empty(&self) -> bool {
        self.objects.iter().all(|object| !object.differs())
    }
}

impl ObjectChange<'_> {
    /// Whether it differs, as far as is known.
    pub fn differs(&self) -> bool {
        self.before.is_none() || self.after.is_none() || self.fields.iter().any(FieldChange::differs)
    }
}

impl FieldChange {
    /// Whether it is known to differ.
    pub fn differs(&self) -> bool {
        self.how != How::Secret { is_compared: false }
    }
}

/// What differs between two sets of objects. Lists are matched by the keys that their types have; those of custom
/// resources by the definitions in `custom`.
///
/// Texts that hold YAML or JSON are added to `sources` when they are looked into.
pub fn compare<'r>(
    before: &'r [Resource],
    after: &'r [Resource],
    custom: &CustomKinds,
    sources: &Sources,
) -> Comparison<'r> {
    let mut comparison = Comparison::default();
    for (before, after, how) in pairs::pairs(before, after) {
        let fields = match (before, after) {
            (Some(before), Some(after)) if before.node() == after.node() => Vec::new(),
            (Some(before), Some(after)) => {
                let schema = Schema::of(after.id(), custom);
                fields::differences(before.node(), after.node(), schema, sources)
            }
            _ => Vec::new(),
        };
        let Some(object) = after.or(before) else { continue };
        let is_hidden = match (before, after) {
            (Some(_), Some(after)) if fields.is_empty() => after.secrets().any(holds_hidden),
            _ => fields.iter().any(|field| !field.differs()),
        };
        comparison.not_compared += usize::from(is_hidden);
        let is_same = before.is_some() && after.is_some() && fields.is_empty();
        if is_same {
            comparison.same += 1;
        } else {
            comparison.objects.push(ObjectChange { object, before, after, how, fields });
        }
    }
    comparison
}

/// Whether a value, or one in it, stands in the place of a secret that is not at hand.
fn holds_hidden(node: &Node) -> bool {
    match node.value() {
        Value::Mapping(mapping) => mapping.iter().any(|entry| holds_hidden(&entry.node)),
        Value::Sequence(items) => items.iter().any(holds_hidden),
        Value::String(text) => stands_in(text) && unmarked(text).1.is_none(),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
