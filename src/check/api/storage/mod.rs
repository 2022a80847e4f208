//! Volumes, claims to them, and what makes them.

mod claims;
mod classes;
mod drivers;
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
        Object::CSIDriver(it) => classes::driver(&it.spec, spec, out),
        Object::CSINode(it) => classes::node(it, at, out),
        Object::CSIStorageCapacity(it) => classes::capacity(it, at, out),
        Object::StorageClass(it) => classes::storage_class(it, at, out),
        Object::VolumeAttachment(it) => classes::source(&it.spec.source, spec.field("source"), out),
        Object::VolumeAttributesClass(it) => classes::attributes(it, at, out),
        Object::PersistentVolume(it) => with(it.spec.as_ref(), |it| volumes::spec(it, spec, out)),
        Object::PersistentVolumeClaim(it) => with(it.spec.as_ref(), |it| claim(it, spec, out)),
        _ => {}
    }
}
