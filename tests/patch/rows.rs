//! The rows of `docs/patches.md` in which a patch does something else than with kubectl, as rules.
//!
//! A rule claims a place in the object, and what is different must be at a place that a rule claims.

use rkgen::diagnostic::{Code, Severity};
use rkgen::kubernetes::schema::{Field, Holds};
use serde_json::{Map, Value};

use super::Ours;
use super::generate::Pair;
use super::oracle::Answer;

/// A row and the place that it claims, as `spec.containers`: indices are left out.
type Claim = (&'static str, String);

const PAGE: &str = include_str!("../../docs/patches.md");

/// The rows that explain why ours is another answer than theirs; none if it is the same.
pub(super) fn classify(pair: &Pair, ours: &Ours, theirs: &Answer) -> Result<Vec<&'static str>, String> {
    let rows = rows_of(pair, ours, theirs)?;
    let unknown = rows.iter().find(|row| !PAGE.contains(&format!("\n| {row} |")));
    unknown.map_or(Ok(rows.clone()), |row| Err(format!("docs/patches.md has no row `{row}`")))
}

fn rows_of(pair: &Pair, ours: &Ours, theirs: &Answer) -> Result<Vec<&'static str>, String> {
    let theirs = match theirs {
        Err(_) if ours.has_errors() => return Ok(Vec::new()),
        Err(error) => return refused(pair, error).map(|row| vec![row]),
        Ok(_) if ours.has_errors() => return refuses(ours),
        Ok(theirs) => theirs,
    };
    let mut differences = Vec::new();
    differ(&ours.object, theirs, "", &mut differences);
    if differences.is_empty() {
        return Ok(Vec::new());
    }
    let mut claims = Vec::new();
    for note in ours.problems.iter().filter(|problem| problem.severity == Severity::Info) {
        claims.push(("unions", plain(note.field.as_deref().unwrap_or_default())));
    }
    if let (Some(base), Some(patch)) = (pair.base.as_object(), pair.patch.as_object()) {
        claim_map(base, patch, pair.of.into(), "", &mut claims);
    }
    let mut rows = Vec::new();
    for place in differences {
        let claim = claims.iter().find(|(_, claimed)| {
            place
                .strip_prefix(claimed.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || claimed.is_empty())
        });
        match claim {
            Some((row, _)) => rows.push(*row),
            None => return Err(format!("`{place}` is different, of the claims {claims:?}")),
        }
    }
    rows.dedup();
    Ok(rows)
}

/// The row of what kubectl refuses and is taken here.
fn refused(pair: &Pair, error: &str) -> Result<&'static str, String> {
    let patch = pair.patch.to_string();
    Ok(match error {
        _ if error.contains("unable to find api field") => "fields that kubectl does not know",
        _ if error.contains("unknown patch type")
            || error.contains("merging lists cannot yet be specified") =>
        {
            assert!(patch.contains(r#""$patch":"merge""#), "{error}");
            "`$patch: merge`"
        }
        _ if error.contains("no elements in any of the given slices") => {
            assert!(patch.contains("$setElementOrder/"), "{error}");
            "an order of an empty list"
        }
        _ if error.contains("does not contain declared merge key") => "items of the object without their key",
        _ => return Err(format!("kubectl refuses it: {error}")),
    })
}

/// The row of what is refused here and taken by kubectl.
fn refuses(ours: &Ours) -> Result<Vec<&'static str>, String> {
    let errors = ours.problems.iter().filter(|problem| problem.severity == Severity::Error);
    let row = |problem: &rkgen::diagnostic::Diagnostic| {
        let message = problem.message.as_str();
        Some(match problem.code {
            Code::NoMatch if message.contains(" to delete") || message.contains("not there") => {
                "parts with nothing to work on"
            }
            Code::NoMatch if message.contains("has no container") => "a container without an image",
            Code::DuplicateKey => "an item named twice",
            Code::ConflictingFields => "parts that contradict each other",
            Code::InvalidValue | Code::UnknownField => "unknown and misplaced directives",
            Code::WrongType | Code::MissingField => "items that are no items",
            _ => return None,
        })
    };
    errors.map(|problem| row(problem).ok_or_else(|| format!("no row for: {}", problem.message))).collect()
}

