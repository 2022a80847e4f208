//! Anchors, aliases and tags.

use super::scanner::Scanner;
use super::token::{Kind, Token};
use super::{Fault, Reason};

impl<'t> Scanner<'t> {
    /// Reads the `&name` or `*name` that begins here.
    pub(super) fn anchor(&mut self, kind: Kind) -> Result<Token<'t>, Fault> {
        let start = self.cursor.at();
        self.cursor.advance(1);
        let from = self.cursor.at();
        self.skip_while(is_of_name);
        let end = self.cursor.at();
        if from == end {
            return Err(Fault { reason: Reason::NoName, range: start..end });
        }
        if !self.cursor.is_gap(0) && !b"?:,]}%@`".contains(&self.cursor.byte()) {
            return Err(Fault { reason: Reason::BadName, range: start..end });
        }
        Ok(Token { kind, range: start..end, text: self.cursor.text[from..end].into() })
    }

    /// Reads the `!tag` that begins here.
    pub(super) fn tag(&mut self) -> Result<Token<'t>, Fault> {
        let start = self.cursor.at();
        self.cursor.advance(1);
        let is_verbatim = self.cursor.byte() == b'<';
        if is_verbatim {
            self.cursor.advance(1);
        }
        self.skip_while(is_of_tag);
        let mut is_right = true;
        if is_verbatim {
            is_right = self.cursor.byte() == b'>' && self.cursor.at() > start + 2;
            self.cursor.advance(usize::from(is_right));
        }
        let end = self.cursor.at();
        let text = &self.cursor.text[start..end];
        if !is_right || !self.cursor.is_gap(0) || text == "!!" {
            return Err(Fault { reason: Reason::BadTag, range: start..end });
        }
        Ok(Token { kind: Kind::Tag, range: start..end, text: text.into() })
    }

    fn skip_while(&mut self, is_part: fn(u8) -> bool) {
        let length = self.cursor.rest().iter().take_while(|byte| is_part(**byte)).count();
        self.cursor.advance(length);
    }
}

pub(super) fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn is_of_tag(byte: u8) -> bool {
    is_of_name(byte) || b";/?:@&=+$,.!~*'()[]%".contains(&byte)
}
