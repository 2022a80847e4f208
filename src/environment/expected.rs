//! Reads how many objects an entry of a spec must hit: `optional: true`, or `matches: 2`.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::Expected;
use crate::yaml::Mapping;

use super::fields;

/// The keys that say it.
pub(super) const KEYS: [&str; 2] = ["matches", "optional"];

/// What the entry `mapping` expects; `what` it is, for messages. What is wrong is reported and expects nothing.
pub(super) fn read(mapping: &Mapping, what: &str, diagnostics: &mut Diagnostics) -> Expected {
    let optional = mapping.entry("optional");
    let Some(matches) = mapping.entry("matches") else {
        let Some(optional) = optional else { return Expected::AtLeastOne };
        return match optional.node.as_bool() {
            Some(true) => Expected::Any,
            Some(false) => Expected::AtLeastOne,
            None => {
                let what = format!("`optional` in {what}");
                diagnostics.push(fields::wrong_type(&optional.node, &what, "`true` or `false`"));
                Expected::Any
            }
        };
    };
    if let Some(optional) = optional {
        let message = format!("`matches` and `optional` do not go together in {what}");
        diagnostics.push(
            Diagnostic::new(Code::ConflictingFields, message)
                .at(matches.key_span, "says how many")
                .at(optional.key_span, "says that none is fine")
                .help("drop one of them"),
        );
        return Expected::Any;
    }
    let count =
        matches.node.as_i64().and_then(|count| usize::try_from(count).ok()).filter(|count| *count > 0);
    if let Some(count) = count {
        return Expected::Exactly { count, span: matches.node.span() };
    }
    if matches.node.as_i64().is_some() {
        let message = format!("`matches` in {what} must be 1 or more");
        let problem = Diagnostic::new(Code::InvalidValue, message).at(matches.node.span(), "less than 1");
        diagnostics.push(problem.help("`optional: true` is for what may hit nothing"));
    } else {
        diagnostics.push(fields::wrong_type(&matches.node, &format!("`matches` in {what}"), "a number"));
    }
    Expected::Any
}
