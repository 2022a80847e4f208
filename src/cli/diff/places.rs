//! Where the lines stand that a change comes from.

use super::told::{Change, Kind};
use crate::diff::{AROUND, FieldChange, ObjectChange, Origin, WAS, causes};
use crate::source::{Location, Sources};

/// The place to look at for a change: of its first field, or of the object that is new or gone.
pub(super) fn of_change(change: &Change<'_>, sources: &Sources) -> Option<Location> {
    let object = change.first()?;
    let field = change.fields.first().filter(|_| change.kind == Kind::Changed);
    match field.and_then(|field| of_field(object, field, sources)) {
        Some(place) => Some(place),
        None => first(object, None, sources),
    }
}

/// The line that made a value what it is, or that took it away; of what nobody says any more the place where it would be.
pub(super) fn of_field(
    object: &ObjectChange<'_>,
    field: &FieldChange,
    sources: &Sources,
) -> Option<Location> {
    first(object, Some(field), sources)
}

fn first(object: &ObjectChange<'_>, field: Option<&FieldChange>, sources: &Sources) -> Option<Location> {
    causes(object, field, sources).first().map(|origin| sources.location(origin.span))
}

/// The line that made a difference and that of the template which took it, in words; of what is gone where it was.
pub(super) fn told(
    object: &ObjectChange<'_>,
    field: Option<&FieldChange>,
    sources: &Sources,
) -> Option<String> {
    let mut words = Vec::new();
    for (at, Origin { span, step }) in causes(object, field, sources).into_iter().enumerate() {
        let word = match step {
            WAS => "was",
            AROUND => "not in",
            _ if at == 0 => "by",
            "template" => "through",
            _ => continue,
        };
        words.push(format!("{word} {}", sources.location(span)));
    }
    (!words.is_empty()).then(|| words.join(", "))
}
