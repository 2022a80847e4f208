//! The `x-kubernetes-validations` of a schema, run over a custom resource.
//!
//! From `apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go` in Kubernetes 1.36. A rule that reads `oldSelf` is
//! about a change: without an older object it is run only where it says that it can do without, and with one only where
//! it can be told what was there before. Another rule is not run over what did not change.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::super::findings::{Findings, Step, with_past};
use super::before::is_same;
use super::schema::Schema;
use super::seen;
use crate::cel::{self, Budget, Key, Outcome, Value as Seen, escape};
use crate::diagnostic::{Code, Diagnostic};
use crate::resource::CustomVersion;
use crate::source::Span;
use crate::yaml::{Node, Path, Segment, Value};

pub(super) const RULES: &str = "x-kubernetes-validations";

/// Runs the rules of a schema and of all below it. `old`: what the object was before, if it is there already.
///
/// The server runs none while something else is wrong. Here they are run over the rest: what has a fault is there and
/// tells nothing.
pub(super) fn check(
    findings: &mut Findings<'_, '_>,
    version: &CustomVersion,
    schema: Schema<'_>,
    old: Option<&Node>,
) {
    if !version.programs.has_rules(|| has_rules(schema.0)) {
        return;
    }
    let node = findings.resource().node();
    let Some(mut this) = whole(node, version, schema) else { return };
    for fault in findings.faults() {
        this = seen::without(this, &fault.0);
    }
    let seen = old.and_then(|old| Some((old, whole(old, version, schema)?)));
    let old = match &seen {
        Some((node, seen)) => Old { known: Some((*node, seen)), is_same: false },
        None => Old::default(),
    };
    let mut walk = Walk { version, budget: Budget::default(), is_right: findings.is_right() };
    walk.value(findings, node, schema, &this, old);
}

/// What a value was before.
#[derive(Clone, Copy, Default)]
struct Old<'o> {
    /// It, and what rules see of it; nothing where it was not there, or cannot be told.
    known: Option<(&'o Node, &'o Seen)>,
    /// Whether nothing changed in it, or in what it is in.
    is_same: bool,
}

/// What rules see of an object. A status that is a subresource nobody can apply.
fn whole(node: &Node, version: &CustomVersion, schema: Schema<'_>) -> Option<Seen> {
    let mut seen = seen::value(node, schema, true, true)?;
    if let Seen::Map(entries) = &mut seen
        && version.status
    {
        Arc::make_mut(entries).remove(&Key::Text("status".into()));
    }
    Some(seen)
}

/// Whether there is a rule in a schema or below it.
fn has_rules(schema: &Node) -> bool {
    match schema.value() {
        Value::Mapping(mapping) => mapping.iter().any(|entry| entry.key == RULES || has_rules(&entry.node)),
        Value::Sequence(items) => items.iter().any(has_rules),
        _ => false,
    }
}

struct Walk<'v> {
    version: &'v CustomVersion,
    /// What the rules of this object may take together.
    budget: Budget,
    /// Whether nothing else is wrong with the object.
    is_right: bool,
}

