//! ConfigMaps and Secrets. From `ValidateConfigMap` and `ValidateSecret` in `pkg/apis/core/validation/validation.go` in
//! Kubernetes 1.36.

use super::at::At;
use super::findings::Findings;
use crate::kubernetes::formats;
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    match object {
        Object::ConfigMap(it) => {
            keys(it.data.iter().flatten().map(|(key, _)| key), at.field("data"), out);
            keys(it.binary_data.iter().flatten().map(|(key, _)| key), at.field("binaryData"), out);
        }
        Object::Secret(it) => {
            keys(it.data.iter().flatten().map(|(key, _)| key), at.field("data"), out);
            keys(it.string_data.iter().flatten().map(|(key, _)| key), at.field("stringData"), out);
        }
        _ => {}
    }
}

fn keys<'k>(keys: impl Iterator<Item = &'k String>, at: At<'_>, out: &mut Findings<'_>) {
    for key in keys {
        if let Some(fault) = formats::config_key(key) {
            out.invalid(at.key(key), &format!("has a key that is none: it {fault}"));
        }
    }
}
