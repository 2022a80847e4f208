//! What a value may be beyond its type: bounds, lengths, patterns, formats, listed values.
//!
//! From `kube-openapi/pkg/validation/validate/{validator,values}.go` in Kubernetes 1.36.

use super::super::wanted::float;
use super::schema::Schema;
use crate::diagnostic::{Code, quoted_list};
use crate::kubernetes::go_pattern::Patterns;
use crate::kubernetes::openapi_formats;
use crate::yaml::{Node, Number, Value};

/// What is wrong with a value: `predicate` goes on from its field.
pub(super) struct Said {
    pub(super) code: Code,
    pub(super) predicate: String,
    pub(super) help: Option<String>,
}

impl Said {
    pub(super) fn invalid(predicate: impl Into<String>) -> Said {
        Said { code: Code::InvalidValue, predicate: predicate.into(), help: None }
    }

    /// What cannot be told here.
    fn unknown(predicate: String) -> Said {
        Said { code: Code::UnevaluatedRule, predicate, help: None }
    }

    /// Whether the server refuses the value, as far as that can be told.
    pub(super) fn is_refusal(&self) -> bool {
        self.code != Code::UnevaluatedRule
    }
}

/// Says all that a schema itself refuses of a value. A null is none of the values in a list, also where one is listed.
pub(super) fn check(node: &Node, schema: Schema<'_>, patterns: &Patterns, say: &mut dyn FnMut(Said)) {
    if let Some(values) = schema.get("enum").and_then(Node::as_sequence)
        && (node.is_null() || !values.contains(node))
    {
        say(not_listed(node, values));
    }
    match node.value() {
        Value::String(text) => string(text, schema, patterns, say),
        Value::Number(number) => self::number(*number, schema, say),
        Value::Sequence(items) => count(items.len(), schema, ["minItems", "maxItems"], "items", say),
        Value::Mapping(mapping) => {
            let length = mapping.iter().filter(|entry| !entry.node.is_null()).count();
            count(length, schema, ["minProperties", "maxProperties"], "keys", say);
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn string(text: &str, schema: Schema<'_>, patterns: &Patterns, say: &mut dyn FnMut(Said)) {
    count(text.chars().count(), schema, ["minLength", "maxLength"], "characters", say);
    if let Some(pattern) = schema.get("pattern").and_then(Node::as_str) {
        match patterns.is_match(pattern, text) {
            Some(true) => {}
            Some(false) => say(Said::invalid(format!("must match `{pattern}`"))),
            None => say(Said::unknown(format!("was not held against `{pattern}`, which cannot be run here"))),
        }
    }
    if let Some(format) = schema.get("format").and_then(Node::as_str)
        && let Some((fits, example)) = openapi_formats::check(format)
        && !fits(text)
    {
        let help = Some(format!("write it as `{example}`"));
        say(Said { help, ..Said::invalid(format!("must be written as `format: {format}`")) });
    }
}

fn count(length: usize, schema: Schema<'_>, [least, most]: [&str; 2], what: &str, say: &mut dyn FnMut(Said)) {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let bound = |key| schema.get(key).and_then(Node::as_i64);
    if let Some(least) = bound(least).filter(|least| length < *least) {
        say(Said::invalid(format!("must have at least {least} {what}")));
    }
    if let Some(most) = bound(most).filter(|most| length > *most) {
        say(Said::invalid(format!("must have at most {most} {what}")));
    }
}

fn number(number: Number, schema: Schema<'_>, say: &mut dyn FnMut(Said)) {
    let bound = |key| match schema.get(key).map(Node::value) {
        Some(Value::Number(bound)) => Some(*bound),
        _ => None,
    };
    let short = schema.get("format").and_then(Node::as_str) == Some("int32");
    if let Number::Int(int) = number
        && short
        && i32::try_from(int).is_err()
    {
        say(Said::invalid("must fit into 32 bits"));
    }
    for (key, exclusive, sign, words) in [
        ("minimum", "exclusiveMinimum", 1.0, ["at least", "greater than"]),
        ("maximum", "exclusiveMaximum", -1.0, ["at most", "less than"]),
    ] {
        let Some(bound) = bound(key) else { continue };
        if !matches!(bound, Number::Int(_)) && schema.get("type").and_then(Node::as_str) == Some("integer") {
            say(Said::invalid(format!("fits nothing: its `{key}`, {bound}, is no whole number of 64 bits")));
            continue;
        }
        let exclusive = schema.is(exclusive);
        // Of a whole number and its bound, the server drops what is behind the point.
        let beyond = match (number, bound) {
            (Number::Int(number), Number::Int(bound)) if sign > 0.0 => number < bound,
            (Number::Int(number), Number::Int(bound)) => number > bound,
            (Number::Int(_), _) => float(number) * sign < float(bound).trunc() * sign,
            _ => float(number) * sign < float(bound) * sign,
        };
        let whole = matches!(number, Number::Int(_));
        let edge = if whole { float(bound).trunc() } else { float(bound) };
        #[expect(clippy::float_cmp, reason = "as the server compares them")]
        let on_edge = float(number) == edge;
        if beyond || exclusive && on_edge {
            let word = words[usize::from(exclusive)];
            say(Said::invalid(format!("must be {word} {bound}")));
        }
    }
    if let Some(factor) = bound("multipleOf") {
        multiple(number, factor, say);
    }
}

fn multiple(number: Number, factor: Number, say: &mut dyn FnMut(Said)) {
    let right = match number {
        // `MultipleOfInt`: the factor loses what is behind its point, and then must be above 0.
        Number::Int(number) => {
            #[expect(clippy::cast_possible_truncation, reason = "as the server does it")]
            let whole = float(factor).trunc() as i64;
            if whole <= 0 {
                say(Said::invalid(format!(
                    "cannot be a whole number: the server takes `multipleOf: {factor}` for {whole} then, and refuses all of them"
                )));
                return;
            }
            number % whole == 0
        }
        number => is_whole(float(number) / float(factor)),
    };
    if !right {
        say(Said::invalid(format!("must be a multiple of {factor}")));
    }
}

/// `IsFloat64AJSONInteger` in `swag`: whole but for the last digits.
fn is_whole(quotient: f64) -> bool {
    let off = (quotient - quotient.trunc()).abs();
    off == 0.0 || off / (quotient.abs() + quotient.trunc().abs()) < 1e-9
}

fn not_listed(node: &Node, values: &[Node]) -> Said {
    let names: Vec<&str> = values.iter().filter_map(Node::as_str).collect();
    let said = Said::invalid(match node.as_str().filter(|_| !node.is_secret()) {
        Some(text) => format!("cannot be `{text}`"),
        None => "is none of the values that it can have".to_owned(),
    });
    match names[..] {
        [] => said,
        _ => Said { help: Some(format!("write {}", quoted_list(&names, "or"))), ..said },
    }
}
