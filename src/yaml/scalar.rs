//! What a scalar stands for, as a value and as a key.

use std::ops::Range;

use ecow::EcoString;

use crate::diagnostic::Code;

use super::Rules;
use super::events::{Scalar, Style, Tag};
use super::keys::KeyCache;
use super::node::{Node, Number, Value};
use super::number;
use super::origin::Origin;
use super::plain::{self, Plain};
use super::problem::Problem;
use crate::source::Span;

/// The value of a scalar.
pub(super) fn value(scalar: &Scalar, range: &Range<usize>, rules: Rules) -> Result<Value, Problem> {
    let text = scalar.text.as_ref();
    match &scalar.properties.tag {
        None if scalar.is_plain() => untagged(text, range, rules),
        Some(Tag::Plain) if scalar.is_plain() && rules == Rules::Kustomize => untagged(text, range, rules),
        None | Some(Tag::Plain | Tag::Local) => Ok(text.into()),
        Some(Tag::Core(name)) => tagged(name, text, range, rules),
    }
}

/// Lets the origin say what a block scalar is.
pub(super) fn block(value: &mut Value, style: Style, behind: &str, origin: &dyn Origin) {
    if let (Value::String(text), Style::Folded | Style::Literal) = (value, style)
        && let Some(other) = origin.block(text, style, behind)
    {
        *text = other;
    }
}

fn untagged(text: &str, range: &Range<usize>, rules: Rules) -> Result<Value, Problem> {
    Ok(match plain::resolve(text, rules) {
        Plain::Text => text.into(),
        Plain::Null => Value::Null,
        Plain::Bool(bool) => bool.into(),
        Plain::Number(number) => number.into(),
        Plain::Timestamp(date) => date.into(),
        Plain::NotFinite => {
            return Err(Problem::new(format!("`{text}` is no number that JSON knows"), range.clone())
                .code(Code::NotJson)
                .help(format!("write `\"{text}\"` if it is meant as text")));
        }
    })
}

fn tagged(tag: &str, text: &str, range: &Range<usize>, rules: Rules) -> Result<Value, Problem> {
    if tag == "binary" {
        return binary(text, range);
    }
    if !matches!(tag, "null" | "bool" | "int" | "float" | "timestamp") {
        return Ok(text.into());
    }
    let value = match plain::resolve(text, rules) {
        Plain::Null if tag == "null" => Value::Null,
        Plain::Bool(bool) if tag == "bool" => bool.into(),
        Plain::Number(number) if tag == "int" && plain::is_digits(text) => number.into(),
        Plain::Number(number) if tag == "float" => number.into(),
        Plain::Timestamp(date) if tag == "timestamp" => date.into(),
        Plain::Text if tag == "timestamp" && plain::is_timestamp(text) => text.into(),
        _ => {
            return Err(Problem::new(format!("`{text}` is no `!!{tag}`"), range.clone())
                .help(format!("take `!!{tag}` away, or write a value of that type")));
        }
    };
    Ok(value)
}

fn binary(text: &str, range: &Range<usize>) -> Result<Value, Problem> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    let Ok(bytes) = data_encoding::BASE64.decode(&digits) else {
        return Err(Problem::new("the text behind `!!binary` is no base64", range.clone())
            .help("base64 is letters, digits, `+` and `/`, filled up with `=` to a multiple of four"));
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(_) => Err(Problem::new("the bytes behind `!!binary` are no text", range.clone())
            .code(Code::NotJson)
            .help("put base64 without a tag into `binaryData` of a ConfigMap or `data` of a Secret")),
    }
}

/// Whether it is the key `<<` that merges another map in.
pub(super) fn is_merge(scalar: &Scalar) -> bool {
    scalar.is_plain()
        && scalar.text == "<<"
        && match &scalar.properties.tag {
            None => true,
            Some(Tag::Core(name)) => *name == "merge",
            Some(_) => false,
        }
}

