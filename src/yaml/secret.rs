//! Where a text that may not even be YAML writes the values of Secrets: no message may show them.
//!
//! Without a tree nothing is certain, so all is taken for secret that is not known to be none: in a document that
//! says that something in it is a Secret, what stands behind keys, but for a few.

use std::ops::Range;

/// So many places are told apart at most; more are one place from the first to the last.
const MOST: usize = 1000;

/// Keys whose value is no secret if it is a plain word.
const SHOWN: [&str; 7] = ["apiVersion", "immutable", "kind", "name", "namespace", "path", "type"];
/// Keys below which there are secrets.
const FIELDS: [&str; 2] = ["data", "stringData"];

/// Whether a text stands in the place of what only the cluster gets: a secret, or a hash of one. Nothing can be said of it.
#[must_use]
pub fn stands_in(text: &str) -> bool {
    text.contains("<hash>") || text.contains("<secret ")
}

/// Whether a text may say that something in it is a Secret, though not quite as YAML does.
pub fn may_hold_secrets(text: &str) -> bool {
    /// What stands between `kind` and `Secret` at most: a colon, a quote, a slip.
    const BETWEEN: usize = 16;
    /// So many letters before `Secret` are a slip; more make it another kind, as `ExternalSecret`.
    const SLIP: usize = 2;
    let says = |(at, _): (usize, &str)| {
        let rest = text[at + "kind".len()..].split(['\n', ',']).next().unwrap_or_default();
        rest.split_once("Secret").is_some_and(|(between, behind)| {
            let is_other_kind = between.len() - between.trim_end_matches(char::is_alphanumeric).len() > SLIP;
            between.len() <= BETWEEN && !is_other_kind && !behind.starts_with(|c: char| c.is_alphanumeric())
        })
    };
    text.contains("stringData") || text.match_indices("kind").any(says)
}

/// The bytes that are secret in a text, which may be a template's, in order.
pub fn secrets_in(text: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    if may_hold_secrets(text) {
        let mut document = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if line.starts_with("---") {
                of_document(&document, &mut places);
                document.clear();
            }
            document.push((start, line.trim_end()));
            start += line.len();
        }
        of_document(&document, &mut places);
    }
    if places.len() > MOST {
        let end = places.last().map_or(0, |place| place.end);
        places.truncate(1);
        places[0].end = end;
    }
    places
}

/// The words with dots for what stands in backticks and is part of the `secret` text, or around such a part.
pub(super) fn without(words: &str, secret: &str) -> String {
    let is_secret = |quoted: &str| {
        let core = quoted.trim_matches(|c: char| !c.is_alphanumeric());
        !core.is_empty() && secret.contains(core)
    };
    let parts = words.split('`').enumerate();
    let shown: Vec<&str> =
        parts.map(|(index, part)| if index % 2 == 1 && is_secret(part) { "•••" } else { part }).collect();
    shown.join("`")
}

/// `lines`: the lines of a document, each with the byte that it begins at.
fn of_document(lines: &[(usize, &str)], places: &mut Vec<Range<usize>>) {
    if !lines.iter().any(|(_, line)| may_hold_secrets(line)) {
        return;
    }
    // How far in the keys below `data:` stand: what is further in is a value, whatever it looks like.
    let mut of_keys: Option<Option<usize>> = None;
    for (start, line) in lines {
        let indent = line.len() - line.trim_start().len();
        let text = &line[indent..];
        let is_divider = text.strip_prefix("---").is_some_and(|rest| rest.trim().is_empty());
        if is_divider || text.is_empty() || text.starts_with("{%") && !text.contains(['"', '\'']) {
            continue;
        }
        let begin = match key(text) {
            Some((name, end)) if FIELDS.contains(&name) => {
                of_keys = Some(None);
                end
            }
            Some((name, end)) => {
                let is_value = of_keys.as_mut().is_some_and(|known| indent > *known.get_or_insert(indent));
                if !is_value && SHOWN.contains(&name) && is_word(&text[end..]) {
                    continue;
                }
                if is_value { 0 } else { end }
            }
            None => 0,
        };
        hide(start + indent + begin, &text[begin..], places);
    }
}

