//! ConfigMaps and Secrets. From `ValidateConfigMap` and `ValidateSecret` in `pkg/apis/core/validation/validation.go` in
//! Kubernetes 1.36.

use k8s_openapi::api::core::v1::{ConfigMap, Secret};

use super::at::At;
use super::findings::Findings;
use crate::kubernetes::formats;
use crate::typed::Object;

/// The most bytes that the values of an object may have together (`MaxSecretSize`).
const MOST: usize = 1 << 20;
/// Whose token a Secret holds.
const ACCOUNT: &str = "kubernetes.io/service-account.name";

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    match object {
        Object::ConfigMap(it) => config_map(it, at, out),
        Object::Secret(it) => secret(it, at, out),
        _ => {}
    }
}

fn config_map(it: &ConfigMap, at: At<'_>, out: &mut Findings<'_>) {
    let (data, binary) = (at.field("data"), at.field("binaryData"));
    keys(it.data.iter().flatten().map(|(key, _)| key), data, out);
    keys(it.binary_data.iter().flatten().map(|(key, _)| key), binary, out);
    for key in it.data.iter().flatten().map(|(key, _)| key) {
        if it.binary_data.as_ref().is_some_and(|other| other.contains_key(key)) {
            out.invalid(data.key(key), "has a key that `binaryData` has too")
                .see(binary.key(key), "the other one");
        }
    }
    let text: usize = it.data.iter().flatten().map(|(_, value)| value.len()).sum();
    let bytes: usize = it.binary_data.iter().flatten().map(|(_, value)| value.0.len()).sum();
    size(text + bytes, data, out);
}

fn secret(it: &Secret, at: At<'_>, out: &mut Findings<'_>) {
    let (data, text) = (at.field("data"), at.field("stringData"));
    keys(it.data.iter().flatten().map(|(key, _)| key), data, out);
    keys(it.string_data.iter().flatten().map(|(key, _)| key), text, out);
    // What a generator makes it has judged already, by more than the server asks.
    if out.resource().is_generated() {
        return;
    }
    // A text stands in the place of the bytes of its key.
    let value = |key: &str| -> Option<&[u8]> {
        let text = it.string_data.as_ref().and_then(|all| all.get(key)).map(String::as_bytes);
        text.or_else(|| it.data.as_ref()?.get(key).map(|bytes| bytes.0.as_slice()))
    };
    let texts: usize = it.string_data.iter().flatten().map(|(_, value)| value.len()).sum();
    let is_replaced = |key: &String| it.string_data.as_ref().is_some_and(|all| all.contains_key(key));
    let bytes = it.data.iter().flatten().filter(|(key, _)| !is_replaced(key));
    size(texts + bytes.map(|(_, bytes)| bytes.0.len()).sum::<usize>(), data, out);
    let of_type = it.type_.as_deref().unwrap_or_default();
    let mut needs = |key: &str, has: bool| {
        if !has {
            out.required(data.key(key)).see(at.field("type"), "asked for by this");
        }
    };
    match of_type {
        "kubernetes.io/basic-auth" => {
            let has = value("username").is_some() || value("password").is_some();
            needs("username", has);
            needs("password", has);
        }
        "kubernetes.io/ssh-auth" => {
            needs("ssh-privatekey", value("ssh-privatekey").is_some_and(|key| !key.is_empty()));
        }
        "kubernetes.io/tls" => {
            needs("tls.crt", value("tls.crt").is_some());
            needs("tls.key", value("tls.key").is_some());
        }
        "kubernetes.io/dockercfg" => registries(".dockercfg", value(".dockercfg"), at, out),
        "kubernetes.io/dockerconfigjson" => {
            registries(".dockerconfigjson", value(".dockerconfigjson"), at, out);
        }
        "kubernetes.io/service-account-token" => {
            let given = it.metadata.annotations.as_ref().and_then(|all| all.get(ACCOUNT));
            if given.is_none_or(String::is_empty) {
                out.required(at.field("metadata.annotations").key(ACCOUNT))
                    .see(at.field("type"), "asked for by this");
            }
        }
        _ => {}
    }
}

/// The names and passwords for registries: a JSON object, whatever is in it, or null.
fn registries(key: &str, value: Option<&[u8]>, at: At<'_>, out: &mut Findings<'_>) {
    use serde_json::{Value, from_slice};
    let (data, text) = (at.field("data"), at.field("stringData"));
    let Some(value) = value else {
        out.required(data.key(key)).see(at.field("type"), "asked for by this");
        return;
    };
    // What stands in the place of a secret is not what the cluster gets.
    if value.windows(8).any(|part| part == b"<secret ") {
        return;
    }
    if !matches!(from_slice(value), Ok(Value::Object(_) | Value::Null)) {
        let is_text = out.resource().node().at(["stringData", key]).is_some();
        out.invalid(if is_text { text.key(key) } else { data.key(key) }, "must be a JSON object");
    }
}

fn size(bytes: usize, at: At<'_>, out: &mut Findings<'_>) {
    if bytes > MOST {
        out.invalid(at, "must have 1 MiB at most, all values together");
    }
}

fn keys<'k>(keys: impl Iterator<Item = &'k String>, at: At<'_>, out: &mut Findings<'_>) {
    for key in keys {
        if let Some(fault) = formats::config_key(key) {
            out.invalid(at.key(key), &format!("has a key that is none: it {fault}"));
        }
    }
}
