//! Scalars without quotes, which may go on over lines that are indented far enough.

use super::cursor::stops;
use super::folded::Folded;
use super::scanner::Scanner;
use super::token::{Kind, Token};
use super::{Fault, Reason, Style};

static IN_BLOCK: [bool; 256] = stops(b" \t:");
static IN_FLOW: [bool; 256] = stops(b" \t:,?[]{}");

impl<'t> Scanner<'t> {
    /// Whether a plain scalar may begin here, where no other token begins.
    pub(super) fn starts_plain(&self) -> bool {
        match self.cursor.byte() {
            b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"'
            | b'%' | b'@' | b'`' => false,
            b'-' | b'?' | b':' => !self.cursor.is_gap(1),
            _ => !self.cursor.is_gap(0),
        }
    }

    /// Reads the plain scalar that begins here, and the blank lines behind it.
    pub(super) fn plain(&mut self) -> Result<Token<'t>, Fault> {
        let start = self.cursor.at();
        let mut end = start;
        let mut text = Folded::new(self.cursor.text);
        let mut on_new_line = false;
        while !self.cursor.is_at_document_indicator() && self.cursor.byte() != b'#' {
            let from = self.cursor.at();
            self.skip_plain_word();
            let to = self.cursor.at();
            if to > from {
                if on_new_line {
                    text.fold_breaks(end..from);
                } else {
                    text.take(end..from);
                }
                text.take(from..to);
                end = to;
                on_new_line = false;
            }
            if !self.cursor.is_gap(0) || self.cursor.is_at_end() {
                break;
            }
            on_new_line |= self.skip_gap()?;
            if on_new_line && !self.is_in_flow() && self.is_left_of_content() {
                break;
            }
        }
        // The next line may begin with a key.
        self.key_allowed |= on_new_line;
        Ok(Token { kind: Kind::Scalar(Style::Plain), range: start..end, text: text.finish() })
    }

    /// Goes to what ends a word, or the whole scalar.
    fn skip_plain_word(&mut self) {
        let in_flow = self.is_in_flow();
        let stops = if in_flow { &IN_FLOW } else { &IN_BLOCK };
        loop {
            self.cursor.advance_to(stops);
            let goes_on = match self.cursor.byte() {
                b':' | b'?' => !self.cursor.is_gap(1),
                0xC2 | 0xE2 => !self.cursor.is_gap(0),
                _ => false,
            };
            if !goes_on {
                return;
            }
            self.cursor.advance(1);
        }
    }

    /// Goes over blanks and line breaks; gives whether there was a line break.
    fn skip_gap(&mut self) -> Result<bool, Fault> {
        let mut on_new_line = false;
        loop {
            if self.cursor.skip_break() {
                on_new_line = true;
            } else if !self.cursor.is_blank() {
                return Ok(on_new_line);
            } else if on_new_line && self.cursor.byte() == b'\t' && self.is_left_of_content() {
                return Err(self.fault_here(Reason::Tab));
            } else {
                self.cursor.advance(1);
            }
        }
    }
}
