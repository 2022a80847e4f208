//! Changes that the server refuses.

use rustc_hash::FxHashSet;

use super::{Class, Found, Scene};
use crate::check::refusals;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::diff::Side;
use crate::resource::{CustomKinds, Resource};
use crate::typed;
use crate::yaml::Path;

/// A change that is refused.
pub(super) struct Refused {
    /// Where it is.
    path: Option<Path>,
    text: String,
    help: Vec<String>,
}

/// Each change of the object that is refused, with what to do in its place.
pub(super) fn find(scene: &Scene<'_>, found: &mut Found<'_>) {
    let refused = scene.refused.get(found.change.object.id());
    for Refused { path, text, help } in refused.into_iter().flatten() {
        let effect = match path.as_ref().and_then(|path| cause(found, path)) {
            Some(field) => found.of(field, Class::Refused, text.clone()),
            None => found.add(Class::Refused, text.clone()),
        };
        effect.help.clone_from(help);
    }
}

/// What is refused of a change: what the server itself keeps as it was, and what the definition of a custom resource does.
pub(super) fn all(before: &Resource, after: &Resource, custom: &CustomKinds) -> Vec<Refused> {
    let fixed = refusals(before, after).into_iter().map(|refusal| Refused {
        text: format!("refused: `{}` {} once it is there", refusal.path, refusal.predicate),
        path: Some(refusal.path),
        help: refusal.help,
    });
    let of_rules = of_rules(before, after, custom).into_iter().map(|problem| Refused {
        text: format!("refused: {}", problem.message),
        path: problem.field.as_deref().and_then(Path::parse),
        help: problem.help,
    });
    fixed.chain(of_rules).collect()
}

/// What is wrong with a custom resource for what it was before alone: what is so anyway is no matter of a change.
fn of_rules(before: &Resource, after: &Resource, custom: &CustomKinds) -> Vec<Diagnostic> {
    if custom.get(&after.id().group, &after.id().kind).is_none() {
        return Vec::new();
    }
    let problems = |old| {
        let mut problems = Diagnostics::default();
        typed::check_values(after, old, custom, &mut problems);
        problems
    };
    let with = problems(Some(before));
    if !with.has_errors() {
        return Vec::new();
    }
    let without = problems(None);
    let known: FxHashSet<(&str, Option<&str>)> =
        without.iter().map(|problem| (problem.message.as_str(), problem.field.as_deref())).collect();
    let is_new = |problem: &&Diagnostic| {
        problem.severity == Severity::Error
            && !known.contains(&(problem.message.as_str(), problem.field.as_deref()))
    };
    with.iter().filter(is_new).cloned().collect()
}

/// The field that differs at a path, above it or below it; the path is of either side.
fn cause(found: &Found<'_>, path: &Path) -> Option<usize> {
    let meets = |other: &Path| {
        let shared = other.0.len().min(path.0.len());
        other.0[..shared] == path.0[..shared]
    };
    let at = |side| {
        let mut fields = found.fields();
        fields.find(|(_, _, field)| field.place.path(side).is_some_and(|path| meets(&path)))
    };
    at(Side::After).or_else(|| at(Side::Before)).map(|(field, ..)| field)
}
