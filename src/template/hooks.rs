//! The filters that the rewriter puts into templates. No template can name them itself.
//!
//! Text that a macro, a call, a block or a filter has captured is a *safe* string to minijinja: it holds
//! markers. Any other string is plain: it holds what it says. The two never mix, because a hook stands before
//! every operator, filter and function that would mix them.

use std::sync::Arc;

use minijinja::value::{Object, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Output, State, Value};

use super::context::{self, Context};
use super::marker::unpack;
use super::outcome::Need;
use super::shared::Known;
use super::{deferred, indent, names, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::world::FilePath;

/// The most bytes and items that an operator may make.
pub(super) const MAX_TEXT: usize = 16 << 20;
const MAX_ITEMS: usize = 1 << 20;

pub(super) fn add_to(environment: &mut Environment<'_>) {
    environment.add_filter("__begin", begin);
    environment.add_filter("__emit", emit);
    environment.add_filter("__soft", soft);
    environment.add_filter("__enter", enter);
    environment.add_filter("__leave", leave);
    environment.add_filter("__block", block);
    environment.add_filter("__part", part);
    environment.add_filter("__defined", defined);
    environment.add_filter("__value", value);
    environment.add_filter("__kept", kept);
    environment.add_filter("__answer", answer);
    environment.add_filter("__known", known);
    environment.add_filter("__text", as_text);
    environment.add_filter("__items", items);
    environment.add_filter("__join", join);
    environment.add_filter("__bounded", bounded);
    environment.add_filter("__template", template);
    environment.add_filter("__nothing", |_: &Value| Value::from_safe_string(String::new()));
    environment.set_formatter(format);
}

/// What is written for a value: its marker, or text of the template as it is.
fn format(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if let Some(text) = value.as_str().filter(|_| value.is_safe()) {
        return out.write_str(text).map_err(Error::from);
    }
    let context = context::of(state)?;
    if !context.write_pending(out)? {
        // A block that calls what is no macro: its value is emitted without an expression around it.
        let place = context.place().unwrap_or_else(|| context.values.span());
        context.emit(value, place, Some(usize::MAX), "")?;
        context.write_pending(out)?;
    }
    Ok(())
}

/// Before an expression: how much has been read so far.
fn begin(state: &mut State, place: u64) -> Result<usize, Error> {
    let context = context::of(state)?;
    Ok(context.begin(unpack(place)))
}

/// In a chain of names that is emitted: what is not defined has nothing below it, either.
fn soft(value: &Value) -> Value {
    if value.is_undefined() { Value::from_object(Nothing) } else { value.clone() }
}

/// Stands for something undefined until it is emitted.
#[derive(Debug)]
struct Nothing;

impl Object for Nothing {
    fn get_value(self: &Arc<Self>, _: &Value) -> Option<Value> {
        Some(Value::from_dyn_object(Arc::clone(self)))
    }
}

/// Before the block of a call.
fn enter(state: &mut State, place: u64) -> Result<Value, Error> {
    context::of(state)?.begin(unpack(place));
    Ok(Value::from_safe_string(String::new()))
}

/// After it.
fn leave(state: &mut State, place: u64) -> Result<Value, Error> {
    context::of(state)?.end(unpack(place));
    Ok(Value::from_safe_string(String::new()))
}

/// After an expression: its value is emitted.
///
/// `position` says how much had been read before it; there is none for a name of the template's own, for which
/// nothing is read. `padding` is what stands before an expression alone on its line.
fn emit(
    state: &mut State,
    position: Option<usize>,
    value: &Value,
    place: u64,
    padding: Option<&str>,
) -> Result<Value, Error> {
    let padding = padding.unwrap_or_default();
    let context = context::of(state)?;
    let place = unpack(place);
    let undefined = value.is_undefined() || value.downcast_object_ref::<Nothing>().is_some();
    if undefined {
        context.leave_out(place);
    }
    if position.is_some() {
        context.end(place);
    }
    if undefined {
        return Ok(Value::from_safe_string(String::new()));
    }
    if let Some(captured) = value.as_str().filter(|_| value.is_safe()) {
        if padding.is_empty() || context.is_indented(value) {
            return Ok(value.clone());
        }
        let text = Value::from_safe_string(indent::further_lines(captured, padding));
        check_size(&context, &text, place)?;
        return Ok(text);
    }
    context.emit(value, place, position, padding)?;
    // What is written is the pending marker; this stands for it.
    Ok(Value::from(true))
}

/// After an include alone on its line: its lines begin where it does; `all` if the first needs `padding` too.
fn part(state: &mut State, value: &Value, place: u64, padding: &str, all: bool) -> Result<Value, Error> {
    let context = context::of(state)?;
    let captured = value.as_str().unwrap_or_default();
    let empty = captured.split('\n').next().is_none_or(indent::is_empty);
    let first = if all && !empty { padding } else { "" };
    let text = format!("{first}{}", indent::further_lines(captured, padding));
    let text = Value::from_safe_string(text);
    check_size(&context, &text, unpack(place))?;
    Ok(text)
}

/// After the filters of a block.
fn block(state: &mut State, value: &Value, place: u64) -> Result<Value, Error> {
    context::of(state)?.set_place(unpack(place));
    Ok(value.clone())
}

fn defined(state: &mut State, value: &Value, place: u64) -> Result<Value, Error> {
    let context = context::of(state)?;
    context.set_place(unpack(place));
    if value.is_undefined() { Err(context.undefined(unpack(place))) } else { Ok(value.clone()) }
}

/// After an expression whose value gets a name: the value, which is known again where the name is used.
fn kept(state: &mut State, position: usize, value: &Value, place: u64) -> Result<Value, Error> {
    let context = context::of(state)?;
    context.end(unpack(place));
    Ok(context.keep(value, unpack(place), position))
}

fn value(state: &mut State, value: &Value, place: u64) -> Result<Value, Error> {
    if value.is_safe() {
        return as_text(state, value);
    }
    let context = context::of(state)?;
    let place = unpack(place);
    context.set_place(place);
    if value.is_undefined() {
        return Err(context.undefined(place));
    }
    context.used(value);
    Ok(value.clone())
}

/// What must be known now: no name of an object and no checksum.
///
/// `filter` is the filter that wants to know; one of [`names::BY_PARTS`] does not look into the parts of a value.
fn known(state: &mut State, value: &Value, place: u64, filter: Option<&str>) -> Result<Value, Error> {
    let value = self::value(state, value, place)?;
    let context = context::of(state)?;
    let by_parts = filter.is_some_and(|filter| names::BY_PARTS.contains(&filter));
    let Some(what) =
        Some(()).filter(|()| context.defers()).and_then(|()| deferred::in_value(&value, by_parts))
    else {
        return Ok(value);
    };
    let problem = Diagnostic::new(Code::TemplateError, format!("{what} is not known yet"))
        .at(unpack(place), "has to be known here");
    let problem =
        problem.help("text can be put around it, as in `\"http://\" ~ ref(\"Service/redis\").host`");
    Err(context.fail(match filter {
        Some("b64encode") => problem.help("a Secret encodes what is in its `stringData` itself"),
        _ => problem,
    }))
}

fn answer(state: &mut State, value: &Value, place: u64) -> Result<bool, Error> {
    Ok(self::value(state, value, place)?.is_true())
}

/// Text of the template as the string that it stands for; everything else as it is.
fn as_text(state: &mut State, value: &Value) -> Result<Value, Error> {
    match value.as_str() {
        Some(captured) if value.is_safe() => Ok(plain(&context::of(state)?.resolve(captured)?)),
        _ => Ok(value.clone()),
    }
}

fn plain(text: &str) -> Value {
    Value::from(Arc::<str>::from(text))
}

fn items(state: &mut State, value: &Value, place: u64) -> Result<Value, Error> {
    let context = context::of(state)?;
    let place = unpack(place);
    if value.is_undefined() {
        return Err(context.undefined(place));
    }
    if matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable | ValueKind::Map) {
        return Ok(value.clone());
    }
    let message = format!("{} cannot be looped over", text::kind(value));
    Err(context.wrong(place, message, format!("this is {}, not a list or a map", text::kind(value))))
}

