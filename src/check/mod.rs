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

/// Checks a finished object by itself: its shape, and what the API server validates.
pub fn object(resource: &Resource, custom: &CustomKinds, diagnostics: &mut Diagnostics) {
    let typed = typed::check_values(resource, custom, diagnostics);
    name_length::check(resource, diagnostics);
    selector::check(resource, diagnostics);
    api::check(resource, custom, &typed, diagnostics);
}
