//! Volumes, claims to them, and what makes them.

mod claims;
mod volumes;

pub(super) use claims::spec as claim;

use super::at::At;
use super::findings::Findings;
use super::with;
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    let spec = at.field("spec");
    match object {
        Object::PersistentVolume(it) => with(it.spec.as_ref(), |it| volumes::spec(it, spec, out)),
        Object::PersistentVolumeClaim(it) => with(it.spec.as_ref(), |it| claim(it, spec, out)),
        _ => {}
    }
}
