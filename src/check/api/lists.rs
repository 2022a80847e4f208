//! Lists whose items must differ in something.

use super::at::At;
use super::findings::Findings;

/// The most items that are compared one by one; for more a hash index is made.
const SEARCHED: usize = 16;

/// Reports each item whose `field` says the same as that of one before; an empty text is none.
pub(super) fn unique<'k>(
    keys: impl ExactSizeIterator<Item = &'k str>,
    field: &'static str,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    let mut small: Vec<(&str, usize)> = Vec::new();
    let mut large: rustc_hash::FxHashMap<&str, usize> = rustc_hash::FxHashMap::default();
    let is_small = keys.len() <= SEARCHED;
    for (index, key) in keys.enumerate().filter(|(_, key)| !key.is_empty()) {
        let first = if is_small {
            let first = small.iter().find(|(other, _)| *other == key).map(|(_, first)| *first);
            small.push((key, index));
            first
        } else {
            let first = *large.entry(key).or_insert(index);
            (first != index).then_some(first)
        };
        if let Some(first) = first {
            out.duplicate(at.item(index).field(field), at.item(first).field(field));
        }
    }
}
