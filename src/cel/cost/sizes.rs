//! How large the values can be that an expression reads, as a schema says it.

use std::collections::BTreeMap;

/// A value of a schema: `DeclType` in `apiserver/pkg/cel/types.go`, without what [`Type`](super::super::Type) tells.
#[derive(Clone, Debug)]
pub struct Sizes {
    /// How many items, entries or bytes it has at most; 0 of what has none.
    pub most: u64,
    /// How many bytes it takes at least where it is written.
    pub least: u64,
    /// What is in it.
    pub within: Within,
}

/// What is in a value.
#[derive(Clone, Debug)]
pub enum Within {
    /// Nothing that is looked at.
    Nothing,
    /// Items of a list.
    Items(Box<Sizes>),
    /// Values of a map with free keys.
    Values(Box<Sizes>),
    /// Fields, by the names that expressions have for them.
    Fields(BTreeMap<String, Sizes>),
}

/// A step from a value to what is in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Step {
    Field(std::sync::Arc<str>),
    Items,
    Values,
    Keys,
    Indices,
}

impl Sizes {
    /// A value with nothing in it.
    pub fn plain(most: u64, least: u64) -> Sizes {
        Sizes { most, least, within: Within::Nothing }
    }

    /// How large what is at the end of a path is at most; nothing if that is not there.
    pub(super) fn at(&self, path: &[Step]) -> Option<u64> {
        let mut here = self;
        for step in path {
            here = match (step, &here.within) {
                (Step::Items | Step::Values, Within::Items(within) | Within::Values(within)) => within,
                // The keys of a map have no bound of their own, which counts as none at all.
                (Step::Keys, Within::Values(_)) => return Some(0),
                (Step::Field(name), Within::Fields(fields)) => fields.get(&**name)?,
                _ => return None,
            };
        }
        Some(here.most)
    }
}
