//! Words, bounds and formats of fields, by the tables of `kubernetes::values`.

use super::findings::{Findings, with_past};
use super::wanted::whole;
use crate::diagnostic::{Code, Diagnostic, one_of_words};
use crate::kubernetes::values::{self, Row, Takes};
use crate::yaml::{Mapping, Node, Value, stands_in};

/// Checks the fields of a map that is read as the type `type_name`.
pub(super) fn check<'n>(findings: &mut Findings<'n, '_>, type_name: &str, mapping: &'n Mapping) {
    for row in values::of(type_name) {
        match mapping.get(row.field) {
            Some(node) if !node.is_null() => field(findings, row, node),
            _ if row.needed => findings.missing(mapping, type_name, row.field),
            _ => {}
        }
    }
}

fn field(findings: &mut Findings<'_, '_>, row: &Row, node: &Node) {
    if let Value::Sequence(items) = node.value() {
        if items.is_empty() && row.needed {
            report(findings, row, node, None, Said::Empty);
        }
        for (index, item) in items.iter().enumerate() {
            value(findings, row, item, Some(index));
        }
    } else {
        value(findings, row, node, None);
    }
}

fn value(findings: &mut Findings<'_, '_>, row: &Row, node: &Node, index: Option<usize>) {
    // What is of another type is said where it is read. A null in a list of words is an empty one.
    let is_word = index.is_some() && matches!(row.takes, Takes::OneOf(_) | Takes::Words(_));
    let text = node.as_str().or_else(|| (is_word && node.is_null()).then_some(""));
    let said = match (row.takes, text) {
        (_, Some("")) if row.needed => Said::Empty,
        (Takes::Words(words), Some(text)) if !words.contains(&text) => Said::Unknown(words),
        (_, Some("")) if index.is_none() => return,
        (_, Some(text)) if stands_in(text) => return,
        (Takes::OneOf(words), Some(text)) if !words.contains(&text) => Said::Unknown(words),
        (Takes::Format(format), Some(text)) => match format(text) {
            Some(fault) => Said::Malformed(fault),
            None => return,
        },
        (Takes::Within(low, high), _) => match whole(node) {
            Some(number) if number < low => Said::Below(low),
            Some(number) if number > high => Said::Above(high),
            _ => return,
        },
        _ => return,
    };
    report(findings, row, node, index, said);
}

/// What is wrong with a value.
#[derive(Clone, Copy)]
enum Said {
    Empty,
    Unknown(&'static [&'static str]),
    Malformed(&'static str),
    Below(i64),
    Above(i64),
}

#[cold]
fn report(findings: &mut Findings<'_, '_>, row: &Row, node: &Node, index: Option<usize>, said: Said) {
    let field = findings.path(Some(row.field)) + &index.map(|index| format!("[{index}]")).unwrap_or_default();
    let (code, predicate) = match said {
        Said::Empty => (Code::MissingField, "must not be empty".to_owned()),
        Said::Unknown(_) => (Code::InvalidValue, "is none of the words that can stand there".to_owned()),
        Said::Malformed(fault) => (Code::InvalidValue, fault.to_owned()),
        Said::Below(low) => (Code::InvalidValue, format!("must be at least {low}")),
        Said::Above(high) => (Code::InvalidValue, format!("must be at most {high}")),
    };
    let diagnostic = Diagnostic::new(code, format!("`{field}` {predicate}")).at(node.span(), "");
    let diagnostic = match said {
        Said::Unknown(words) => diagnostic.help(one_of_words(node.as_str().unwrap_or_default(), words)),
        _ => diagnostic,
    };
    findings.push(with_past(diagnostic, node).field(field));
}
