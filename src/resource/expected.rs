//! How many objects something must hit.

use crate::source::Span;

/// How many objects something that is meant for objects must hit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Expected {
    /// One or more.
    #[default]
    AtLeastOne,
    /// As many as there are, or none: `optional: true`.
    Any,
    /// So many: `matches: 2`.
    Exactly {
        /// The number.
        count: usize,
        /// Where it is written.
        span: Span,
    },
}

impl Expected {
    /// Whether so many hits are as expected.
    pub fn is_met_by(self, hits: usize) -> bool {
        match self {
            Expected::AtLeastOne => hits > 0,
            Expected::Any => true,
            Expected::Exactly { count, .. } => hits == count,
        }
    }
}
