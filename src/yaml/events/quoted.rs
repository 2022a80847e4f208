//! Scalars in quotes.

use std::ops::Range;

use memchr::{memchr2, memchr3};

use super::cursor::stops;
use super::folded::Folded;
use super::scanner::Scanner;
use super::token::{Kind, Token};
use super::{Fault, Reason, Style};

static IN_SINGLE: [bool; 256] = stops(b" \t'");
static IN_DOUBLE: [bool; 256] = stops(b" \t\"\\");

impl<'t> Scanner<'t> {
    /// Reads the scalar whose quote is the next byte.
    pub(super) fn quoted(&mut self) -> Result<Token<'t>, Fault> {
        let start = self.cursor.at();
        let quote = self.cursor.byte();
        self.cursor.advance(1);
        let text = match self.rest_of_simple_quoted(quote) {
            Some(inner) => self.cursor.text[inner].into(),
            None => self.rest_of_quoted(quote, start)?.finish(),
        };
        self.cursor.advance(1);
        Ok(Token { kind: Kind::Scalar(Style::Quoted), range: start..self.cursor.at(), text })
    }

    /// Goes to the end of a scalar that is just what stands between its quotes; nothing and nowhere if it is not.
    fn rest_of_simple_quoted(&mut self, quote: u8) -> Option<Range<usize>> {
        let rest = self.cursor.rest();
        let length = match quote {
            b'"' => memchr3(b'"', b'\\', b'\n', rest)?,
            _ => memchr2(b'\'', b'\n', rest)?,
        };
        let is_simple = self.cursor.has_simple_breaks()
            && rest[length] == quote
            && (quote == b'"' || rest.get(length + 1) != Some(&b'\''));
        is_simple.then(|| {
            let start = self.cursor.at();
            self.cursor.advance(length);
            start..self.cursor.at()
        })
    }

    /// Reads to the closing quote of the scalar that begins at `start`.
    fn rest_of_quoted(&mut self, quote: u8, start: usize) -> Result<Folded<'t>, Fault> {
        let open = || Fault { reason: Reason::OpenQuote, range: start..start + 1 };
        let stops = if quote == b'"' { &IN_DOUBLE } else { &IN_SINGLE };
        let mut text = Folded::new(self.cursor.text);
        loop {
            let from = self.cursor.at();
            self.cursor.advance_to(stops);
            text.take(from..self.cursor.at());
            let at = self.cursor.at();
            match self.cursor.byte() {
                b'\'' if quote == b'\'' && self.cursor.byte_at(1) == b'\'' => {
                    text.take(at..at + 1);
                    self.cursor.advance(2);
                }
                byte if byte == quote => return Ok(text),
                b'\\' if quote == b'"' => self.escape(&mut text)?,
                _ if self.cursor.is_at_end() => return Err(open()),
                _ if self.cursor.is_gap(0) => self.quoted_gap(&mut text),
                _ => {
                    let width = self.cursor.text[at..].chars().next().map_or(1, char::len_utf8);
                    text.take(at..at + width);
                    self.cursor.advance(width);
                }
            }
            if self.cursor.is_at_document_indicator() {
                return Err(open());
            }
        }
    }

    /// Reads blanks and line breaks: blanks stay if no line ends behind them.
    fn quoted_gap(&mut self, text: &mut Folded<'t>) {
        let from = self.cursor.at();
        self.cursor.skip_blanks();
        if self.cursor.break_width() == 0 {
            return text.take(from..self.cursor.at());
        }
        text.fold_breaks(from..self.skip_gap_of_quoted());
    }

    /// Goes over blanks and line breaks, and gives where they end.
    fn skip_gap_of_quoted(&mut self) -> usize {
        self.cursor.skip_blanks();
        while self.cursor.skip_break() {
            self.cursor.skip_blanks();
        }
        self.cursor.at()
    }

    fn escape(&mut self, text: &mut Folded<'t>) -> Result<(), Fault> {
        let start = self.cursor.at();
        self.cursor.advance(1);
        if self.cursor.skip_break() {
            // Of an escaped line break nothing is left; those behind it count.
            let from = self.cursor.at();
            let to = self.skip_gap_of_quoted();
            text.keep_breaks(from..to);
            return Ok(());
        }
        let character = match self.cursor.byte() {
            b'0' => '\0',
            b'a' => '\u{7}',
            b'b' => '\u{8}',
            b't' | b'\t' => '\t',
            b'n' => '\n',
            b'v' => '\u{B}',
            b'f' => '\u{C}',
            b'r' => '\r',
            b'e' => '\u{1B}',
            // JSON has `\/`, which Go does not know.
            byte @ (b' ' | b'"' | b'\'' | b'\\' | b'/') => char::from(byte),
            b'N' => '\u{85}',
            b'_' => '\u{A0}',
            b'L' => '\u{2028}',
            b'P' => '\u{2029}',
            b'x' => self.named_character(start, 2)?,
            b'u' => self.named_character(start, 4)?,
            b'U' => self.named_character(start, 8)?,
            _ => {
                let width = self.cursor.text[self.cursor.at()..].chars().next().map_or(0, char::len_utf8);
                let range = start..self.cursor.at() + width;
                return Err(Fault { reason: Reason::UnknownEscape, range });
            }
        };
        self.cursor.advance(1);
        text.made().push(character);
        Ok(())
    }

    /// The character that the digits behind `x`, `u` or `U` name; the place is the last of them then.
    fn named_character(&mut self, start: usize, digits: usize) -> Result<char, Fault> {
        let rest = &self.cursor.rest()[1..];
        let given = rest.iter().take(digits).take_while(|byte| byte.is_ascii_hexdigit()).count();
        let from = self.cursor.at() + 1;
        let character = u32::from_str_radix(&self.cursor.text[from..from + given], 16)
            .ok()
            .filter(|_| given == digits)
            .and_then(char::from_u32);
        self.cursor.advance(given);
        character.ok_or(Fault { reason: Reason::NoCharacter, range: start..self.cursor.at() + 1 })
    }
}
