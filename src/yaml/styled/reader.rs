//! Reads a text with its quotes and comments: the events of the reader, and beside them what lies between.

use std::ops::Range;

use super::comments::Place;
use super::scalar::{FLOAT, Quotes, Scalar, fits_block, kind};
use super::{End, Member, Part, Result, Styled, Unsupported};
use crate::yaml::events::{self, Event, Events, Style};
use crate::yaml::problem::MAX_DEPTH;
use crate::yaml::quote;

/// The longest key that go-yaml writes without a `?`.
const LONGEST_KEY: usize = 128;

/// Reads a text of one document that is a list or map.
pub(super) fn read(text: &str) -> Result<Styled<'_>> {
    let mut reader = Reader {
        events: Events::new(text),
        place: Place { text, at: 0 },
        depth: 0,
        is_missing: false,
        top: None,
    };
    if let Some(at) = text.find(|char: char| char != '\n' && quote::must_escape(char)) {
        reader.place.at = at;
        return reader.place.unsupported("a tab or another character that is not visible");
    }
    if text.starts_with("---\n") {
        reader.place.at = 4;
    }
    reader.event()?;
    let (event, range) = reader.event()?;
    let root = match event {
        Event::SequenceStart(properties) if range.is_empty() => reader.block(&properties, true)?,
        Event::MappingStart(properties) if range.is_empty() => reader.block(&properties, false)?,
        _ => return reader.place.unsupported("no list or map of lines"),
    };
    reader.event()?;
    if !matches!(reader.event()?.0, Event::StreamEnd) {
        return reader.place.unsupported("several documents");
    }
    let end = reader.end()?;
    reader.place.is_at(text.len())?;
    Ok(Styled { top: reader.top.unwrap_or_default(), root, end })
}

struct Reader<'t> {
    events: Events<'t>,
    place: Place<'t>,
    depth: usize,
    /// Whether the last value is not written.
    is_missing: bool,
    /// The comments before the first entry, once they are read.
    top: Option<Vec<Vec<&'t str>>>,
}

impl<'t> Reader<'t> {
    fn event(&mut self) -> Result<(Event<'t>, Range<usize>)> {
        let unreadable = Unsupported { line: None, what: "what is no YAML" };
        self.events.next().map_err(|_| unreadable)
    }

