//! Cuts out of a source the lines that labels point at.

use std::ops::Range;

use crate::source::{Source, Span};

use super::visible::picture;

/// How far into a line a place may be for the line to be shown at all: minified JSON is one line of megabytes.
const FAR: usize = 10_000;
/// How much of a place, and of the line after it, is shown at most; the renderer cuts what is too wide.
const WIDE: usize = 500;

/// What stands for a character that nobody may see.
const DOT: char = '•';

/// Lines that are fit to be printed, and where the labels are in them.
pub(super) struct Excerpt {
    /// The lines.
    pub(super) text: String,
    /// The number of the first one.
    pub(super) first: u32,
    /// What to underline for each span: the part that is on its first line.
    pub(super) ranges: Vec<Range<usize>>,
}

/// The lines from the first place to the last one; nothing if one of them is too far into its line.
///
/// The text of `hidden` places is dots.
pub(super) fn excerpt(source: &Source, spans: &[Span], hidden: &[Span]) -> Option<Excerpt> {
    let places: Vec<(u32, Range<usize>)> = spans.iter().map(|span| place(source, *span)).collect();
    let first = places.iter().map(|(line, _)| *line).min()?;
    let last = places.iter().map(|(line, _)| *line).max()?;
    let mut excerpt = Excerpt { text: String::new(), first, ranges: vec![0..0; spans.len()] };
    for line in first..=last {
        let whole = source.line_range(line);
        let here = || places.iter().enumerate().filter(|(_, place)| place.0 == line);
        let shown_to = here().map(|(_, place)| place.1.end).max().unwrap_or(whole.start) + WIDE;
        if shown_to - whole.start > FAR {
            return None;
        }
        if line > first {
            excerpt.text.push('\n');
        }
        let begin = excerpt.text.len();
        let end = boundary(source.text(), shown_to.min(whole.end));
        excerpt.text.extend(pictures(source, whole.start..end, hidden));
        for (index, (_, place)) in here() {
            let shown = |offset: usize| -> usize {
                let before = pictures(source, whole.start..offset, hidden);
                begin + before.map(char::len_utf8).sum::<usize>()
            };
            excerpt.ranges[index] = shown(place.start)..shown(place.end);
        }
    }
    Some(excerpt)
}

/// What is printed for a part of a line.
fn pictures(source: &Source, range: Range<usize>, hidden: &[Span]) -> impl Iterator<Item = char> {
    let characters = source.text()[range.clone()].char_indices();
    characters.filter_map(move |(offset, character)| {
        let is_hidden = hidden.iter().any(|span| span.range().contains(&(range.start + offset)));
        if is_hidden { Some(DOT) } else { picture(character) }
    })
}

/// The line on which a span begins, and the part of the span that is on it.
fn place(source: &Source, span: Span) -> (u32, Range<usize>) {
    let (line, _) = source.line_column(span.range().start);
    let whole = source.line_range(line);
    let start = boundary(source.text(), span.range().start.clamp(whole.start, whole.end));
    let end = span.range().end.clamp(start, whole.end.min(start + WIDE));
    (line, start..boundary(source.text(), end))
}

/// The offset, or the next one below it that is between characters.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset).rev().find(|offset| text.is_char_boundary(*offset)).unwrap_or(0)
}
