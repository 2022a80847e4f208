//! Lists and maps that are being read, and the way down through them.

use std::ops::Range;

use ecow::EcoString;

use super::keys::SeenKeys;
use super::merge::Merge;
use super::path::Path;

/// A list or map that is not complete yet. Its children lie on the reader's stacks, from `base` on.
pub(super) struct Frame<'r> {
    pub(super) start: usize,
    pub(super) base: usize,
    pub(super) anchor: Option<&'r str>,
    pub(super) weight: usize,
    pub(super) height: usize,
    pub(super) kind: Kind,
}

/// Which of the two it is.
pub(super) enum Kind {
    Sequence,
    Mapping { key: Option<Key>, seen: SeenKeys, merge: Option<Merge> },
}

/// A key whose value is still to come.
pub(super) enum Key {
    Text(EcoString, Range<usize>),
    Merge,
    /// One that was refused; its value is read and dropped.
    Refused,
}

/// The way down to the key that was read last, or to where the next value goes; nothing in what is dropped, or merged.
/// `items` is the number of complete items on the reader's stack.
pub(super) fn path(frames: &[Frame<'_>], items: usize) -> Option<Path> {
    let mut path = Path::default();
    for (depth, frame) in frames.iter().enumerate() {
        match &frame.kind {
            Kind::Sequence => {
                let is_list = |frame: &&Frame<'_>| matches!(frame.kind, Kind::Sequence);
                // The items of lists further in lie above its own.
                let end = frames[depth + 1..].iter().find(is_list).map_or(items, |inner| inner.base);
                path.push_index(end - frame.base);
            }
            Kind::Mapping { key: Some(Key::Text(key, _)), .. } => path.push_key(key.clone()),
            Kind::Mapping { .. } => return None,
        }
    }
    Some(path)
}
