//! Why a text is no YAML to Go.

use std::ops::Range;

/// What the parser cannot go on behind.
#[derive(Debug)]
pub(in crate::yaml) struct Fault {
    /// What is wrong.
    pub(in crate::yaml) reason: Reason,
    /// The bytes that it is seen from.
    pub(in crate::yaml) range: Range<usize>,
}

/// What can be wrong. `problem.rs` has the sentences.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::yaml) enum Reason {
    /// A line that begins with `%`.
    Directive,
    /// A tab where only blanks indent, or where an item or key begins in a column.
    Tab,
    /// A character that no value begins with.
    NoStart,
    /// A quote without its end.
    OpenQuote,
    /// A backslash before a character that stands for nothing.
    UnknownEscape,
    /// An escape whose digits name no character.
    NoCharacter,
    /// `&` or `*` without a name.
    NoName,
    /// A name behind `&` or `*` that goes on with a character that no name has.
    BadName,
    /// A tag with a character that no tag has.
    BadTag,
    /// A tag `!name!` that only a directive could have defined.
    UnknownTag,
    /// Text on the line of `|` or `>`.
    BlockHeader,
    /// `|0`.
    BlockIndent,
    /// A key without a `:` on its line.
    NoColon,
    /// A `:` without a key.
    NoKey,
    /// A `:` within a value that began before it.
    ColonInValue,
    /// A `?` within a value that began before it.
    KeyInValue,
    /// A `-` within a value that began before it.
    ItemInValue,
    /// A value that is not there.
    NoValue,
    /// Neither `,` nor the bracket's end.
    NoComma,
    /// A bracket's end without its beginning.
    StrayBracket,
    /// More behind a quote's end.
    BehindQuote,
    /// More behind a bracket's end, or behind an alias.
    BehindValue,
    /// A line in a column where nothing can go on.
    Indentation,
    /// More behind the end of a document.
    BehindDocument,
}
