//! Objects that take each other's place when the environments that make them are written one after the other.

use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::pipeline::Environment;
use crate::resource::{Resource, ResourceId};

/// A warning for each environment that makes objects which an earlier one makes otherwise.
///
/// Alike ones may be applied twice; of two that differ a cluster keeps the later one, and nobody would know.
pub(in crate::cli) fn overlaps(environments: &[Environment]) -> Vec<Diagnostic> {
    if environments.len() < 2 {
        return Vec::new();
    }
    let mut seen: FxHashMap<ResourceId, (&str, &Resource)> = FxHashMap::default();
    let mut warnings = Vec::new();
    for environment in environments {
        let mut found = Vec::new();
        for object in &environment.objects {
            // A cluster keeps an object once, whatever the version that it is written in.
            let key = ResourceId { version: "".into(), ..object.id().clone() };
            let first = *seen.entry(key).or_insert((&environment.name, object));
            if first.0 != environment.name && first.1.node() != object.node() {
                found.push((first.0, object));
            }
        }
        warnings.extend(warning(environment, &found));
    }
    warnings
}

fn warning(environment: &Environment, found: &[(&str, &Resource)]) -> Option<Diagnostic> {
    let ((first, object), others) = found.split_first()?;
    let (name, id) = (&environment.name, object.id());
    let message = match others.len() {
        0 => format!("`{name}` makes another `{id}` than `{first}`, which is written before it"),
        more => format!(
            "`{name}` makes another `{id}` than `{first}`, which is written before it, and {more} more"
        ),
    };
    let problem = Diagnostic::new(Code::DuplicateObject, message);
    let problem = Diagnostic { severity: Severity::Warning, ..problem };
    Some(
        problem
            .help("a cluster would keep the last one: build one at a time, or into a folder with `-o DIR/`"),
    )
}
