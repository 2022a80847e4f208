//! Semantic versions. From `apiserver/pkg/cel/library/semverlib.go`.

use std::cmp::Ordering;
use std::sync::Arc;

use super::super::run::{Ran, Runner};
use super::super::value::{Semver, Value};
use super::broken;

pub(super) fn call(_: &mut Runner<'_>, name: &str, own: &[Value]) -> Option<Ran> {
    let normal = matches!(own.get(1), Some(Value::Bool(true)));
    let number = |of: u64| Value::Int(i64::try_from(of).unwrap_or(i64::MAX));
    Some(Ok(match (name, own) {
        ("isSemver", [Value::Text(text), ..]) => Value::Bool(parse(text, normal).is_some()),
        ("semver", [Value::Text(text), ..]) => match parse(text, normal) {
            Some(version) => Value::Semver(Arc::new(version)),
            None => return Some(broken(format!("`{text}` is no version"))),
        },
        ("major", [Value::Semver(own)]) => number(own.numbers[0]),
        ("minor", [Value::Semver(own)]) => number(own.numbers[1]),
        ("patch", [Value::Semver(own)]) => number(own.numbers[2]),
        ("isLessThan", [Value::Semver(own), Value::Semver(other)]) => {
            Value::Bool(compare(own, other) == Ordering::Less)
        }
        ("isGreaterThan", [Value::Semver(own), Value::Semver(other)]) => {
            Value::Bool(compare(own, other) == Ordering::Greater)
        }
        ("compareTo", [Value::Semver(own), Value::Semver(other)]) => Value::Int(compare(own, other) as i64),
        _ => return None,
    }))
}

/// The order of two semantic versions; nothing if one of them is none.
pub fn order_of_versions(one: &str, two: &str) -> Option<Ordering> {
    Some(compare(&parse(one, false)?, &parse(two, false)?))
}

/// A version; with `normal` as people write it too: `v1.2`, `01.0`.
fn parse(text: &str, normal: bool) -> Option<Semver> {
    let text = if normal { text.strip_prefix('v').unwrap_or(text) } else { text };
    let (rest, build) = text.split_once('+').map_or((text, None), |(rest, build)| (rest, Some(build)));
    let (core, before) = rest.split_once('-').map_or((rest, None), |(core, before)| (core, Some(before)));
    let mut parts: Vec<&str> = core.split('.').collect();
    if normal && before.is_none() && build.is_none() {
        parts.extend(std::iter::repeat_n("0", 3_usize.saturating_sub(parts.len())));
    }
    let [major, minor, patch] = parts[..] else { return None };
    let number = |text: &str| -> Option<u64> {
        let text = if normal && text.len() > 1 { text.trim_start_matches('0') } else { text };
        let text = if normal && text.is_empty() { "0" } else { text };
        let good =
            text.bytes().all(|byte| byte.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
        good.then(|| text.parse().ok()).flatten()
    };
    let word =
        |text: &str| !text.is_empty() && text.chars().all(|char| char.is_ascii_alphanumeric() || char == '-');
    let numeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let before: Vec<String> =
        before.map_or_else(Vec::new, |text| text.split('.').map(str::to_owned).collect());
    let fine = |text: &String| word(text) && !(numeric(text) && text.len() > 1 && text.starts_with('0'));
    let good = before.iter().all(fine) && build.is_none_or(|build| build.split('.').all(word));
    let numbers = [number(major)?, number(minor)?, number(patch)?];
    good.then_some(Semver { numbers, before })
}

/// Which version is the later one; one with something behind `-` comes before the same without.
fn compare(one: &Semver, two: &Semver) -> Ordering {
    let of_words = || match (one.before.is_empty(), two.before.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => {
            let words = one.before.iter().zip(&two.before).map(|(one, two)| {
                match (one.parse::<u64>(), two.parse::<u64>()) {
                    (Ok(one), Ok(two)) => one.cmp(&two),
                    (Ok(_), Err(_)) => Ordering::Less,
                    (Err(_), Ok(_)) => Ordering::Greater,
                    (Err(_), Err(_)) => one.cmp(two),
                }
            });
            words.fold(Ordering::Equal, Ordering::then).then(one.before.len().cmp(&two.before.len()))
        }
    };
    one.numbers.cmp(&two.numbers).then_with(of_words)
}
