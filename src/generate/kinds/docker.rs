//! `kubernetes.io/dockerconfigjson` and `kubernetes.io/dockercfg`: how the kubelet logs in to registries.

use data_encoding::BASE64;
use serde_json::Value;

use super::super::{Entry, Generator};
use super::{in_value, needed};
use crate::diagnostic::Diagnostics;

pub(super) fn check(generator: &Generator, key: &str, diagnostics: &mut Diagnostics) {
    let Some(entry) = needed(generator, key, diagnostics) else { return };
    let config: Value = match serde_json::from_slice(entry.content().bytes()) {
        Ok(config) => config,
        Err(error) => {
            let offset = entry.offset(error.line(), error.column());
            diagnostics.push(in_value(entry, offset, format!("`{key}` is not JSON")));
            return;
        }
    };
    let auths = if key == ".dockercfg" { Some(&config) } else { config.get("auths") };
    let Some(auths) = auths.and_then(Value::as_object) else {
        let problem = in_value(entry, 0, format!("`{key}` has no map `auths`"));
        diagnostics.push(problem.help("write `{\"auths\": {\"registry.example.com\": {\"auth\": …}}}`"));
        return;
    };
    for (registry, login) in auths {
        if let Some(what) = wrong(login) {
            let offset = offset_of(entry, registry);
            diagnostics.push(in_value(entry, offset, format!("a login in `{key}` {what}")));
        }
    }
}

/// What is wrong with what stands behind a registry.
fn wrong(login: &Value) -> Option<&'static str> {
    let Some(login) = login.as_object() else { return Some("is no map") };
    let has = |key: &str| login.get(key).is_some_and(Value::is_string);
    let Some(auth) = login.get("auth") else {
        let token = has("identitytoken") || has("registrytoken");
        let enough = token || (has("username") && has("password"));
        return (!enough).then_some("has neither a token nor a user with a password");
    };
    let decoded = auth.as_str().and_then(|auth| BASE64.decode(auth.as_bytes()).ok());
    match decoded {
        None => Some("has a token that is not base64"),
        Some(decoded) if !decoded.contains(&b':') => {
            Some("has a token without a colon between user and password")
        }
        Some(_) => None,
    }
}

/// Where the registry is written, or the value's start.
fn offset_of(entry: &Entry, registry: &str) -> usize {
    let quoted = format!("\"{registry}\"");
    let text = std::str::from_utf8(entry.content().bytes()).unwrap_or_default();
    text.find(&quoted).unwrap_or_default()
}
