//! Whether a default holds the rules of the schema that it stands in.
//!
//! From `validate` in `apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go`: rules see the default as it stands,
//! without the defaults within it. They are run twice: a rule about changes sees the default on both sides, and then, if it
//! can do without an older value, with none.

use super::rules::RULES;
use super::schema::Schema;
use super::seen;
use crate::cel::{self, Budget, Outcome, Programs, Value as Seen};
use crate::yaml::{Node, Value};

/// The first rule of a schema that its default breaks, in words that go on from the name of the field; nothing if all hold
/// that can be run. `object`: whether it is a whole object, with a kind and a name that rules see.
pub fn rule_broken_by(default: &Node, schema: &Node, object: bool) -> Option<String> {
    let programs = &Programs::default();
    [true, false].into_iter().find_map(|changed| {
        let mut judge = Judge { programs, budget: Budget::default(), changed };
        judge.value(default, Schema(schema), object)
    })
}

struct Judge<'p> {
    programs: &'p Programs,
    budget: Budget,
    /// Whether the default is taken for what was there before, too.
    changed: bool,
}

impl Judge<'_> {
    fn value(&mut self, node: &Node, schema: Schema<'_>, object: bool) -> Option<String> {
        if node.is_null() {
            return None;
        }
        let rules = schema.list(RULES);
        if let Some(this) = (!rules.is_empty()).then(|| seen::value(node, schema, object, false)).flatten() {
            let broken = rules.iter().find_map(|rule| self.rule(rule, &this));
            if broken.is_some() {
                return broken;
            }
        }
        match node.value() {
            Value::Mapping(mapping) => {
                mapping.iter().find_map(|entry| self.below(&entry.node, schema.child(&entry.key)?))
            }
            Value::Sequence(items) => {
                let below = schema.get("items").map(Schema)?;
                items.iter().find_map(|item| self.below(item, below))
            }
            _ => None,
        }
    }

    fn below(&mut self, node: &Node, schema: Schema<'_>) -> Option<String> {
        self.value(node, schema, schema.is("x-kubernetes-embedded-resource"))
    }

    fn rule(&mut self, rule: &Node, this: &Seen) -> Option<String> {
        let text =
            |key: &str| rule.get(key).and_then(Node::as_str).map(str::trim).filter(|text| !text.is_empty());
        let expression = text("rule")?;
        let program = self.programs.read(expression)?;
        let optional = rule.get("optionalOldSelf").and_then(Node::as_bool) == Some(true);
        let mut variables = vec![("self", this.clone())];
        variables.extend(match (optional, self.changed) {
            (true, changed) => Some(("oldSelf", Seen::Optional(changed.then(|| this.clone().into())))),
            (false, true) => Some(("oldSelf", this.clone())),
            (false, false) if program.reads("oldSelf") => return None,
            (false, false) => None,
        });
        match cel::run(&program, &variables, self.programs, &mut self.budget) {
            Outcome::Holds | Outcome::Unknown(_) => None,
            Outcome::Fails => {
                Some(format!("breaks a rule of its schema: {}", text("message").unwrap_or(expression)))
            }
            Outcome::Broken(why) => Some(format!("cannot be held against a rule of its schema: {why}")),
        }
    }
}
