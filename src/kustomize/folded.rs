//! What becomes of a block scalar (`|`, `>`) in Kustomize.
//!
//! Kustomize prints each object once and reads it again before it prints it for good, and go-yaml folds by other rules
//! than it reads (`yaml_emitter_write_folded_scalar`): it asks how the text begins where it means the next line.

use std::ops::Range;

use ecow::EcoString;

use crate::source::Span;
use crate::yaml::{Origin, Style};

/// The origin of objects and patches, in which a block scalar is what Kustomize makes of it.
pub(super) struct Refolded<'o> {
    pub(super) origin: &'o dyn Origin,
    /// Whether they are objects. Printed and read again, `{a: }` says the empty text, and a time in
    /// brackets is in quotes; in a patch they are what they are read as.
    pub(super) are_objects: bool,
}

impl Origin for Refolded<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        self.origin.span(range)
    }

    fn is_text_in_flow(&self) -> bool {
        self.are_objects
    }

    fn block(&self, text: &str, style: Style, behind: &str) -> Option<EcoString> {
        let folded = if style == Style::Folded { refolded(text) } else { None };
        let is_longer = self.are_objects && keeps_breaks(text) && ends_with_comment(behind);
        if !is_longer {
            return folded;
        }
        let mut longer = folded.unwrap_or_else(|| text.into());
        longer.push('\n');
        Some(longer)
    }
}

/// Whether a text is one that only `|+` can write.
fn keeps_breaks(text: &str) -> bool {
    text.ends_with("\n\n") || text == "\n"
}

/// Whether nothing but comments follows in a document: printed and read again, a text that keeps its line breaks has one
/// more in front of them.
fn ends_with_comment(behind: &str) -> bool {
    let mut has_comment = false;
    for line in behind.lines() {
        match line.trim_start_matches([' ', '\t']) {
            "" => {}
            rest if rest.starts_with('#') => has_comment = true,
            _ => return has_comment && (line.starts_with("---") || line.starts_with("...")),
        }
    }
    has_comment
}

/// A text, folded by go-yaml and read again; nothing where it is written in another style.
///
/// Lines in front of an indented one get an empty line behind them, and so does the end of a text that keeps its empty
/// lines. A text that begins with an indented line loses line breaks instead.
pub(super) fn refolded(text: &str) -> Option<EcoString> {
    if !may_be_folded(text) {
        return None;
    }
    let mut rest = text.trim_start_matches('\n');
    let mut made = EcoString::from(&text[..text.len() - rest.len()]);
    let is_widened = !is_indented(rest);
    while !rest.is_empty() {
        let (line, behind) = rest.split_at(rest.find('\n').unwrap_or(rest.len()));
        let next = behind.trim_start_matches('\n');
        let breaks = behind.len() - next.len();
        let written = breaks + usize::from(is_widened && !is_indented(line));
        made.push_str(line);
        match (next.is_empty(), is_indented(line) || is_indented(next), written) {
            (true, ..) if breaks < 2 => made.push_str(behind),
            (true, ..) | (false, true, _) => (0..written).for_each(|_| made.push('\n')),
            (false, false, 1) => made.push(' '),
            (false, false, _) => (1..written).for_each(|_| made.push('\n')),
        }
        rest = next;
    }
    Some(made)
}

fn is_indented(line: &str) -> bool {
    line.starts_with([' ', '\t'])
}

/// Whether go-yaml writes a text as a block; otherwise it is put in quotes, and comes back as it was.
fn may_be_folded(text: &str) -> bool {
    let is_printable = |character| {
        matches!(character, '\n' | '\t' | ' '..='~' | '\u{A0}'..='\u{FFFD}')
            && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{FEFF}')
    };
    !text.ends_with(' ') && !text.contains(" \n") && text.chars().all(is_printable)
}

#[cfg(test)]
mod tests {
    use super::refolded;

    #[test]
    fn only_indented_lines_and_kept_ends_change() {
        for (text, printed) in [
            ("one two\n", "one two\n"),
            ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
            ("\n\none\n", "\n\none\n"),
            ("one\n  two\nthree\n", "one\n\n  two\nthree\n"),
            ("one\n\n  two\n\n  three\n", "one\n\n\n  two\n\n  three\n"),
            ("one\n\n", "one\n\n\n"),
            ("one\n  two\n\n", "one\n\n  two\n\n"),
            ("  one\ntwo\nthree\n\nfour\n\n", "  one\ntwo three\nfour\n\n"),
            ("\n\n", "\n\n"),
        ] {
            assert_eq!(refolded(text).as_deref(), Some(printed), "{text:?}");
        }
        for text in ["one \ntwo\n", "one\ntwo ", "one\n😀\n", "one\u{85}\n"] {
            assert_eq!(refolded(text), None, "{text:?}");
        }
    }
}
