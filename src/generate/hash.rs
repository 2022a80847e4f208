//! The hash that Kustomize puts behind the names of what it generates.
//!
//! From `api/hasher/hasher.go` of Kustomize: SHA-256 of Go's JSON of the kind, the data and the type of a Secret. The name
//! does not count, though its key does; nor does anything else of the metadata. Of the hexadecimal digits the first ten are
//! taken, and those that could make a word or be taken for another are replaced.

use data_encoding::{BASE64, HEXLOWER};
use ecow::EcoString;
use sha2::{Digest, Sha256};

use crate::source::Span;
use crate::yaml::{Entry, Mapping, Node, emit_compact_json};

/// How many characters it has.
const LENGTH: usize = 10;
/// Kustomize breaks base64 into lines of so many characters, and hashes it so.
const LINE: usize = 70;

/// The hash of a `ConfigMap` or `Secret` as it is now.
pub fn hash(object: &Node) -> EcoString {
    let span = object.span();
    let text = |text: &str| Node::new(text, span);
    let field = |key: &str| object.get(key).cloned().unwrap_or_else(|| text(""));
    let is_secret = object.get("kind").and_then(Node::as_str) == Some("Secret");
    let mut entries = vec![("kind", field("kind")), ("name", text(""))];
    if is_secret {
        entries.extend([("data", broken(&field("data"), span)), ("type", field("type"))]);
        entries.extend(object.get("stringData").cloned().map(|data| ("stringData", data)));
    } else {
        entries.push(("data", field("data")));
        entries.extend(object.get("binaryData").map(|data| ("binaryData", broken(data, span))));
    }
    let entry = |(key, node): (&str, Node)| Entry { key: key.into(), key_span: span, node };
    let mut json = String::new();
    emit_compact_json(&Node::new(entries.into_iter().map(entry).collect::<Mapping>(), span), &mut json);
    let digits = HEXLOWER.encode(&Sha256::digest(json.as_bytes()));
    digits.chars().take(LENGTH).map(letter).collect()
}

fn letter(digit: char) -> char {
    match digit {
        '0' => 'g',
        '1' => 'h',
        '3' => 'k',
        'a' => 'm',
        'e' => 't',
        other => other,
    }
}

/// The map with its base64 broken into lines as Kustomize breaks what it generates.
fn broken(data: &Node, span: Span) -> Node {
    let Some(mapping) = data.as_mapping() else { return data.clone() };
    let entry = |entry: &Entry| match entry.node.as_str() {
        Some(text) if text.len() > LINE && BASE64.decode(text.as_bytes()).is_ok() => {
            let lines = text.as_bytes().chunks(LINE).flat_map(|line| [line, b"\n"]);
            let lines: Vec<u8> = lines.flatten().copied().collect();
            let text = EcoString::from(String::from_utf8_lossy(&lines).as_ref());
            Entry { node: Node::new(text, span), ..entry.clone() }
        }
        _ => entry.clone(),
    };
    Node::new(mapping.iter().map(entry).collect::<Mapping>(), span)
}
