//! Names that stand for nothing that is there.

use super::super::checksum;
use super::super::deferred::{Text, visit};
use super::index::called;
use super::{Names, Part, find};
use crate::kubernetes::kinds::Scope;
use crate::kubernetes::names::is_fixed;
use crate::resource::{CustomKinds, ReferenceFields, Resource, To};
use crate::source::Span;
use crate::template::{Deferred, next};

/// A name in an object that stands for none of the objects that are there.
#[derive(Clone, Debug)]
pub struct Unresolved {
    /// What it is written as, like `Secret/db`.
    pub object: String,
    /// Where it is asked for.
    pub span: Span,
    /// Whether the checksum of the object is asked for.
    pub is_checksum: bool,
    /// Whether it is likely to be made by someone: a template asks for it, or it is of a kind that lives in namespaces.
    pub is_likely: bool,
}

/// All such names of the targets, but for those that are declared to be in the cluster.
pub(in crate::transform) fn unresolved(
    parts: &[Part<'_>],
    custom: &CustomKinds,
    declared: &ReferenceFields,
) -> Vec<Unresolved> {
    let names = Names::of(parts, custom);
    let mut all = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        for resource in part.set.iter() {
            resource.visit_all_references(declared, &mut |_, reference| {
                if !matches!(find(&names, number, &reference), Ok(None)) {
                    return;
                }
                let name = reference.name.as_str().unwrap_or_default();
                // What no prefix changes needs no look at others.
                let is_fixed = match reference.to {
                    To::Kind { group, kind } => is_fixed(group, kind, name),
                    To::Resources { .. } | To::Parameter { .. } => false,
                };
                let (kind, is_likely) = match reference.to {
                    To::Kind { group, kind } => (kind, custom.scope(group, kind) == Some(Scope::Namespaced)),
                    To::Resources { .. } | To::Parameter { .. } => ("", false),
                };
                if !names.is_external(number, kind, reference.place, name) && !is_fixed {
                    let object = format!("{kind}/{name}");
                    let span = reference.name.span();
                    all.push(Unresolved { object, span, is_checksum: false, is_likely });
                }
            });
            visit(resource.node(), &mut |_, text| in_text(&names, number, resource, &text, &mut all));
        }
    }
    all
}

fn in_text(names: &Names<'_>, part: usize, resource: &Resource, text: &Text<'_>, all: &mut Vec<Unresolved>) {
    let (mut rest, span) = match text {
        Text::String(node, cause) => (node.as_str().unwrap_or_default(), cause.span),
        Text::Key(key) => (key.as_str(), resource.place()),
    };
    while let Some((_, word, after)) = next(rest) {
        rest = after;
        let (object, is_checksum) = match word {
            Deferred::Name { namespace, kind, name } => {
                if names.is_external(part, kind, called(namespace), name)
                    || !matches!(names.find_called(part, kind, namespace, name), Ok(None))
                {
                    continue;
                }
                (format!("{kind}/{name}"), false)
            }
            Deferred::Checksum(name) => {
                if !matches!(checksum::find(names, (part, resource), name), Ok(None)) {
                    continue;
                }
                (name.to_owned(), true)
            }
        };
        all.push(Unresolved { object, span, is_checksum, is_likely: true });
    }
}