    /// The comment at the end of the text.
    fn end(&mut self) -> Result<Option<End<'t>>> {
        let mut groups = self.place.groups()?;
        let Some(group) = groups.pop() else { return Ok(None) };
        if !groups.is_empty() || group.column != Some(0) {
            return self.place.unsupported("comments at its end that are indented, or apart from each other");
        }
        if self.is_missing {
            return self.place.unsupported("a comment at its end, behind a value that is not written");
        }
        Ok(Some(End { follows_blank: group.follows_blank, lines: group.lines }))
    }

    /// The comment above what begins in a column of the next line.
    fn head(&mut self) -> Result<Vec<&'t str>> {
        let groups = self.place.groups()?;
        let column = self.place.column(self.place.at);
        if groups.iter().any(|group| group.column != Some(column)) {
            return self.place.unsupported("a comment before it that is not indented as the line is");
        }
        let mut groups = groups.into_iter();
        if self.top.is_none() {
            let mut top: Vec<_> = groups.collect();
            let head = top.pop_if(|last| !last.is_before_blank);
            self.top = Some(top.into_iter().map(|group| group.lines).collect());
            return Ok(head.map(|group| group.lines).unwrap_or_default());
        }
        let Some(group) = groups.next() else { return Ok(Vec::new()) };
        if groups.next().is_some() || group.is_before_blank && !group.follows_blank {
            return self.place.unsupported("comments before it with a blank line behind them");
        }
        Ok(group.lines)
    }

    /// The members of a list or map of lines, to its end.
    fn block(&mut self, properties: &events::Properties<'t>, is_list: bool) -> Result<Part<'t>> {
        self.enter(properties)?;
        let mut members = Vec::new();
        loop {
            let (event, range) = self.event()?;
            if matches!(event, Event::End) {
                self.depth -= 1;
                return Ok(Part::Members { members, is_list, is_flow: false });
            }
            let head = self.head()?;
            members.push(if is_list {
                self.item(head, event, &range)?
            } else {
                self.entry(head, event, &range)?
            });
        }
    }

    fn item(&mut self, head: Vec<&'t str>, event: Event<'t>, range: &Range<usize>) -> Result<Member<'t>> {
        self.place.take('-')?;
        if self.place.comment().is_some() {
            return self.place.unsupported("a comment behind `-`");
        }
        if is_missing(&event) && !head.is_empty() {
            return self.place.unsupported("a comment above a lone `-`");
        }
        if !is_missing(&event) && !self.place.groups()?.is_empty() {
            return self.place.unsupported("a comment below `-`");
        }
        let value = self.value(event, range)?;
        let comment = self.behind(&value);
        Ok(Member { head, key: None, behind_key: None, value, comment })
    }

    fn entry(&mut self, head: Vec<&'t str>, event: Event<'t>, range: &Range<usize>) -> Result<Member<'t>> {
        self.place.is_at(range.start)?;
        let key = self.key(event, range)?;
        self.place.skip_spaces();
        self.place.take(':')?;
        let behind_key = self.place.comment();
        let (event, range) = self.event()?;
        let is_block = matches!(event, Event::SequenceStart(_) | Event::MappingStart(_)) && range.is_empty();
        let is_missing = is_missing(&event);
        if behind_key.is_some() && !is_block && !is_missing {
            return self.place.unsupported("a comment between a key and its value");
        }
        let value = self.value(event, &range)?;
        if is_missing {
            return Ok(Member { head, key: Some(key), behind_key: None, value, comment: behind_key });
        }
        let comment = self.behind(&value);
        Ok(Member { head, key: Some(key), behind_key, value, comment })
    }

    /// The comment behind a value that ends in the middle of a line.
    fn behind(&mut self, value: &Part<'t>) -> Option<&'t str> {
        match value {
            Part::Members { is_flow: false, .. } => None,
            Part::Scalar(scalar) if scalar.quotes == Quotes::Literal => None,
            _ => self.place.comment(),
        }
    }

    fn key(&mut self, event: Event<'t>, range: &Range<usize>) -> Result<Scalar> {
        let Event::Scalar(scalar) = event else {
            return self.place.unsupported("a key that is no text");
        };
        let is_written = !range.is_empty() && scalar.text.len() <= LONGEST_KEY && !scalar.text.contains('\n');
        if !is_written || scalar.is_plain() && scalar.text == "<<" {
            return self.place.unsupported("a merge, or a key that is long, empty or of several lines");
        }
        self.scalar(&scalar, range)
    }

    fn value(&mut self, event: Event<'t>, range: &Range<usize>) -> Result<Part<'t>> {
        self.is_missing = is_missing(&event);
        if self.is_missing {
            return Ok(Part::Scalar(Scalar::new("", Quotes::None)));
        }
        match event {
            Event::Scalar(scalar) if matches!(scalar.style, Style::Literal | Style::Folded) => {
                self.lines(&scalar, range)
            }
            Event::Scalar(scalar) => {
                self.place.go_to(range.start)?;
                self.scalar(&scalar, range).map(Part::Scalar)
            }
            Event::SequenceStart(properties) if range.is_empty() => self.block(&properties, true),
            Event::MappingStart(properties) if range.is_empty() => self.block(&properties, false),
            Event::SequenceStart(properties) => {
                self.place.go_to(range.start)?;
                self.flow(&properties, true)
            }
            Event::MappingStart(properties) => {
                self.place.go_to(range.start)?;
                self.flow(&properties, false)
            }
            _ => self.place.unsupported("an alias"),
        }
    }

    /// What stands in brackets, to its end.
    fn flow(&mut self, properties: &events::Properties<'t>, is_list: bool) -> Result<Part<'t>> {
        self.enter(properties)?;
        self.place.take(if is_list { '[' } else { '{' })?;
        let mut members = Vec::new();
        loop {
            let (event, range) = self.event()?;
            self.within_brackets(range.start)?;
            if matches!(event, Event::End) {
                self.place.take(if is_list { ']' } else { '}' })?;
                self.depth -= 1;
                return Ok(Part::Members { members, is_list, is_flow: true });
            }
            let (key, (event, range)) = if is_list {
                (None, (event, range))
            } else {
                (Some(self.key(event, &range)?), self.event()?)
            };
            self.within_brackets(range.start)?;
            if range.is_empty() {
                return self
                    .place
                    .unsupported("a value that is left out within brackets, or a pair in a list");
            }
            let value = self.value(event, &range)?;
            members.push(Member { head: Vec::new(), key, behind_key: None, value, comment: None });
        }
    }

    /// Goes on within brackets, over nothing but blanks and what parts values.
    fn within_brackets(&mut self, to: usize) -> Result<()> {
        let rest = self.place.rest();
        self.place.at += rest.len() - rest.trim_start_matches([' ', '\n', ',', ':']).len();
        if self.place.at == to {
            return Ok(());
        }
        self.place.unsupported("comments, anchors, tags or values left out within brackets")
    }

    fn enter(&mut self, properties: &events::Properties<'t>) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.place.unsupported("lists and maps too deep in each other");
        }
        self.bare(properties)
    }

    fn bare(&self, properties: &events::Properties<'t>) -> Result<()> {
        if properties.anchor.is_none() && properties.tag.is_none() {
            return Ok(());
        }
        self.place.unsupported("an anchor or a tag")
    }

    /// A scalar in or without quotes, whose first byte is the next one.
    fn scalar(&mut self, scalar: &events::Scalar<'t>, range: &Range<usize>) -> Result<Scalar> {
        let rest = self.place.rest();
        if rest.strip_prefix(FLOAT).is_some_and(|rest| rest.starts_with(&*scalar.text))
            && kind(&scalar.text) == "int"
        {
            self.place.at = range.end;
            return Ok(Scalar { tag: Some(FLOAT), ..Scalar::new(&scalar.text, Quotes::None) });
        }
        self.bare(&scalar.properties)?;
        let quotes = match self.place.rest().bytes().next() {
            Some(b'\'') => Quotes::Single,
            Some(b'"') => Quotes::Double,
            _ => Quotes::None,
        };
        if quotes != Quotes::Double && scalar.text.contains('\n') {
            return self.place.unsupported("a blank line within a value");
        }
        if quotes == Quotes::None && scalar.text.starts_with('?') {
            return self.place.unsupported("a `?`");
        }
        self.place.at = range.end;
        Ok(Scalar::new(&scalar.text, quotes))
    }

    /// The lines below `|`.
    fn lines(&mut self, scalar: &events::Scalar<'t>, range: &Range<usize>) -> Result<Part<'t>> {
        self.bare(&scalar.properties)?;
        if scalar.style == Style::Folded {
            return self.place.unsupported("lines below `>`");
        }
        self.place.skip_spaces();
        let header = self.place.rest().split('\n').next().unwrap_or_default();
        if !header.starts_with('|') || header.contains('#') || !fits_block(&scalar.text) {
            return self
                .place
                .unsupported("a comment behind `|`, or lines that end in blanks or blank lines");
        }
        self.place.at = range.end;
        Ok(Part::Scalar(Scalar::new(&scalar.text, Quotes::Literal)))
    }
}

/// Whether a value is not written.
fn is_missing(event: &Event<'_>) -> bool {
    let Event::Scalar(scalar) = event else { return false };
    let properties = &scalar.properties;
    scalar.is_plain() && scalar.text.is_empty() && properties.anchor.is_none() && properties.tag.is_none()
}
