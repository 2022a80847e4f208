//! What a value begins with: an anchor and a tag, and a scalar, a list or a map.

use std::ops::Range;

use super::parser::{Events, Place, State};
use super::property::is_of_name;
use super::token::{Kind, Token};
use super::{Event, Fault, Placed, Properties, Reason, Scalar, Style, Tag};

impl<'t> Events<'t> {
    /// A value, or the beginning of one that holds others. What follows it lies on the stack.
    pub(super) fn node(&mut self, place: Place) -> Result<Placed<'t>, Fault> {
        if self.peek()? == Kind::Alias {
            let alias = self.take()?;
            self.state = self.pop();
            return Ok((Event::Alias(&self.text[alias.range.start + 1..alias.range.end]), alias.range));
        }
        let (properties, before) = self.properties()?;
        let kind = self.peek()?;
        let inside = match kind {
            Kind::Scalar(style) => {
                let Token { text, range, .. } = self.take()?;
                self.state = self.pop();
                // A plain scalar is shown with its tag, which decides what it is.
                let start = before.map_or(range.start, |before| before.start);
                let range = if style == Style::Plain { start..range.end } else { range };
                return Ok((Event::Scalar(Scalar { text, style, in_flow: false, properties }), range));
            }
            Kind::Item if place == Place::BehindKey => {
                self.state = State::ItemBelowKey;
                let start = self.here()?.start;
                return Ok((Event::SequenceStart(properties), start..start));
            }
            Kind::FlowSequenceStart => State::FlowItem { first: true },
            Kind::FlowMappingStart => State::FlowKey { first: true },
            Kind::BlockSequenceStart if place != Place::Flow => State::Item,
            Kind::BlockMappingStart if place != Place::Flow => State::Key,
            _ => {
                let Some(range) = before else { return Err(self.unexpected(Reason::NoValue)) };
                self.state = self.pop();
                let scalar = Scalar { text: "".into(), style: Style::Plain, in_flow: false, properties };
                return Ok((Event::Scalar(scalar), range));
            }
        };
        self.state = inside;
        let range = self.take()?.range;
        Ok(match kind {
            Kind::FlowSequenceStart | Kind::BlockSequenceStart => (Event::SequenceStart(properties), range),
            _ => (Event::MappingStart(properties), range),
        })
    }

    /// An anchor and a tag, in any order, and their bytes if there is one of them.
    fn properties(&mut self) -> Result<(Properties<'t>, Option<Range<usize>>), Fault> {
        let mut properties = Properties::default();
        let mut place: Option<Range<usize>> = None;
        loop {
            let is_new = match self.peek()? {
                Kind::Anchor => properties.anchor.is_none(),
                Kind::Tag => properties.tag.is_none(),
                _ => false,
            };
            if !is_new {
                return Ok((properties, place));
            }
            let Token { kind, range, .. } = self.take()?;
            let written = &self.text[range.clone()];
            if kind == Kind::Anchor {
                properties.anchor = Some(&written[1..]);
            } else {
                let unknown = Fault { reason: Reason::UnknownTag, range: range.clone() };
                properties.tag = Some(tag(written).ok_or(unknown)?);
            }
            place = Some(place.map_or(range.start, |place| place.start)..range.end);
        }
    }
}

/// What a tag means; nothing if its `!name!` is not known, for only a directive could tell.
fn tag(written: &str) -> Option<Tag<'_>> {
    const CORE: &str = "tag:yaml.org,2002:";
    let core = |name| Some(Tag::Core(name));
    if let Some(verbatim) = written.strip_prefix("!<") {
        let name = verbatim.strip_suffix('>').unwrap_or(verbatim);
        return name.strip_prefix(CORE).map_or(Some(Tag::Local), core);
    }
    if let Some(name) = written.strip_prefix("!!") {
        return core(name);
    }
    match written[1..].split_once('!') {
        Some((handle, _)) if handle.bytes().all(is_of_name) => None,
        _ if written == "!" => Some(Tag::Plain),
        _ => Some(Tag::Local),
    }
}
