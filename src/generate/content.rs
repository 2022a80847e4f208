//! A key's content: text, or bytes that are none.

use std::ops::Range;
use std::sync::Arc;

use data_encoding::BASE64;
use ecow::EcoString;

use crate::source::Span;
use crate::yaml::{Cause, Node};

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
    is_verbatim: bool,
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
        Entry { key: key.into(), key_span, request: span, content, node, is_verbatim: false }
    }

    /// The same, asked for at `request`.
    #[must_use]
    pub fn asked_at(self, request: Span) -> Entry {
        Entry { request, ..self }
    }

    /// The same, its content being exactly the bytes at its place: places in it can be told.
    #[must_use]
    pub fn verbatim(self) -> Entry {
        Entry { is_verbatim: true, ..self }
    }

    /// The place of the byte at `offset` of the content, and where that is in words if the place is all of it.
    pub(super) fn place(&self, offset: usize) -> (Span, String) {
        let span = self.node.span();
        if self.is_verbatim {
            let start = (span.start as usize + offset).min(span.end as usize);
            let rest = self.content.bytes().get(offset..).unwrap_or_default();
            let line = rest.iter().position(|byte| b"\r\n".contains(byte)).unwrap_or(rest.len());
            return (Span::new(span.file, start..(start + line).min(span.end as usize)), String::new());
        }
        let bytes = self.content.bytes();
        let before = String::from_utf8_lossy(&bytes[..offset.min(bytes.len())]);
        let (lines, column) = (before.matches('\n').count(), before.rsplit('\n').next().unwrap_or_default());
        let words = format!(", at line {}, column {} of the value", lines + 1, column.chars().count() + 1);
        (span, if offset == 0 { String::new() } else { words })
    }

    /// The place of a range of the content; all of it where no places in it can be told.
    pub(super) fn range(&self, range: Range<usize>) -> Span {
        let span = self.node.span();
        let start = span.start as usize;
        if self.is_verbatim { Span::new(span.file, start + range.start..start + range.end) } else { span }
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
