//! Puts the values of vars where objects name them, from `api/filters/refvar/refvar.go`.

use std::cell::Cell;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::expand::{Piece, pieces};
use super::{Var, Vars};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::{Field, Resource};
use crate::yaml::{Cause, Node, Number, Value, is_whole};

/// The step, in the past of what it changes.
const STEP: &str = "vars";

/// Puts the values in where the fields lead to; with anything wrong, nowhere. A var that nobody names is reported.
pub(in super::super) fn run(
    objects: &mut [Resource],
    vars: &Vars,
    fields: &[Field],
    diagnostics: &mut Diagnostics,
) {
    if vars.list.is_empty() {
        return;
    }
    let mut problems = Diagnostics::default();
    let is_whole = !diagnostics.has_errors();
    let values = Values::of(objects, vars, is_whole, &mut problems);
    if !problems.has_errors() && is_whole {
        for object in objects {
            let problem = object_with(object, &values, fields);
            problems.extend(problem.map(|problem| problem.object(object.id().to_string())));
        }
        problems.extend(vars.list.iter().filter_map(|var| values.unused(var)));
    }
    diagnostics.extend(problems);
}

/// What vars stand for.
struct Values<'v>(FxHashMap<&'v str, Known<'v>>);

struct Known<'v> {
    var: &'v Var,
    /// A string, a number or a truth value; nothing else is put anywhere.
    value: Option<Node>,
    is_used: Cell<bool>,
}

