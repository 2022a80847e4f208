//! Custom resources, against the structural schema of their definition.
//!
//! As the API server does it: fields that the schema does not name are refused, unless it keeps them; a missing
//! field with a default is no fault. Patterns, bounds and rules are not looked at here.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Deserialize;

use super::Object;
use super::de::Reader;
use super::findings::{Findings, Step};
use super::wanted::{Wanted, whole};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted_list};
use crate::resource::{CustomKind, CustomVersion, Resource};
use crate::yaml::{Entry, Mapping, Node, Value};

/// Checks a custom resource against the schema of its version.
pub(super) fn check(findings: &mut Findings, kind: &CustomKind, version: &CustomVersion) {
    let node = findings.resource().node();
    let (Some(schema), Some(mapping)) = (&version.schema, node.as_mapping()) else { return };
    let checker = Checker { name: &kind.kind, status: version.status, whole: true };
    checker.object(findings, mapping, Schema(schema), true);
}

/// Checks of an object of which nothing is known what every object has: its metadata.
pub(super) fn check_metadata(findings: &mut Findings) {
    let mapping = findings.resource().node().as_mapping();
    let Some(entry) = mapping.and_then(|mapping| mapping.entry("metadata")) else { return };
    findings.enter(Step::Entry(entry));
    metadata(findings, entry);
    findings.leave();
}

/// The metadata of an object as its type; nothing if it has none. What is wrong with it was said by the check.
pub(super) fn metadata_of(resource: &Resource) -> Option<Object> {
    let metadata = resource.node().get("metadata")?;
    let mut said = Diagnostics::default();
    let read = ObjectMeta::deserialize(Reader::root(&mut Findings::new(resource, &mut said), metadata));
    read.ok().map(|metadata| Object::Custom(Box::new(metadata)))
}

/// What stays the same all the way down.
#[derive(Clone, Copy)]
struct Checker<'s> {
    name: &'s str,
    /// Whether `status` is a subresource: nobody can apply it, and only its fields must be known.
    status: bool,
    /// Whether values are looked at, not only names.
    whole: bool,
}

impl Checker<'_> {
    fn value<'n>(&self, findings: &mut Findings<'n, '_>, node: &'n Node, schema: Schema<'_>) {
        if node.is_null() && schema.is("nullable") {
            return;
        }
        if let Some(wanted) = schema.wanted()
            && !fits(node, wanted)
        {
            if self.whole {
                findings.wrong(node, wanted);
            }
            return;
        }
        if self.whole
            && let Some(values) = schema.get("enum").and_then(Node::as_sequence)
            && !values.contains(node)
        {
            let diagnostic = not_listed(&findings.path(None), node, values);
            findings.push(diagnostic.field(findings.path(None)));
        }
        match node.value() {
            Value::Mapping(mapping) => {
                self.object(findings, mapping, schema, schema.is("x-kubernetes-embedded-resource"));
            }
            Value::Sequence(items) => {
                let Some(schema) = schema.get("items").map(Schema) else { return };
                for (index, item) in items.iter().enumerate() {
                    findings.enter(Step::Item(index, item));
                    self.value(findings, item, schema);
                    findings.leave();
                }
            }
            _ => {}
        }
    }

    fn text<'n>(&self, findings: &mut Findings<'n, '_>, node: &'n Node) {
        if self.whole && node.as_str().is_none() {
            findings.wrong(node, Wanted::String);
        }
    }

    /// `resource`: whether it has a kind and metadata of its own, which no schema needs to name.
    fn object<'n>(
        &self,
        findings: &mut Findings<'n, '_>,
        mapping: &'n Mapping,
        schema: Schema<'_>,
        resource: bool,
    ) {
        let properties = schema.get("properties").and_then(Node::as_mapping);
        let others = schema.get("additionalProperties");
        for entry in mapping {
            findings.enter(Step::Entry(entry));
            let property = properties.and_then(|properties| properties.get(&entry.key));
            let checker = Checker { whole: self.whole && !(self.status && at_status(findings)), ..*self };
            match property.or(others) {
                _ if resource && entry.key == "metadata" => metadata(findings, entry),
                _ if resource && matches!(entry.key.as_str(), "apiVersion" | "kind") => {
                    checker.text(findings, &entry.node);
                }
                // A null that a field cannot hold is dropped by the API server, or a default takes its place.
                Some(_) if entry.node.is_null() => {}
                // `additionalProperties: true` names no field below it.
                Some(schema) if schema.as_bool() != Some(false) => {
                    checker.value(findings, &entry.node, Schema(schema));
                }
                _ if schema.is("x-kubernetes-preserve-unknown-fields") => {}
                _ => {
                    let names: Vec<&str> = properties.map_or_else(Vec::new, |all| all.keys().collect());
                    findings.unknown(mapping, self.name, &names);
                }
            }
            findings.leave();
        }
        if !self.whole {
            return;
        }
        let of_resource = if resource { &["apiVersion", "kind"][..] } else { &[] };
        let of_schema = schema.get("required").and_then(Node::as_sequence).unwrap_or_default();
        for key in of_schema.iter().filter_map(Node::as_str).chain(of_resource.iter().copied()) {
            let property = properties.and_then(|properties| properties.get(key)).map(Schema);
            let has_default = property.is_some_and(|property| property.get("default").is_some());
            let nullable = property.is_none_or(|property| property.is("nullable"));
            let absent = mapping.get(key).is_none_or(|node| node.is_null() && !nullable);
            if absent && !has_default {
                findings.missing(mapping, self.name, key);
            }
        }
    }
}

