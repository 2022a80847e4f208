//! JSON writes a character beyond U+FFFF as two escapes, `\ud83d\ude00`, which the YAML parser does not know.

use std::ops::Range;

use ecow::EcoString;

use crate::source::Span;

use super::events::Style;
use super::node::Node;
use super::origin::Origin;

/// Where a text that was rewritten was written.
pub(super) struct Shifted<'o> {
    /// The origin of the text as it was.
    pub(super) origin: &'o dyn Origin,
    /// Bytes of the rewritten text, and how many bytes were lost before them.
    pub(super) shifts: Vec<(usize, usize)>,
}

/// A pair of escapes has twelve bytes, the character that it stands for has four.
const PAIR: usize = 12;

/// The text with every pair of surrogates joined, and the shifts; nothing if the text is no JSON or has none.
pub(super) fn join(text: &str) -> Option<(String, Vec<(usize, usize)>)> {
    if !text.trim_start().starts_with(['{', '[']) || !(text.contains("\\ud") || text.contains("\\uD")) {
        return None;
    }
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    let mut joined = String::with_capacity(text.len());
    let mut shifts = Vec::new();
    let mut done = 0;
    let mut from = 0;
    while let Some(at) = text[from..].find('\\').map(|ahead| from + ahead) {
        let Some(character) = text.get(at..at + PAIR).and_then(pair) else {
            // The byte behind a backslash belongs to it, so that `\\` does not begin an escape.
            from = at + 2;
            continue;
        };
        joined.push_str(&text[done..at]);
        joined.push(character);
        from = at + PAIR;
        done = from;
        shifts.push((joined.len(), from - joined.len()));
    }
    joined.push_str(&text[done..]);
    Some((joined, shifts))
}

fn pair(text: &str) -> Option<char> {
    let unit = |escape: &str| u16::from_str_radix(escape.strip_prefix("\\u")?, 16).ok();
    let units = [unit(text.get(..6)?)?, unit(text.get(6..)?)?];
    // A single unit of its own is left to the parser.
    if !(0xD800..0xDC00).contains(&units[0]) {
        return None;
    }
    char::decode_utf16(units).next()?.ok()
}

impl Shifted<'_> {
    fn back(&self, at: usize) -> usize {
        let before = self.shifts.partition_point(|(byte, _)| *byte <= at);
        at + before.checked_sub(1).map_or(0, |index| self.shifts[index].1)
    }
}

impl Origin for Shifted<'_> {
    fn is_text_in_flow(&self) -> bool {
        self.origin.is_text_in_flow()
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.origin.span(self.back(range.start)..self.back(range.end))
    }

    fn scalar(&self, text: &str, style: Style, range: Range<usize>) -> Option<Node> {
        self.origin.scalar(text, style, self.back(range.start)..self.back(range.end))
    }

    fn block(&self, text: &str, style: Style, behind: &str) -> Option<EcoString> {
        self.origin.block(text, style, behind)
    }
}
