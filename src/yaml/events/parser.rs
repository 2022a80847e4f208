//! From tokens to events: the grammar, as a machine whose states say what may come next.

use std::ops::Range;

use super::super::origin::Origin;
use super::super::plain;
use super::scanner::Scanner;
use super::token::{Kind, Token};
use super::{Event, Fault, Placed, Properties, Reason, Scalar, Style};

/// The events of a text, one by one.
pub(in crate::yaml) struct Events<'t> {
    scanner: Scanner<'t>,
    /// The token that comes next, if it is known already.
    next: Option<Token<'t>>,
    pub(super) state: State,
    /// What follows the lists and maps that are open, the innermost last.
    outer: Vec<State>,
    /// The last token that was taken, to tell what stands too much behind it.
    last: (Kind, usize),
    pub(super) text: &'t str,
}

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// A document, perhaps without `---`.
    FirstDocument,
    /// A document with `---`.
    Document,
    /// What a document holds.
    Content,
    /// The end of a document.
    DocumentEnd,
    /// `-` in a list that is indented, and in one that stands in the column of its key.
    Item,
    ItemBelowKey,
    /// A key of a block, or its value.
    Key,
    Value,
    /// A value in `[…]`: the first one, or any other behind a `,`.
    FlowItem {
        first: bool,
    },
    /// The parts of a pair in `[…]`, which is a map of its own.
    PairKey,
    PairValue,
    PairEnd,
    /// A key in `{…}`: the first one, or any other behind a `,`.
    FlowKey {
        first: bool,
    },
    FlowValue,
    /// The value of a key in `{…}` that has no `:`.
    NoFlowValue,
    /// Nothing.
    End,
}

/// Where a value stands, which decides what may be one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Flow,
    Block,
    /// Behind a key, where the items of a list need not be indented.
    BehindKey,
}

impl<'t> Events<'t> {
    pub(in crate::yaml) fn new(text: &'t str) -> Self {
        Events {
            scanner: Scanner::new(text),
            next: None,
            state: State::FirstDocument,
            outer: Vec::new(),
            last: (Kind::DocumentStart, 0),
            text,
        }
    }

    /// Goes over a `%YAML 1.1` before the first document: the API server, which has that version, takes it.
    pub(in crate::yaml) fn skip_version(&mut self) {
        self.scanner.skip_version();
    }

    /// The value that was just given; where its origin says so, within brackets one that is not written is the empty text,
    /// and a date with a time is its text.
    pub(in crate::yaml) fn settled(&self, scalar: Scalar<'t>, origin: &dyn Origin) -> Scalar<'t> {
        let is_open = scalar.is_plain() && scalar.properties.tag.is_none() && self.state.is_flow();
        let is_text = is_open
            && (scalar.text.is_empty() || scalar.text.contains(':') && plain::is_timestamp(&scalar.text))
            && origin.is_text_in_flow();
        Scalar {
            style: if is_text { Style::Quoted } else { scalar.style },
            in_flow: self.state.is_flow(),
            ..scalar
        }
    }

    /// The next event and its bytes.
    pub(in crate::yaml) fn next(&mut self) -> Result<Placed<'t>, Fault> {
        match self.state {
            State::FirstDocument => self.document(true),
            State::Document => self.document(false),
            State::Content => self.content(),
            State::DocumentEnd => self.document_end(),
            State::Item => self.item(),
            State::ItemBelowKey => self.item_below_key(),
            State::Key => self.key(),
            State::Value => self.value(),
            State::FlowItem { first } => self.flow_item(first),
            State::PairKey => self.pair_key(),
            State::PairValue => self.flow_value(State::PairEnd),
            State::PairEnd => {
                self.state = State::FlowItem { first: false };
                Ok((Event::End, self.here()?))
            }
            State::FlowKey { first } => self.flow_key(first),
            State::FlowValue => self.flow_value(State::FlowKey { first: false }),
            State::NoFlowValue => Ok(self.empty(State::FlowKey { first: false })),
            State::End => Ok((Event::StreamEnd, self.text.len()..self.text.len())),
        }
    }

