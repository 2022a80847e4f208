//! Binary search in sorted text.

use std::cmp::Ordering;

/// The line of `text` that `compare` calls equal; the lines are sorted by it.
pub(super) fn line(text: &'static str, compare: impl Fn(&str) -> Ordering) -> Option<&'static str> {
    let at = find(text, |_| true, compare)?;
    text[at..].lines().next()
}

/// The line of `text` that is `name`, and the indented lines below it. Sections are sorted by their first line.
pub(super) fn section(text: &'static str, name: &str) -> Option<(&'static str, &'static str)> {
    let is_head = |line: &[u8]| line.first() != Some(&b' ');
    let at = find(text, is_head, |line| line.cmp(name))?;
    let end = after(text.as_bytes(), at, is_head);
    let (name, below) = text[at..end].split_once('\n')?;
    Some((name, below))
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

/// Where the entry begins that `compare` calls equal, of entries that begin with a head and are sorted by it.
fn find(text: &str, is_head: impl Fn(&[u8]) -> bool, compare: impl Fn(&str) -> Ordering) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut low, mut high) = (0, text.len());
    while low < high {
        let middle = low.midpoint(high);
        let mut start = line_start(bytes, middle);
        while start > low && !is_head(&bytes[start..]) {
            start = line_start(bytes, start - 1);
        }
        match compare(text[start..].lines().next()?) {
            Ordering::Equal => return Some(start),
            Ordering::Less => low = after(bytes, start, &is_head),
            Ordering::Greater => high = start,
        }
    }
    None
}

/// Where the line begins that holds the byte `at`.
fn line_start(bytes: &[u8], at: usize) -> usize {
    bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1)
}

/// Where the entry after the one at `start` begins.
fn after(bytes: &[u8], start: usize, is_head: impl Fn(&[u8]) -> bool) -> usize {
    let mut at = start;
    while let Some(length) = bytes[at..].iter().position(|byte| *byte == b'\n') {
        at += length + 1;
        if at == bytes.len() || is_head(&bytes[at..]) {
            return at;
        }
    }
    bytes.len()
}
