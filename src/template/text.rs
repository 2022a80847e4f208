//! What values look like in the midst of text: as YAML would write them.

use std::borrow::Cow;

use minijinja::Value;
use minijinja::value::ValueKind;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::yaml::{self, Node, Number};

/// The text of a node; `null`, maps and lists have none.
pub(super) fn of_node(node: &Node) -> Option<Cow<'_, str>> {
    Some(match node.value() {
        yaml::Value::String(string) => Cow::Borrowed(string),
        yaml::Value::Bool(bool) => Cow::Borrowed(if *bool { "true" } else { "false" }),
        yaml::Value::Number(Number::Int(int)) => Cow::Owned(int.to_string()),
        yaml::Value::Number(Number::Uint(uint)) => Cow::Owned(uint.to_string()),
        yaml::Value::Number(Number::Float(float)) => Cow::Owned(Value::from(*float).to_string()),
        yaml::Value::Null | yaml::Value::Sequence(_) | yaml::Value::Mapping(_) => return None,
    })
}

/// The text of a value that is no text of the template.
pub(super) fn of_value(value: &Value) -> Option<String> {
    Some(match value.kind() {
        ValueKind::String => value.as_str()?.to_owned(),
        ValueKind::Bool => (if value.is_true() { "true" } else { "false" }).to_owned(),
        ValueKind::Number => value.to_string(),
        _ => return None,
    })
}

/// The problem of a node without text that stands in the midst of text.
pub(super) fn no_text(node: &Node, place: Span) -> Diagnostic {
    let problem = refusal(node.value().kind_name(), place);
    let written = node.span();
    if written == place { problem } else { problem.at(written, "the value") }
}

/// The problem of something without text that stands in the midst of text.
pub(super) fn refusal(kind: &str, place: Span) -> Diagnostic {
    let problem = Diagnostic::new(Code::TemplateError, format!("{kind} cannot be put into text"));
    let problem = problem.at(place, format!("this is {kind}"));
    match kind {
        "null" => problem.help("write `| default(\"\", true)` for a text in its place"),
        "a map" | "a list" => problem.help("write `| tojson` for its JSON, or let it stand alone as a value"),
        _ => problem,
    }
}

/// What it is, for messages.
pub(super) fn kind(value: &Value) -> &'static str {
    match value.kind() {
        ValueKind::Undefined => "something undefined",
        ValueKind::None => "null",
        ValueKind::Bool => "a boolean",
        ValueKind::Number => "a number",
        ValueKind::String => "a string",
        ValueKind::Seq | ValueKind::Iterable => "a list",
        ValueKind::Map => "a map",
        _ => "a macro or function",
    }
}
