//! Where the line stands that a change comes from.

use super::told::{Change, Kind};
use crate::diff::{FieldChange, ObjectChange, Side, Step};
use crate::source::{Location, Sources};

/// The place to look at for a change: of its first field, or of the object that is new or gone.
pub(super) fn of_change(change: &Change<'_>, sources: &Sources) -> Option<Location> {
    let object = change.first()?;
    let field = change.fields().next().filter(|_| change.kind == Kind::Changed);
    match field.and_then(|field| of_field(object, field, sources)) {
        Some(place) => Some(place),
        None => Some(sources.location(object.object().place())),
    }
}

/// Where a value is written that is there now, or that was there if nothing is; of what is within a text, where the text is.
pub(super) fn of_field(
    object: &ObjectChange<'_>,
    field: &FieldChange,
    sources: &Sources,
) -> Option<Location> {
    let (side, resource, node) = match (&field.after, &field.before) {
        (Some(after), _) => (Side::After, object.after, after),
        (None, before) => (Side::Before, object.before, before.as_ref()?),
    };
    let is_within = field.place.0.iter().any(|step| matches!(step, Step::Within(_)));
    let text = || field.place.path(side)?.find(resource?.node());
    let node = if is_within { text()? } else { node };
    Some(sources.location(node.span()))
}
