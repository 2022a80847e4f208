//! Filters of our own, and minijinja's where the text of a value would not be YAML's.
#![expect(clippy::needless_pass_by_value, reason = "minijinja hands arguments over by value")]

use minijinja::value::{Kwargs, Rest, ValueKind, ValueOrKwargs, from_args};
use minijinja::{Environment, Error, State, Value};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use sha2::{Digest, Sha256};

use super::hooks::{MAX_TEXT, check_size, refuse};
use super::{context, indent, names, text, tree};
use crate::yaml::{self, Node, Number};

/// The most spaces of an indentation.
const MAX_INDENT: usize = 256;

pub(super) fn add_to(environment: &mut Environment<'_>) {
    for (refused, _) in names::REFUSED {
        environment.remove_filter(refused);
    }
    environment.remove_global("debug");
    environment.remove_test("safe");
    environment.remove_test("escaped");
    environment.add_filter("indent", indent_by);
    environment.add_filter("trim", trim);
    environment.add_filter("b64encode", b64encode);
    environment.add_filter("b64decode", b64decode);
    environment.add_filter("sha256", sha256);
    environment.add_filter("tojson", tojson);
    environment.add_filter("string", string);
    environment.add_filter("join", join);
    environment.add_filter("replace", replace);
    environment.add_filter("format", format);
    environment.add_filter("batch", batch);
    environment.add_filter("slice", slice);
}

fn text_of(value: &Value) -> Result<String, Error> {
    text::of_value(value).ok_or_else(|| refuse(format!("{} has no text", text::kind(value))))
}

/// All lines but the first by some spaces further in; markers stay where they are.
fn indent_by(state: &mut State, value: &Value, arguments: Rest<ValueOrKwargs>) -> Result<Value, Error> {
    let arguments = arguments.into_values();
    let (width, first, blank, named): (Option<usize>, Option<bool>, Option<bool>, Kwargs) =
        from_args(&arguments)?;
    let width = width.or(named.get("width")?).unwrap_or(4);
    let first = first.or(named.get("first")?).unwrap_or(false);
    let blank = blank.or(named.get("blank")?).unwrap_or(false);
    named.assert_all_used()?;
    if width > MAX_INDENT {
        return Err(refuse("`indent` takes at most 256 spaces"));
    }
    let text = match value.as_str() {
        Some(text) => text.to_owned(),
        None => text_of(value)?,
    };
    let text = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
    let padding = " ".repeat(width);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (index, line) in text.split('\n').enumerate() {
        out.push_str(if index == 0 { "" } else { "\n" });
        let wanted = if index == 0 { first } else { blank || !indent::is_empty(line) };
        out.push_str(if wanted { &padding } else { "" });
        if value.is_safe() {
            indent::values(line, &padding, &mut out);
        } else {
            out.push_str(line);
        }
    }
    let indented = same_kind(value, &out);
    context::of(state)?.keep_indented(&indented);
    Ok(indented)
}

/// As in Jinja; what was indented stays that.
fn trim(state: &mut State, value: &Value, characters: Option<&str>) -> Result<Value, Error> {
    let text = match value.as_str() {
        Some(text) => text.to_owned(),
        None => text_of(value)?,
    };
    let trimmed = match characters {
        Some(characters) => text.trim_matches(|character| characters.contains(character)),
        None => text.trim(),
    };
    let trimmed = same_kind(value, trimmed);
    let context = context::of(state)?;
    if context.is_indented(value) {
        context.keep_indented(&trimmed);
    }
    Ok(trimmed)
}

/// The text as what `value` is: text of the template or a string, known again by its address.
fn same_kind(value: &Value, text: &str) -> Value {
    if value.is_safe() {
        Value::from_safe_string(text.to_owned())
    } else {
        Value::from(std::sync::Arc::<str>::from(text))
    }
}

fn b64encode(value: &Value) -> Result<String, Error> {
    Ok(data_encoding::BASE64.encode(text_of(value)?.as_bytes()))
}

fn b64decode(value: &Value) -> Result<String, Error> {
    let bytes = data_encoding::BASE64.decode(text_of(value)?.trim().as_bytes());
    let bytes = bytes.map_err(|_| refuse("this is not base64"))?;
    String::from_utf8(bytes).map_err(|_| refuse("what this base64 holds is no UTF-8 text"))
}

fn sha256(value: &Value) -> Result<String, Error> {
    Ok(data_encoding::HEXLOWER.encode(&Sha256::digest(text_of(value)?.as_bytes())))
}

fn string(value: &Value) -> Result<Value, Error> {
    if value.kind() == ValueKind::String { Ok(value.clone()) } else { Ok(Value::from(text_of(value)?)) }
}

