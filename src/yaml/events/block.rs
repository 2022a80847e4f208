//! Scalars of several lines below `|` or `>`.

use super::folded::Folded;
use super::scanner::Scanner;
use super::token::{Kind, Token};
use super::{Fault, Reason, Style};

/// What becomes of the line breaks behind the last line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    /// None is kept: `-`.
    Strip,
    /// One is kept.
    Clip,
    /// All are kept: `+`.
    Keep,
}

impl<'t> Scanner<'t> {
    /// Reads the scalar whose `|` or `>` is the next byte.
    ///
    /// Its range is that of its lines; of one without any, that of its indicator.
    pub(super) fn block_scalar(&mut self) -> Result<Token<'t>, Fault> {
        let start = self.cursor.at();
        let is_folded = self.cursor.byte() == b'>';
        let (chomping, indent) = self.block_header(start)?;
        let mut text = Folded::new(self.cursor.text);
        let mut range = start..start + 1;
        let mut end = self.cursor.at();
        let indent = match indent {
            // What Go adds to is the column of the innermost block, which is none at the root.
            Some(more) => {
                let indent = self.indent.unwrap_or(0) + more;
                self.skip_empty_lines(indent)?;
                indent
            }
            None => self.detect_indent()?,
        };
        let mut is_first = true;
        let mut follows_indented = false;
        // Of the line breaks behind the last line.
        let mut first_break = 0;
        while self.cursor.column() == indent && !self.cursor.is_at_end() {
            let from = self.cursor.at();
            let is_indented = self.cursor.is_blank();
            if is_folded && !is_first && !follows_indented && !is_indented {
                text.fold_breaks(end..from);
            } else {
                text.keep_breaks(end..from);
            }
            if is_first {
                range.start = from;
            }
            (is_first, follows_indented) = (false, is_indented);
            self.cursor.skip_line();
            end = self.cursor.at();
            text.take(from..end);
            range.end = end;
            first_break = self.cursor.break_width();
            self.cursor.skip_break();
            self.skip_empty_lines(indent)?;
        }
        chomp(&mut text, chomping, first_break, end, self.cursor.at());
        let style = if is_folded { Style::Folded } else { Style::Literal };
        Ok(Token { kind: Kind::Scalar(style), range, text: text.finish() })
    }

    /// Reads the line of the `|` or `>`: what is said there about line breaks and indentation.
    fn block_header(&mut self, start: usize) -> Result<(Chomping, Option<usize>), Fault> {
        let fault = |reason, end| Err(Fault { reason, range: start..end });
        let mut chomping = None;
        let mut indent = None;
        self.cursor.advance(1);
        loop {
            match self.cursor.byte() {
                b'-' if chomping.is_none() => chomping = Some(Chomping::Strip),
                b'+' if chomping.is_none() => chomping = Some(Chomping::Keep),
                b'0' if indent.is_none() => return fault(Reason::BlockIndent, self.cursor.at() + 1),
                digit @ b'1'..=b'9' if indent.is_none() => indent = Some(usize::from(digit - b'0')),
                _ => break,
            }
            self.cursor.advance(1);
        }
        self.cursor.skip_blanks();
        if self.cursor.byte() == b'#' {
            self.cursor.skip_line();
        }
        if !self.cursor.skip_break() && !self.cursor.is_at_end() {
            return fault(Reason::BlockHeader, start + 1);
        }
        Ok((chomping.unwrap_or(Chomping::Clip), indent))
    }

    /// Goes to the first line that is not empty. As far as it and the empty lines before it are indented, so are all
    /// lines, and further than the block around them.
    fn detect_indent(&mut self) -> Result<usize, Fault> {
        let mut indent = self.indent.map_or(1, |around| around + 1);
        loop {
            self.cursor.skip_spaces();
            indent = indent.max(self.cursor.column());
            if self.cursor.byte() == b'\t' {
                return Err(self.fault_here(Reason::Tab));
            }
            if !self.cursor.skip_break() {
                return Ok(indent);
            }
        }
    }

    /// Goes to the next line that is not empty, and in it as far as the lines are indented.
    fn skip_empty_lines(&mut self, indent: usize) -> Result<(), Fault> {
        loop {
            while self.cursor.column() < indent && self.cursor.byte() == b' ' {
                self.cursor.advance(1);
            }
            if self.cursor.column() < indent && self.cursor.byte() == b'\t' {
                return Err(self.fault_here(Reason::Tab));
            }
            if !self.cursor.skip_break() {
                return Ok(());
            }
        }
    }
}

/// Adds what is kept of the line breaks from `end` to `next`, behind the last line.
fn chomp(text: &mut Folded, chomping: Chomping, first_break: usize, end: usize, next: usize) {
    match chomping {
        Chomping::Strip => {}
        Chomping::Clip => text.keep_breaks(end..end + first_break),
        Chomping::Keep => text.keep_breaks(end..next),
    }
}
