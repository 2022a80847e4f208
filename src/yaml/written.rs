//! Where the text of a scalar is written: a text may be YAML in its turn, or a file of keys.

use std::ops::Range;

use super::Origin;
use crate::source::Span;

/// The begin of a line of a content: its byte there, and in the file that it is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WrittenLine {
    /// The byte in the content.
    pub content: usize,
    /// The byte in the file.
    pub source: usize,
}

impl WrittenLine {
    /// Where the lines of a scalar's content are written; nothing if they are not there as they are.
    pub fn all(source: &str, span: Span, content: &str) -> Option<Vec<WrittenLine>> {
        let written = source.get(span.range())?;
        let inner = |quote: &str| written.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        if let Some(quote) = ["", "\"", "'"].into_iter().find(|quote| inner(quote) == Some(content)) {
            return Some(vec![WrittenLine { content: 0, source: span.range().start + quote.len() }]);
        }
        // A block of literal lines: each stands behind the indentation.
        let (mut at, mut offset) = (source[..span.range().start].rfind('\n').map_or(0, |end| end + 1), 0);
        let mut lines = Vec::new();
        for line in content.split_inclusive('\n') {
            let raw = source[at..].split_inclusive('\n').next()?;
            let indentation = raw.trim_end_matches(['\n', '\r']).strip_suffix(line.trim_end_matches('\n'))?;
            if indentation.bytes().any(|byte| byte != b' ') {
                return None;
            }
            lines.push(WrittenLine { content: offset, source: at + indentation.len() });
            (at, offset) = (at + raw.len(), offset + line.len());
        }
        Some(lines)
    }
}

/// A scalar whose text is read in its turn.
pub struct Written {
    span: Span,
    lines: Option<Vec<WrittenLine>>,
}

impl Written {
    /// The scalar at `span` of the text `source`, which has this content.
    pub fn of(source: &str, span: Span, content: &str) -> Written {
        Written { span, lines: WrittenLine::all(source, span, content) }
    }
}

/// Places in it are those in the file; with escapes or folded lines in it, all of the scalar is the place.
impl Origin for Written {
    fn span(&self, range: Range<usize>) -> Span {
        let Some(lines) = &self.lines else { return self.span };
        let source = |offset: usize| {
            let line = lines[..lines.partition_point(|line| line.content <= offset)].last();
            let source = line.map_or(self.span.range().start, |line| line.source + offset - line.content);
            source.min(self.span.range().end)
        };
        Span::new(self.span.file, source(range.start)..source(range.end))
    }
}
