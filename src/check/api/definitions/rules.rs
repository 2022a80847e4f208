//! The rules of a schema as they are written: the part on `XValidations` of
//! `ValidateCustomResourceDefinitionOpenAPISchema`, and `ValidFieldPath` in `pkg/apiserver/schema/cel`.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool, ValidationRule,
};

use super::super::at::{At, find};
use super::super::expressions::{Gives, judge};
use super::super::findings::Findings;
use super::costs::{Costs, Count};
use crate::cel::{self, Environment, Type};
use crate::typed::{declared, sizes};

/// Checks the rules of a schema and of all below it. `typed`: whether the schema is right otherwise, so that it says what
/// rules can read.
pub(super) fn check(it: &JSONSchemaProps, typed: bool, at: At<'_>, out: &mut Findings<'_>) {
    let level = Level { typed, root: true, uncorrelated: false, count: Count::ONE };
    let mut costs = Costs::default();
    schema(it, level, &mut costs, at, out);
    costs.judge(at, out);
}

/// Where a schema stands.
#[derive(Clone, Copy)]
struct Level {
    typed: bool,
    root: bool,
    /// Whether an object cannot tell which of its old values this was: within a list without keys.
    uncorrelated: bool,
    /// How many values of it one object can have.
    count: Count,
}

fn schema(it: &JSONSchemaProps, level: Level, costs: &mut Costs, at: At<'_>, out: &mut Findings<'_>) {
    let rules = it.x_kubernetes_validations.as_deref().unwrap_or_default();
    if !rules.is_empty() {
        let node = find(out.resource(), &at.path()).node;
        let root = level.root || it.x_kubernetes_embedded_resource == Some(true);
        let this = if level.typed { declared(node, root, "self").zip(sizes(node, root)) } else { None };
        let all = at.field("x-kubernetes-validations");
        for (index, rule) in rules.iter().enumerate() {
            let at = all.item(index);
            words(rule, at, out);
            field_path(it, rule, at, out);
            if let Some(this) = &this {
                expressions(rule, this, level, costs, at, out);
            }
        }
    }
    let level = Level { root: false, count: level.count.within(it), ..level };
    let atomic = it.x_kubernetes_map_type.as_deref() == Some("atomic");
    let below = Level { uncorrelated: level.uncorrelated || atomic, ..level };
    let properties = at.field("properties");
    for (name, property) in it.properties.iter().flatten() {
        schema(property, below, costs, properties.key(name), out);
    }
    if let Some(JSONSchemaPropsOrBool::Schema(others)) = &it.additional_properties {
        // Whether the keys of such a map can be told is not asked.
        schema(others, level, costs, at.field("additionalProperties"), out);
    }
    if let Some(JSONSchemaPropsOrArray::Schema(items)) = &it.items {
        let keyed = it.x_kubernetes_list_type.as_deref() == Some("map");
        let below = Level { uncorrelated: level.uncorrelated || !keyed, ..level };
        schema(items, below, costs, at.field("items"), out);
    }
}

/// What is said beside the rule.
fn words(it: &ValidationRule, at: At<'_>, out: &mut Findings<'_>) {
    let broken = |text: &str| text.contains(['\n', '\r']);
    let rule = it.rule.trim();
    let message = it.message.as_deref().unwrap_or_default();
    if rule.is_empty() {
        out.required(at.field("rule"));
    } else if !message.is_empty() && message.trim().is_empty() {
        out.invalid(at.field("message"), "must not be blank");
    } else if message.len() > 2048 {
        out.invalid(at.field("message"), "must have 2048 bytes at most");
    } else if broken(message.trim()) {
        out.invalid(at.field("message"), "cannot have line breaks");
    } else if broken(rule) && message.is_empty() {
        out.required(at.field("message")).help("a rule with line breaks needs a message");
    }
    let blank =
        |text: &Option<String>| text.as_deref().is_some_and(|it| !it.is_empty() && it.trim().is_empty());
    if blank(&it.message_expression) {
        out.required(at.field("messageExpression"));
    }
    if blank(&it.field_path) {
        out.invalid(at.field("fieldPath"), "must not be blank");
    }
    if it.field_path.as_deref().is_some_and(broken) {
        out.invalid(at.field("fieldPath"), "cannot have line breaks");
    }
}

fn expressions(
    it: &ValidationRule,
    (this, sizes): &(Type, cel::Sizes),
    level: Level,
    costs: &mut Costs,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    if it.rule.trim().is_empty() {
        return;
    }
    let old = match it.optional_old_self {
        Some(true) => Type::Optional(this.clone().into()),
        _ => this.clone(),
    };
    let variables = vec![("self".to_owned(), this.clone()), ("oldSelf".to_owned(), old)];
    let environment = Environment { variables, ..Environment::default() };
    let rule = judge(&it.rule, &environment, Gives::OneOf(&[Type::Bool]), at.field("rule"), out);
    if let Some(text) = it.message_expression.as_deref().filter(|text| !text.trim().is_empty()) {
        let at = at.field("messageExpression");
        if let Some(text) = judge(text, &environment, Gives::OneOf(&[Type::Text]), at, out) {
            costs.add(cel::cost(&text.expression, &environment, sizes), at, out);
        }
    }
    let Some(rule) = rule else { return };
    let cost = cel::cost(&rule.expression, &environment, sizes);
    costs.add(level.count.times(cost, sizes), at.field("rule"), out);
    let reads_old = rule.expression.reads("oldSelf");
    if reads_old && level.uncorrelated {
        out.invalid(at.field("rule"), "cannot read `oldSelf` within a list without keys")
            .help("write `x-kubernetes-list-type: map` with its keys, or put the rule at the list");
    }
    if it.optional_old_self.is_some() && !reads_old {
        out.invalid(at.field("optionalOldSelf"), "cannot be set when the rule does not read `oldSelf`");
    }
}

/// `ValidFieldPath`: dots and brackets from the schema down, not into lists.
fn field_path(it: &JSONSchemaProps, rule: &ValidationRule, at: At<'_>, out: &mut Findings<'_>) {
    let Some(path) = rule.field_path.as_deref().filter(|path| !path.trim().is_empty()) else { return };
    if let Err(fault) = leads(it, path) {
        out.invalid(at.field("fieldPath"), &fault)
            .help("write it as `.name`, or `['name']`, from the schema of the rule down");
    }
}

fn leads(it: &JSONSchemaProps, path: &str) -> Result<(), String> {
    let (mut schema, mut rest) = (it, path);
    while !rest.is_empty() {
        let (name, behind) = if let Some(quoted) = rest.strip_prefix("['") {
            quoted.split_once("']").ok_or("has `['` without `']`")?
        } else if let Some(behind) = rest.strip_prefix('.') {
            let end = behind.find(['.', '[']).unwrap_or(behind.len());
            behind.split_at(end)
        } else {
            return Err("must begin with `.` or `['`".to_owned());
        };
        let property = schema.properties.as_ref().map(|all| all.get(name));
        schema = match (property, &schema.additional_properties) {
            (Some(Some(property)), _) => property,
            (None, Some(JSONSchemaPropsOrBool::Schema(others))) if !name.is_empty() => others,
            _ => return Err(format!("names `{name}`, which the schema does not have there")),
        };
        rest = behind;
    }
    Ok(())
}
