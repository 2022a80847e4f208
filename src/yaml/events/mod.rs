//! From text to events, as go-yaml v3 does it: what it takes is taken, and what it refuses is refused.
//!
//! ```text
//! text ─ cursor ─ scanner ─────────────────── token ─ parser ─────── Event, or Fault
//!        (lines,  (columns, keys without `?`)         (the grammar)
//!        columns)  └─ plain, quoted, block,            └─ node
//!                     property, folded
//! ```
//!
//! go-yaml is a port of libyaml, and so are its two halves here: a scanner that knows columns, and a grammar that
//! knows none. Text is borrowed wherever nothing is folded or escaped in it, every token has its exact bytes, and all
//! is done in one pass: the scanner looks ahead 1024 characters at most, to find out whether a key begins here.

use std::borrow::Cow;
use std::ops::Range;

mod block;
mod cursor;
mod fault;
mod folded;
mod node;
mod parser;
mod plain;
mod property;
mod quoted;
mod scanner;
mod token;

pub(super) use fault::{Fault, Reason};
pub(super) use parser::Events;

/// What the reader builds a tree from.
#[derive(Debug)]
pub(super) enum Event<'t> {
    /// A document begins; what it holds follows.
    DocumentStart,
    /// The document is complete.
    DocumentEnd,
    /// A value that was given this name before.
    Alias(&'t str),
    /// A scalar.
    Scalar(Scalar<'t>),
    /// A list begins; its items follow.
    SequenceStart(Properties<'t>),
    /// A map begins; keys and values follow in turn.
    MappingStart(Properties<'t>),
    /// The innermost list or map is complete.
    End,
    /// There is nothing more.
    StreamEnd,
}

/// An event and the bytes that it was made from: none for what only indentation tells.
pub(super) type Placed<'t> = (Event<'t>, Range<usize>);

/// A scalar as it was written.
#[derive(Debug)]
pub(super) struct Scalar<'t> {
    /// The text, folded and with its escapes taken away.
    pub(super) text: Cow<'t, str>,
    /// How it was written.
    pub(super) style: Style,
    /// Whether it stands within brackets, of a value that is [settled](Events::settled).
    pub(super) in_flow: bool,
    /// Its anchor and tag.
    pub(super) properties: Properties<'t>,
}

impl Scalar<'_> {
    pub(super) fn is_plain(&self) -> bool {
        self.style == Style::Plain
    }
}

/// How a scalar was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Without quotes, and not as a block.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// As a block of lines below `|`.
    Literal,
    /// As a block of lines below `>`.
    Folded,
}

/// What may stand before a value.
#[derive(Default, Debug)]
pub(super) struct Properties<'t> {
    /// The name behind `&`.
    pub(super) anchor: Option<&'t str>,
    /// The tag `!!str`.
    pub(super) tag: Option<Tag<'t>>,
}

/// A tag that matters here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tag<'t> {
    /// `!`, which means "not as it looks".
    Plain,
    /// One of YAML's own, by its name: `str` for `!!str`.
    Core(&'t str),
    /// Any other.
    Local,
}
