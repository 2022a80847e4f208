//! Custom resources, against the structural schema of their definition.
//!
//! As the API server does it: fields that the schema does not name are refused, unless it keeps them; a missing
//! field with a default is no fault. What a value may be beyond its type is in `limits`, what `allOf` and its like
//! ask for in `junctors`, and what it tolerates in an object that is there already in `before`.

mod before;
mod declared;
mod default_rules;
mod junctors;
mod limits;
mod lists;
mod misfit;
mod rules;
mod schema;
mod seen;
mod sizes;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Deserialize;

use super::Object;
use super::de::Reader;
use super::findings::{Findings, Step, with_past};
use super::wanted::Wanted;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kubernetes::formats;
use crate::kubernetes::go_pattern::Patterns;
use crate::resource::{CustomKind, CustomVersion, Resource};
use crate::yaml::{Entry, Mapping, Node, Value};
use before::Before;
pub use declared::declared;
pub use default_rules::rule_broken_by;
use limits::Said;
pub use misfit::misfit;
use schema::{Schema, fits};
pub use sizes::{most_in_a_request, sizes};

/// Checks a custom resource against the schema of its version. `old`: what it was before in the same version, if it is
/// there already.
pub(super) fn check(findings: &mut Findings, kind: &CustomKind, version: &CustomVersion, old: Option<&Node>) {
    let node = findings.resource().node();
    let (Some(schema), Some(mapping)) = (&version.schema, node.as_mapping()) else { return };
    let schema = Schema(schema);
    let patterns = &version.patterns;
    // The server looks for items that are there twice only where there were none before.
    let lists = old.is_none_or(|old| !lists::has_twice(old, schema));
    let checker = Checker { name: &kind.kind, status: version.status, whole: true, lists, patterns };
    let before = Before::of(old, node);
    checker.limits(findings, node, schema, before);
    checker.object(findings, mapping, schema, before, true);
    rules::check(findings, version, schema, old);
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

/// What stands at `metadata` of an object within another; nothing if it cannot be read. What no type knows is dropped.
pub fn metadata_in(resource: &Resource, node: &Node) -> Option<ObjectMeta> {
    let mut said = Diagnostics::default();
    let read = ObjectMeta::deserialize(Reader::root(&mut Findings::new(resource, &mut said), node));
    read.ok().filter(|_| said.iter().all(|said| said.code == Code::UnknownField))
}

/// What stays the same all the way down.
#[derive(Clone, Copy)]
struct Checker<'s> {
    name: &'s str,
    /// Whether `status` is a subresource: nobody can apply it, and only its fields must be known.
    status: bool,
    /// Whether values are looked at, not only names.
    whole: bool,
    /// Whether items of lists that are there twice are told.
    lists: bool,
    patterns: &'s Patterns,
}

impl Checker<'_> {
    fn value<'n>(
        &self,
        findings: &mut Findings<'n, '_>,
        node: &'n Node,
        schema: Schema<'_>,
        before: Before<'_>,
    ) {
        if node.is_null() && schema.is("nullable") {
            return self.limits(findings, node, schema, before);
        }
        if let Some(wanted) = schema.wanted()
            && !fits(node, wanted)
        {
            if self.whole && !before.is_same() {
                findings.wrong(node, wanted);
            }
            return;
        }
        self.limits(findings, node, schema, before);
        match node.value() {
            Value::Mapping(mapping) => {
                self.object(findings, mapping, schema, before, schema.is("x-kubernetes-embedded-resource"));
            }
            Value::Sequence(items) => {
                let Some(below) = schema.get("items").map(Schema) else { return };
                let before = before.items(schema);
                for (index, item) in items.iter().enumerate() {
                    findings.enter(Step::Item(index, item));
                    self.value(findings, item, below, before.item(index, item, below));
                    findings.leave();
                }
            }
            _ => {}
        }
    }

    /// What the schema says of a value beyond its type and its children, and what else it must fit.
    fn limits<'n>(
        &self,
        findings: &mut Findings<'n, '_>,
        node: &'n Node,
        schema: Schema<'_>,
        before: Before<'_>,
    ) {
        if self.whole && self.lists {
            lists::check(findings, node, schema);
        }
        if !self.whole || before.is_same() {
            return;
        }
        limits::check(node, schema, self.patterns, &mut |said| self.tell(findings, node, said));
        junctors::check(node, schema, self.patterns, &mut |path, node, said| {
            let depth = findings.depth();
            for step in path {
                findings.enter(*step);
            }
            self.tell(findings, node, said);
            findings.leave_to(depth);
        });
    }

    #[cold]
    fn tell<'n>(&self, findings: &mut Findings<'n, '_>, node: &'n Node, said: Said) {
        let field = findings.path(None);
        let named = if field.is_empty() { self.name } else { field.as_str() };
        let span = match node.value() {
            Value::Mapping(mapping) => findings.place_of(mapping),
            _ => node.span(),
        };
        let diagnostic = Diagnostic::new(said.code, format!("`{named}` {}", said.predicate)).at(span, "");
        let diagnostic = match said.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        };
        findings.push(with_past(diagnostic, node).field(field));
    }

    /// The `apiVersion` or `kind` of an object. The server takes no empty one, below the top of the document too.
    fn text<'n>(&self, findings: &mut Findings<'n, '_>, node: &'n Node) {
        match node.as_str() {
            _ if !self.whole => {}
            None => findings.wrong(node, Wanted::String),
            Some(_) if findings.depth() < 2 => {}
            Some(text) => {
                let fault = match findings.key() {
                    _ if text.is_empty() => Some("must not be empty"),
                    "kind" => formats::dns_1035_label(&text.to_ascii_lowercase()),
                    _ => (text.matches('/').count() > 1)
                        .then_some("must be a group and a version with one `/` between them"),
                };
                if let Some(fault) = fault {
                    self.tell(findings, node, Said::invalid(fault));
                }
            }
        }
    }

    /// `resource`: whether it has a kind and metadata of its own, which no schema needs to name.
    fn object<'n>(
        &self,
        findings: &mut Findings<'n, '_>,
        mapping: &'n Mapping,
        schema: Schema<'_>,
        before: Before<'_>,
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
                Some(schema) if entry.node.is_null() && !Schema(schema).is("nullable") => {}
                // `additionalProperties: true` names no field below it.
                Some(schema) if schema.as_bool() != Some(false) => {
                    let schema = Schema(schema);
                    checker.value(findings, &entry.node, schema, before.entry(entry, schema));
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
        let required = if before.is_same() { &[][..] } else { schema.list("required") };
        let of_schema = required.iter().filter_map(Node::as_str);
        for key in of_schema.chain(of_resource.iter().copied()) {
            if !schema.has(mapping, key) {
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
