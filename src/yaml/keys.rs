//! The keys of a text: each long one held once, and none twice in a map.

use std::collections::HashMap;

use ecow::EcoString;

use super::mapping::Entry;

/// Shares the long keys of a text: kinds, labels and annotations come again in every object.
///
/// One that was not seen lately is simply made anew, so no text can make this slow or large.
pub(super) struct KeyCache {
    recent: Vec<EcoString>,
}

/// An [`EcoString`] holds up to this many bytes without allocating.
const INLINE: usize = 15;

const SLOTS: usize = 512;

impl Default for KeyCache {
    fn default() -> Self {
        KeyCache { recent: vec![EcoString::new(); SLOTS] }
    }
}

impl KeyCache {
    /// The key, shared with an earlier one if that is still known.
    pub(super) fn get(&mut self, key: &str) -> EcoString {
        if key.len() <= INLINE {
            return key.into();
        }
        let slot = &mut self.recent[slot(key)];
        if slot != key {
            *slot = key.into();
        }
        slot.clone()
    }
}

fn slot(key: &str) -> usize {
    let bytes = key.as_bytes();
    let mix = |hash: usize, byte: &u8| hash.wrapping_mul(31).wrapping_add(usize::from(*byte));
    let ends = bytes[..8].iter().chain(&bytes[bytes.len() - 8..]);
    ends.fold(bytes.len(), mix) % SLOTS
}

/// The keys of a map so far. A small map is simply searched.
#[derive(Default)]
pub(super) struct SeenKeys {
    index: Option<HashMap<EcoString, usize>>,
}

/// The largest map that is searched entry by entry.
const SEARCHED: usize = 16;

impl SeenKeys {
    /// The index of the entry with this key among `entries`, all of which were added.
    pub(super) fn find(&self, key: &str, entries: &[Entry]) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => entries.iter().position(|entry| entry.key == key),
        }
    }

    /// Notes the last one of `entries`.
    pub(super) fn add(&mut self, entries: &[Entry]) {
        match (&mut self.index, entries.last()) {
            (Some(index), Some(last)) => {
                index.insert(last.key.clone(), entries.len() - 1);
            }
            (None, _) if entries.len() > SEARCHED => {
                let keys = entries.iter().enumerate().map(|(at, entry)| (entry.key.clone(), at));
                self.index = Some(keys.collect());
            }
            _ => {}
        }
    }
}
