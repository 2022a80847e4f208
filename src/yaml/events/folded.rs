//! The text of a scalar: a piece of the source for as long as that is possible.

use std::borrow::Cow;
use std::ops::Range;

/// The text of a scalar while it is read.
pub(super) struct Folded<'t> {
    source: &'t str,
    /// What was read so far, if it is this very piece of the source.
    piece: Range<usize>,
    /// What was read so far otherwise.
    made: Option<String>,
}

impl<'t> Folded<'t> {
    pub(super) fn new(source: &'t str) -> Self {
        Folded { source, piece: 0..0, made: None }
    }

    /// Adds a piece of the source.
    pub(super) fn take(&mut self, piece: Range<usize>) {
        match &mut self.made {
            Some(made) => made.push_str(&self.source[piece]),
            None if self.piece.is_empty() => self.piece = piece,
            None if self.piece.end == piece.start => self.piece.end = piece.end,
            None => {
                let source = self.source;
                self.made().push_str(&source[piece]);
            }
        }
    }

    /// The text, to add what the source does not have there.
    pub(super) fn made(&mut self) -> &mut String {
        self.made.get_or_insert_with(|| self.source[self.piece.clone()].to_owned())
    }

    /// Adds the line breaks in a piece of the source, without the blanks around them.
    pub(super) fn keep_breaks(&mut self, mut piece: Range<usize>) {
        if self.source[piece.clone()].starts_with('\n') {
            self.take(piece.start..piece.start + 1);
            piece.start += 1;
        }
        for character in breaks(&self.source[piece]) {
            self.made().push(character);
        }
    }

    /// Adds what the line breaks in a piece of the source stand for between two lines that are one.
    pub(super) fn fold_breaks(&mut self, piece: Range<usize>) {
        let mut breaks = breaks(&self.source[piece]).peekable();
        let made = self.made();
        match breaks.next() {
            Some('\n') if breaks.peek().is_none() => made.push(' '),
            Some('\n') | None => {}
            Some(separator) => made.push(separator),
        }
        made.extend(breaks);
    }

    pub(super) fn finish(self) -> Cow<'t, str> {
        match self.made {
            Some(made) => Cow::Owned(made),
            None => Cow::Borrowed(&self.source[self.piece]),
        }
    }
}

/// What each line break in a text is to a scalar. Unicode's two separators stay what they are.
fn breaks(text: &str) -> impl Iterator<Item = char> {
    let mut before = None;
    text.chars().filter_map(move |character| match (before.replace(character), character) {
        (Some('\r'), '\n') => None,
        (_, '\n' | '\r' | '\u{85}') => Some('\n'),
        (_, '\u{2028}' | '\u{2029}') => Some(character),
        _ => None,
    })
}
