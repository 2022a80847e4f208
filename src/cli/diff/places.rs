//! Where the line stands that a change comes from.

use super::told::{Change, Kind};
use crate::diff::FieldChange;
use crate::source::{Location, Sources};

/// The place to look at for a change: of its first field, or of the object that is new or gone.
pub(super) fn of_change(change: &Change<'_>, sources: &Sources) -> Option<Location> {
    let object = change.first()?;
    let field = change.fields().next().filter(|_| change.kind == Kind::Changed);
    match field.and_then(|field| of_field(field, sources)) {
        Some(place) => Some(place),
        None => Some(sources.location(object.object().place())),
    }
}

/// Where a value is written that is there now, or that was there if nothing is.
pub(super) fn of_field(field: &FieldChange, sources: &Sources) -> Option<Location> {
    let node = field.after.as_ref().or(field.before.as_ref())?;
    Some(sources.location(node.span()))
}
