//! A place in the text, and what go-yaml takes for blanks and line breaks there.

use memchr::{memchr, memchr3_iter};

/// A place in a text, between two characters.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// Where the line of the place begins.
    line: usize,
    /// Whether all line breaks are `\n`, so that the end of a line is found without looking at each byte.
    simple: bool,
}

const BOM: &str = "\u{FEFF}";

impl<'t> Cursor<'t> {
    /// The start of a text.
    pub(super) fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let start = if text.starts_with(BOM) { BOM.len() } else { 0 };
        let simple = !memchr3_iter(b'\r', 0xC2, 0xE2, bytes).any(|at| break_width(bytes, at) > 0);
        Cursor { text, bytes, at: start, line: start, simple }
    }

    /// The byte of the place in the text.
    #[inline]
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The byte that the line begins at.
    #[inline]
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// How far in the line the place is. What stands before a place whose column matters has one byte each.
    #[inline]
    pub(super) fn column(&self) -> usize {
        self.at - self.line
    }

    #[inline]
    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// The next byte; zero at the end, which is in no text that is read.
    #[inline]
    pub(super) fn byte(&self) -> u8 {
        self.byte_at(0)
    }

    /// The byte so many bytes ahead.
    #[inline]
    pub(super) fn byte_at(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The bytes from here on.
    #[inline]
    pub(super) fn rest(&self) -> &'t [u8] {
        &self.bytes[self.at..]
    }

    /// Goes on within the line.
    #[inline]
    pub(super) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Goes on to the first byte of the line that is in the table, or to the end.
    #[inline]
    pub(super) fn advance_to(&mut self, stops: &[bool; 256]) {
        let rest = self.rest();
        self.at += rest.iter().position(|byte| stops[usize::from(*byte)]).unwrap_or(rest.len());
    }

    /// Whether a blank, a line break or the end is so many bytes ahead: what ends an indicator.
    #[inline]
    pub(super) fn is_gap(&self, ahead: usize) -> bool {
        match self.byte_at(ahead) {
            b' ' | b'\t' | b'\n' | b'\r' => true,
            0 => self.at + ahead >= self.bytes.len(),
            0xC2 | 0xE2 => break_width(self.bytes, self.at + ahead) > 0,
            _ => false,
        }
    }

    #[inline]
    pub(super) fn is_blank(&self) -> bool {
        matches!(self.byte(), b' ' | b'\t')
    }

    /// How many bytes the line break has that stands here, if one does.
    #[inline]
    pub(super) fn break_width(&self) -> usize {
        break_width(self.bytes, self.at)
    }

    /// Goes behind a line break, if there is one here.
    pub(super) fn skip_break(&mut self) -> bool {
        let width = self.break_width();
        self.at += width;
        if width > 0 {
            self.line = self.at;
        }
        width > 0
    }

    #[inline]
    pub(super) fn skip_spaces(&mut self) {
        while self.byte() == b' ' {
            self.at += 1;
        }
    }

    #[inline]
    pub(super) fn skip_blanks(&mut self) {
        while self.is_blank() {
            self.at += 1;
        }
    }

    /// A byte order mark may begin a line. It has three bytes, and is one column; but behind `---` it is none, as at
    /// the beginning of a text: Kustomize reads each document of a file as a text of its own.
    pub(super) fn skip_byte_order_mark(&mut self) {
        if self.byte() == BOM.as_bytes()[0] && self.column() == 0 && self.text[self.at..].starts_with(BOM) {
            let begins_document = self.text[..self.at]
                .lines()
                .next_back()
                .is_some_and(|line| line.trim_start_matches(BOM).starts_with("---"));
            self.at += BOM.len();
            self.line = if begins_document { self.at } else { self.at - 1 };
        }
    }

    /// Goes to the end of the line, before its break.
    pub(super) fn skip_line(&mut self) {
        if self.simple {
            self.at += memchr(b'\n', self.rest()).unwrap_or(self.bytes.len() - self.at);
            return;
        }
        self.advance_to(&BREAKS);
        while !self.is_at_end() && self.break_width() == 0 {
            self.at += 1;
            self.advance_to(&BREAKS);
        }
    }

    /// Whether all line breaks of the text are `\n`.
    pub(super) fn has_simple_breaks(&self) -> bool {
        self.simple
    }

    /// Whether a line begins here that begins or ends a document.
    pub(super) fn is_at_document_indicator(&self) -> bool {
        self.column() == 0
            && matches!(self.byte(), b'-' | b'.')
            && (self.rest().starts_with(b"---") || self.rest().starts_with(b"..."))
            && self.is_gap(3)
    }
}

/// How many bytes a line break at `at` has: `\n`, `\r`, both, or one of Unicode's three. Zero if there is none.
#[inline]
pub(super) fn break_width(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b'\n') => 1,
        Some(b'\r') => 1 + usize::from(bytes.get(at + 1) == Some(&b'\n')),
        Some(0xC2) => 2 * usize::from(bytes.get(at + 1) == Some(&0x85)),
        Some(0xE2) => 3 * usize::from(matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xA8 | 0xA9]))),
        _ => 0,
    }
}

/// A table of the bytes that a run of others ends at; line breaks are always among them.
pub(super) const fn stops(others: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let breaks = [b'\n', b'\r', 0xC2, 0xE2];
    let mut index = 0;
    while index < breaks.len() {
        table[breaks[index] as usize] = true;
        index += 1;
    }
    index = 0;
    while index < others.len() {
        table[others[index] as usize] = true;
        index += 1;
    }
    table
}

static BREAKS: [bool; 256] = stops(&[]);
