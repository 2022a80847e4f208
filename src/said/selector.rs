//! Reads the parts of a selector: regular expressions, and selectors of labels.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kubernetes::label_selector::LabelSelector;
use crate::resource::{Pattern, Query};
use crate::yaml::Entry;

/// The regular expression that an entry says; what is none is reported.
pub fn pattern(text: &str, entry: &Entry, diagnostics: &mut Diagnostics) -> Option<Pattern> {
    match Pattern::regex(text) {
        Ok(pattern) => Some(pattern),
        Err(reason) => {
            let message = format!("`{text}` is not a regular expression: {reason}");
            let problem =
                Diagnostic::new(Code::InvalidValue, message).at(entry.node.span(), "not understood");
            diagnostics.push(match Pattern::with_stars(text) {
                Some(regex) => problem.help(format!("any characters are `.*` here: `{regex}`")),
                None => problem,
            });
            None
        }
    }
}

/// The selector of labels or annotations that an entry says; what is none is reported.
pub fn query(text: &str, entry: &Entry, diagnostics: &mut Diagnostics) -> Option<Query> {
    match LabelSelector::parse(text) {
        Ok(selector) => Some(Query { written: text.into(), selector }),
        Err(malformed) => {
            let message = format!("`{text}` is not a `{}`: {}", entry.key, malformed.reason);
            let place = entry.node.span().part(text, malformed.place);
            let problem = Diagnostic::new(Code::InvalidValue, message).at(place, "not understood from here");
            diagnostics.push(problem.help("write it as for kubectl: `app=web,tier in (front,back),!canary`"));
            None
        }
    }
}
