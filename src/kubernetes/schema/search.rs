//! Binary search in sorted text.

use std::cmp::Ordering;

/// The line of `text` that `compare` calls equal; the lines are sorted by it.
pub(super) fn line(text: &'static str, compare: impl Fn(&str) -> Ordering) -> Option<&'static str> {
    let (mut low, mut high) = (0, text.len());
    while low < high {
        let start = text[..low.midpoint(high)].rfind('\n').map_or(0, |at| at + 1);
        let line = text[start..].lines().next()?;
        match compare(line) {
            Ordering::Equal => return Some(line),
            Ordering::Less => low = start + line.len() + 1,
            Ordering::Greater => high = start,
        }
    }
    None
}

/// How many sections a text has: lines that are not indented.
pub(super) const fn sections(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut found, mut at) = (0, 0);
    while at < bytes.len() {
        found += is_head(bytes, at) as usize;
        at += 1;
    }
    found
}

/// Where the `N` sections of a text begin: worked out by the compiler, so that a search looks for no line breaks.
pub(super) const fn heads<const N: usize>(text: &str) -> [u32; N] {
    let bytes = text.as_bytes();
    let (mut heads, mut found, mut at) = ([0; N], 0, 0);
    while at < bytes.len() {
        if is_head(bytes, at) {
            #[expect(clippy::cast_possible_truncation, reason = "the tables are far below 4 GiB")]
            let head = at as u32;
            heads[found] = head;
            found += 1;
        }
        at += 1;
    }
    heads
}

const fn is_head(bytes: &[u8], at: usize) -> bool {
    bytes[at] != b' ' && (at == 0 || bytes[at - 1] == b'\n')
}

/// The line of `text` that is `name`, and the indented lines below it. Sections are sorted by their first line.
pub(super) fn section(text: &'static str, heads: &[u32], name: &str) -> Option<(&'static str, &'static str)> {
    let start = |index: usize| heads.get(index).map_or(text.len(), |head| *head as usize);
    let found = heads.binary_search_by(|head| compare(&text[*head as usize..], &[name, "\n"])).ok()?;
    text[start(found)..start(found + 1)].split_once('\n')
}

/// How `line` compares to one that begins with `wanted`.
pub(super) fn compare(line: &str, wanted: &[&str]) -> Ordering {
    let wanted = wanted.iter().flat_map(|part| part.bytes());
    let mut line = line.bytes();
    for byte in wanted {
        match line.next().cmp(&Some(byte)) {
            Ordering::Equal => {}
            other => return other,
        }
    }
    Ordering::Equal
}
