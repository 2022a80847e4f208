//! Fields of which at most one, or exactly one, may be set.

use super::findings::Findings;
use crate::diagnostic::{Code, Diagnostic, quoted_list};
use crate::kubernetes::unions::{self, Union};
use crate::yaml::{Entry, Mapping};

/// Checks the fields of a map that is read as the type `type_name`.
pub(super) fn check(findings: &mut Findings, type_name: &str, mapping: &Mapping) {
    let Some(union) = unions::of(type_name) else { return };
    let is_one = |entry: &&Entry| union.fields.contains(&entry.key.as_str()) && is_set(entry);
    let set: Vec<&Entry> = mapping.iter().filter(is_one).collect();
    let excludes =
        |one: &Entry, other: &Entry| !unions::are_taken(type_name, one.key.as_str(), other.key.as_str());
    let conflicting = set.iter().enumerate().find_map(|(index, second)| {
        let first = set[..index].iter().find(|first| excludes(first, second))?;
        Some((*first, *second))
    });
    match conflicting {
        Some((first, second)) => findings.push(conflict(findings, union, first, second)),
        None if set.is_empty()
            && union.needs_one
            && !union.fields.iter().any(|field| findings.suggested(mapping, field)) =>
        {
            let field = findings.path(None);
            let message = format!("`{field}` names no {}", union.what);
            let diagnostic = Diagnostic::new(Code::MissingField, message)
                .at(findings.place_of(mapping), format!("{type_name} needs one"))
                .help(one_of(union));
            findings.push(diagnostic.field(field));
        }
        _ => {}
    }
}

/// Whether one field of the type must be set, whichever it is.
pub(super) fn needs_one(type_name: &str) -> bool {
    unions::of(type_name).is_some_and(|union| union.needs_one)
}

fn conflict(findings: &Findings, union: &Union, first: &Entry, second: &Entry) -> Diagnostic {
    let path = findings.path(None);
    let message = format!("`{path}` sets both `{}` and `{}`", first.key, second.key);
    Diagnostic::new(Code::ConflictingFields, message)
        .at(second.key_span, format!("only one {} can be set", union.what))
        .at(first.key_span, "also set here")
        .field(findings.path(Some(&second.key)))
}

fn one_of(union: &Union) -> String {
    const SHOWN: usize = 6;
    if union.fields.len() > SHOWN {
        return format!("add one, such as {}", quoted_list(&union.fields[..3], "or"));
    }
    format!("add {}", quoted_list(union.fields, "or"))
}

fn is_set(entry: &Entry) -> bool {
    !entry.node.is_null() && !unions::is_unset(&entry.key, entry.node.as_str(), entry.node.as_i64())
}
