//! Changes that the server refuses.

use super::{Class, Found, Scene};
use crate::check::refusals;
use crate::diagnostic::Diagnostics;
use crate::diff::Side;
use crate::resource::Resource;
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
    let Some((before, after)) = scene.update(found.change) else { return };
    for Refused { path, text, help } in all(scene, before, after) {
        let effect = match path.and_then(|path| cause(found, &path)) {
            Some(field) => found.of(field, Class::Refused, text),
            None => found.add(Class::Refused, text),
        };
        effect.help = help;
    }
}

/// What is refused of a change: what the server itself keeps as it was, and what the definition of a custom resource does.
pub(super) fn all(scene: &Scene<'_>, before: &Resource, after: &Resource) -> Vec<Refused> {
    let fixed = refusals(before, after).into_iter().map(|refusal| Refused {
        text: format!("refused: `{}` {} once it is there", refusal.path, refusal.predicate),
        path: Some(refusal.path),
        help: refusal.help,
    });
    let mut problems = Diagnostics::default();
    if scene.custom.get(&after.id().group, &after.id().kind).is_some() {
        typed::check_change(before, after, scene.custom, &mut problems);
    }
    let of_rules = problems.into_iter().map(|problem| Refused {
        text: format!("refused: {}", problem.message),
        path: problem.field.as_deref().and_then(Path::parse),
        help: problem.help,
    });
    fixed.chain(of_rules).collect()
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