/// The key that a line begins with, in an item or in quotes perhaps, and where its value begins.
fn key(text: &str) -> Option<(&str, usize)> {
    let (before, value) = text.split_once(':')?;
    let key = before.trim_start_matches("- ").trim();
    let quoted = key.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
    let key = quoted.unwrap_or(key);
    let is_plain = key.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let ends = value.is_empty() || value.starts_with(' ');
    (is_plain && ends && !key.is_empty()).then(|| (key, text.len() - value.trim_start().len()))
}

/// A value that is one plain word, as kinds and names are, or an expression.
fn is_word(value: &str) -> bool {
    let word = value.trim_end_matches(',').trim_matches('"');
    word.chars().all(|c| c.is_ascii_alphanumeric() || "-_./{} ".contains(c)) && !word.starts_with('{')
        || is_bare(word)
}

/// Adds what is not an expression of names alone: an expression is what a reader of a template's line wants to see.
fn hide(start: usize, text: &str, places: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let open = rest.find("{{").map_or(rest.len(), |open| open);
        let literal = &rest[..open];
        let quotes = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
        if literal.chars().any(|c| !quotes(c)) {
            let from = literal.len() - literal.trim_start().len();
            places.push(start + at + from..start + at + literal.trim_end().len());
        }
        let expression = &rest[open..];
        let end = expression.find("}}").map_or(expression.len(), |end| end + 2);
        if !expression.is_empty() && !is_bare(&expression[..end]) {
            places.push(start + at + open..start + at + open + end);
        }
        at += open + end;
    }
}

/// Whether it is an expression without a text of its own, but for the names of objects and files.
fn is_bare(expression: &str) -> bool {
    const NAMING: [&str; 4] = ["ref(", "checksum(", "file(", "render("];
    let mut rest = expression.to_owned();
    for function in NAMING {
        while let Some(at) = rest.find(function) {
            let end = rest[at..].find(')').map_or(rest.len(), |end| at + end);
            rest.replace_range(at..end, "");
        }
    }
    expression.starts_with("{{") && expression.ends_with("}}") && !rest.contains(['"', '\'', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        secrets_in(text).into_iter().map(|place| &text[place]).collect()
    }

    #[test]
    fn values_in_documents_that_say_secret() {
        let text = "\
kind: ConfigMap
data:
  a: shown
---
apiVersion: v1
kind: \"Secret\"
metadata: {name: hidden}
  name: shown
stringData:
  one: 1
  two: |
    three: 3
  broken
  {% if shown %}
  four: \"a {{ shown }}\"
  five: {{ \"5\" }}
  host: {{ ref(\"Service/shown\").host | b64encode }}
data: {six: 6}
type: shown
";
        assert_eq!(
            found(text),
            ["{name: hidden}", "1", "|", "three: 3", "broken", "\"a", "{{ \"5\" }}", "{six: 6}"]
        );
        assert_eq!(found(&format!("kind: Secret\ndata:\n{}", "  a: b\n".repeat(MOST + 1))).len(), 1);
    }

    #[test]
    fn of_lists_and_json() {
        let list = "items:\n- kind: Secret\n  stringData:\n    a: one\n    b: |\n      two: 2\n- kind: Pod\n";
        assert_eq!(found(list), ["one", "|", "two: 2"]);
        let json = "{\n  \"kind\": \"Secret\",\n  \"stringData\": {\n    \"a\": \"one\"\n  }\n}";
        assert_eq!(found(json), ["{", "{", "\"one\"", "}", "}"]);
        assert_eq!(found("{\"kind\": \"Secret\", \"data\": {\"a\": \"one\"}}").len(), 1);
    }

    #[test]
    fn kinds_that_only_end_like_it() {
        for (text, may) in
            [("kind:Secret", true), ("\"kind\": \"xSecret\"", true), ("kind: ExternalSecret", false)]
        {
            assert_eq!(may_hold_secrets(text), may, "{text}");
        }
    }

    #[test]
    fn words_without_the_secret() {
        assert_eq!(
            without("`0123` is `a`, write `\"0123\"` or `:`", "pin: 0123"),
            "`•••` is `a`, write `•••` or `:`"
        );
    }
}
