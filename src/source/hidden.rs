//! What nobody may see of the texts of a run: places in them, and words wherever they stand.
//!
//! It is kept beside the texts, so that whoever draws one, or prints a message, cannot forget to ask.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::BuildHasher as _;
use std::ops::Range;

use data_encoding::{BASE64, HEXLOWER};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{FileId, Span};

/// What stands for a secret, however long that is.
pub const DOTS: &str = "•••";

/// The fewest bytes of a value that is hidden wherever it stands: a shorter one is too often something else.
const SHORTEST: usize = 8;
/// The fewest bytes of a line of a longer text that is hidden wherever it stands: many lines are ordinary.
const SHORTEST_LINE: usize = 24;
/// So many bytes of a word tell it from all others; what follows is compared as far as it goes.
const TELLING: usize = 48;
/// The longest value that is looked for encoded as well.
const MOST_ENCODED: usize = 1 << 16;

/// The places and words that are hidden.
#[derive(Default)]
pub(super) struct Hidden {
    /// By file, the first byte of each place with the byte after its last; none touches another.
    places: FxHashMap<FileId, BTreeMap<u32, u32>>,
    /// By their first bytes.
    words: FxHashMap<[u8; SHORTEST], Vec<Box<str>>>,
    known: FxHashSet<u64>,
}

impl Hidden {
    pub(super) fn add_place(&mut self, span: Span) {
        if span.start >= span.end {
            return;
        }
        let places = self.places.entry(span.file).or_default();
        let (mut start, mut end) = (span.start, span.end);
        while let Some((other, its_end)) = places.range(..=end).next_back().map(|(s, e)| (*s, *e)) {
            if its_end < start {
                break;
            }
            places.remove(&other);
            (start, end) = (start.min(other), end.max(its_end));
        }
        places.insert(start, end);
    }

    /// Hides a value wherever it stands, as it is, in base64 and in hexadecimal digits.
    pub(super) fn add_value(&mut self, value: &str) {
        let value = value.trim();
        if value.len() < SHORTEST || !self.known.insert(rustc_hash::FxBuildHasher.hash_one(value)) {
            return;
        }
        if value.len() <= MOST_ENCODED {
            self.add_word(&HEXLOWER.encode(value.as_bytes()));
            self.add_word(&data_encoding::HEXUPPER.encode(value.as_bytes()));
            for alignment in 0..3 {
                let bytes = [&b"\0\0"[..alignment], value.as_bytes()].concat();
                let encoded = BASE64.encode(&bytes);
                // Letters that hold bits of what may stand before or after it are no part of it.
                let (from, to) = ((alignment * 8).div_ceil(6), bytes.len() * 8 / 6);
                self.add_word(&encoded[from..to]);
            }
        }
        if value.contains('\n') {
            value
                .lines()
                .map(str::trim)
                // All keys and certificates begin and end with the same lines.
                .filter(|line| line.len() >= SHORTEST_LINE && !line.starts_with("-----"))
                .for_each(|line| self.add_word(line));
        }
        self.add_word(value);
    }

    fn add_word(&mut self, word: &str) {
        let Some(first) = word.as_bytes().first_chunk() else { return };
        let alike = self.words.entry(*first).or_default();
        if alike.iter().all(|known| **known != *word) {
            alike.push(word.into());
        }
    }

    /// The places within `range` of a file, whose text is `text`, and the words that stand there; in order, apart.
    pub(super) fn within(&self, file: FileId, text: &str, range: Range<usize>) -> Vec<Range<usize>> {
        let places = self.places.get(&file);
        let near = places.into_iter().flat_map(|places| {
            let end = u32::try_from(range.end).unwrap_or(u32::MAX);
            let before = places.range(..end).rev().map(|(start, end)| *start as usize..*end as usize);
            let here = before.take_while(|place| place.end > range.start);
            here.map(|place| boundary(text, place.start)..boundary_behind(text, place.end))
        });
        let mut found: Vec<Range<usize>> = near.collect();
        // A word may begin before the range, or end behind it.
        let from = boundary(text, range.start.saturating_sub(MOST_ENCODED.min(4096)));
        let to = boundary(text, range.end.saturating_add(4096).min(text.len()));
        found.extend(
            self.words_in(&text[from..to])
                .into_iter()
                .map(|word| from + word.start..from + word.end)
                .filter(|word| word.start < range.end && range.start < word.end),
        );
        merged(found)
    }

    /// The text with dots in the place of each word.
    pub(super) fn without_words<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let words = merged(self.words_in(text));
        if words.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut shown = 0;
        for word in words {
            out.push_str(&text[shown..word.start]);
            out.push_str(DOTS);
            shown = word.end;
        }
        out.push_str(&text[shown..]);
        Cow::Owned(out)
    }

    fn words_in(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        if self.words.is_empty() {
            return found;
        }
        for (at, first) in text.as_bytes().windows(SHORTEST).enumerate() {
            let Some(alike) = <&[u8; SHORTEST]>::try_from(first).ok().and_then(|first| self.words.get(first))
            else {
                continue;
            };
            for word in alike {
                let rest = text.as_bytes()[at..].iter().zip(word.as_bytes());
                let same = rest.take_while(|(one, two)| one == two).count();
                // The text may be cut where the word goes on.
                if same >= word.len().min(TELLING) {
                    found.push(boundary(text, at)..boundary(text, at + same));
                }
            }
        }
        found
    }
}

/// The ranges in order, those that overlap as one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => merged.push(range),
        }
    }
    merged
}

fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|offset| text.is_char_boundary(*offset)).unwrap_or(0)
}

/// The offset, or the next one above it that is between characters.
fn boundary_behind(text: &str, offset: usize) -> usize {
    let mut from = offset.min(text.len())..=text.len();
    from.find(|offset| text.is_char_boundary(*offset)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[test]
    fn a_word_is_hidden_in_all_its_guises() {
        let mut hidden = Hidden::default();
        hidden.add_value("CANARY-1b2c");
        hidden.add_value("short");
        assert_eq!(hidden.without_words("é CANARY-1b2c, CANARY-1b2c short"), "é •••, ••• short");
        assert_eq!(hidden.without_words("43414e4152592d31623263!"), "•••!");
        for before in ["", "a", "ab", "abc"] {
            let encoded = BASE64.encode(format!("{before}CANARY-1b2c and more").as_bytes());
            let shown = hidden.without_words(&encoded);
            let left = shown.split(DOTS).map(str::len).sum::<usize>();
            assert!(left < encoded.len() - 11, "{shown}");
        }
    }

    #[test]
    fn a_long_text_is_hidden_where_it_is_cut() {
        let mut hidden = Hidden::default();
        let long = format!("{}\nsecond line of the text, which is long\nend", "0123456789".repeat(20));
        hidden.add_value(&long);
        assert_eq!(hidden.without_words(&format!("<{}", &long[..100])), "<•••");
        assert_eq!(hidden.without_words("<second line of the text, which is long>"), "<•••>");
        assert_eq!(hidden.without_words("0123456789"), "0123456789");
    }

    #[test]
    fn places_that_overlap_are_one() {
        let sources = Sources::default();
        let file = sources.add("a", "0123456789");
        let mut hidden = Hidden::default();
        for range in [1..3, 5..7, 2..4, 8..8, 6..9, 0..1] {
            hidden.add_place(Span::new(file, range));
        }
        assert_eq!(hidden.within(file, "0123456789", 0..10), [0..4, 5..9]);
        assert_eq!(hidden.within(file, "0123456789", 4..5), []);
        assert_eq!(hidden.within(file, "0123456789", 3..6), [0..4, 5..9]);
    }
}
