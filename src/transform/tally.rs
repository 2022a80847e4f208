//! Keeps account of what something that is meant for objects hit and whether it changed that.

use crate::diagnostic::{Code, Diagnostic};
use crate::resource::Expected;
use crate::source::Span;

/// How many places are shown in a message.
pub(super) const SHOWN: usize = 3;

/// What something hit.
#[derive(Clone, Default, Debug)]
pub(super) struct Tally {
    count: usize,
    changed: bool,
    /// The first places.
    places: Vec<Span>,
}

impl Tally {
    /// Notes a hit at `place`, and whether it `changed` what was there.
    pub(super) fn note(&mut self, place: Span, changed: bool) {
        self.count += 1;
        self.changed |= changed;
        if self.places.len() < SHOWN {
            self.places.push(place);
        }
    }

    /// The problem of hits that are not as many as were asked for; nothing if they are, or if there are none, of
    /// which the caller knows more to say.
    ///
    /// `subject` hits, as `` `nginx` ``; `noun` is one of what it hits, as `image`.
    pub(super) fn miscount(&self, expected: Expected, subject: &str, noun: &str) -> Option<Diagnostic> {
        let Expected::Exactly { count: wanted, span } = expected else { return None };
        if self.count == 0 || expected.is_met_by(self.count) {
            return None;
        }
        let plural = if self.count == 1 { "" } else { "s" };
        let message = format!("{subject} hits {} {noun}{plural}, not {wanted}", self.count);
        let problem = Diagnostic::new(Code::NoMatch, message).at(span, "asked for here");
        Some(self.places.iter().fold(problem, |problem, place| problem.at(*place, "hit here")))
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The first place, if it hit something and changed nothing.
    pub(super) fn unchanged(&self) -> Option<Span> {
        self.places.first().copied().filter(|_| !self.changed)
    }
}