/// The text of a key. JSON's keys are strings: of all else only what both readers of Go turn into a string is taken.
pub(super) fn key(
    scalar: &Scalar,
    range: &Range<usize>,
    rules: Rules,
    keys: &mut KeyCache,
) -> Result<EcoString, Problem> {
    let text = scalar.text.as_ref();
    if !scalar.is_plain() || scalar.properties.tag.is_some() {
        return Ok(keys.get(text));
    }
    match plain::resolve(text, rules) {
        Plain::Text | Plain::Timestamp(_) => Ok(keys.get(text)),
        Plain::Number(whole) if plain::is_whole(text) => Ok(number_text(whole)),
        Plain::Bool(bool) if rules == Rules::Apply => Ok(if bool { "true" } else { "false" }.into()),
        Plain::Number(number) if rules == Rules::Apply => Ok(number_text(number)),
        Plain::Null if text.is_empty() && rules == Rules::Kustomize => Ok(keys.get(text)),
        Plain::Null if text.is_empty() => Err(Problem::new("a `:` without a key before it", range.clone())
            .help("write the key before the `:`, or `\"\"` for an empty one")),
        Plain::Null => Err(not_a_key("null", range.clone())),
        Plain::Bool(_) => Err(not_a_key("a boolean", range.clone())),
        Plain::Number(_) | Plain::NotFinite => Err(not_a_key("a decimal number", range.clone())),
    }
}

/// What a text is as a value that is written without quotes; nothing if JSON knows no such value.
pub fn plain_value(text: &str) -> Option<Value> {
    untagged(text, &(0..text.len()), Rules::Kustomize).ok()
}

/// The node of a text that is written without quotes at `span`; nothing if JSON knows no such value.
pub fn plain_node(text: &str, span: Span) -> Option<Node> {
    plain_value(text).map(|value| Node::new(value, span).written(text))
}

/// What a text is as a key that is written without quotes: itself, or a whole number in digits. Nothing if it is no
/// string and no whole number then.
pub fn key_of_plain(text: &str) -> Option<EcoString> {
    match plain::resolve(text, Rules::Kustomize) {
        Plain::Text | Plain::Timestamp(_) => Some(text.into()),
        Plain::Number(number) if plain::is_whole(text) => Some(number_text(number)),
        _ => None,
    }
}

/// The text of a node that stands for a key.
pub(super) fn key_of_node(node: &Node, range: &Range<usize>) -> Result<EcoString, Problem> {
    match node.value() {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(bool) => Ok(if *bool { "true" } else { "false" }.into()),
        Value::Number(number) => Ok(number_text(*number)),
        other => Err(not_a_key(other.kind_name(), range.clone())),
    }
}

/// Refuses a key that is no string.
pub(super) fn not_a_key(what: &str, range: Range<usize>) -> Problem {
    Problem::new(format!("a key must be a string, and this is {what}"), range)
        .code(Code::NotJson)
        .help("put quotes around it")
}

fn number_text(number: Number) -> EcoString {
    let mut text = String::new();
    number::write(number, &mut text);
    text.into()
}

/// The warning for a scalar that `kubectl apply -f` reads as something else than Kustomize.
pub(super) fn ambiguity(
    scalar: &Scalar,
    value: &Value,
    range: &Range<usize>,
    rules: Rules,
) -> Option<Problem> {
    if !scalar.is_plain() || rules == Rules::Apply || scalar.properties.tag.is_some() {
        return None;
    }
    let text = scalar.text.as_ref();
    let warning = match value {
        Value::String(string) => match plain::resolve(text, Rules::Apply) {
            Plain::Bool(bool) => format!("`{text}` is a string here, and `{bool}` to `kubectl apply -f`"),
            Plain::Number(_) => format!("`{text}` is a string here, and a number to `kubectl apply -f`"),
            _ if string != text => {
                format!("`{text}` is read as `{string}` here, and as it stands by `kubectl apply -f`")
            }
            _ => return None,
        },
        Value::Number(_) if text.starts_with("0o") && plain::resolve(text, Rules::Apply) == Plain::Text => {
            format!("`{text}` is a number here, and a string to `kubectl apply -f`")
        }
        Value::Number(Number::Uint(_) | Number::Float(_)) if plain::is_digits(text) => {
            format!("`{text}` is larger than a whole number of the API server")
        }
        _ => return None,
    };
    Some(
        Problem::new(warning, range.clone())
            .code(Code::AmbiguousScalar)
            .help(format!("write `\"{text}\"` for the string")),
    )
}
