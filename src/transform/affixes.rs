//! Puts a prefix before, or a suffix behind, the texts in fields that are named.

use ecow::{EcoString, eco_format};

use super::names::{PREFIX, SUFFIX};
use crate::diagnostic::Diagnostics;
use crate::plan::Affix;
use crate::resource::{Field, Fresh, Resource, ResourceSet};
use crate::yaml::{Cause, Node};

/// Puts it around all of the fields, one after the other: around the same text twice, if two of them lead there. What an
/// object was called first says which fields it has.
pub(super) fn run(
    set: &mut ResourceSet,
    affix: &Affix,
    fields: &[Field],
    fixed: fn(&Resource) -> bool,
    diagnostics: &mut Diagnostics,
) {
    let taken = set.change_all(|resource| {
        if fixed(resource) {
            return;
        }
        let first = resource.former().first().unwrap_or(resource.id()).clone();
        for field in fields.iter().filter(|field| field.is_of(&first)) {
            let before = resource.node().clone();
            resource.change(|node| put(node, affix, field));
            if field.path != "metadata/name" {
                resource.spread(&before);
            }
        }
    });
    super::report_taken(set, taken, diagnostics);
}

fn put(object: &mut Node, affix: &Affix, field: &Field) {
    let (step, text) = match affix {
        Affix::Prefix(text) => (PREFIX, text),
        Affix::Suffix(text) => (SUFFIX, text),
    };
    let cause = Cause { step, span: text.span() };
    // A path that is stuck leads to no text.
    for way in field.find_or_make(object, Fresh::Null, cause).unwrap_or_default() {
        let Some(node) = way.find_mut(object) else { continue };
        let Some(old) = node.text() else { continue };
        let old = if node.is_null() { EcoString::default() } else { old };
        let text = text.as_str().unwrap_or_default();
        let new = match affix {
            Affix::Prefix(_) => eco_format!("{text}{old}"),
            Affix::Suffix(_) => eco_format!("{old}{text}"),
        };
        node.replace(cause, Node::new(new, node.span()));
    }
}