/// The places where two values are different; lists of different lengths are different as a whole.
fn differ(ours: &Value, theirs: &Value, place: &str, differences: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let keys: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
            for key in keys {
                let below = below(place, key);
                match (ours.get(key), theirs.get(key)) {
                    (Some(ours), Some(theirs)) => differ(ours, theirs, &below, differences),
                    _ => differences.push(below),
                }
            }
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            ours.iter().zip(theirs).for_each(|(ours, theirs)| differ(ours, theirs, place, differences));
        }
        _ if ours == theirs => {}
        _ => differences.push(place.to_owned()),
    }
}

fn below(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}

/// A path without its indices.
fn plain(path: &str) -> String {
    path.split('.').map(|key| key.split('[').next().unwrap_or_default()).collect::<Vec<_>>().join(".")
}

fn claim_map(
    base: &Map<String, Value>,
    patch: &Map<String, Value>,
    holds: Holds,
    place: &str,
    claims: &mut Vec<Claim>,
) {
    if patch.get("$patch").is_some_and(|word| word == "replace")
        && !is_plain(&Value::Object(patch.clone()), 1)
    {
        claims.push(("directives and nulls in what is new", place.to_owned()));
    }
    for (key, new) in patch {
        let place = below(place, key);
        let field = holds.fields().and_then(|of| of.field(key));
        if let Some(name) = key.strip_prefix("$deleteFromPrimitiveList/") {
            let merges = holds.fields().and_then(|of| of.field(name)).is_some_and(Field::merges);
            if !merges {
                claims.push((
                    "`$deleteFromPrimitiveList` of any list",
                    below(place.rsplit_once('.').map_or("", |(place, _)| place), name),
                ));
            }
        }
        let Some(of) = field.map(|field| field.holds).or(holds.values()) else { continue };
        match (base.get(key), new) {
            (Some(_), Value::Object(map)) if map.get("$patch").is_some_and(|word| word == "delete") => {
                claims.push(("`$patch: delete` of a map", place));
            }
            (Some(Value::Object(old)), Value::Object(new)) => claim_map(old, new, of, &place, claims),
            (Some(Value::Array(old)), Value::Array(new)) => {
                match field.filter(|field| field.merge_key().is_some()) {
                    Some(field) => claim_list(old, new, field, &place, claims),
                    None if !new.iter().all(|item| is_plain(item, 0)) => {
                        claims.push(("directives in lists that are replaced", place));
                    }
                    None => {}
                }
            }
            (_, new) if !is_plain(new, 0) => claims.push(("directives and nulls in what is new", place)),
            _ => {}
        }
    }
}

fn claim_list(old: &[Value], new: &[Value], field: Field, place: &str, claims: &mut Vec<Claim>) {
    let (Some(first), Some(items)) = (field.merge_key(), field.holds.items()) else { return };
    let others: Vec<&str> = field.map_keys().filter(|key| *key != first).collect();
    for item in new.iter().filter_map(Value::as_object) {
        if item.len() > 1 && item.get("$patch").is_some_and(|word| word == "replace") {
            claims.push(("`$patch: replace` of an item", place.to_owned()));
        }
        let key = item.get(first);
        let mut same =
            old.iter().filter_map(Value::as_object).filter(|old| old.get(first) == key && key.is_some());
        let (one, more) = (same.next(), same.next());
        let value = |item: &Map<String, Value>, key: &str| {
            item.get(key).cloned().or_else(|| (key == "protocol").then(|| "TCP".into()))
        };
        let is_other = |one: &Map<String, Value>| {
            others.iter().any(|key| item.contains_key(*key) && value(item, key) != value(one, key))
        };
        if one.is_some_and(is_other) || (more.is_some() && !others.is_empty()) {
            claims.push(("lists with two keys", place.to_owned()));
        }
        match one {
            Some(one) => claim_map(one, item, items, place, claims),
            None if !is_plain(&Value::Object(item.clone()), 0) => {
                claims.push(("directives and nulls in what is new", place.to_owned()));
            }
            None => {}
        }
    }
}

/// Whether there is no directive and no null in a tree, but for `allowed` directives at its top.
fn is_plain(value: &Value, allowed: usize) -> bool {
    match value {
        Value::Object(map) => {
            let directives = map.keys().filter(|key| key.starts_with('$')).count();
            directives <= allowed && map.values().all(|value| !value.is_null() && is_plain(value, 0))
        }
        Value::Array(items) => items.iter().all(|item| is_plain(item, 0)),
        _ => true,
    }
}
