//! What a field takes, and what to say when it was given something else.

use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::{Change, Node, Number, Value};

/// What a field takes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Wanted {
    String,
    Bool,
    /// A whole number within these bounds.
    Whole(i64, i64),
    Number,
    List,
    Map,
    WholeOrString,
    Quantity,
    Time,
    MicroTime,
    Base64,
    MapOrBool,
    MapOrList,
}

impl Wanted {
    fn name(self) -> &'static str {
        match self {
            Wanted::String | Wanted::Base64 => "a string",
            Wanted::Bool => "`true` or `false`",
            Wanted::Whole(..) => "a whole number",
            Wanted::Number => "a number",
            Wanted::List => "a list",
            Wanted::Map => "a map",
            Wanted::WholeOrString => "a whole number or a string",
            Wanted::Quantity => "a quantity",
            Wanted::Time | Wanted::MicroTime => "a time",
            Wanted::MapOrBool => "a map, `true` or `false`",
            Wanted::MapOrList => "a map or a list",
        }
    }

    /// The problem of a `node` at the path `field`. The text of a secret is not repeated.
    pub(super) fn diagnostic(self, field: &str, node: &Node) -> Diagnostic {
        match (self, node.value()) {
            (Wanted::Whole(low, high), Value::Number(number)) => {
                out_of_bounds(field, node, *number, (low, high))
            }
            (Wanted::WholeOrString, Value::Number(number)) => {
                let bounds = (i32::MIN.into(), i32::MAX.into());
                out_of_bounds(field, node, *number, bounds)
            }
            (Wanted::Quantity, Value::String(_)) => invalid(field, node, "is not a quantity")
                .help("a quantity is a number with a unit or none, as `500m`, `2` or `1.5Gi`"),
            (Wanted::Time, Value::String(_)) => {
                invalid(field, node, "is not a time").help("a time is written as `2024-12-31T23:59:59Z`")
            }
            (Wanted::MicroTime, Value::String(_)) => invalid(field, node, "is not a time with microseconds")
                .help("such a time is written as `2024-12-31T23:59:59.000000Z`"),
            (Wanted::Base64, Value::String(_)) => {
                let diagnostic = invalid(field, node, "is not base64");
                if node.is_secret() {
                    diagnostic.help("plain text goes below `stringData:` in the place of `data:`")
                } else {
                    diagnostic
                }
            }
            (_, value) => {
                let message = format!("`{field}` must be {}, not {}", self.name(), value.kind_name());
                let diagnostic = Diagnostic::new(Code::WrongType, message).at(node.span(), value.kind_name());
                match self.help(node) {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic,
                }
            }
        }
    }

    /// What to type in the place of a value of another type.
    fn help(self, node: &Node) -> Option<String> {
        match (self, node.value()) {
            (Wanted::String | Wanted::Base64, Value::Bool(_) | Value::Number(_)) => {
                Some(match written(node).filter(|_| !node.is_secret()) {
                    _ if is_rendered(node) => {
                        "quote it where it is written, or quote the expression: `\"{{ … }}\"`".into()
                    }
                    Some(text) => format!("quote it: `\"{text}\"`"),
                    None => "put it in quotes".into(),
                })
            }
            (Wanted::Whole(..), Value::String(text)) if text.parse::<i64>().is_ok() => {
                Some(without_quotes(node, text))
            }
            (Wanted::Number, Value::String(text)) if text.parse::<f64>().is_ok() => {
                Some(without_quotes(node, text))
            }
            (Wanted::Bool | Wanted::MapOrBool, Value::String(text))
                if matches!(text.as_str(), "true" | "false") =>
            {
                Some(without_quotes(node, text))
            }
            (Wanted::Bool, Value::String(text)) => match text.to_ascii_lowercase().as_str() {
                "yes" | "y" | "on" | "true" => Some("write true".into()),
                "no" | "n" | "off" | "false" => Some("write false".into()),
                _ => None,
            },
            (Wanted::List, Value::Mapping(_)) => Some("begin each item with `- `".into()),
            (Wanted::List, Value::String(_) | Value::Bool(_) | Value::Number(_)) => {
                Some("write it as a list with one item: begin a new line with `- `".into())
            }
            (Wanted::Map, Value::Sequence(_)) => Some("write `key: value` lines without `- `".into()),
            _ => None,
        }
    }
}

fn invalid(field: &str, node: &Node, what: &str) -> Diagnostic {
    Diagnostic::new(Code::InvalidValue, format!("`{field}` {what}")).at(node.span(), "")
}

fn out_of_bounds(field: &str, node: &Node, number: Number, (low, high): (i64, i64)) -> Diagnostic {
    if let Number::Float(float) = number
        && float.fract() != 0.0
    {
        let message = format!("`{field}` must be a whole number, not a decimal number");
        return Diagnostic::new(Code::WrongType, message).at(node.span(), "a decimal number");
    }
    let small = match number {
        Number::Int(int) => int < 0,
        Number::Uint(_) => false,
        Number::Float(float) => float < 0.0,
    };
    let bound = if small { format!("at least {low}") } else { format!("at most {high}") };
    invalid(field, node, &format!("must be {bound}"))
}

/// The text of a number or boolean, if it is most likely what stands in the file: `0644` is not `420`.
fn written(node: &Node) -> Option<String> {
    let text = match node.value() {
        Value::Bool(bool) => bool.to_string(),
        Value::Number(Number::Int(int)) => int.to_string(),
        Value::Number(Number::Uint(uint)) => uint.to_string(),
        _ => return None,
    };
    (node.span().range().len() == text.len()).then_some(text)
}

/// The whole number that a node is, if it is one that fits.
pub(super) fn whole(node: &Node) -> Option<i64> {
    match node.value() {
        Value::Number(Number::Int(int)) => Some(*int),
        #[expect(clippy::cast_possible_truncation, reason = "whole and within bounds")]
        Value::Number(Number::Float(float)) if float.fract() == 0.0 && float.abs() < 9e18 => {
            Some(*float as i64)
        }
        _ => None,
    }
}

/// The nearest float, as Go's.
#[expect(clippy::cast_precision_loss, reason = "the API server loses the same digits")]
pub(super) fn float(number: Number) -> f64 {
    match number {
        Number::Int(int) => int as f64,
        Number::Uint(uint) => uint as f64,
        Number::Float(float) => float,
    }
}

fn is_rendered(node: &Node) -> bool {
    node.past().any(|past| matches!(past.change, Change::Rendered(_)))
}

/// In a template the quotes stand around an expression, not around the text that it came to.
fn without_quotes(node: &Node, text: &str) -> String {
    if is_rendered(node) { "take the quotes away".to_owned() } else { format!("write {text} without quotes") }
}