/// `left ~ right`
fn join(
    state: &mut State,
    left: &Value,
    right: &Value,
    left_place: u64,
    right_place: u64,
) -> Result<Value, Error> {
    let context = context::of(state)?;
    let text = |value: &Value, place: u64| {
        text::of_value(value).ok_or_else(|| context.fail(text::refusal(text::kind(value), unpack(place))))
    };
    let mut joined = text(left, left_place)?;
    joined.push_str(&text(right, right_place)?);
    let joined = plain(&joined);
    check_size(&context, &joined, unpack(left_place))?;
    Ok(joined)
}

fn bounded(state: &mut State, value: &Value, place: u64) -> Result<Value, Error> {
    let context = context::of(state)?;
    check_size(&context, value, unpack(place))?;
    Ok(value.clone())
}

pub(super) fn check_size(context: &Context, value: &Value, place: Span) -> Result<(), Error> {
    let large = match value.as_str() {
        Some(text) => text.len() > MAX_TEXT,
        None => value.kind() != ValueKind::Number && value.len().is_some_and(|length| length > MAX_ITEMS),
    };
    if large {
        return Err(context.wrong(
            place,
            "this value is too large",
            "grows beyond 16 MiB or a million items",
        ));
    }
    Ok(())
}

/// The path of the template that a computed name means; the first there is of a list.
fn template(state: &mut State, name: &Value, place: u64, may_miss: bool) -> Result<Value, Error> {
    let context = context::of(state)?;
    let place = unpack(place);
    let here = FilePath::root().join(state.name()).unwrap_or_default().parent();
    let wanted: Vec<String> = match name.kind() {
        ValueKind::Seq | ValueKind::Iterable => {
            name.try_iter()?.filter_map(|name| text::of_value(&name)).collect()
        }
        _ => text::of_value(name).into_iter().collect(),
    };
    for wanted in &wanted {
        for path in candidates(&here, wanted) {
            match context.shared.known(&path) {
                Known::Unknown => return Err(context.need(Need::Template(path))),
                Known::Missing => {}
                Known::Broken | Known::Template => return Ok(Value::from(path.as_str())),
            }
        }
    }
    if may_miss {
        return Ok(Value::from(names::NO_TEMPLATE));
    }
    let named: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let message = format!("there is no template {}", crate::diagnostic::quoted_list(&named, "or"));
    Err(context.fail(Diagnostic::new(Code::MissingFile, message).at(place, "named here")))
}

/// Where a template may be that another one names: beside it, or below templates/.
pub(super) fn candidates(here: &FilePath, name: &str) -> impl Iterator<Item = FilePath> {
    let templates = super::folder();
    [here.join(name), templates.join(name)]
        .into_iter()
        .flatten()
        .filter(move |path| path.is_within(&templates) && *path != templates)
}

/// A problem of a filter or function, said by what it was called with.
pub(super) fn refuse(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}
