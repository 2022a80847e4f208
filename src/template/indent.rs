//! Further lines of a text that is put in at some column: they begin at that column too.

use super::marker;

/// The text with `padding` before each line but the first, and within it before each further line of a value.
///
/// Empty lines stay empty.
pub(super) fn further_lines(text: &str, padding: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut from = 0;
    for at in memchr::memchr2_iter(b'\n', marker::FIRST_BYTE, text.as_bytes()) {
        let behind = if text.as_bytes()[at] == b'\n' {
            Some(at + 1).filter(|line| !begins_empty(&text[*line..]))
        } else {
            marker::behind_number(text, at)
        };
        if let Some(behind) = behind {
            out.push_str(&text[from..behind]);
            out.push_str(padding);
            from = behind;
        }
    }
    out.push_str(&text[from..]);
    out
}

/// Whether the first line of a text holds nothing.
fn begins_empty(text: &str) -> bool {
    let rest = text.trim_start_matches('\r');
    rest.is_empty() || rest.starts_with('\n')
}

/// Whether a line holds nothing, so that nothing is put before it.
pub(super) fn is_empty(line: &str) -> bool {
    line.trim_end_matches('\r').is_empty()
}

/// Appends a line of a text of the template; its values stand `padding` further in.
pub(super) fn values(line: &str, padding: &str, out: &mut String) {
    let mut rest = line;
    while let Some(start) = marker::padding(rest) {
        out.push_str(&rest[..start]);
        out.push_str(padding);
        rest = &rest[start..];
    }
    out.push_str(rest);
}

/// Appends the text of a value, with `padding` before each line but the first.
pub(super) fn put(text: &str, padding: &str, out: &mut String) {
    if padding.is_empty() {
        return out.push_str(text);
    }
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
            out.push_str(if is_empty(line) { "" } else { padding });
        }
        out.push_str(line);
    }
}

/// How far the lines of a YAML block scalar stand in, which its content no longer shows.
///
/// The scalar's bytes in `text` begin at `start`: on its first line or, behind a tag, at its `|` or `>`.
pub(super) fn of_block(text: &str, start: usize, content: &str) -> usize {
    let blanks = |text: &str| {
        let line = text.split('\n').find(|line| !line.trim().is_empty()).unwrap_or_default();
        line.len() - line.trim_start_matches(' ').len()
    };
    let before = &text[text[..start].rfind('\n').map_or(0, |line_break| line_break + 1)..start];
    let lines = if before.trim().is_empty() {
        &text[start - before.len()..]
    } else {
        text[start..].split_once('\n').map_or("", |(_, lines)| lines)
    };
    blanks(lines).saturating_sub(blanks(content))
}

/// The text of a value that `indent` was applied to, as the lines of a block that stand in by `column`.
pub(super) fn within_block(text: &str, column: usize) -> String {
    let mut lines = text.split('\n');
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        out.push('\n');
        out.push_str(&line[blanks.min(column)..]);
    }
    out
}
