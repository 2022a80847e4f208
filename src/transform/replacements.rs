//! Copies values from fields of objects, or from what is said, into fields of others.

use ecow::EcoString;

use super::hits::{Others, Picking};
use super::in_text;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::{Copied, Delimiter, Into, Replacement};
use crate::resource::{Expected, FieldPath, Index, Made, Resource, ResourceSet};
use crate::source::Span;
use crate::yaml::{Cause, Node, Spelling, Value, is_whole, plain_node, plain_value};

/// The step, in the past of what it changes.
const STEP: &str = "replacements";

/// Copies, one replacement after the other. What cannot be done is reported, and left out.
///
/// Targets that hit or change nothing are worth a warning.
pub(super) fn run(
    set: &mut ResourceSet,
    replacements: &[Replacement],
    others: &Others<'_>,
    diagnostics: &mut Diagnostics,
) {
    let mut index = Index::of(set);
    for replacement in replacements {
        let value = match value(set, &index, others, &replacement.from) {
            Ok(value) => value,
            Err(problem) => {
                diagnostics.push(*problem);
                continue;
            }
        };
        for into in &replacement.into {
            let selected = into.select.hits(set, &index);
            let picking = Picking { purpose: "copy into", index: &index, others };
            picking.judge(&into.select, Expected::Likely, set, &selected, diagnostics);
            let hits = without_rejected(set, &index, into, selected.clone());
            if hits.is_empty() && !selected.is_empty() {
                diagnostics.push(all_rejected(into));
            }
            let first = hits.first().copied();
            let mut problems = Diagnostics::default();
            let has_changed = copy(set, &mut index, &value, into, hits, &mut problems);
            if !has_changed && problems.is_empty() {
                diagnostics.extend(first.map(|first| no_effect(into, &set[first])));
            }
            diagnostics.extend(problems);
        }
    }
}

/// The value that is copied.
fn value(
    set: &ResourceSet,
    index: &Index,
    others: &Others<'_>,
    from: &Copied,
) -> Result<Node, Box<Diagnostic>> {
    let (selector, path, delimiter, span) = match from {
        Copied::Value(node) => return Ok(node.clone()),
        Copied::Field { selector, path, delimiter, span } => (selector, path, delimiter, *span),
    };
    let hits = selector.hits(set, index);
    let object = match hits[..] {
        [at] => &set[at],
        [] => {
            let picking = Picking { purpose: "copy from", index, others };
            return Err(Box::new(picking.nothing(selector, set)));
        }
        [first, second, ..] => {
            let message = format!("there are several objects `{selector}` to copy from");
            let problem = Diagnostic::new(Code::AmbiguousReference, message).at(selector.span, "which one?");
            let problem = problem.at(set[first].place(), "one of them");
            return Err(Box::new(problem.at(set[second].place(), "another one")));
        }
    };
    let found = path.find_one(object.node()).and_then(|way| way.find(object.node()));
    let is_empty = |node: &&Node| match node.value() {
        Value::Null => true,
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(map) => map.is_empty(),
        _ => false,
    };
    let Some(node) = found.filter(|node| !is_empty(node)) else {
        let message = format!("`{}` has no `{}` to copy", object.id(), path.written);
        let problem = Diagnostic::new(Code::NoMatch, message).at(span, "leads to nothing");
        let problem = problem.at(object.place(), "the object");
        return Err(Box::new(match path.nearest(object.node()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem,
        }));
    };
    let Some(delimiter) = delimiter else { return Ok(node.clone()) };
    let Some(whole) = node.text() else { return Err(not_scalar(delimiter.span, node)) };
    let part =
        usize::try_from(delimiter.index).ok().and_then(|index| whole.split(&*delimiter.text).nth(index));
    let Some(part) = part else {
        let message = format!("`{whole}` has no part {} between `{}`", delimiter.index, delimiter.text);
        let problem = Diagnostic::new(Code::InvalidValue, message).at(delimiter.span, "counts from 0");
        return Err(Box::new(problem.at(node.span(), "the value")));
    };
    Ok(Node::new(part, node.span()))
}

/// The places of the objects that are meant.
fn without_rejected(set: &ResourceSet, index: &Index, into: &Into, mut hits: Vec<usize>) -> Vec<usize> {
    for reject in &into.reject {
        let rejected = reject.hits(set, index);
        hits.retain(|at| !rejected.contains(at));
    }
    hits
}

fn all_rejected(into: &Into) -> Diagnostic {
    let message = format!("`reject` leaves none of the objects that match `{}`", into.select);
    let span = into.reject.first().map_or(into.select.span, |reject| reject.span);
    let problem = Diagnostic::new(Code::NoMatch, message).at(span, "leaves nothing");
    Diagnostic { severity: Expected::Likely.severity(), ..problem.at(into.select.span, "what is selected") }
}

