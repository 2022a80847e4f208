//! Does the operations, all of them or none.

use std::borrow::Cow;

use super::failure::Failure;
use super::pointer::{Pointer, index};
use super::{Action, Operation};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::yaml::{Cause, Node, Number, Value};

/// How deep lists and maps may lie in each other, as deep as a file may have them.
const MAX_DEPTH: usize = 250;

/// How many values the `copy` operations of a patch may add to one object: each may double what is there.
const MAX_COPIED: usize = 100_000;

/// Does the operations one after the other, and gives whether the object is another one after them.
///
/// If one of them cannot be done, the object stays as it was, and what is wrong with that one is returned.
pub fn apply(operations: &[Operation], object: &mut Node) -> Result<bool, Box<Diagnostic>> {
    apply_as(operations, object, |operation, _| Cow::Borrowed(operation))
}

/// As [`apply`], with each operation as `meant` for the object that those before it made.
pub fn apply_as(
    operations: &[Operation],
    object: &mut Node,
    meant: impl for<'o> Fn(&'o Operation, &Node) -> Cow<'o, Operation>,
) -> Result<bool, Box<Diagnostic>> {
    let mut patched = object.clone();
    let mut left = MAX_COPIED;
    for operation in operations {
        let operation = meant(operation, &patched);
        if let Err(failure) = step(&operation, &mut patched, &mut left) {
            return Err(Box::new(failure.problem(&operation)));
        }
    }
    let is_changed = patched != *object;
    if is_changed {
        *object = patched;
    }
    Ok(is_changed)
}

fn step(operation: &Operation, root: &mut Node, left: &mut usize) -> Result<(), Failure> {
    match &operation.action {
        Action::Add { path, value } => add(root, path, value.clone(), value.span()),
        Action::Remove { path } => remove(root, path),
        Action::Replace { path, value } => {
            path.find(root).map_err(|missing| Failure::missing(path, root, &missing))?;
            fits(path, value)?;
            if let Some(node) = path.find_mut(root, path.tokens.len()) {
                node.replace(cause(value.span()), value.clone());
            }
            Ok(())
        }
        Action::Move { from, path } => {
            let value = from.find(root).map_err(|missing| Failure::missing(from, root, &missing))?.clone();
            if path.is_below(from) {
                return Err(Failure::inside(from));
            }
            if path.tokens.len() == from.tokens.len() && path.text == from.text {
                return Ok(());
            }
            remove(root, from)?;
            add(root, path, value, path.span)
        }
        Action::Copy { from, path } => {
            let value = from.find(root).map_err(|missing| Failure::missing(from, root, &missing))?.clone();
            *left = left
                .checked_sub(weight(&value, *left))
                .ok_or_else(|| Failure::limit(path, "it copies too much"))?;
            add(root, path, value, path.span)
        }
        Action::Test { path, value } => {
            let found = path.find(root).map_err(|missing| Failure::missing(path, root, &missing))?;
            if is_same(found, value) {
                return Ok(());
            }
            Err(Failure::other_value(path, root, value, found))
        }
    }
}

fn cause(span: Span) -> Cause {
    Cause { step: "patch", span }
}

fn add(root: &mut Node, path: &Pointer, value: Node, asked: Span) -> Result<(), Failure> {
    fits(path, &value)?;
    let Some((last, before)) = path.tokens.split_last() else {
        root.replace(cause(asked), value);
        return Ok(());
    };
    let (parent, place) = path.find_parent(root).map_err(|missing| Failure::missing(path, root, &missing))?;
    let at = match parent.value() {
        Value::Mapping(_) => None,
        Value::Sequence(items) => {
            let at = if last.text == "-" { Some(items.len()) } else { index(&last.text) };
            Some(
                at.filter(|at| *at <= items.len())
                    .ok_or_else(|| Failure::no_place(path, root, parent, place))?,
            )
        }
        _ => return Err(Failure::no_place(path, root, parent, place)),
    };
    if let Some(parent) = path.find_mut(root, before.len()) {
        match at {
            Some(at) => parent.insert_item(cause(asked), at, value),
            None => parent.insert(cause(asked), last.text.clone(), last.span, value),
        };
    }
    Ok(())
}

fn remove(root: &mut Node, path: &Pointer) -> Result<(), Failure> {
    path.find(root).map_err(|missing| Failure::missing(path, root, &missing))?;
    let Some((last, before)) = path.tokens.split_last() else { return Err(Failure::root(path)) };
    let Some(parent) = path.find_mut(root, before.len()) else { return Ok(()) };
    match index(&last.text).filter(|_| parent.as_sequence().is_some()) {
        Some(at) => parent.remove_item(cause(path.span), at),
        None => parent.remove(cause(path.span), &last.text),
    };
    Ok(())
}

/// Refuses a value that would lie too deep where `path` leads.
fn fits(path: &Pointer, value: &Node) -> Result<(), Failure> {
    fn is_within(node: &Node, depth: usize) -> bool {
        match node.value() {
            Value::Sequence(items) => depth > 0 && items.iter().all(|item| is_within(item, depth - 1)),
            Value::Mapping(mapping) => {
                depth > 0 && mapping.iter().all(|entry| is_within(&entry.node, depth - 1))
            }
            _ => true,
        }
    }
    let depth = MAX_DEPTH.checked_sub(path.tokens.len());
    if depth.is_some_and(|depth| is_within(value, depth)) {
        Ok(())
    } else {
        Err(Failure::limit(path, "lists and maps would lie too deep in each other"))
    }
}

/// How many values a node is, itself included; more than `most` if there are more.
fn weight(node: &Node, most: usize) -> usize {
    let mut open = vec![node];
    let mut count = 0;
    while let Some(node) = open.pop().filter(|_| count <= most) {
        count += 1;
        match node.value() {
            Value::Sequence(items) => open.extend(items),
            Value::Mapping(mapping) => open.extend(mapping.iter().map(|entry| &entry.node)),
            _ => {}
        }
    }
    count
}

/// Whether two values are equal as RFC 6902 has it: numbers by what they count, maps in any order.
///
/// What was not fetched is taken to be what it is held against: `build` fetches it, and then it is.
fn is_same(one: &Node, two: &Node) -> bool {
    match (one.value(), two.value()) {
        _ if one.is_placeholder() => true,
        (Value::Number(one), Value::Number(two)) => is_same_number(*one, *two),
        (Value::Sequence(one), Value::Sequence(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| is_same(one, two))
        }
        (Value::Mapping(one), Value::Mapping(two)) => {
            let has = |key: &str, node: &Node| two.get(key).is_some_and(|other| is_same(node, other));
            one.len() == two.len() && one.iter().all(|entry| has(&entry.key, &entry.node))
        }
        (one, two) => one == two,
    }
}

fn is_same_number(one: Number, two: Number) -> bool {
    match (one, two) {
        (Number::Float(one), Number::Float(two)) => {
            one.total_cmp(&two).is_eq() || one.abs() + two.abs() == 0.0
        }
        (Number::Float(float), whole) | (whole, Number::Float(float)) => {
            let whole = match whole {
                Number::Int(int) => i128::from(int),
                Number::Uint(uint) => i128::from(uint),
                Number::Float(_) => return false,
            };
            #[expect(
                clippy::cast_possible_truncation,
                reason = "beyond the range of i128 it stops at its ends"
            )]
            let float_is = float as i128;
            float.fract() == 0.0 && float_is == whole
        }
        (one, two) => one == two,
    }
}