fn join(state: &mut State, value: &Value, between: Option<&Value>, named: Kwargs) -> Result<Value, Error> {
    let attribute: Option<Value> = named.get("attribute")?;
    named.assert_all_used()?;
    let between = between.map(text_of).transpose()?.unwrap_or_default();
    let mut out = String::new();
    let items = value.try_iter().map_err(|_| refuse(format!("{} cannot be joined", text::kind(value))))?;
    for (index, item) in items.enumerate() {
        let item = match &attribute {
            Some(attribute) => item.get_item(attribute)?,
            None => item,
        };
        out.push_str(if index == 0 { "" } else { &between });
        out.push_str(&text_of(&item)?);
        if out.len() > MAX_TEXT {
            break;
        }
    }
    bounded(state, Value::from(out))
}

fn replace(state: &mut State, value: &Value, from: &Value, to: &Value) -> Result<Value, Error> {
    let (value, from, to) = (text_of(value)?, text_of(from)?, text_of(to)?);
    let hits = value.matches(from.as_str()).count();
    if hits.saturating_mul(to.len()) > MAX_TEXT {
        return Err(refuse("this would make too large a text"));
    }
    bounded(state, Value::from(value.replace(from.as_str(), &to)))
}

/// As printf does, with booleans as YAML writes them.
fn format(pattern: &Value, args: Rest<Value>) -> Result<String, Error> {
    let pattern = text_of(pattern)?;
    let digits = |text: &str| text.split(|c: char| !c.is_ascii_digit()).any(|number| number.len() > 3);
    if digits(&pattern) || pattern.contains('*') {
        return Err(refuse("a width of `format` has at most three digits"));
    }
    let plain = |value: &Value| match value.kind() {
        ValueKind::Bool => text_of(value).map(Value::from),
        ValueKind::String | ValueKind::Number => Ok(value.clone()),
        _ => Err(refuse(format!("{} cannot be put into text", text::kind(value)))),
    };
    let args: Vec<Value> = args.iter().map(plain).collect::<Result<_, _>>()?;
    minijinja::formatting::format(minijinja::formatting::FormatStyle::Printf, &pattern, &args)
}

fn batch(state: &mut State, value: Value, count: usize, fill: Option<Value>) -> Result<Value, Error> {
    limited(state, &value, count)?;
    minijinja::filters::batch(state, value, count, fill)
}

fn slice(state: &mut State, value: Value, count: usize, fill: Option<Value>) -> Result<Value, Error> {
    limited(state, &value, count)?;
    minijinja::filters::slice(state, value, count, fill)
}

fn limited(state: &mut State, value: &Value, count: usize) -> Result<(), Error> {
    if count > 10_000 {
        return Err(refuse("at most 10000 parts can be asked for"));
    }
    bounded(state, value.clone()).map(|_| ())
}

fn bounded(state: &mut State, value: Value) -> Result<Value, Error> {
    let context = context::of(state)?;
    let place = context.place().unwrap_or_else(|| context.values.span());
    check_size(&context, &value, place)?;
    Ok(value)
}

/// JSON without spaces, or over lines with `indent`; a string, never a part of the YAML.
fn tojson(state: &mut State, value: &Value, indent: Option<usize>, named: Kwargs) -> Result<String, Error> {
    let indent = indent.or(named.get("indent")?);
    named.assert_all_used()?;
    let context = context::of(state)?;
    let place = context.place().unwrap_or_else(|| context.values.span());
    let node = tree::to_node(&context, value, place)?;
    context.whole(&node);
    let json = Json(&node);
    let failed = |_| refuse("this cannot be written as JSON");
    let Some(indent) = indent else { return serde_json::to_string(&json).map_err(failed) };
    let padding = " ".repeat(indent.min(MAX_INDENT));
    let mut out = Vec::new();
    let pretty = serde_json::ser::PrettyFormatter::with_indent(padding.as_bytes());
    json.serialize(&mut serde_json::Serializer::with_formatter(&mut out, pretty)).map_err(failed)?;
    String::from_utf8(out).map_err(|_| refuse("this cannot be written as JSON"))
}

/// A node as serde sees it, its keys in their order.
struct Json<'n>(&'n Node);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.value() {
            yaml::Value::Null => serializer.serialize_unit(),
            yaml::Value::Bool(bool) => serializer.serialize_bool(*bool),
            yaml::Value::Number(Number::Int(int)) => serializer.serialize_i64(*int),
            yaml::Value::Number(Number::Uint(uint)) => serializer.serialize_u64(*uint),
            yaml::Value::Number(Number::Float(float)) => serializer.serialize_f64(*float),
            yaml::Value::String(string) => serializer.serialize_str(string),
            yaml::Value::Sequence(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Json(item))?;
                }
                list.end()
            }
            yaml::Value::Mapping(mapping) => {
                let mut map = serializer.serialize_map(Some(mapping.len()))?;
                for entry in mapping {
                    map.serialize_entry(entry.key.as_str(), &Json(&entry.node))?;
                }
                map.end()
            }
        }
    }
}
