//! `allOf`, `anyOf`, `oneOf` and `not`: schemas within a schema, which say nothing of types and only limit values.

use super::super::findings::Step;
use super::limits::{self, Said};
use super::schema::{Schema, fits};
use crate::diagnostic::{Code, quoted_list};
use crate::kubernetes::go_pattern::Patterns;
use crate::yaml::{Node, Value};

/// Takes a problem, with the steps from the node of the call to that of the problem.
pub(super) type Say<'s, 'n> = dyn FnMut(&[Step<'n>], &'n Node, Said) + 's;

/// Says what the junctors of a schema refuse of a value, which fits the schema itself.
pub(super) fn check<'n>(node: &'n Node, schema: Schema<'_>, patterns: &Patterns, say: &mut Say<'_, 'n>) {
    let walk = Walk { patterns };
    walk.junctors(node, schema, schema, &mut Vec::new(), say);
}

struct Walk<'p> {
    patterns: &'p Patterns,
}

impl Walk<'_> {
    /// `whole`: the schema that has the types, nulls and defaults of the same value.
    fn junctors<'n>(
        &self,
        node: &'n Node,
        schema: Schema<'_>,
        whole: Schema<'_>,
        path: &mut Vec<Step<'n>>,
        say: &mut Say<'_, 'n>,
    ) {
        for part in schema.list("allOf") {
            self.value(node, Schema(part), whole, path, say);
        }
        // How many it fits, and how many it may fit.
        let fitting = |parts: &[Node]| {
            let fits: Vec<Option<bool>> =
                parts.iter().map(|part| self.fits(node, Schema(part), whole)).collect();
            let count = |wanted| fits.iter().filter(|fits| **fits == wanted).count();
            (count(Some(true)), count(None))
        };
        let any = schema.list("anyOf");
        if !any.is_empty() && fitting(any) == (0, 0) {
            say(path, node, none_fits("anyOf", any));
        }
        let one = schema.list("oneOf");
        match fitting(one) {
            (0, 0) if one.is_empty() => {}
            (0, 0) => say(path, node, none_fits("oneOf", one)),
            (0 | 1, _) => {}
            (count, _) => {
                let said = format!("must fit exactly one of `oneOf` in its schema, and fits {count}");
                say(path, node, Said { help: keys_of(one, "only one of"), ..Said::invalid(said) });
            }
        }
        if let Some(not) = schema.get("not")
            && self.fits(node, Schema(not), whole) == Some(true)
        {
            say(path, node, Said::invalid("fits what its schema says it must `not`"));
        }
    }

    /// Whether a value fits; nothing if that cannot be told.
    fn fits(&self, node: &Node, schema: Schema<'_>, whole: Schema<'_>) -> Option<bool> {
        let (mut right, mut known) = (true, true);
        self.value(node, schema, whole, &mut Vec::new(), &mut |_, _, said| {
            right &= !said.is_refusal();
            known &= said.is_refusal();
        });
        (known || !right).then_some(right)
    }

    /// A value against a schema within a junctor.
    fn value<'n>(
        &self,
        node: &'n Node,
        schema: Schema<'_>,
        whole: Schema<'_>,
        path: &mut Vec<Step<'n>>,
        say: &mut Say<'_, 'n>,
    ) {
        if let Some(wanted) = schema.wanted()
            && !fits(node, wanted)
        {
            say(path, node, Said::invalid("is of another type than its schema says"));
            return;
        }
        limits::check(node, schema, self.patterns, &mut |said| say(path, node, said));
        self.junctors(node, schema, whole, path, say);
        match node.value() {
            Value::Mapping(mapping) => {
                for key in schema.list("required").iter().filter_map(Node::as_str) {
                    if !whole.has(mapping, key) {
                        let predicate = format!("must have `{key}`");
                        say(path, node, Said { code: Code::MissingField, predicate, help: None });
                    }
                }
                for entry in mapping.iter().filter(|entry| !entry.node.is_null()) {
                    if let Some(part) = schema.child(&entry.key) {
                        path.push(Step::Entry(entry));
                        let whole = whole.child(&entry.key).unwrap_or(part);
                        self.value(&entry.node, part, whole, path, say);
                        path.pop();
                    }
                }
            }
            Value::Sequence(items) => {
                let Some(part) = schema.get("items").map(Schema) else { return };
                let whole = whole.get("items").map_or(part, Schema);
                for (index, item) in items.iter().enumerate() {
                    path.push(Step::Item(index, item));
                    self.value(item, part, whole, path, say);
                    path.pop();
                }
            }
            _ => {}
        }
    }
}

fn none_fits(name: &str, parts: &[Node]) -> Said {
    let said = Said::invalid(format!("must fit one of `{name}` in its schema, and fits none"));
    Said { help: keys_of(parts, "one of"), ..said }
}

/// What to write where each part is about one required key.
fn keys_of(parts: &[Node], which: &str) -> Option<String> {
    let key = |part: &'_ Node| match part.get("required")?.as_sequence()? {
        [key] => key.as_str().map(ToOwned::to_owned),
        _ => None,
    };
    let keys: Vec<String> = parts.iter().map(key).collect::<Option<_>>()?;
    let names: Vec<&str> = keys.iter().map(String::as_str).collect();
    Some(format!("write {which} {}", quoted_list(&names, "and")))
}
