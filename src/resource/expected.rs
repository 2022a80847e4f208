//! How many objects something must hit.

use crate::diagnostic::Severity;
use crate::source::Span;

/// How many objects something that is meant for objects must hit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Expected {
    /// One or more.
    #[default]
    AtLeastOne,
    /// One or more, most likely: none is worth a warning.
    Likely,
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
    /// How bad it is that there is none.
    pub fn severity(self) -> Severity {
        if self == Expected::Likely { Severity::Warning } else { Severity::Error }
    }

    /// Whether so many hits are as expected.
    pub fn is_met_by(self, hits: usize) -> bool {
        match self {
            Expected::AtLeastOne | Expected::Likely => hits > 0,
            Expected::Any => true,
            Expected::Exactly { count, .. } => hits == count,
        }
    }
}
