//! Values of the spec as templates see them, and back.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use ecow::{EcoString, EcoVec};
use minijinja::value::{Enumerator, Object, ObjectRepr, ValueKind};
use minijinja::{Error, Value};

use super::context::{self, Context};
use super::text;
use crate::source::Span;
use crate::yaml::{self, Entry, Mapping, Node, Number};

/// How deep a value that a template makes may be.
const MAX_DEPTH: usize = 64;

/// A map or a list of the spec; what is read from it is noted.
pub(super) struct Tree {
    pub node: Node,
    pub context: Arc<Context>,
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.node.value().kind_name())
    }
}

impl Object for Tree {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        if self.node.as_sequence().is_some() { ObjectRepr::Seq } else { ObjectRepr::Map }
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match self.node.as_sequence() {
            Some(items) => items.get(key.as_usize()?).map(|item| self.context.read(item)),
            None => self.get_value_by_str(key.as_str()?),
        }
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let found = self.node.get(key);
        if found.is_none() {
            self.context.miss(&self.node, key);
        }
        found.map(|node| self.context.read(node))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        match self.node.value() {
            yaml::Value::Sequence(items) => Enumerator::Seq(items.len()),
            yaml::Value::Mapping(mapping) => {
                let (mapping, context) = (mapping.clone(), Arc::clone(&self.context));
                let pair = move |index: usize| {
                    let entry = mapping.iter().nth(index)?;
                    let key = Node::new(entry.key.clone(), entry.key_span);
                    Some((context.read(&key), context.read(&entry.node)))
                };
                Enumerator::KeyValueIter(Box::new((0..self.length()).map_while(pair)))
            }
            _ => Enumerator::NonEnumerable,
        }
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        Some(self.length())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.node.value().kind_name())
    }
}

impl Tree {
    fn length(&self) -> usize {
        match self.node.value() {
            yaml::Value::Sequence(items) => items.len(),
            yaml::Value::Mapping(mapping) => mapping.len(),
            _ => 0,
        }
    }
}

/// What a template looks names up in: the values, and `target`.
pub(super) struct Root(pub Arc<Context>);

impl fmt::Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the values")
    }
}

impl Object for Root {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        match key {
            context::NAME => return Some(context::handle(&self.0)),
            "target" => return Some(target(&self.0)),
            _ => {}
        }
        let found = self.0.values.get(key);
        if found.is_none() && !super::names::FUNCTIONS.contains(&key) {
            self.0.miss(&self.0.values, key);
        }
        found.map(|node| self.0.read(node))
    }
}

fn target(context: &Arc<Context>) -> Value {
    let target = &context.target;
    let namespace = target.namespace.as_ref().map_or_else(|| Value::from(()), |node| context.read(node));
    let entries = [
        ("environment", Value::from(target.environment.as_str())),
        ("system", Value::from(target.system.as_str())),
        ("namespace", namespace),
        ("kubernetes", Value::from(target.kubernetes.as_str())),
    ];
    Value::from_object(BTreeMap::from(entries))
}

/// A value as a node: what it holds of the spec keeps its origin, the rest was written at `place`.
pub(super) fn to_node(context: &Context, value: &Value, place: Span) -> Result<Node, Error> {
    let mut budget = 1_000_000;
    node_of(context, value, place, MAX_DEPTH, &mut budget)
}

fn node_of(
    context: &Context,
    value: &Value,
    place: Span,
    depth: usize,
    budget: &mut usize,
) -> Result<Node, Error> {
    let too_large = || context.wrong(place, "this value is too large", "more than a million parts");
    let Some(left) = budget.checked_sub(1).filter(|_| depth > 0) else { return Err(too_large()) };
    *budget = left;
    if let Some(tree) = value.downcast_object_ref::<Tree>() {
        return Ok(tree.node.clone());
    }
    if let Some(node) = context.same_string(value) {
        return Ok(node);
    }
    let made: yaml::Value = match value.kind() {
        ValueKind::None => yaml::Value::Null,
        ValueKind::Bool => value.is_true().into(),
        ValueKind::Number => number(value)
            .ok_or_else(|| context.wrong(place, "this number is out of range", value.to_string()))?
            .into(),
        ValueKind::String => {
            let string = value.as_str().unwrap_or_default();
            let text = if value.is_safe() { context.resolve(string)? } else { string.to_owned() };
            EcoString::from(text).into()
        }
        ValueKind::Seq | ValueKind::Iterable => {
            let mut items = EcoVec::new();
            for item in value.try_iter()? {
                items.push(node_of(context, &item, place, depth - 1, budget)?);
            }
            items.into()
        }
        ValueKind::Map => mapping(context, value, place, depth, budget)?.into(),
        _ => {
            let message = format!("{} is no value", text::kind(value));
            return Err(context.wrong(place, message, "cannot be put into the output"));
        }
    };
    Ok(Node::new(made, place))
}

fn mapping(
    context: &Context,
    value: &Value,
    place: Span,
    depth: usize,
    budget: &mut usize,
) -> Result<Mapping, Error> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for key in value.try_iter()? {
        let item = value.get_item(&key)?;
        let Some(name) = text::of_value(&key) else {
            let message = format!("{} cannot be the key of a map", text::kind(&key));
            return Err(context.wrong(place, message, "in this map"));
        };
        if !seen.insert(name.clone()) {
            return Err(context.wrong(place, format!("the key `{name}` is in this map twice"), "made here"));
        }
        let key_span = context.same_string(&key).map_or(place, |node| node.span());
        let node = node_of(context, &item, place, depth - 1, budget)?;
        entries.push(Entry { key: name.into(), key_span, node });
    }
    Ok(entries.into_iter().collect())
}

fn number(value: &Value) -> Option<Number> {
    if value.is_integer() {
        let int = value.as_i64().map(Number::Int);
        return int.or_else(|| u64::try_from(value.clone()).ok().map(Number::Uint));
    }
    f64::try_from(value.clone()).ok().filter(|float| float.is_finite()).map(Number::Float)
}
