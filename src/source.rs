//! Names files and points into them.

mod hidden;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

pub use hidden::DOTS;
use hidden::Hidden;

/// The number of a file in [`Sources`]. It never shows in any output: output is ordered by path.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FileId(u32);

impl FileId {
    /// The bare number, for the templates' markers.
    pub(crate) fn number(self) -> u32 {
        self.0
    }

    /// The file of a number that [`FileId::number`] gave.
    pub(crate) fn from_number(number: u32) -> Self {
        FileId(number)
    }
}

/// A range of bytes in a file, in twelve bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// The file pointed into.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// A span over the bytes `range` of `file`.
    ///
    /// Files are limited to far less than 4 GiB when they are read, so the offsets always fit.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { file, start: narrow(range.start), end: narrow(range.end) }
    }

    /// The smallest span that covers both; `self` if they are in different files.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The part of this span that the bytes `range` of `text` are written in, if `text` is what is written here, as it is
    /// or between quotes; all of it if it is written with escapes or over several lines.
    #[must_use]
    pub fn part(self, text: &str, range: Range<usize>) -> Span {
        let start = match self.range().len().checked_sub(text.len()) {
            Some(0) => self.range().start,
            Some(2) => self.range().start + 1,
            _ => return self,
        };
        Span::new(self.file, start + range.start..start + range.end)
    }

    /// The empty span at the start of this one.
    #[must_use]
    pub fn start(self) -> Span {
        Span { end: self.start, ..self }
    }

    /// The covered bytes as a range of indices.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..{}", self.file.0, self.start, self.end)
    }
}

/// Where a span begins, as a person counts.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Location {
    /// The file's name as it is shown: its path from the project's root, or the name of the argument (`--set`).
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line, self.column)
    }
}

/// A text that spans point into: a file, or an argument of the command line.
pub struct Source {
    path: String,
    /// What stands before the path where it is shown.
    prefix: Arc<str>,
    text: Arc<str>,
    lines: OnceLock<Vec<u32>>,
}

impl Source {
    /// The path from the project's root with `/` between its parts, or the argument's name.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The name that a person is shown: the path, which in a revision of a repository has that before it
    /// (`origin/main:environments/prod.yaml`).
    pub fn name(&self) -> Cow<'_, str> {
        if self.prefix.is_empty() {
            return Cow::Borrowed(&self.path);
        }
        Cow::Owned(format!("{}{}", self.prefix, self.path))
    }

    /// The whole text, as read.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The line that holds the byte `offset`, and the column there in characters, both from 1.
    ///
    /// A byte order mark is no character: editors do not count it either.
    pub fn line_column(&self, offset: usize) -> (u32, u32) {
        let offset = offset.min(self.text.len());
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start as usize <= offset).max(1) - 1;
        let before = self.text.get(starts[line] as usize..offset).unwrap_or_default();
        let column = before.trim_start_matches('\u{feff}').chars().count();
        (narrow(line + 1), narrow(column + 1))
    }

    /// The bytes of a line (from 1), without its line break; an empty range past the end.
    pub fn line_range(&self, line: u32) -> Range<usize> {
        let starts = self.line_starts();
        let index = line.max(1) as usize - 1;
        let Some(start) = starts.get(index).map(|start| *start as usize) else {
            return self.text.len()..self.text.len();
        };
        let end = starts.get(index + 1).map_or(self.text.len(), |next| *next as usize);
        let content = self.text[start..end].trim_end_matches(['\n', '\r']);
        start..start + content.len()
    }

    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(index, _)| narrow(index + 1))).collect()
        })
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Every text of a run, by [`FileId`]. Texts are only ever added, from any thread.
#[derive(Default)]
pub struct Sources {
    list: RwLock<Vec<Arc<Source>>>,
    hidden: RwLock<Hidden>,
    /// The folder that someone stands in, with a `/` behind it, if paths are to be shortened to what is below it.
    here: OnceLock<String>,
}

impl Sources {
    /// Says where they are seen from: of paths from the machine's root, those below this folder are shown from there on.
    pub fn see_from(&self, folder: &str) {
        self.here.get_or_init(|| format!("{}/", folder.trim_end_matches('/')));
    }