impl<'v> Values<'v> {
    /// Without `is_whole`, an object that is not there is the problem of others.
    fn of(objects: &[Resource], vars: &'v Vars, is_whole: bool, diagnostics: &mut Diagnostics) -> Values<'v> {
        let marked = |object| Resource::marks(object).iter().map(move |word| (word.as_str(), object));
        let objects: FxHashMap<&str, &Resource> = objects.iter().flat_map(marked).collect();
        let mut values = FxHashMap::default();
        for var in &vars.list {
            let object = objects.get(var.name.as_str()).copied();
            match value(var, object) {
                _ if object.is_none() && !is_whole => {}
                Ok(value) => {
                    values.insert(var.name.as_str(), Known { var, value, is_used: Cell::default() });
                }
                Err(problem) => diagnostics.push(*problem),
            }
        }
        Values(values)
    }

    /// The problem of a var that was put nowhere.
    fn unused(&self, var: &Var) -> Option<Diagnostic> {
        let known = self.0.get(var.name.as_str()).filter(|known| !known.is_used.get())?;
        let (message, help) = match &known.value {
            Some(_) => (
                format!("no field that may hold vars names the var `{}`", var.name),
                "say which fields do in `varReference` of a file of `configurations`, or take the var away",
            ),
            None => (
                format!("the var `{}` is a list or a map, and is put nowhere", var.name),
                "lead its `fieldPath` to a string, a number or a truth value, or take the var away",
            ),
        };
        Some(Diagnostic::new(Code::NoEffect, message).at(var.span, "has no effect").help(help))
    }

    fn get(&self, name: &str) -> Option<(&Var, &Node)> {
        let known = self.0.get(name)?;
        let value = known.value.as_ref()?;
        known.is_used.set(true);
        Some((known.var, value))
    }

    /// A string with the values in it, and who asked for the first of them; nothing if it stays as it is.
    fn expanded(&self, node: &Node) -> Option<(Node, Cause)> {
        let text = node.as_str().filter(|text| text.contains('$'))?;
        let pieces = pieces(text);
        // What is a name and nothing else keeps the type of the value.
        if let [Piece::Name(name)] = pieces[..] {
            let (var, value) = self.get(name)?;
            return Some((value.clone(), Cause { step: STEP, span: var.span }));
        }
        let (mut whole, mut cause, mut is_secret) = (EcoString::new(), None, false);
        for piece in pieces {
            match piece {
                Piece::Text(text) => whole.push_str(text),
                Piece::Name(name) => match self.get(name) {
                    Some((var, value)) => {
                        whole.push_str(&value.text().unwrap_or_default());
                        is_secret |= value.is_secret();
                        cause = cause.or(Some(var.span));
                    }
                    None => whole.extend(["$(", name, ")"]),
                },
            }
        }
        let cause = Cause { step: STEP, span: cause.unwrap_or(node.span()) };
        let mut new = Node::new(whole, node.span());
        if is_secret {
            new.make_secret();
        }
        (new != *node).then_some((new, cause))
    }

    fn put_into(&self, node: &mut Node) {
        if let Some((new, cause)) = self.expanded(node) {
            node.replace(cause, new);
        }
    }
}

/// What a var stands for, of its object; nothing if that is neither a string nor a number or truth value.
fn value(var: &Var, object: Option<&Resource>) -> Result<Option<Node>, Box<Diagnostic>> {
    let Some(object) = object else {
        let message = format!("there is no object `{}` for the var `{}`", var.target, var.name);
        let problem = Diagnostic::new(Code::NoMatch, message).at(var.target.span, "hits nothing");
        let help =
            "it is found by `apiVersion`, `kind` and `name`, below the kustomization that says the var";
        return Err(Box::new(problem.help(help)));
    };
    let found = var.path.find_one(object.node()).and_then(|way| way.find(object.node()));
    let Some(node) = found else {
        let message = format!("`{}` has no `{}` for the var `{}`", object.id(), var.path.written, var.name);
        let problem = Diagnostic::new(Code::NoMatch, message).at(var.path_span, "leads to nothing");
        return Err(Box::new(problem.at(object.place(), "the object")));
    };
    match node.value() {
        Value::Number(Number::Uint(_)) => {
            let message = format!("the var `{}` is a number beyond 2⁶³", var.name);
            let problem = Diagnostic::new(Code::InvalidValue, message).at(node.span(), "too large");
            Err(Box::new(problem.at(var.path_span, "asked for here")))
        }
        Value::Sequence(_) | Value::Mapping(_) => Ok(None),
        // What is written as a float stays one, and other numbers and truth values are printed.
        Value::Number(number) if node.text().is_some_and(|text| !is_whole(&text)) => {
            Ok(Some(node.clone().written(&float_text(*number))))
        }
        Value::Number(_) | Value::Bool(_) => {
            Ok(Some(node.clone().written(&node.value().scalar_text().unwrap_or_default())))
        }
        Value::Null | Value::String(_) => Ok(Some(Node::new(node.text().unwrap_or_default(), node.span()))),
    }
}

/// As Go prints a float: `1234567.0` as `1.234567e+06`.
fn float_text(number: Number) -> String {
    match number {
        #[expect(clippy::cast_precision_loss, reason = "it was a float")]
        Number::Int(whole) => Number::Float(whole as f64).to_string(),
        other => other.to_string(),
    }
}

/// Puts values into the fields of an object, one field after the other: a `$$` that two of them reach is halved twice.
fn object_with(object: &mut Resource, values: &Values<'_>, fields: &[Field]) -> Option<Diagnostic> {
    let id = object.id().clone();
    let fields: Vec<&Field> = fields.iter().filter(|field| field.is_of(&id)).collect();
    object.change(|node| {
        for field in fields {
            let ways = match field.find(node) {
                Ok(ways) => ways,
                Err(stuck) => {
                    let message = format!("`{}` of `varReference` leads through {}", field.path, stuck.found);
                    let problem = Diagnostic::new(Code::WrongType, message);
                    return Some(problem.at(stuck.span, "no map and no list").field(stuck.way.to_string()));
                }
            };
            for way in ways {
                let Some(end) = way.find_mut(node) else { continue };
                if let Some(item) =
                    end.as_sequence().into_iter().flatten().find(|item| item.as_str().is_none())
                {
                    let found = item.value().kind_name();
                    let message = format!("`{}` may hold vars, and an item of it is {found}", field.path);
                    let problem = Diagnostic::new(Code::WrongType, message).at(item.span(), "not a string");
                    return Some(problem.field(way.to_string()).help("put it into quotes"));
                }
                match end.value() {
                    Value::Sequence(_) => end.items_mut().iter_mut().for_each(|item| values.put_into(item)),
                    Value::Mapping(_) => end.values_mut().for_each(|(_, value)| values.put_into(value)),
                    _ => values.put_into(end),
                }
            }
        }
        None
    })
}
