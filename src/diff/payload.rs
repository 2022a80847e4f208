//! Finds the lines of a file that the lines of a text are written in.

use crate::source::{Sources, Span};

/// Where each line of `text` is written, which is written at `place`; nothing for one of which that cannot be told, as in
/// a string with escapes, or where a template put lines in.
pub fn lines_within(place: Span, text: &str, sources: &Sources) -> Vec<Option<Span>> {
    let source = sources.get(place.file);
    // A file that is asked for by its name has an empty place at its start.
    let is_file = place.range() == (0..0) && **source.text() == *text;
    let written = if is_file { text } else { source.text().get(place.range()).unwrap_or_default() };
    let is_block = written.starts_with('|');
    if written.starts_with(['"', '\'']) && written != text {
        return text.lines().map(|_| None).collect();
    }
    let mut start = place.range().start;
    let mut lines = Vec::new();
    for line in written.split_inclusive('\n') {
        let content = line.trim();
        let from = start + line.len() - line.trim_start().len();
        lines.push((content, Span::new(place.file, from..from + content.len())));
        start += line.len();
    }
    // Its header, if that is a part of the place, is no line of a block scalar.
    let below = if is_block { lines.get(1..).unwrap_or_default() } else { &lines[..] };
    // What a template puts in may be other words, but not more lines.
    let filled = |lines: &mut dyn Iterator<Item = &str>| lines.filter(|line| !line.trim().is_empty()).count();
    let is_whole = filled(&mut below.iter().map(|(content, _)| *content)) == filled(&mut text.lines());
    let mut below = below.iter();
    let found = |wanted: &str| {
        let (content, span) = below.next()?;
        (is_whole || *content == wanted.trim()).then_some(*span)
    };
    text.lines().map(found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_in_a_file_and_in_a_block_and_nowhere_else() {
        let sources = Sources::default();
        let at = |written: &str, text: &str| -> Vec<Option<(u32, u32)>> {
            let file = sources.add("a.yaml", written);
            let lines = lines_within(Span::new(file, 3..written.len()), text, &sources);
            let place = |span: Option<Span>| span.map(|span| sources.location(span));
            lines.into_iter().map(|span| place(span).map(|place| (place.line, place.column))).collect()
        };
        assert_eq!(at("---a\n b\n", "a\n b\n"), [Some((1, 4)), Some((2, 2))]);
        assert_eq!(at("a: |\n  one\n  two\n", "one\ntwo\n"), [Some((2, 3)), Some((3, 3))]);
        assert_eq!(at("a: |-\n  one\n  {{ two }}\n", "one\n2"), [Some((2, 3)), Some((3, 3))]);
        assert_eq!(at("   one\n   two\n", "one\ntwo\n"), [Some((1, 4)), Some((2, 4))]);
        assert_eq!(at("a: |\n  {% if x %}\n  one\n  {% endif %}\n", "one\n"), [None]);
        assert_eq!(at("a: \"one\\ntwo\"", "one\ntwo"), [None, None]);
    }
}
