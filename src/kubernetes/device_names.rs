//! How devices, their pools and their attributes are named.
//!
//! From `pkg/apis/resource/validation/validation.go` in Kubernetes 1.36.

use super::formats::{Fault, csi_driver_name, dns_subdomain};
use super::resource_names;

/// `PoolNameMaxLength`.
const POOL: usize = 253;
/// `DeviceMaxIDLength`.
const IDENTIFIER: usize = 32;

/// `validatePoolName`: domains with `/` between them.
pub fn pool(text: &str) -> Fault {
    if text.len() > POOL {
        return Some("must have 253 characters at most");
    }
    text.split('/').find_map(dns_subdomain)
}

/// `validateQualifiedName`: `memory`, or `gpu.example.com/memory`. An attribute without a domain is the driver's own.
pub fn attribute(text: &str) -> Fault {
    match text.split_once('/') {
        None => identifier(text),
        Some(("", _)) => Some("must have a domain before its `/`"),
        Some((_, name)) if name.contains('/') => Some("can have one `/` only"),
        Some((domain, name)) => csi_driver_name(domain).or_else(|| identifier(name)),
    }
}

/// `validateFullyQualifiedName`: as [`attribute`], with a domain.
pub fn full_attribute(text: &str) -> Fault {
    let bare = !text.contains('/');
    attribute(text).or(bare.then_some("must have a domain and a `/` before it, as `gpu.example.com/model`"))
}

/// `validateCIdentifier`.
fn identifier(text: &str) -> Fault {
    if text.len() > IDENTIFIER {
        return Some("must have 32 characters at most behind its domain");
    }
    let right = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && text.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
    (!right).then_some("must be letters, digits and `_`, and begin with no digit, behind its domain")
}

/// `IsExtendedResourceName`.
pub fn extended_resource(text: &str) -> Fault {
    (!resource_names::is_extended(text))
        .then_some("must be the name of an extended resource, as `example.com/gpu`")
}

/// `semverRe`: a version as semver.org writes it, without a `v`.
pub fn is_version(text: &str) -> bool {
    let (text, build) = text.split_once('+').map_or((text, None), |(text, build)| (text, Some(build)));
    let (numbers, before) = text.split_once('-').map_or((text, None), |(text, before)| (text, Some(before)));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = |text: &str| is_digits(text) && (text == "0" || !text.starts_with('0'));
    let is_word = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    numbers.split('.').count() == 3
        && numbers.split('.').all(|number| !number.is_empty() && is_number(number))
        && before.is_none_or(|before| {
            before.split('.').all(|word| is_word(word) && (!is_digits(word) || is_number(word)))
        })
        && build.is_none_or(|build| build.split('.').all(is_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rule: fn(&str) -> Fault, right: &[&str], wrong: &[&str]) {
        for text in right {
            assert_eq!(rule(text), None, "{text}");
        }
        for text in wrong {
            assert!(rule(text).is_some(), "{text}");
        }
    }

    #[test]
    fn names_are_those_of_the_server() {
        let (long, longer) = ("a".repeat(32), "a".repeat(33));
        check(pool, &["a", "node-1.example.com/gpus"], &["", "a/", "/a", "A", "a//b", &"a.".repeat(127)]);
        check(attribute, &["a", "_a1", "A", &long, "example.com/a", "Example.com/a"], &["", "1a", "a-b"]);
        check(attribute, &[], &["/a", "a/", "a/b/c", "a_b/c", &longer, &format!("{}/a", "d".repeat(64))]);
        check(full_attribute, &["example.com/a"], &["a", "", "example.com/a-b"]);
        check(extended_resource, &["example.com/gpu"], &["gpu", "kubernetes.io/gpu", "requests.a.b/c", ""]);
    }

    #[test]
    fn versions_are_those_of_the_server() {
        for right in ["0.0.0", "1.2.3", "1.2.3-a.1.0-x", "1.2.3+01.b", "1.2.3-0+0", "1.0.0--"] {
            assert!(is_version(right), "{right}");
        }
        for wrong in [
            "",
            "1",
            "1.2",
            "v1.2.3",
            "01.2.3",
            "1.2.3-",
            "1.2.3-01",
            "1.2.3+",
            "1.2.3-a..b",
            "1.2.3.4",
            "1.2.x",
        ] {
            assert!(!is_version(wrong), "{wrong}");
        }
    }
}
