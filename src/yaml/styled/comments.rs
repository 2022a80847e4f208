//! The comments on lines of their own, and what lies between what is read.

use super::{Result, Unsupported};

/// Comments without a blank line between them.
pub(super) struct Group<'t> {
    pub(super) lines: Vec<&'t str>,
    /// The column of all; nothing if they stand in several.
    pub(super) column: Option<usize>,
    pub(super) follows_blank: bool,
    pub(super) is_before_blank: bool,
}

/// A place in a text.
pub(super) struct Place<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
}

impl<'t> Place<'t> {
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn unsupported<T>(&self, what: &'static str) -> Result<T> {
        let before = self.text.get(..self.at).unwrap_or_default();
        Err(Unsupported { line: Some(before.matches('\n').count() + 1), what })
    }

    /// How far in its line a byte is.
    pub(super) fn column(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        at - before.rfind('\n').map_or(0, |newline| newline + 1)
    }

    pub(super) fn skip_spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(' ').len();
    }

    /// Takes what is expected.
    pub(super) fn take(&mut self, expected: char) -> Result<()> {
        if !self.rest().starts_with(expected) {
            return self.unsupported("anchors, tags, explicit keys or several documents");
        }
        self.at += expected.len_utf8();
        Ok(())
    }

    /// The comment that the line ends with.
    pub(super) fn comment(&mut self) -> Option<&'t str> {
        self.skip_spaces();
        let rest = self.rest();
        if !rest.starts_with('#') {
            return None;
        }
        let line = rest.split('\n').next().unwrap_or_default();
        self.at += line.len();
        Some(line.trim_end_matches(' '))
    }

    /// Goes to what is neither blank nor a comment, over comments on lines of their own.
    pub(super) fn groups(&mut self) -> Result<Vec<Group<'t>>> {
        let mut groups: Vec<Group<'t>> = Vec::new();
        // Of the line breaks since the last comment, or since the beginning.
        let mut breaks = 0;
        loop {
            let rest = self.rest();
            match rest.bytes().next() {
                Some(b' ') => self.at += 1,
                Some(b'\n') => {
                    breaks += 1;
                    self.at += 1;
                }
                Some(b'#') => {
                    let column = self.column(self.at);
                    if !self.text[self.at - column..self.at].bytes().all(|byte| byte == b' ') {
                        return self.unsupported("a comment at a place like this");
                    }
                    let line = self.comment().unwrap_or_default();
                    match groups.last_mut() {
                        Some(group) if breaks == 1 => {
                            group.lines.push(line);
                            group.column = group.column.filter(|same| *same == column);
                        }
                        last => {
                            if let Some(last) = last {
                                last.is_before_blank = true;
                            }
                            let (lines, column) = (vec![line], Some(column));
                            let follows_blank = breaks > 1;
                            groups.push(Group { lines, column, follows_blank, is_before_blank: false });
                        }
                    }
                    breaks = 0;
                }
                _ => break,
            }
        }
        if let Some(last) = groups.last_mut() {
            last.is_before_blank = breaks > 1;
        }
        Ok(groups)
    }

    /// Goes to a byte, over nothing but blanks.
    pub(super) fn go_to(&mut self, to: usize) -> Result<()> {
        if !self.groups()?.is_empty() {
            return self.unsupported("a comment between a key and its value");
        }
        self.is_at(to)
    }

    pub(super) fn is_at(&self, to: usize) -> Result<()> {
        if self.at == to {
            return Ok(());
        }
        self.unsupported("anchors, tags, explicit keys or several documents")
    }
}
