//! The keys that the data of a `ConfigMap` or a `Secret` may have.

/// The most characters that a key may have.
const LONGEST: usize = 253;

/// What is wrong with a key, as a clause that stands behind it; nothing if it may be used.
///
/// From `IsConfigMapKey` in `k8s.io/apimachinery/pkg/util/validation`.
pub fn problem(key: &str) -> Option<&'static str> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    match key {
        "" => Some("is empty"),
        "." | ".." => Some("names a folder"),
        _ if key.len() > LONGEST => Some("has more than 253 characters"),
        _ if !key.bytes().all(is_allowed) => {
            Some("has other characters than letters, digits, `-`, `_` and `.`")
        }
        _ if key.starts_with("..") => Some("begins with `..`"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_as_the_api_server_takes_them() {
        for key in ["a", "A_b-c.d", ".env", "1", &"a".repeat(LONGEST)] {
            assert_eq!(problem(key), None, "{key}");
        }
        for key in ["", ".", "..", "..a", "a b", "a/b", "é", "export A", &"a".repeat(LONGEST + 1)] {
            assert!(problem(key).is_some(), "{key}");
        }
    }
}