impl Walk<'_> {
    fn value<'n>(
        &mut self,
        findings: &mut Findings<'n, '_>,
        node: &'n Node,
        schema: Schema<'_>,
        this: &Seen,
        mut old: Old<'_>,
    ) {
        if node.is_null() || matches!(this, Seen::Wrong) {
            return;
        }
        old.is_same |= old.known.is_some_and(|(old, _)| is_same(old, node, None));
        for rule in schema.list(RULES) {
            self.rule(findings, node, rule, this, old);
        }
        match (node.value(), this) {
            (Value::Mapping(mapping), Seen::Map(entries)) => {
                let atomic = schema.get("x-kubernetes-map-type").and_then(Node::as_str) == Some("atomic");
                let before = match old.known {
                    Some((node, Seen::Map(seen))) if !atomic => Some((node, seen)),
                    _ => None,
                };
                for entry in mapping {
                    let Some(below) = schema.child(&entry.key) else { continue };
                    let property = schema.property(&entry.key).is_some();
                    let name = if property { escape(&entry.key) } else { Some(entry.key.to_string()) };
                    let Some(name) = name.map(|name| Key::Text(name.into())) else { continue };
                    if let Some(seen) = entries.get(&name) {
                        let known =
                            before.and_then(|(old, all)| Some((old.get(&entry.key)?, all.get(&name)?)));
                        findings.enter(Step::Entry(entry));
                        self.value(findings, &entry.node, below, seen, Old { known, ..old });
                        findings.leave();
                    }
                }
            }
            (Value::Sequence(items), Seen::List(all, kind)) => {
                let Some(below) = schema.get("items").map(Schema) else { return };
                let mut before: FxHashMap<String, (&Node, &Seen)> = FxHashMap::default();
                if let Some((nodes, Seen::List(seen, _))) = old.known {
                    let both = nodes.as_sequence().unwrap_or_default().iter().zip(seen.iter());
                    before.extend(both.filter_map(|both| Some((kind.identity(both.1)?, both))));
                }
                for (index, (item, seen)) in items.iter().zip(all.iter()).enumerate() {
                    let known = kind.identity(seen).and_then(|identity| before.get(&identity).copied());
                    findings.enter(Step::Item(index, item));
                    self.value(findings, item, below, seen, Old { known, ..old });
                    findings.leave();
                }
            }
            _ => {}
        }
    }

    fn rule<'n>(
        &mut self,
        findings: &mut Findings<'n, '_>,
        node: &'n Node,
        rule: &Node,
        this: &Seen,
        old: Old<'_>,
    ) {
        let text = |key: &str| rule.get(key).and_then(Node::as_str).filter(|text| !text.trim().is_empty());
        let Some(expression) = text("rule") else { return };
        let programs = &self.version.programs;
        let mut variables = vec![("self", this.clone())];
        let outcome = match programs.read(expression) {
            None => Outcome::Unknown("it cannot be read".to_owned()),
            Some(program) => {
                let optional = rule.get("optionalOldSelf").and_then(Node::as_bool) == Some(true);
                let seen = old.known.map(|(_, seen)| seen);
                match (program.reads("oldSelf"), seen) {
                    // The server tolerates what did not hold before either.
                    (false, _) if old.is_same => return,
                    (true, None) if !optional => return,
                    (true, Some(old)) if !optional => variables.push(("oldSelf", old.clone())),
                    (true, old) => {
                        variables.push(("oldSelf", Seen::Optional(old.map(|old| Arc::new(old.clone())))));
                    }
                    (false, _) => {}
                }
                cel::run(&program, &variables, programs, &mut self.budget)
            }
        };
        let (code, message, path) = match outcome {
            Outcome::Holds => return,
            Outcome::Fails => {
                let said = text("messageExpression")
                    .filter(|_| !node.holds_secret())
                    .and_then(|message| programs.read(message))
                    .and_then(|message| cel::text(&message, &variables, programs, &mut self.budget))
                    .map(|said| said.trim().to_owned())
                    .filter(|said| !said.is_empty() && !said.contains('\n'));
                let said = said.or_else(|| text("message").map(|message| message.trim().to_owned()));
                let said = said.unwrap_or_else(|| format!("must hold: `{}`", expression.trim()));
                (code(text("reason")), said, text("fieldPath").unwrap_or_default().trim())
            }
            Outcome::Broken(why) => {
                let words = text("message").unwrap_or(expression).trim();
                // The reason may repeat a value.
                let why = if node.holds_secret() { "something is not as it must be".to_owned() } else { why };
                (Code::InvalidValue, format!("{why}, where a rule asks for it: {words}"), "")
            }
            // What a fault hides is not worth a word.
            Outcome::Unknown(_) if !self.is_right => return,
            Outcome::Unknown(why) => {
                let kind = &findings.resource().id().kind;
                let why = if node.holds_secret() { "it is beyond this program".to_owned() } else { why };
                let message = format!("a rule of `{kind}` was not run: {why}");
                let diagnostic = Diagnostic::new(Code::UnevaluatedRule, message).at(place_of_rule(rule), "");
                findings.push(diagnostic.field(findings.path(None)));
                return;
            }
        };
        let field = findings.path(None) + path;
        let field = field.trim_start_matches('.').to_owned();
        let place = below(node, path).unwrap_or_else(|| match node.value() {
            Value::Mapping(mapping) => findings.place_of(mapping),
            Value::Sequence(_) => findings.key_span().unwrap_or(node.span()),
            _ => node.span(),
        });
        let named = if field.is_empty() { findings.resource().id().kind.to_string() } else { field.clone() };
        let diagnostic = Diagnostic::new(code, format!("`{named}`: {message}")).at(place, "");
        findings.push(with_past(diagnostic, node).at(place_of_rule(rule), "the rule").field(field));
    }
}

/// The code for the reason of a rule: `fieldErrorForReason`.
fn code(reason: Option<&str>) -> Code {
    match reason {
        Some("FieldValueRequired") => Code::MissingField,
        Some("FieldValueForbidden") => Code::ForbiddenField,
        Some("FieldValueDuplicate") => Code::DuplicateValue,
        _ => Code::InvalidValue,
    }
}

fn place_of_rule(rule: &Node) -> Span {
    rule.get("rule").unwrap_or(rule).span()
}

/// Where the field is that a rule names, if it is there.
fn below(node: &Node, path: &str) -> Option<Span> {
    let path = path.replace("['", "[\"").replace("']", "\"]");
    let path = Path::parse(path.trim_start_matches('.')).filter(|path| !path.0.is_empty())?;
    let mut found = None;
    let mut node = node;
    for segment in &path.0 {
        let Segment::Key(key) = segment else { return None };
        let entry = node.as_mapping()?.entry(key)?;
        let whole = entry.node.as_mapping().is_some() || entry.node.as_sequence().is_some();
        found = Some(if whole { entry.key_span } else { entry.node.span() });
        node = &entry.node;
    }
    found
}
