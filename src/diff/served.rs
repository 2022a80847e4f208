//! Secrets as a server has them: what `stringData` says is in `data`, over what that says.

use std::borrow::Cow;

use ecow::EcoString;

use crate::secret::unmarked;
use crate::yaml::{Entry, Mapping, Node};

/// The field in which values are base64, and the one whose values the server moves there.
const SECTIONS: [&str; 2] = ["data", "stringData"];

/// A Secret with all of its values in `data`; any other object as it is.
pub(super) fn served(object: &Node) -> Cow<'_, Node> {
    let Some(plain) =
        is_secret(object).then(|| entries(object, "stringData")).filter(|plain| !plain.is_empty())
    else {
        return Cow::Borrowed(object);
    };
    let is_said = |entry: &&Entry| plain.iter().any(|other| other.key == entry.key);
    let mut data: Vec<Entry> =
        entries(object, "data").iter().filter(|entry| !is_said(entry)).cloned().collect();
    data.extend(plain.iter().cloned());
    let whole = entries_of(object).iter().filter(|entry| !SECTIONS.contains(&entry.key.as_str()));
    let mut whole: Vec<Entry> = whole.cloned().collect();
    if let Some(own) = entries_of(object).iter().find(|entry| SECTIONS.contains(&entry.key.as_str())) {
        whole.push(Entry { key: "data".into(), node: with(&own.node, data), ..own.clone() });
    }
    Cow::Owned(with(object, whole))
}

/// Two Secrets without the values that are the same on both sides, in whichever field; nothing if none is said plainly or
/// none is the same.
pub(super) fn without_alike(before: &Node, after: &Node) -> Option<(Node, Node)> {
    let are_plain = [before, after].iter().any(|side| is_secret(side) && side.get("stringData").is_some());
    if !are_plain || !is_secret(before) || !is_secret(after) {
        return None;
    }
    let keys = SECTIONS.iter().flat_map(|section| entries(before, section)).map(|entry| &entry.key);
    let is_alike =
        |key: &&EcoString| value(before, key).zip(value(after, key)).is_some_and(|(one, two)| one == two);
    let alike: Vec<&EcoString> = keys.filter(is_alike).collect();
    (!alike.is_empty()).then(|| (without(before, &alike), without(after, &alike)))
}

fn is_secret(object: &Node) -> bool {
    let is = |key: &str, text: &str| object.get(key).and_then(Node::as_str) == Some(text);
    is("kind", "Secret") && is("apiVersion", "v1")
}

/// The fingerprint of the value of a key that the server takes.
fn value<'n>(object: &'n Node, key: &str) -> Option<&'n str> {
    let node = SECTIONS.iter().rev().find_map(|section| object.get(section)?.get(key))?;
    unmarked(node.as_str()?).1
}

fn without(object: &Node, keys: &[&EcoString]) -> Node {
    let section = |entry: &Entry| {
        if !SECTIONS.contains(&entry.key.as_str()) {
            return Some(entry.clone());
        }
        let left = entries_of(&entry.node).iter().filter(|entry| !keys.contains(&&entry.key));
        let left: Vec<Entry> = left.cloned().collect();
        (!left.is_empty()).then(|| Entry { node: with(&entry.node, left), ..entry.clone() })
    };
    with(object, entries_of(object).iter().filter_map(section).collect())
}

/// The same map with other entries.
fn with(map: &Node, entries: Vec<Entry>) -> Node {
    let mut new = Node::new(entries.into_iter().collect::<Mapping>(), map.span());
    if map.is_secret() {
        new.make_secret();
    }
    new
}

fn entries<'n>(object: &'n Node, section: &str) -> &'n [Entry] {
    object.get(section).map(entries_of).unwrap_or_default()
}

fn entries_of(map: &Node) -> &[Entry] {
    map.as_mapping().map(|map| map.iter().as_slice()).unwrap_or_default()
}