    /// A path as it is shown.
    pub fn seen<'p>(&self, path: &'p str) -> &'p str {
        let below = self.here.get().and_then(|here| path.strip_prefix(here.as_str()));
        below.unwrap_or(path)
    }

    /// A message whose quoted paths are as they are shown.
    pub fn with_seen_paths<'m>(&self, message: &'m str) -> Cow<'m, str> {
        match self.here.get().filter(|here| message.contains(here.trim_end_matches('/'))) {
            Some(here) => {
                let itself = format!("`{}`", here.trim_end_matches('/'));
                message.replace(&itself, "`.`").replace(&format!("`{here}"), "`").into()
            }
            None => message.into(),
        }
    }

    /// Adds a text and gives its number.
    pub fn add(&self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        self.add_within(Arc::default(), path, text)
    }

    /// Adds the text of a file whose name is shown with a prefix, and gives its number.
    pub fn add_within(&self, prefix: Arc<str>, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let source = Source { path: path.into(), prefix, text: text.into(), lines: OnceLock::new() };
        let mut list = self.list.write().unwrap_or_else(PoisonError::into_inner);
        list.push(Arc::new(source));
        FileId(narrow(list.len() - 1))
    }

    /// The number of an argument of the command line: the same whenever it is read. `nth`: how many of that name and
    /// text stand before it.
    pub fn argument(&self, name: &str, text: &str, nth: usize) -> FileId {
        let known = {
            let list = self.list.read().unwrap_or_else(PoisonError::into_inner);
            let is_it = |source: &Arc<Source>| source.path == name && *source.text == *text;
            list.iter().enumerate().filter(|(_, source)| is_it(source)).map(|(at, _)| at).nth(nth)
        };
        known.map_or_else(|| self.add(name, text), |at| FileId(narrow(at)))
    }

    /// The source of a number that [`Sources::add`] of this same value gave.
    pub fn get(&self, file: FileId) -> Arc<Source> {
        let list = self.list.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&list[file.0 as usize])
    }

    /// Where a span begins.
    pub fn location(&self, span: Span) -> Location {
        let source = self.get(span.file);
        let (line, column) = source.line_column(span.start as usize);
        Location { path: source.name().into_owned(), line, column }
    }

    /// Hides places: whatever is drawn of the texts, there are dots in their place.
    pub fn hide(&self, places: impl IntoIterator<Item = Span>) {
        let mut hidden = self.hidden.write().unwrap_or_else(PoisonError::into_inner);
        places.into_iter().for_each(|place| hidden.add_place(place));
    }

    /// Hides values wherever they stand, in a text or in a message, encoded or not; but not the shortest.
    pub fn hide_values<'v>(&self, values: impl IntoIterator<Item = &'v str>) {
        let mut hidden = self.hidden.write().unwrap_or_else(PoisonError::into_inner);
        values.into_iter().for_each(|value| hidden.add_value(value));
    }

    /// What is hidden in a part of a file: ranges of its bytes, in order and apart, that may begin before the part.
    pub fn hidden(&self, file: FileId, part: Range<usize>) -> Vec<Range<usize>> {
        let source = self.get(file);
        let hidden = self.hidden.read().unwrap_or_else(PoisonError::into_inner);
        hidden.within(file, &source.text, part)
    }

    /// A message with dots in the place of each hidden value.
    pub fn without_hidden<'m>(&self, message: &'m str) -> Cow<'m, str> {
        self.hidden.read().unwrap_or_else(PoisonError::into_inner).without_words(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let sources = Sources::default();
        let file = sources.add("a.yaml", "é: 1\r\nb: 2");
        let source = sources.get(file);
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column(2), (1, 2));
        assert_eq!(source.line_column(7), (2, 1));
        assert_eq!(source.line_column(999), (2, 5));
        assert_eq!(sources.get(sources.add("b.yaml", "\u{feff}b: 2")).line_column(3), (1, 1));
        assert_eq!(&source.text()[source.line_range(1)], "é: 1");
        assert_eq!(source.line_range(3), 11..11);
        assert_eq!(sources.location(Span::new(file, 7..8)).to_string(), "a.yaml:2:1");
    }

    #[test]
    fn a_part_of_a_string_is_where_it_is_written() {
        let file = Sources::default().add("a.yaml", r#"ab "ab" "ab""#);
        let span = |range| Span::new(file, range);
        assert_eq!(span(0..2).part("ab", 1..2), span(1..2));
        assert_eq!(span(3..7).part("ab", 1..2), span(5..6));
        assert_eq!(span(8..15).part("ab", 1..2), span(8..15));
    }
}
