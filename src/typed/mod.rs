//! Reads objects into their Kubernetes types, and says all that is wrong with their shape at once.
//!
//! A type is a check, not a funnel: the object is read into its type and written back against the same tree.
//! What could not be read has a wrong type, what nobody asked for is an unknown field, what comes back without
//! having been there is a required field that is missing. What is printed is always the tree.

mod custom;
mod de;
mod findings;
mod kind;
mod object;
mod release;
mod required;
mod ser;
mod shape;
mod unions;
mod values;
mod wanted;

pub use custom::{declared, metadata_in, misfit, most_in_a_request, rule_broken_by, sizes};
pub use findings::{Faults, with_past};
pub use object::Object;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kubernetes::kinds;
use crate::resource::{CustomKinds, Resource, missing_kind};
use crate::source::Span;
use crate::yaml::{Mapping, Node};
use findings::Findings;

/// An object that was read into its type, as far as that went.
#[derive(Debug, Default)]
pub struct Typed {
    /// The object; nothing if nobody knows its kind, or it is not even a map. Where values are checked, of a version before
    /// the stable one that has the same fields, as the stable one, whose rules are its rules.
    pub object: Option<Object>,
    /// What stands in it as nothing, or as zero, for it could not be read or must be there and is not.
    pub faults: Faults,
    /// The same object as a tree, if it is judged in another shape than that in which it is written.
    shaped: Option<(&'static shape::Shape, Resource)>,
}

impl Typed {
    /// The object in the shape in which it is judged, if that is not the one in which it is written.
    pub fn shaped(&self) -> Option<&Resource> {
        self.shaped.as_ref().map(|(_, resource)| resource)
    }
}

/// Checks the shape of an object, and gives its typed view.
///
/// What has a wrong type or is missing stands in the view as zero or nothing, and is listed, so that the checks to come
/// can go on with the rest; whoever must not go on asks `diagnostics` for errors.
pub fn check(resource: &Resource, custom: &CustomKinds, diagnostics: &mut Diagnostics) -> Typed {
    read(resource, None, custom, false, diagnostics)
}

/// The same, and checks the words, bounds and formats of fields by the tables of `kubernetes::values`.
///
/// `old`: what the object was before, if it is there already. Of a custom resource the server tolerates what was wrong in
/// it already, and runs the rules about changes.
pub fn check_values(
    resource: &Resource,
    old: Option<&Resource>,
    custom: &CustomKinds,
    diagnostics: &mut Diagnostics,
) -> Typed {
    read(resource, old, custom, true, diagnostics)
}

fn read(
    resource: &Resource,
    old: Option<&Resource>,
    custom: &CustomKinds,
    values: bool,
    diagnostics: &mut Diagnostics,
) -> Typed {
    let nameless = missing_kind(resource.node()).or_else(|| missing_api_version(resource));
    if let Some(diagnostic) = nameless {
        diagnostics.push(diagnostic.object(resource.id().to_string()));
        return Typed::default();
    }
    let id = resource.id();
    let mut findings = Findings::new(resource, diagnostics);
    findings.values = values;
    let mut shaped = None;
    let object = if let Some(index) = kinds::index(&id.group, &id.version, &id.kind) {
        if let Some(diagnostic) = kind::opt_in(resource, &kinds::ALL[index], custom.release()) {
            findings.push(diagnostic);
        }
        release::check(&kinds::ALL[index], custom.release(), &mut findings);
        let own = object::read(index, &mut findings);
        match kind::judged_as(&kinds::ALL[index]).filter(|_| values && own.is_some()) {
            Some(stable) => {
                let shape = shape::of(&kinds::ALL[index]);
                shaped = shape.and_then(|shape| Some((shape, shape.shaped(resource)?)));
                let resource = shaped.as_ref().map_or(resource, |(_, resource)| resource);
                // What is wrong with its shape was said.
                object::read(stable, &mut Findings::new(resource, &mut Diagnostics::default()))
            }
            None => own,
        }
    } else {
        match kind::version(resource, custom) {
            Ok((kind, version)) => {
                let old = old.filter(|old| old.id().version == id.version);
                custom::check(&mut findings, kind, version, old.map(Resource::node));
                custom::metadata_of(resource)
            }
            Err(_) if custom.is_declared(&id.group, &id.kind) => {
                custom::check_metadata(&mut findings);
                custom::metadata_of(resource)
            }
            Err(diagnostic) => {
                if let Some(warning) = release::deprecated(resource, custom.release()) {
                    findings.push(warning);
                    custom::check_metadata(&mut findings);
                    custom::metadata_of(resource)
                } else {
                    findings.push(*diagnostic);
                    None
                }
            }
        }
    };
    name(&mut findings);
    Typed { object, faults: findings.into_faults(), shaped }
}

fn missing_api_version(resource: &Resource) -> Option<Diagnostic> {
    let mapping = resource.node().as_mapping()?;
    let help = |diagnostic: Diagnostic| {
        let known: Vec<String> =
            kinds::named(&resource.id().kind).iter().map(kinds::Kind::api_version).collect();
        match known.first() {
            Some(api_version) => diagnostic.help(format!("write `apiVersion: {api_version}`")),
            None => diagnostic.help("write its group and version, as `apiVersion: apps/v1`"),
        }
    };
    match mapping.entry("apiVersion") {
        Some(entry) if entry.node.as_str().is_some_and(is_api_version) => None,
        Some(entry) if entry.node.as_str().is_some() => {
            let message = format!("`apiVersion` cannot be `{}`", entry.node.as_str().unwrap_or_default());
            let diagnostic = Diagnostic::new(Code::InvalidValue, message).at(entry.node.span(), "");
            Some(help(diagnostic).field("apiVersion"))
        }
        Some(entry) if !entry.node.is_null() => {
            let message = format!("`apiVersion` must be a string, not {}", entry.node.value().kind_name());
            Some(help(
                Diagnostic::new(Code::WrongType, message).at(entry.node.span(), "").field("apiVersion"),
            ))
        }
        _ => {
            let message = format!("`{}` has no `apiVersion`", resource.id());
            Some(help(
                Diagnostic::new(Code::MissingField, message)
                    .at(key_span(mapping, "kind", resource.node()), "")
                    .field("apiVersion"),
            ))
        }
    }
}

/// A version, or a group and a version with one slash between them.
fn is_api_version(text: &str) -> bool {
    match text.split_once('/') {
        Some((group, version)) => !group.is_empty() && !version.is_empty() && !version.contains('/'),
        None => !text.is_empty(),
    }
}

/// Every object has a name, or what the API server makes one of. A `LimitRange` is taken without
/// (`ValidateLimitRange` in `pkg/apis/core/validation`).
fn name(findings: &mut Findings) {
    let Some(mapping) = findings.resource().node().as_mapping() else { return };
    let metadata = mapping.get("metadata");
    let text = metadata.and_then(|metadata| metadata.get("name"));
    let absent = text.is_none_or(|name| name.is_null() || name.as_str() == Some(""));
    let readable = metadata.is_none_or(|metadata| metadata.is_null() || metadata.as_mapping().is_some());
    if !absent
        || !readable
        || findings.suggested(metadata.and_then(Node::as_mapping).unwrap_or(mapping), "name")
    {
        return;
    }
    let generated = metadata.and_then(|metadata| metadata.get("generateName")).and_then(Node::as_str);
    if generated.is_some_and(|prefix| !prefix.is_empty()) || findings.resource().id().kind == "LimitRange" {
        return;
    }
    let message = format!("a `{}` without `metadata.name`", findings.resource().id().kind);
    let diagnostic = Diagnostic::new(Code::MissingField, message)
        .at(
            text.map_or_else(|| key_span(mapping, "metadata", findings.resource().node()), Node::span),
            if text.is_some() { "an empty name" } else { "`name` belongs in here" },
        )
        .help("write `name:` below `metadata:`");
    findings.push(diagnostic.field("metadata.name"));
}

/// Where a key was written, or else the first key of the object.
fn key_span(mapping: &Mapping, key: &str, object: &Node) -> Span {
    let entry = mapping.entry(key).or_else(|| mapping.iter().next());
    entry.map_or(object.span(), |entry| entry.key_span)
}