    fn document(&mut self, first: bool) -> Result<Placed<'t>, Fault> {
        while !first && self.peek()? == Kind::DocumentEnd {
            self.take()?;
        }
        let here = self.here()?;
        match self.peek()? {
            Kind::StreamEnd => {
                self.state = State::End;
                return Ok((Event::StreamEnd, here));
            }
            Kind::DocumentStart => {
                self.take()?;
            }
            _ if first => {}
            _ => return Err(self.unexpected(Reason::BehindDocument)),
        }
        self.outer.push(State::DocumentEnd);
        self.state = State::Content;
        Ok((Event::DocumentStart, here))
    }

    fn content(&mut self) -> Result<Placed<'t>, Fault> {
        match self.peek()? {
            Kind::DocumentStart | Kind::DocumentEnd | Kind::StreamEnd => {
                let after = self.pop();
                Ok(self.empty(after))
            }
            _ => self.node(Place::Block),
        }
    }

    fn document_end(&mut self) -> Result<Placed<'t>, Fault> {
        let here = self.here()?;
        if self.peek()? == Kind::DocumentEnd {
            self.take()?;
        }
        self.state = State::Document;
        Ok((Event::DocumentEnd, here))
    }

    fn item(&mut self) -> Result<Placed<'t>, Fault> {
        match self.peek()? {
            Kind::Item => {
                self.take()?;
                match self.peek()? {
                    Kind::Item | Kind::BlockEnd => Ok(self.empty(State::Item)),
                    _ => self.node_before(State::Item, Place::Block),
                }
            }
            Kind::BlockEnd => self.end(),
            _ => Err(self.unexpected(Reason::Indentation)),
        }
    }

    fn item_below_key(&mut self) -> Result<Placed<'t>, Fault> {
        if self.peek()? != Kind::Item {
            self.state = self.pop();
            return Ok((Event::End, self.here()?));
        }
        self.take()?;
        match self.peek()? {
            Kind::Item | Kind::Key | Kind::Value | Kind::BlockEnd => Ok(self.empty(State::ItemBelowKey)),
            _ => self.node_before(State::ItemBelowKey, Place::Block),
        }
    }

    fn key(&mut self) -> Result<Placed<'t>, Fault> {
        match self.peek()? {
            Kind::Key => {
                self.take()?;
                self.key_or_value(State::Value)
            }
            Kind::BlockEnd => self.end(),
            Kind::Value => Err(self.unexpected(Reason::NoKey)),
            _ => Err(self.unexpected(Reason::Indentation)),
        }
    }

    fn value(&mut self) -> Result<Placed<'t>, Fault> {
        if self.peek()? != Kind::Value {
            return Ok(self.empty(State::Key));
        }
        self.take()?;
        self.key_or_value(State::Key)
    }

    fn key_or_value(&mut self, after: State) -> Result<Placed<'t>, Fault> {
        match self.peek()? {
            Kind::Key | Kind::Value | Kind::BlockEnd => Ok(self.empty(after)),
            _ => self.node_before(after, Place::BehindKey),
        }
    }

    fn flow_item(&mut self, first: bool) -> Result<Placed<'t>, Fault> {
        self.skip_comma(first, Kind::FlowSequenceEnd)?;
        match self.peek()? {
            Kind::FlowSequenceEnd => self.end(),
            Kind::Key => {
                let key = self.take()?;
                self.state = State::PairKey;
                Ok((Event::MappingStart(Properties::default()), key.range))
            }
            _ => self.node_before(State::FlowItem { first: false }, Place::Flow),
        }
    }

    fn pair_key(&mut self) -> Result<Placed<'t>, Fault> {
        match self.peek()? {
            Kind::Value | Kind::Comma | Kind::FlowSequenceEnd => Ok(self.empty(State::PairValue)),
            _ => self.node_before(State::PairValue, Place::Flow),
        }
    }

    fn flow_key(&mut self, first: bool) -> Result<Placed<'t>, Fault> {
        self.skip_comma(first, Kind::FlowMappingEnd)?;
        match self.peek()? {
            Kind::FlowMappingEnd => self.end(),
            Kind::Key => {
                self.take()?;
                match self.peek()? {
                    Kind::Value | Kind::Comma | Kind::FlowMappingEnd => Ok(self.empty(State::FlowValue)),
                    _ => self.node_before(State::FlowValue, Place::Flow),
                }
            }
            _ => self.node_before(State::NoFlowValue, Place::Flow),
        }
    }

    fn flow_value(&mut self, after: State) -> Result<Placed<'t>, Fault> {
        if self.peek()? != Kind::Value {
            return Ok(self.empty(after));
        }
        self.take()?;
        match self.peek()? {
            Kind::Comma | Kind::FlowMappingEnd | Kind::FlowSequenceEnd => Ok(self.empty(after)),
            _ => self.node_before(after, Place::Flow),
        }
    }

    /// Takes the `,` that stands before all entries but the first, and perhaps before the end.
    fn skip_comma(&mut self, first: bool, end: Kind) -> Result<(), Fault> {
        match self.peek()? {
            Kind::Comma if !first => self.take().map(|_| ()),
            kind if first || kind == end => Ok(()),
            _ => Err(self.unexpected(Reason::NoComma)),
        }
    }

    /// A value, behind which the state is another.
    fn node_before(&mut self, after: State, place: Place) -> Result<Placed<'t>, Fault> {
        self.outer.push(after);
        self.node(place)
    }

    /// A value that is not written, behind the last token.
    fn empty(&mut self, after: State) -> Placed<'t> {
        self.state = after;
        let scalar = Scalar {
            text: "".into(),
            style: Style::Plain,
            in_flow: false,
            properties: Properties::default(),
        };
        (Event::Scalar(scalar), self.last.1..self.last.1)
    }

    /// The end of the innermost list or map, by the next token.
    fn end(&mut self) -> Result<Placed<'t>, Fault> {
        self.state = self.pop();
        Ok((Event::End, self.take()?.range))
    }

    pub(super) fn pop(&mut self) -> State {
        self.outer.pop().unwrap_or(State::End)
    }

    /// What the next token is.
    pub(super) fn peek(&mut self) -> Result<Kind, Fault> {
        match &self.next {
            Some(token) => Ok(token.kind),
            None => Ok(self.next.insert(self.scanner.next()?).kind),
        }
    }

    /// Where the next token begins.
    pub(super) fn here(&mut self) -> Result<Range<usize>, Fault> {
        self.peek()?;
        let at = self.next.as_ref().map_or(0, |token| token.range.start);
        Ok(at..at)
    }

    pub(super) fn take(&mut self) -> Result<Token<'t>, Fault> {
        let token = match self.next.take() {
            Some(token) => token,
            None => self.scanner.next()?,
        };
        self.last = (token.kind, token.range.end);
        Ok(token)
    }

    /// The fault at the next token, which is not what was expected.
    pub(super) fn unexpected(&self, expected: Reason) -> Fault {
        let Some(Token { kind, range, .. }) = &self.next else {
            return Fault { reason: expected, range: self.text.len()..self.text.len() };
        };
        let in_flow = self.state.is_flow() || self.outer.last().is_some_and(|state| state.is_flow());
        let (last, end) = self.last;
        let is_behind = expected == Reason::Indentation
            && !self.text[end.min(range.start)..range.start].contains(['\n', '\r']);
        let reason = match (kind, last) {
            (Kind::FlowSequenceEnd | Kind::FlowMappingEnd, _) if !in_flow => Reason::StrayBracket,
            (Kind::Comma, _) if !in_flow => Reason::NoStart,
            (Kind::Item, _) if expected != Reason::Indentation => Reason::ItemInValue,
            (_, Kind::Scalar(Style::Quoted)) if is_behind => Reason::BehindQuote,
            (_, Kind::FlowSequenceEnd | Kind::FlowMappingEnd | Kind::Alias) if is_behind => {
                Reason::BehindValue
            }
            _ => expected,
        };
        Fault { reason, range: range.clone() }
    }
}

impl State {
    fn is_flow(self) -> bool {
        use State::{FlowItem, FlowKey, FlowValue, NoFlowValue, PairEnd, PairKey, PairValue};
        matches!(
            self,
            FlowItem { .. } | PairKey | PairValue | PairEnd | FlowKey { .. } | FlowValue | NoFlowValue
        )
    }
}
