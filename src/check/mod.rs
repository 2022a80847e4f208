//! What the API server or the cluster would refuse, beyond the shape of an object: one file a rule.

mod name_length;
mod selector;

use crate::diagnostic::Diagnostics;
use crate::resource::Resource;

/// Checks a finished object by itself.
pub fn object(resource: &Resource, diagnostics: &mut Diagnostics) {
    name_length::check(resource, diagnostics);
    selector::check(resource, diagnostics);
}
