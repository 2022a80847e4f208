//! Writes the hash of its content behind the name of each object that asks for it. References follow later.

use ecow::eco_format;

use super::report_taken;
use crate::diagnostic::Diagnostics;
use crate::generate::{self, Secrets};
use crate::resource::{Hash, Resource, ResourceSet};
use crate::yaml::{Cause, Node};

/// The step, in the past of what it changes.
const STEP: &str = "hash";

/// Writes the hashes. With placeholders for secrets, a hash of one is a placeholder too: a name that is made of the
/// content tells who guesses it right.
pub(super) fn run(set: &mut ResourceSet, secrets: Secrets, diagnostics: &mut Diagnostics) {
    if set.iter().all(|resource| resource.hash() == Hash::None) {
        return;
    }
    let taken = set.change_all(|resource| {
        if resource.hash() == Hash::Name {
            rename(resource, secrets);
        }
    });
    report_taken(set, taken, diagnostics);
}

fn rename(resource: &mut Resource, secrets: Secrets) {
    let hidden = secrets == Secrets::Placeholders && resource.id().kind == "Secret";
    let hash = if hidden { "<hash>".into() } else { generate::hash(resource.node()) };
    let name = eco_format!("{}-{hash}", resource.id().name);
    resource.change(|node| {
        if let Some(old) = node.get_mut("metadata").and_then(|metadata| metadata.get_mut("name")) {
            let span = old.span();
            old.replace(Cause { step: STEP, span }, Node::new(name, span));
        }
    });
}
