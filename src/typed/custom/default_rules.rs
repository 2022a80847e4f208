//! Whether a default holds the rules of the schema that it stands in.
//!
//! From `validate` in `apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go`: a rule about changes sees the
//! default on both sides.

use super::rules::RULES;
use super::schema::Schema;
use super::seen;
use crate::cel::{self, Budget, Outcome, Programs, Value as Seen};
use crate::yaml::{Node, Value};

/// The first rule of a schema that its default breaks, in words that go on from the name of the field; nothing if all hold
/// that can be run.
pub fn rule_broken_by(default: &Node, schema: &Node) -> Option<String> {
    let mut judge = Judge { programs: &Programs::default(), budget: Budget::default() };
    judge.value(default, Schema(schema))
}

struct Judge<'p> {
    programs: &'p Programs,
    budget: Budget,
}

impl Judge<'_> {
    fn value(&mut self, node: &Node, schema: Schema<'_>) -> Option<String> {
        if node.is_null() {
            return None;
        }
        let rules = schema.list(RULES);
        if let Some(this) = (!rules.is_empty()).then(|| seen::value(node, schema, false)).flatten() {
            let broken = rules.iter().find_map(|rule| self.rule(rule, &this));
            if broken.is_some() {
                return broken;
            }
        }
        match node.value() {
            Value::Mapping(mapping) => {
                mapping.iter().find_map(|entry| self.value(&entry.node, schema.child(&entry.key)?))
            }
            Value::Sequence(items) => {
                let below = schema.get("items").map(Schema)?;
                items.iter().find_map(|item| self.value(item, below))
            }
            _ => None,
        }
    }

    fn rule(&mut self, rule: &Node, this: &Seen) -> Option<String> {
        let text =
            |key: &str| rule.get(key).and_then(Node::as_str).map(str::trim).filter(|text| !text.is_empty());
        let expression = text("rule")?;
        let program = self.programs.read(expression)?;
        let optional = rule.get("optionalOldSelf").and_then(Node::as_bool) == Some(true);
        let old = if optional { Seen::Optional(Some(this.clone().into())) } else { this.clone() };
        match cel::run(&program, &[("self", this.clone()), ("oldSelf", old)], self.programs, &mut self.budget)
        {
            Outcome::Holds | Outcome::Unknown(_) => None,
            Outcome::Fails => {
                Some(format!("breaks a rule of its schema: {}", text("message").unwrap_or(expression)))
            }
            Outcome::Broken(why) => Some(format!("cannot be held against a rule of its schema: {why}")),
        }
    }
}