fn at_status(findings: &Findings) -> bool {
    findings.depth() == 1 && findings.path(None) == "status"
}

/// Metadata is that of every object, whatever the schema says.
fn metadata<'n>(findings: &mut Findings<'n, '_>, entry: &'n Entry) {
    let depth = findings.depth();
    if let Err(stop) = Option::<ObjectMeta>::deserialize(Reader::root(findings, &entry.node)) {
        findings.unreadable(&stop);
        findings.leave_to(depth);
    }
}

fn fits(node: &Node, wanted: Wanted) -> bool {
    match wanted {
        Wanted::Map => node.as_mapping().is_some(),
        Wanted::List => node.as_sequence().is_some(),
        Wanted::String => node.as_str().is_some(),
        Wanted::Bool => node.as_bool().is_some(),
        Wanted::Whole(..) => whole(node).is_some(),
        Wanted::Number => matches!(node.value(), Value::Number(_)),
        Wanted::WholeOrString => node.as_str().is_some() || whole(node).is_some(),
        _ => true,
    }
}

fn not_listed(field: &str, node: &Node, values: &[Node]) -> Diagnostic {
    let names: Vec<&str> = values.iter().filter_map(Node::as_str).collect();
    let message = match node.as_str() {
        Some(text) => format!("`{field}` cannot be `{text}`"),
        None => format!("`{field}` is none of the values that it can have"),
    };
    let diagnostic = Diagnostic::new(Code::InvalidValue, message).at(node.span(), "");
    match names[..] {
        [] => diagnostic,
        _ => diagnostic.help(format!("write {}", quoted_list(&names, "or"))),
    }
}

/// A node of an `openAPIV3Schema`.
#[derive(Clone, Copy)]
struct Schema<'s>(&'s Node);

impl<'s> Schema<'s> {
    fn get(self, key: &str) -> Option<&'s Node> {
        self.0.get(key)
    }

    fn is(self, key: &str) -> bool {
        self.get(key).and_then(Node::as_bool).unwrap_or(false)
    }

    fn wanted(self) -> Option<Wanted> {
        if self.is("x-kubernetes-int-or-string") {
            return Some(Wanted::WholeOrString);
        }
        Some(match self.get("type")?.as_str()? {
            "object" => Wanted::Map,
            "array" => Wanted::List,
            "string" => Wanted::String,
            "boolean" => Wanted::Bool,
            "integer" => Wanted::Whole(i64::MIN, i64::MAX),
            "number" => Wanted::Number,
            _ => return None,
        })
    }
}
