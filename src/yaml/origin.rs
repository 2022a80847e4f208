//! Where a text was written: what the reader asks for, instead of knowing about files and templates.

use std::ops::Range;

use ecow::EcoString;

use super::events::Style;
use super::node::Node;
use crate::source::{FileId, Span};

/// The character that marks a scalar for [`Origin::scalar`].
const MARK: char = '\u{E000}';

/// Whether a text contains the mark. Its first byte is rare, and found much faster than the character.
pub(super) fn is_marked(text: &str) -> bool {
    text.as_bytes().contains(&0xEE) && text.contains(MARK)
}

/// Where the bytes of a text were written, and what its marked scalars stand for.
pub trait Origin {
    /// The place that the bytes `range` of the text were written at.
    fn span(&self, range: Range<usize>) -> Span;

    /// The node to take in place of a scalar or key that contains U+E000; asked for no other.
    ///
    /// `text` is the scalar without its quotes and escapes, `range` its bytes in the text.
    /// For a key, a string, boolean or number is taken by its text.
    fn scalar(&self, _text: &str, _style: Style, _range: Range<usize>) -> Option<Node> {
        None
    }

    /// Whether inside of `[` or `{` a value that is not written is the empty text, and a date with a time its own.
    fn is_text_in_flow(&self) -> bool {
        false
    }

    /// The text to take in place of what a block scalar says, if there is another. `behind` is what follows it.
    fn block(&self, _text: &str, _style: Style, _behind: &str) -> Option<EcoString> {
        None
    }
}

/// A plain file is its own origin.
impl Origin for FileId {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(*self, range)
    }
}

/// The origin of a text in which nothing has a place of its own.
pub struct Within(pub Span);

impl Origin for Within {
    fn span(&self, _range: Range<usize>) -> Span {
        self.0
    }
}
