//! The one door to the event parser: its events with ranges of bytes, and its errors with a place.

use std::borrow::Cow;
use std::ops::Range;

use saphyr_parser::{Event as Parsed, Parser, ScalarStyle, ScanError, Tag as ParsedTag};

use super::input::Text;
use super::offsets::Offsets;
use super::problem::{self, Problem};

/// What the reader builds a tree from.
pub(super) enum Event<'t> {
    /// A document begins; what it holds follows.
    DocumentStart,
    /// The document is complete.
    DocumentEnd,
    /// A value that was given a name before; the number of that name.
    Alias(usize),
    /// A scalar.
    Scalar(Scalar<'t>),
    /// A list begins; its items follow.
    SequenceStart(Properties),
    /// A map begins; keys and values follow in turn.
    MappingStart(Properties),
    /// The innermost list or map is complete.
    End,
    /// There is nothing more.
    StreamEnd,
}

/// A scalar as it was written.
pub(super) struct Scalar<'t> {
    /// The text, folded and with its escapes taken away.
    pub(super) text: Cow<'t, str>,
    /// How it was written.
    pub(super) style: Style,
    /// Its anchor and tag.
    pub(super) properties: Properties,
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
    /// As a block of lines below `|` or `>`.
    Block,
}

/// What may stand before a value.
#[derive(Default)]
pub(super) struct Properties {
    /// The number of the anchor `&name`; zero if there is none.
    pub(super) anchor: usize,
    /// The tag `!!str`.
    pub(super) tag: Option<Tag>,
}

/// A tag that matters here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Tag {
    /// `!`, which means "not as it looks".
    Plain,
    /// One of YAML's own, by its name: `str` for `!!str`.
    Core(String),
    /// Any other.
    Local,
}

/// The events of a text, one by one.
pub(super) struct Events<'t> {
    text: &'t str,
    parser: Parser<'t, Text<'t>>,
    offsets: Offsets<'t>,
    /// Where the last event ended, to find what the parser passes over in silence.
    end: usize,
}

impl<'t> Events<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Events { text, parser: Parser::new(Text::new(text)), offsets: Offsets::new(text), end: 0 }
    }

    /// The next event and the bytes that it was made from.
    pub(super) fn next(&mut self) -> Result<(Event<'t>, Range<usize>), Problem> {
        loop {
            let (parsed, span) = match self.parser.next_event() {
                None => return Ok((Event::StreamEnd, self.text.len()..self.text.len())),
                Some(Ok(event)) => event,
                Some(Err(error)) => return Err(self.problem(&error)),
            };
            let start = self.offsets.byte(span.start.index());
            let end =
                if span.end == span.start { start } else { self.offsets.byte(span.end.index()).max(start) };
            let Some(event) = self.convert(parsed, start)? else { continue };
            let range = self.narrow(&event, start..end);
            self.end = range.end;
            return Ok((event, range));
        }
    }

    fn convert(&self, parsed: Parsed<'t>, start: usize) -> Result<Option<Event<'t>>, Problem> {
        Ok(Some(match parsed {
            Parsed::Nothing | Parsed::StreamStart => return Ok(None),
            Parsed::StreamEnd => Event::StreamEnd,
            Parsed::DocumentStart(_) => {
                self.refuse_directives(start)?;
                Event::DocumentStart
            }
            Parsed::DocumentEnd => Event::DocumentEnd,
            Parsed::Alias(anchor) => Event::Alias(anchor),
            Parsed::Scalar(text, style, anchor, tag) => Event::Scalar(Scalar {
                text,
                style: match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                },
                properties: properties(anchor, tag.as_deref()),
            }),
            Parsed::SequenceStart(anchor, tag) => Event::SequenceStart(properties(anchor, tag.as_deref())),
            Parsed::MappingStart(anchor, tag) => Event::MappingStart(properties(anchor, tag.as_deref())),
            Parsed::SequenceEnd | Parsed::MappingEnd => Event::End,
        }))
    }

    /// Go's reader knows YAML 1.1 and refuses what asks for another; a directive is never needed.
    fn refuse_directives(&self, start: usize) -> Result<(), Problem> {
        let before = self.text.get(self.end..start).unwrap_or_default();
        let Some(at) = before.find('%').map(|at| self.end + at) else { return Ok(()) };
        if at != 0 && !self.text[..at].ends_with('\n') {
            return Ok(());
        }
        let end = self.text[at..].find(['\n', '\r']).map_or(self.text.len(), |length| at + length);
        Err(Problem::new("a YAML directive is not accepted by Kubernetes' tools", at..end)
            .label("a line that begins with `%`")
            .help("take this line away"))
    }

    /// The parser's ranges take in blanks, comments and line breaks behind the token; and an empty scalar
    /// stands on the `:` or `-` before it.
    fn narrow(&self, event: &Event<'t>, range: Range<usize>) -> Range<usize> {
        let Some(text) = self.text.get(range.clone()) else { return range };
        match event {
            Event::Scalar(scalar) if scalar.is_plain() && scalar.text.is_empty() => {
                match self.text.as_bytes().get(range.start) {
                    Some(b':' | b'-' | b'?') => range.start + 1..range.start + 1,
                    Some(b'!' | b'&') => range.start..range.start + text.trim_end().len(),
                    _ => range.start..range.start,
                }
            }
            Event::Scalar(scalar) if !scalar.is_plain() => {
                let skipped = skip_properties(text, &scalar.properties);
                let start = range.start + skipped;
                let token = &text[skipped..];
                let quoted = scalar.style == Style::Quoted;
                start..start + if quoted { token_length(token) } else { token.trim_end().len() }
            }
            Event::End if matches!(text.as_bytes().first(), Some(b']' | b'}')) => {
                range.start..range.start + 1
            }
            Event::End | Event::DocumentStart | Event::DocumentEnd | Event::StreamEnd => {
                range.start..range.start
            }
            _ => range,
        }
    }

    fn problem(&self, error: &ScanError) -> Problem {
        let at = self.offsets.byte(error.marker().index());
        problem::explain(error.info(), self.text, at)
    }
}

fn properties(anchor: usize, tag: Option<&ParsedTag>) -> Properties {
    let tag = tag.map(|tag| match tag.suffix.as_str() {
        _ if tag.is_yaml_core_schema() => Tag::Core(tag.suffix.clone()),
        "!" if tag.handle.is_empty() => Tag::Plain,
        suffix => {
            suffix.strip_prefix("tag:yaml.org,2002:").map_or(Tag::Local, |name| Tag::Core(name.to_owned()))
        }
    });
    Properties { anchor, tag }
}

/// The length of an anchor and a tag at the start of `text`, with the blanks behind them.
fn skip_properties(text: &str, properties: &Properties) -> usize {
    if properties.anchor == 0 && properties.tag.is_none() {
        return 0;
    }
    let mut rest = text;
    while rest.starts_with(['!', '&']) {
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_whitespace()).trim_start();
        while rest.starts_with('#') {
            rest = rest.trim_start_matches(|c| c != '\n').trim_start();
        }
    }
    text.len() - rest.len()
}

/// The length of the quoted scalar that `text` begins with.
fn token_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let Some(quote @ (b'"' | b'\'')) = bytes.first().copied() else { return text.trim_end().len() };
    let mut index = 1;
    while let Some(byte) = bytes.get(index) {
        match byte {
            b'\\' if quote == b'"' => index += 1,
            byte if *byte == quote && quote == b'\'' && bytes.get(index + 1) == Some(&b'\'') => index += 1,
            byte if *byte == quote => return index + 1,
            _ => {}
        }
        index += 1;
    }
    text.len()
}