fn no_effect(into: &Into, object: &Resource) -> Diagnostic {
    let message = format!("the replacement changes nothing in `{}`", into.select);
    let (span, label) = match into.paths.first() {
        Some((path, span)) if path.find(object.node()).is_err() => (*span, "lies below a null, which stays"),
        first => (first.map_or(into.select.span, |(_, span)| *span), "has this value already"),
    };
    let problem = Diagnostic::new(Code::NoEffect, message).at(span, label);
    problem.at(object.place(), "the object")
}

/// Gives whether something is new.
fn copy(
    set: &mut ResourceSet,
    index: &mut Index,
    value: &Node,
    into: &Into,
    hits: Vec<usize>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let (mut has_changed, mut has_renamed) = (false, false);
    for at in hits {
        let object = &set[at];
        let mut node = object.node().clone();
        for (path, span) in &into.paths {
            match put(&mut node, object, value, into, path, *span) {
                Ok(is_new) => has_changed |= is_new,
                Err(problem) => diagnostics.push(*problem),
            }
        }
        let mut new = object.clone();
        // Kustomize notes no name that a replacement changes.
        new.rename_for_good(|old| *old = node);
        new.spread(object.node());
        has_renamed |= new.id() != object.id();
        if let Err(duplicate) = set.put(at, new) {
            let problem = duplicate.problem();
            diagnostics.push(problem);
        }
    }
    if has_renamed {
        *index = Index::of(set);
    }
    has_changed
}

/// Gives whether something is new.
fn put(
    node: &mut Node,
    object: &Resource,
    value: &Node,
    into: &Into,
    path: &FieldPath,
    span: Span,
) -> Result<bool, Box<Diagnostic>> {
    let mut has_changed = false;
    let cause = Cause { step: STEP, span };
    if let Err(way) = path.find(node)
        && let Some(text) = way.find_mut(node)
        && let Some(document) = in_text::document(text)
    {
        let (path, made) = (path.behind(way.0.len()), made(value));
        return put_in_text(text, document, value, into, &path, made, cause)?
            .ok_or_else(|| leads_nowhere(object, &path, span, into.create));
    }
    let was_there = path.find(node).is_ok_and(|found| !found.is_empty());
    if into.create && !was_there {
        path.make(node, made(value), cause);
    }
    // What Kustomize makes below a null is lost, but below one that is not written nothing is made.
    let is_lost = |node: &Node| node.is_null() && node.text().is_some_and(|text| !text.is_empty());
    if into.create && path.find(node).is_err_and(|way| way.find(node).is_some_and(is_lost)) {
        return Ok(false);
    }
    let found = match path.find(node) {
        Ok(found) if !found.is_empty() => found,
        Ok(_) => return Err(leads_nowhere(object, path, span, into.create)),
        Err(way) => return Err(leads_through(object, path, span, way.find(node))),
    };
    for way in found {
        let Some(target) = way.find_mut(node) else { continue };
        let new = new_value(target, value, into.delimiter.as_ref(), was_there);
        let new = new.map_err(|problem| Box::new(problem.at(span, "asked for here")))?;
        has_changed |= *target != new;
        if *target != new || target.other_text() != new.other_text() {
            target.replace(cause, new);
        }
    }
    Ok(has_changed)
}

/// What is made where a value is to go.
fn made(value: &Node) -> Made {
    match value.value() {
        Value::Sequence(_) => Made::List,
        Value::Mapping(_) => Made::Map,
        _ => Made::Scalar,
    }
}

/// Puts a value into the document that a text is. Gives whether the text is new; nothing if the path leads nowhere.
fn put_in_text(
    text: &mut Node,
    mut document: Node,
    value: &Node,
    into: &Into,
    path: &FieldPath,
    made: Made,
    cause: Cause,
) -> Result<Option<bool>, Box<Diagnostic>> {
    let was_there = path.find(&document).is_ok_and(|found| !found.is_empty());
    if into.create && !was_there {
        path.make(&mut document, made, cause);
    }
    let put = |target: &Node| {
        let new = new_value(target, value, None, was_there);
        new.map_err(|problem| Box::new(problem.at(cause.span, "asked for here")))
    };
    in_text::put(text, document, path, cause, value, put)
}

