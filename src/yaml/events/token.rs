//! What the scanner gives to the parser.

use std::borrow::Cow;
use std::ops::Range;

use super::Style;

/// A piece of the text that is one to the grammar.
#[derive(Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    /// Its bytes; none for what only indentation tells.
    pub(super) range: Range<usize>,
    /// The text of a scalar, the name of an anchor or alias, and a tag as it is written.
    pub(super) text: Cow<'t, str>,
}

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    StreamEnd,
    /// `---`
    DocumentStart,
    /// `...`
    DocumentEnd,
    /// Before the first `-` of a list.
    BlockSequenceStart,
    /// Before the first key of a map.
    BlockMappingStart,
    /// Where a line begins left of a list or map.
    BlockEnd,
    /// `[`
    FlowSequenceStart,
    /// `]`
    FlowSequenceEnd,
    /// `{`
    FlowMappingStart,
    /// `}`
    FlowMappingEnd,
    /// `-`
    Item,
    /// `,`
    Comma,
    /// `?`, or nothing before what turned out to be a key.
    Key,
    /// `:`
    Value,
    Alias,
    Anchor,
    Tag,
    Scalar(Style),
}

impl Token<'_> {
    /// A token without a text.
    pub(super) fn new(kind: Kind, range: Range<usize>) -> Self {
        Token { kind, range, text: Cow::Borrowed("") }
    }
}
