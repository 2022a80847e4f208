//! `kubernetes.io/dockerconfigjson` and `kubernetes.io/dockercfg`: how the kubelet logs in to registries.

use data_encoding::{BASE64, BASE64_NOPAD};
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
///
/// From `pkg/credentialprovider/config.go` of Kubernetes: an empty `auth` does not count, and padding may be left out.
fn wrong(login: &Value) -> Option<&'static str> {
    let Some(login) = login.as_object() else { return Some("is no map") };
    let has = |key: &str| login.get(key).is_some_and(Value::is_string);
    let Some(auth) = login.get("auth").filter(|auth| auth.as_str() != Some("")) else {
        let token = has("identitytoken") || has("registrytoken");
        let enough = token || (has("username") && has("password"));
        return (!enough).then_some("has neither a token nor a user with a password");
    };
    let decode = |auth: &str| {
        let encoding = if auth.trim().ends_with('=') { &BASE64 } else { &BASE64_NOPAD };
        encoding.decode(auth.as_bytes()).ok()
    };
    let decoded = auth.as_str().and_then(decode);
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn logins_as_the_kubelet_reads_them() {
        for login in [
            json!({"auth": "dXNlcjpw"}),
            json!({"auth": "dXNlcjpwYQ=="}),
            json!({"auth": "dXNlcjpwYQ"}),
            json!({"auth": "", "username": "web", "password": "x"}),
            json!({"username": "web", "password": "x"}),
            json!({"identitytoken": "x"}),
        ] {
            assert_eq!(wrong(&login), None, "{login}");
        }
        for login in [
            json!("x"),
            json!({}),
            json!({"auth": ""}),
            json!({"auth": 1}),
            json!({"auth": "!"}),
            json!({"auth": "dXNlcg=="}),
            json!({"username": "web"}),
        ] {
            assert!(wrong(&login).is_some(), "{login}");
        }
    }
}
