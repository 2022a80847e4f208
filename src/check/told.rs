//! Places at which something is wrong already: what is found there of the objects follows from it.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::Span;

/// The places of errors that left a part of a text unmade, such as an expression of a template that fails.
pub struct Told(Vec<Span>);

impl Told {
    /// The places of the errors of templates so far.
    pub fn of(diagnostics: &Diagnostics) -> Told {
        let is_blind = |problem: &&Diagnostic| {
            problem.severity == Severity::Error
                && matches!(problem.code, Code::TemplateError | Code::UndefinedName)
        };
        let labels = diagnostics.iter().filter(is_blind).filter_map(|problem| problem.labels.first());
        Told(labels.map(|label| label.span).collect())
    }

    /// Whether a problem is about a text that one of them is in.
    pub fn holds(&self, problem: &Diagnostic) -> bool {
        let Some(place) = problem.labels.first().map(|label| label.span) else { return false };
        let overlaps =
            |told: &Span| told.file == place.file && told.start < place.end && place.start < told.end;
        self.0.iter().any(overlaps)
    }
}
