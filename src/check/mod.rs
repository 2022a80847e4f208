//! What the API server or the cluster would refuse.
//!
//! An object is read into its type first, which finds what is wrong with its shape. The rules of the API server go on
//! from there, in `api`.

mod api;
mod applied;
mod name_length;
mod selector;
mod told;

pub use api::update::{Existing, Refusal, are_one, refusals};
pub use applied::applied;
pub use told::Told;

use crate::diagnostic::Diagnostics;
use crate::resource::{CustomKinds, Resource};
use crate::typed;

/// Checks a finished object by itself: its shape, and what the API server validates; and if it is there already, what the
/// server refuses to change of it.
pub fn object(
    resource: &Resource,
    existing: &Existing<'_>,
    custom: &CustomKinds,
    diagnostics: &mut Diagnostics,
) {
    let old = existing.get(resource.id());
    let typed = typed::check_values(resource, old, custom, diagnostics);
    name_length::check(resource, diagnostics);
    selector::check(resource, diagnostics);
    api::check(resource, custom, &typed, diagnostics);
    if let Some(old) = old {
        api::update::check(old, resource, diagnostics);
    }
}
