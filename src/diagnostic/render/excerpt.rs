//! Cuts out of a source the lines that labels point at.

use std::ops::Range;

use crate::source::{DOTS, Source, Sources, Span};

use super::visible::picture;

/// How far into a line a place may be for the line to be shown at all: minified JSON is one line of megabytes.
const FAR: usize = 10_000;
/// How much of a place, and of the line after it, is shown at most; the renderer cuts what is too wide.
const WIDE: usize = 500;

/// Lines that are fit to be printed, and where the labels are in them.
pub(super) struct Excerpt {
    /// The lines.
    pub(super) text: String,
    /// The number of the first one.
    pub(super) first: u32,
    /// What to underline for each span: the part that is on its first line.
    pub(super) ranges: Vec<Range<usize>>,
}

/// The lines from the first place to the last one, all in one file; nothing if one of them is too far into its line.
///
/// What the sources hide is three dots, whatever its length.
pub(super) fn excerpt(spans: &[Span], sources: &Sources) -> Option<Excerpt> {
    let file = spans.first()?.file;
    let source = sources.get(file);
    let places: Vec<(u32, Range<usize>)> = spans.iter().map(|span| place(&source, *span)).collect();
    let first = places.iter().map(|(line, _)| *line).min()?;
    let last = places.iter().map(|(line, _)| *line).max()?;
    let mut excerpt = Excerpt { text: String::new(), first, ranges: vec![0..0; spans.len()] };
    for number in first..=last {
        let whole = source.line_range(number);
        let here = || places.iter().enumerate().filter(|(_, place)| place.0 == number);
        let shown_to = here().map(|(_, place)| place.1.end).max().unwrap_or(whole.start) + WIDE;
        if shown_to - whole.start > FAR {
            return None;
        }
        if number > first {
            excerpt.text.push('\n');
        }
        let begin = excerpt.text.len();
        let range = whole.start..boundary(source.text(), shown_to.min(whole.end));
        let hidden = sources.hidden(file, range.clone());
        let line = Line { text: source.text(), range, hidden: &hidden };
        line.draw(line.range.end, &mut excerpt.text);
        for (index, (_, place)) in here() {
            let shown = |offset: usize| -> usize {
                let mut before = String::new();
                line.draw(offset, &mut before);
                begin + before.len()
            };
            excerpt.ranges[index] =
                shown(line.outside(place.start, false))..shown(line.outside(place.end, true));
        }
    }
    Some(excerpt)
}

/// A part of a text, and what of it nobody may see.
struct Line<'t> {
    text: &'t str,
    range: Range<usize>,
    hidden: &'t [Range<usize>],
}

impl Line<'_> {
    /// Writes what is shown of the line up to the byte `end` of the text, which is within nothing hidden.
    fn draw(&self, end: usize, out: &mut String) {
        let mut from = self.range.start;
        for hidden in self.hidden.iter().filter(|hidden| hidden.start.max(self.range.start) < end) {
            out.extend(self.text[from..hidden.start.max(from)].chars().filter_map(picture));
            out.push_str(DOTS);
            from = hidden.end.clamp(from, end);
        }
        out.extend(self.text[from..end.max(from)].chars().filter_map(picture));
    }

    /// The byte, or the nearest behind or before it where nothing is hidden.
    fn outside(&self, at: usize, behind: bool) -> usize {
        match self.hidden.iter().find(|hidden| hidden.start < at && at < hidden.end) {
            Some(hidden) if behind => hidden.end.min(self.range.end),
            Some(hidden) => hidden.start.max(self.range.start),
            None => at,
        }
    }
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
