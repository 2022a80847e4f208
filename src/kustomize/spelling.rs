//! How the labels and annotations of objects are written: some keep their text, whatever they are read as (oddity 12).

use std::ops::Range;

use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Span};
use crate::yaml::{Entry, Node, Origin, Rules, read};

use super::documents::in_same_order;

/// A text with objects in it.
pub(super) struct Spelling<'t> {
    text: &'t str,
    /// The file that the text is written in.
    file: &'t str,
    /// With escapes or folded lines in the text nothing in it has a place of its own in the file. Then, its objects with
    /// their places in the text.
    apart: Option<Vec<Node>>,
}

/// The text itself, for who looks for places in it.
struct Itself(FileId);

impl Origin for Itself {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.0, range)
    }
}

impl<'t> Spelling<'t> {
    /// That of a text from `origin`, which is in this file.
    pub(super) fn of(text: &'t str, origin: &dyn Origin, file: &'t str) -> Spelling<'t> {
        let is_apart = text.len() > 1 && origin.span(0..1) == origin.span(1..2);
        let read_again = || {
            let itself = Itself(origin.span(0..1).file);
            in_same_order(read(text, &itself, Rules::Kustomize, &mut Diagnostics::default()))
        };
        Spelling { text, file, apart: is_apart.then(read_again) }
    }

    /// How the value of an entry of a field of `metadata` is written, of the object at a place in the order; nothing of a
    /// value that is written nowhere.
    pub(super) fn of_entry(&self, at: usize, field: &str, entry: &Entry) -> &'t str {
        let written = match &self.apart {
            None => self.file.get(entry.node.span().range()),
            Some(objects) => objects.get(at).and_then(|object| {
                let value = object.at(["metadata", field])?.get(&entry.key)?;
                self.text.get(value.span().range())
            }),
        };
        written.unwrap_or_default()
    }
}
