//! Changes that the server refuses.

use super::{Class, Found, Scene};
use crate::check::refusals;
use crate::diff::Side;
use crate::yaml::Path;

/// Each change of the object that is refused, with what to do in its place.
pub(super) fn find(scene: &Scene<'_>, found: &mut Found<'_>) {
    let Some((before, after)) = scene.update(found.change) else { return };
    for refusal in refusals(before, after) {
        let field = cause(found, &refusal.path);
        let text = format!("refused: `{}` {} once it is there", refusal.path, refusal.predicate);
        let effect = match field {
            Some(field) => found.of(field, Class::Refused, text),
            None => found.add(Class::Refused, text),
        };
        effect.help = refusal.help;
    }
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
