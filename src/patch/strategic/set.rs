//! Merges lists of scalars that hold each value only once.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::yaml::{Entry, Mapping, Node, Number, Value};

use super::Merger;
use super::order::order;

/// A scalar, to be found by.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Scalar {
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// One beyond those.
    Uint(u64),
    /// The bits of any other number.
    Float(u64),
    /// A string.
    Text(ecow::EcoString),
}

impl Scalar {
    /// The scalar that a node is; nothing if it is null, a map or a list.
    pub fn of(node: &Node) -> Option<Scalar> {
        Some(match node.value() {
            Value::Bool(bool) => Scalar::Bool(*bool),
            Value::Number(Number::Int(int)) => Scalar::Int(*int),
            Value::Number(Number::Uint(uint)) => Scalar::Uint(*uint),
            Value::Number(Number::Float(float)) => Scalar::Float(float.to_bits()),
            Value::String(text) => Scalar::Text(text.clone()),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => return None,
        })
    }
}

impl std::fmt::Display for Scalar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Scalar::Bool(bool) => write!(f, "{bool}"),
            Scalar::Int(int) => write!(f, "{int}"),
            Scalar::Uint(uint) => write!(f, "{uint}"),
            Scalar::Float(bits) => write!(f, "{}", f64::from_bits(*bits)),
            Scalar::Text(text) => f.write_str(text),
        }
    }
}

impl Merger<'_> {
    /// Merges the scalars of a list of the patch, written at `span`, into a list.
    pub(super) fn set(&mut self, base: &mut Node, patch: &[Node], span: Span, by: Option<&Entry>) {
        let Some(wanted) = self.scalars(patch) else { return };
        let by = by.and_then(|entry| Some((entry, self.items(entry)?)));
        let before: Vec<Option<Scalar>> =
            base.as_sequence().unwrap_or_default().iter().map(Scalar::of).collect();
        let mut places: FxHashMap<&Scalar, usize> = FxHashMap::default();
        let mut others = Vec::new();
        let mut twice = Vec::new();
        for (index, scalar) in before.iter().enumerate() {
            match scalar {
                Some(scalar) if places.contains_key(scalar) => twice.push((index, span)),
                Some(scalar) => drop(places.insert(scalar, index)),
                None => {}
            }
            others.push(index);
        }
        let mut length = before.len();
        for (scalar, node) in &wanted {
            if !places.contains_key(scalar) {
                let cause = self.change(node.span());
                base.insert_item(cause, length, (*node).clone());
                places.insert(scalar, length);
                others.push(length);
                length += 1;
            }
        }
        let named: Vec<usize> = match by {
            None => wanted.iter().filter_map(|(scalar, _)| places.get(scalar).copied()).collect(),
            Some((entry, items)) => {
                let Some(items) = self.scalars(items) else { return };
                let named: Vec<usize> = items
                    .iter()
                    .filter_map(|(scalar, node)| {
                        let place = places.get(scalar).copied();
                        if place.is_none() {
                            self.not_there(
                                &entry.key,
                                scalar,
                                node.span(),
                                places.keys().map(ToString::to_string),
                            );
                        }
                        place
                    })
                    .collect();
                named
            }
        };
        let is_named: FxHashSet<usize> = named.iter().copied().collect();
        others.retain(|index| !is_named.contains(index));
        self.arrange(base, &order(&others, &named, before.len()), &twice, span);
    }

    /// Takes scalars out of a list, which `patch` may not put in as well.
    pub(super) fn delete_scalars(&mut self, base: &mut Node, patch: &Mapping, name: &str, entry: &Entry) {
        let Some(wanted) = self.items(entry).and_then(|items| self.scalars(items)) else { return };
        let Some(list) = base.get_mut(name).filter(|list| list.as_sequence().is_some()) else {
            let message = format!("there is no list `{name}` to delete from");
            self.report(Diagnostic::new(Code::NoMatch, message).at(entry.key_span, ""));
            return;
        };
        let added = patch.get(name).and_then(Node::as_sequence).unwrap_or_default();
        for (scalar, node) in wanted {
            if let Some(added) = added.iter().find(|item| Scalar::of(item).as_ref() == Some(&scalar)) {
                let message = format!("the patch both adds `{scalar}` to `{name}` and deletes it");
                let problem =
                    Diagnostic::new(Code::ConflictingFields, message).at(node.span(), "deleted here");
                self.report(problem.at(added.span(), "added here"));
                continue;
            }
            let items = list.as_sequence().unwrap_or_default();
            let there: Vec<usize> = (0..items.len())
                .filter(|index| Scalar::of(&items[*index]).as_ref() == Some(&scalar))
                .collect();
            if there.is_empty() {
                let names: Vec<String> =
                    items.iter().filter_map(Scalar::of).map(|item| item.to_string()).collect();
                self.not_there(&entry.key, &scalar, node.span(), names.into_iter());
            }
            for index in there.into_iter().rev() {
                let cause = self.change(node.span());
                list.remove_item(cause, index);
            }
        }
    }

    /// The items of a list of the patch that must be scalars, each only once; nothing if one is none, which is reported.
    fn scalars<'p>(&mut self, items: &'p [Node]) -> Option<Vec<(Scalar, &'p Node)>> {
        let mut seen = FxHashSet::default();
        let mut scalars = Vec::with_capacity(items.len());
        for item in items {
            let Some(scalar) = Scalar::of(item) else {
                let message =
                    format!("{} is a list of single values, not of {}", self.place(), plural(item.value()));
                self.report(Diagnostic::new(Code::WrongType, message).at(item.span(), ""));
                return None;
            };
            if seen.insert(scalar.clone()) {
                scalars.push((scalar, item));
            }
        }
        Some(scalars)
    }

    /// Reports that a directive names a value that the list does not have.
    #[cold]
    fn not_there(
        &mut self,
        directive: &str,
        scalar: &Scalar,
        span: Span,
        there: impl Iterator<Item = String>,
    ) {
        let message = format!("`{directive}` names `{scalar}`, which is not there");
        let problem = Diagnostic::new(Code::NoMatch, message).at(span, "");
        let names: Vec<String> = there.collect();
        self.report(problem.suggest(&scalar.to_string(), names.iter().map(String::as_str), "values"));
    }

    /// Puts the items of a list into an order of their indices, without those in `gone`: sorted, each with the place
    /// that took it away.
    pub fn arrange(&mut self, list: &mut Node, order: &[usize], gone: &[(usize, Span)], span: Span) {
        for (index, span) in gone.iter().rev() {
            let cause = self.change(*span);
            list.remove_item(cause, *index);
        }
        let is_kept = |index: &&usize| gone.binary_search_by_key(*index, |(gone, _)| *gone).is_err();
        let before = |index: usize| gone.partition_point(|(gone, _)| *gone < index);
        let order: Vec<usize> = order.iter().filter(is_kept).map(|index| index - before(*index)).collect();
        if !order.is_sorted() {
            let cause = self.change(span);
            list.reorder(cause, &order);
        }
    }
}

/// What a value is, of many.
fn plural(value: &Value) -> &'static str {
    match value {
        Value::Mapping(_) => "maps",
        Value::Sequence(_) => "lists",
        _ => "nulls",
    }
}
