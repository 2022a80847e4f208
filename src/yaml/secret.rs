//! Where a text that may not even be YAML writes the values of Secrets: no message may show them.
//!
//! Only what is certain without a tree is found: a document with a line `kind: Secret`, and what lies below its lines
//! `data:` and `stringData:`. All else is known once there is a tree.

use std::ops::Range;

/// So many places are told apart at most; more are one place from the first to the last.
const MOST: usize = 200;

/// The fields of a Secret, and whether their values are secret.
const FIELDS: &[(&str, bool)] = &[
    ("apiVersion", false),
    ("data", true),
    ("immutable", false),
    ("kind", false),
    ("metadata", false),
    ("stringData", true),
    ("type", false),
];

/// The bytes of the values, in order.
pub(super) fn values(text: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    if text.contains("kind:") && text.contains("Secret") {
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
    let is_secret = |line: &str| {
        let kind = line.strip_prefix("kind:").and_then(|rest| rest.split_whitespace().next());
        kind.is_some_and(|kind| kind.trim_matches(['"', '\'']) == "Secret")
    };
    if !lines.iter().any(|(_, line)| is_secret(line)) {
        return;
    }
    let mut is_inside = false;
    let mut indent_of_keys = None;
    for (start, line) in lines {
        let indent = line.len() - line.trim_start().len();
        if line.len() == indent {
            continue;
        }
        let key = key_end(line);
        let field = FIELDS
            .iter()
            .find(|(field, _)| line.strip_prefix(field).is_some_and(|rest| rest.starts_with(':')));
        // Any other line without indentation may be what is broken.
        let shows_key = if let Some((_, is_secret)) = field {
            is_inside = *is_secret;
            indent_of_keys = None;
            true
        } else {
            indent > 0 && indent == *indent_of_keys.get_or_insert(indent)
        };
        if is_inside {
            let from = key.filter(|_| shows_key).unwrap_or(indent);
            if from < line.len() {
                places.push(start + from..start + line.len());
            }
        }
    }
}

/// Where the value begins, if the line begins with a key of plain letters.
fn key_end(line: &str) -> Option<usize> {
    let (key, value) = line.split_once(':')?;
    let key_only = key.trim_start();
    let is_plain = key_only.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let ends = value.is_empty() || value.starts_with(' ');
    let begins = line.len() - value.trim_start().len();
    (is_plain && ends && !key_only.is_empty()).then_some(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_below_data_of_secrets() {
        let text = "\
kind: ConfigMap
data:
  a: shown
--- # next
apiVersion: v1
kind: \"Secret\" # comment
metadata: {name: shown}
stringData:
  one: 1
  two: |
    three: 3
  broken
data: {four: 4}
type: shown
";
        let found: Vec<&str> = values(text).into_iter().map(|place| &text[place]).collect();
        assert_eq!(found, ["1", "|", "three: 3", "broken", "{four: 4}"]);
        assert_eq!(values(&format!("kind: Secret\ndata:\n{}", "  a: b\n".repeat(MOST + 1))).len(), 1);
    }

    #[test]
    fn words_without_the_secret() {
        assert_eq!(
            without("`0123` is `a`, write `\"0123\"` or `:`", "pin: 0123"),
            "`•••` is `a`, write `•••` or `:`"
        );
    }
}