/// What a field becomes: of a scalar the text is another and the type stays, anything else is replaced.
fn new_value(
    target: &Node,
    value: &Node,
    delimiter: Option<&Delimiter>,
    was_there: bool,
) -> Result<Node, Box<Diagnostic>> {
    let is_scalar = !matches!(target.value(), Value::Sequence(_) | Value::Mapping(_));
    let mut said = value.text();
    if let Some(delimiter) = delimiter {
        let old = match target.value() {
            // It was made just now.
            Value::Null if !was_there => Some(EcoString::default()),
            _ => target.text(),
        };
        let Some(old) = old else { return Err(not_scalar(delimiter.span, target)) };
        said = Some(joined(&old, said.as_deref().unwrap_or_default(), delimiter));
    }
    if !is_scalar || (!was_there && said.is_none()) {
        return Ok(match said.filter(|_| delimiter.is_some()) {
            Some(said) => Node::new(said, value.span()),
            None => value.clone(),
        });
    }
    // A list or a map has no text.
    let said = said.unwrap_or_default();
    let span = value.span();
    let new = match ScalarType::of(target) {
        ScalarType::Text => return Ok(Node::new(said, span).in_quotes(target.is_quoted())),
        // Printed and read again, `{a: }` says the empty text.
        ScalarType::Null if said.is_empty() && target.spelling() == Spelling::PlainInFlow => {
            return Ok(Node::new(said, span).in_quotes(true));
        }
        // It was made just now, and is what its text says.
        ScalarType::Null if !was_there => plain_node(&said, span),
        wanted => plain_node(&said, span).filter(|new| wanted.takes(ScalarType::of(new))),
    };
    new.ok_or_else(|| wrong_type(target, value, &said))
}

/// What go-yaml tags a scalar with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ScalarType {
    Null,
    Bool,
    Whole,
    Float,
    Date,
    Text,
}

impl ScalarType {
    fn of(node: &Node) -> ScalarType {
        match node.value() {
            Value::Null => ScalarType::Null,
            Value::Bool(_) => ScalarType::Bool,
            Value::Number(_) if node.text().is_some_and(|text| is_whole(&text)) => ScalarType::Whole,
            Value::Number(_) => ScalarType::Float,
            // Of all strings only a date has another text than itself.
            Value::String(_)
                if !node.is_quoted() && node.other_text().is_some_and(|text| node.as_str() != Some(text)) =>
            {
                ScalarType::Date
            }
            Value::String(_) | Value::Sequence(_) | Value::Mapping(_) => ScalarType::Text,
        }
    }

    /// Whether a scalar of the other type may be written where one of this type is.
    fn takes(self, other: ScalarType) -> bool {
        self == other || (self, other) == (ScalarType::Float, ScalarType::Whole)
    }
}

/// The old text with a part of it replaced; with an index below zero, or beyond all parts, the new one before or behind it.
fn joined(old: &str, new: &str, delimiter: &Delimiter) -> EcoString {
    let mut parts: Vec<&str> = old.split(&*delimiter.text).collect();
    match usize::try_from(delimiter.index) {
        Err(_) => parts.insert(0, new),
        Ok(index) if index < parts.len() => parts[index] = new,
        Ok(_) => parts.push(new),
    }
    parts.join(&delimiter.text).into()
}

fn not_scalar(span: Span, node: &Node) -> Box<Diagnostic> {
    let found = node.value().kind_name();
    let problem =
        Diagnostic::new(Code::WrongType, format!("a `delimiter` is for single values, not for {found}"));
    Box::new(problem.at(span, "").at(node.span(), format!("this is {found}")))
}

fn leads_nowhere(object: &Resource, path: &FieldPath, span: Span, create: bool) -> Box<Diagnostic> {
    let message = format!("`{}` has no `{}` to replace", object.id(), path.written);
    let problem = Diagnostic::new(Code::NoMatch, message).at(span, "leads to nothing");
    let problem = problem.at(object.place(), "the object");
    if create {
        return Box::new(problem);
    }
    if path.written.starts_with('/') {
        let dotted = path.written.trim_start_matches('/').replace('/', ".");
        return Box::new(problem.help(format!("write a `.` between fields: `{dotted}`")));
    }
    Box::new(match path.nearest(object.node()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("write `options: {create: true}` to make it"),
    })
}

fn leads_through(object: &Resource, path: &FieldPath, span: Span, at: Option<&Node>) -> Box<Diagnostic> {
    let found = at.map_or("nothing", |node| node.value().kind_name());
    let message = format!("`{}` cannot lead through {found} in `{}`", path.written, object.id());
    let problem = Diagnostic::new(Code::WrongType, message).at(span, "leads to nothing");
    Box::new(match at {
        Some(at) => problem.at(at.span(), format!("this is {found}")),
        None => problem,
    })
}

fn wrong_type(target: &Node, value: &Node, text: &str) -> Box<Diagnostic> {
    let wanted = match ScalarType::of(target) {
        ScalarType::Date => "a date",
        ScalarType::Whole if plain_value(text).is_some_and(|value| matches!(value, Value::Number(_))) => {
            "a whole number"
        }
        _ => target.value().kind_name(),
    };
    let problem = Diagnostic::new(Code::WrongType, format!("`{text}` cannot take the place of {wanted}"));
    Box::new(problem.at(value.span(), "copied from here").at(target.span(), format!("this is {wanted}")))
}
