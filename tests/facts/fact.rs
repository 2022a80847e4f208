//! A line of a table: where it is true, of what, and what is claimed.

use serde_json::Value;

/// A fact about an object, or about all objects of a kind; `*` is any kind.
pub(crate) struct Fact<'t> {
    environments: &'t str,
    kind: &'t str,
    name: Option<&'t str>,
    path: &'t str,
    claim: Claim<'t>,
}

/// What is claimed of a place.
enum Claim<'t> {
    Is(Value),
    Absent,
    Exists,
    Count(usize),
    Has(&'t str),
    Lacks(&'t str),
}

impl<'t> Fact<'t> {
    /// Reads `dev+prod  Kind/name  path = value  # why`, where `environments` are those of the system.
    pub(crate) fn read(line: &'t str, environments: &[String]) -> Result<Fact<'t>, &'static str> {
        let line = line.split_once("  # ").map_or(line, |(fact, _)| fact);
        let (about, rest) = word(line);
        let (object, rest) = word(rest);
        let (kind, name) = object.split_once('/').map_or((object, None), |(kind, name)| (kind, Some(name)));
        let (first, after) = word(rest);
        let (path, claim) = match Claim::read(first, after) {
            Some(claim) => ("", Some(claim)),
            None => (first, Some(word(after)).and_then(|(verb, text)| Claim::read(verb, text))),
        };
        let known = |name: &str| name == "all" || environments.iter().any(|one| one == name);
        if !about.split('+').all(known) {
            return Err("no such environment");
        }
        Ok(Fact { environments: about, kind, name, path, claim: claim.ok_or("no claim")? })
    }

    /// Whether it speaks of an environment.
    pub(crate) fn is_about(&self, environment: &str) -> bool {
        self.environments.split('+').any(|one| one == "all" || one == environment)
    }

    /// Whether it is true of these objects; if not, what is there instead.
    pub(crate) fn holds(&self, objects: &[Value]) -> Result<(), String> {
        let found: Vec<&Value> = objects.iter().filter(|object| self.means(object)).collect();
        if self.path.is_empty() {
            let is_wanted = match self.claim {
                Claim::Count(count) => found.len() == count,
                Claim::Absent => found.is_empty(),
                _ => found.len() == 1,
            };
            return if is_wanted { Ok(()) } else { Err(format!("{} of them", found.len())) };
        }
        match found[..] {
            [] => Err("no such object".to_owned()),
            [_, _, ..] if self.name != Some("*") => Err(format!("{} such objects", found.len())),
            _ => found.into_iter().try_for_each(|object| {
                self.holds_of(object).map_err(|found| format!("{found} in {}", object["metadata"]["name"]))
            }),
        }
    }

    fn holds_of(&self, object: &Value) -> Result<(), String> {
        let place = at(object, self.path);
        let text = place.and_then(Value::as_str);
        let is_true = match &self.claim {
            Claim::Is(value) => place == Some(value),
            Claim::Absent => place.is_none(),
            Claim::Exists => place.is_some(),
            Claim::Count(count) => place.is_some_and(|place| length(place) == *count),
            Claim::Has(part) => text.is_some_and(|text| text.contains(part)),
            Claim::Lacks(part) => text.is_some_and(|text| !text.contains(part)),
        };
        if is_true { Ok(()) } else { Err(place.map_or("nothing".to_owned(), Value::to_string)) }
    }

    fn means(&self, object: &Value) -> bool {
        let is_kind = self.kind == "*" || object["kind"] == self.kind;
        is_kind && self.name.is_none_or(|name| name == "*" || object["metadata"]["name"] == name)
    }
}

impl<'t> Claim<'t> {
    fn read(verb: &str, text: &'t str) -> Option<Claim<'t>> {
        match verb {
            "=" if text == "absent" => Some(Claim::Absent),
            "=" => Some(Claim::Is(serde_json::from_str(text).unwrap_or_else(|_| text.into()))),
            "exists" if text.is_empty() => Some(Claim::Exists),
            "count" => text.parse().ok().map(Claim::Count),
            "has" if !text.is_empty() => Some(Claim::Has(text)),
            "lacks" if !text.is_empty() => Some(Claim::Lacks(text)),
            _ => None,
        }
    }
}

/// The first word, and what comes after the blanks behind it.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(' ').map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}

fn length(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.len(),
        Value::Object(entries) => entries.len(),
        _ => 0,
    }
}

/// The place at a path: `a.b`, `["a/b"]`, `[0]`, and `[name=redis]` for the item whose `name` is `redis`.
fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    if path.is_empty() {
        return Some(value);
    }
    let path = path.strip_prefix('.').unwrap_or(path);
    let (next, rest) = if let Some(bracket) = path.strip_prefix('[') {
        let (inside, rest) = bracket.split_once(']')?;
        (bracketed(value, inside)?, rest)
    } else {
        let (key, rest) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
        (value.get(key)?, rest)
    };
    at(next, rest)
}

fn bracketed<'v>(value: &'v Value, inside: &str) -> Option<&'v Value> {
    if let Some(key) = inside.strip_prefix('"').and_then(|key| key.strip_suffix('"')) {
        return value.get(key);
    }
    match inside.split_once('=') {
        Some((key, wanted)) => value.as_array()?.iter().find(|item| item[key] == wanted),
        None => value.get(inside.parse::<usize>().ok()?),
    }
}
