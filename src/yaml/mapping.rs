//! The entries of a map.

use ecow::{EcoString, EcoVec};
use rustc_hash::FxHashMap;

use super::Node;
use crate::source::Span;

/// A key and its value in a map.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key; keys are always strings.
    pub key: EcoString,
    /// Where the key was written.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

/// The entries of a map in source order, without duplicate keys.
#[derive(Clone, Default, Debug)]
pub struct Mapping {
    pub(super) entries: EcoVec<Entry>,
}

impl Mapping {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Whether there is such a key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// The entries in source order.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// The keys in source order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.key.as_str())
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn index_of(&self, key: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.key == key)
    }
}

impl<'m> IntoIterator for &'m Mapping {
    type Item = &'m Entry;
    type IntoIter = std::slice::Iter<'m, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The caller vouches that no key is there twice.
impl FromIterator<Entry> for Mapping {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        Mapping { entries: entries.into_iter().collect() }
    }
}

/// The caller vouches that no key is there twice.
impl From<EcoVec<Entry>> for Mapping {
    fn from(entries: EcoVec<Entry>) -> Self {
        Mapping { entries }
    }
}

/// Order is no difference between maps.
impl PartialEq for Mapping {
    fn eq(&self, other: &Self) -> bool {
        let same_entry = |(one, two): (&Entry, &Entry)| one.key == two.key && one.node == two.node;
        if self.len() != other.len() {
            return false;
        }
        if self.iter().zip(other).all(same_entry) {
            return true;
        }
        let index: FxHashMap<&str, &Node> =
            other.iter().map(|entry| (entry.key.as_str(), &entry.node)).collect();
        self.iter().all(|entry| index.get(entry.key.as_str()).is_some_and(|node| **node == entry.node))
    }
}
