//! A key's content: text, or bytes that are none.

use std::ops::Range;
use std::sync::Arc;

use data_encoding::BASE64;
use ecow::EcoString;

use crate::source::Span;
use crate::yaml::{Cause, Node, WrittenLine};

/// A key and what stands behind it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: EcoString,
    /// Where the key is written, or the path that it is the last part of.
    pub key_span: Span,
    /// Where the spec asks for it.
    pub request: Span,
    content: Content,
    /// The text, or the bytes in base64; it remembers the content that it replaced.
    node: Node,
    /// Where its lines are written, where that can be told.
    lines: Option<Arc<[WrittenLine]>>,
}

/// What stands behind a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// UTF-8 text.
    Text(EcoString),
    /// Bytes that are no text.
    Bytes(Arc<[u8]>),
}

impl Content {
    /// Text where the bytes are UTF-8.
    pub fn of(bytes: Vec<u8>) -> Content {
        match String::from_utf8(bytes) {
            Ok(text) => Content::Text(text.into()),
            Err(error) => Content::Bytes(error.into_bytes().into()),
        }
    }

    /// All bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Content::Text(text) => text.as_bytes(),
            Content::Bytes(bytes) => bytes,
        }
    }
}

impl Entry {
    /// A key whose content is written at `span`. The spec asks for it there too until [`Entry::asked_at`] says otherwise.
    pub fn new(key: impl Into<EcoString>, key_span: Span, content: Content, span: Span) -> Entry {
        let text = match &content {
            Content::Text(text) => text.clone(),
            Content::Bytes(bytes) => BASE64.encode(bytes).into(),
        };
        let node = Node::new(text, span);
        Entry { key: key.into(), key_span, request: span, content, node, lines: None }
    }

    /// The same, asked for at `request`.
    #[must_use]
    pub fn asked_at(self, request: Span) -> Entry {
        Entry { request, ..self }
    }

    /// The same, its content being exactly the bytes at its place: places in it can be told.
    #[must_use]
    pub fn verbatim(self) -> Entry {
        let source = self.node.span().start as usize;
        Entry { lines: Some([WrittenLine { content: 0, source }].into()), ..self }
    }

    /// The same, its content being a scalar of the text `source`: places in it can be told unless escapes or folded
    /// lines are in it.
    #[must_use]
    pub fn written_in(self, source: &str) -> Entry {
        let text = std::str::from_utf8(self.content.bytes()).unwrap_or_default();
        Entry { lines: WrittenLine::all(source, self.node.span(), text).map(Arc::from), ..self }
    }

    /// Whether places in the content can be told.
    pub(super) fn has_places(&self) -> bool {
        self.lines.is_some()
    }

    /// The place of the byte at `offset` of the content up to its line's end, and where that is in words if the place
    /// is all of the content.
    pub(super) fn place(&self, offset: usize) -> (Span, String) {
        if self.has_places() {
            let rest = self.content.bytes().get(offset..).unwrap_or_default();
            let line = rest.iter().position(|byte| b"\r\n".contains(byte)).unwrap_or(rest.len());
            return (self.range(offset..offset + line), String::new());
        }
        let (line, column) = self.line_column(offset);
        let words = format!(", at line {line}, column {column} of the value");
        (self.node.span(), if offset == 0 { String::new() } else { words })
    }

    /// The same where the line is not shown: words tell the column.
    pub(super) fn hidden_place(&self, offset: usize) -> (Span, String) {
        let (span, words) = self.place(offset);
        match self.line_column(offset) {
            (_, column) if self.has_places() && column > 1 => {
                (span, format!(", at column {column} of the line"))
            }
            _ => (span, words),
        }
    }

    /// Both from 1, the column in characters.
    fn line_column(&self, offset: usize) -> (usize, usize) {
        let bytes = self.content.bytes();
        let before = String::from_utf8_lossy(&bytes[..offset.min(bytes.len())]);
        let last = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, last.chars().count() + 1)
    }

    /// The place of a range of the content; all of it where no places in it can be told.
    pub(super) fn range(&self, range: Range<usize>) -> Span {
        let span = self.node.span();
        let Some(lines) = &self.lines else { return span };
        let source = |offset: usize| {
            let line = lines[..lines.partition_point(|line| line.content <= offset)].last();
            let source = line.map_or(span.start as usize, |line| line.source + offset - line.content);
            source.min(span.end as usize)
        };
        Span::new(span.file, source(range.start)..source(range.end))
    }

    /// The byte of the content at a line and a column, both from 1, the column in bytes.
    pub(super) fn offset(&self, line: usize, column: usize) -> usize {
        let bytes = self.content.bytes();
        let before = bytes.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1));
        (before.map(<[u8]>::len).sum::<usize>() + column.saturating_sub(1)).min(bytes.len())
    }

    /// What stands behind the key.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// The text, or the bytes in base64, with its past.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// Puts `new` in its place, which remembers what it was.
    pub fn replace(&mut self, cause: Cause, new: Entry) {
        let mut node = std::mem::replace(&mut self.node, new.node.clone());
        node.replace(cause, new.node);
        *self = Entry { node, ..new };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Sources;
    use crate::yaml::{Rules, read};

    #[test]
    fn places_in_a_scalar_are_those_in_its_file() {
        let text = "a: |\n  one\n    two é x\n\n  end x\nb: plain x\nc: 'quoted x'\nd: |-\n  x\ne: \"\\u0041 x\"\nf: >\n  g\n  x\n";
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            let sources = Sources::default();
            let file = sources.add("a.yaml", text.as_str());
            let nodes = read(&text, &file, Rules::Kustomize, &mut Diagnostics::default());
            let mut told = Vec::new();
            for entry in nodes[0].as_mapping().unwrap() {
                let content = Content::Text(entry.node.as_str().unwrap().into());
                let made = Entry::new(entry.key.clone(), entry.key_span, content, entry.node.span());
                let made = made.written_in(&text);
                told.push((entry.key.as_str(), made.has_places()));
                for (at, _) in entry.node.as_str().unwrap().match_indices('x') {
                    let shown = &text[made.place(at).0.range()];
                    assert!(shown == "x" || !made.has_places(), "{shown:?} in {}", entry.key);
                }
            }
            assert_eq!(
                told,
                [("a", true), ("b", true), ("c", true), ("d", true), ("e", false), ("f", false)]
            );
        }
    }
}
