//! Finds the texts of an object that hold a word to be filled in: the name of an object, or a checksum.

use ecow::EcoString;

use crate::template::{CHECKSUM, NAME, next};
use crate::yaml::{Cause, Change, Node, Path, Value};

/// A text with a word that is to be filled in.
pub(super) enum Text<'n> {
    /// A string, and who asked for the word.
    String(&'n Node, Cause),
    /// A key of the map that the path leads to.
    Key(&'n EcoString),
}

/// Calls `found` with each such text of a tree and its path; of a key, with the path of the map.
pub(super) fn visit(node: &Node, found: &mut dyn FnMut(&Path, Text<'_>)) {
    walk(node, &mut Path::default(), found);
}

fn walk(node: &Node, path: &mut Path, found: &mut dyn FnMut(&Path, Text<'_>)) {
    match node.value() {
        Value::String(text) if next(text).is_some() => {
            if let Some(cause) = asked(node) {
                found(path, Text::String(node, cause));
            }
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push_index(index);
                walk(item, path, found);
                path.pop();
            }
        }
        Value::Mapping(mapping) => {
            for entry in mapping {
                if next(&entry.key).is_some() {
                    found(path, Text::Key(&entry.key));
                }
                path.push_key(entry.key.clone());
                walk(&entry.node, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Who asked for a word in the text of this node, whatever was done to it since; nobody if it is no template's.
fn asked(node: &Node) -> Option<Cause> {
    let mut at = Some(node);
    while let Some(node) = at {
        if let Some(past) = node.past().find(|past| [CHECKSUM, NAME].contains(&past.cause.step)) {
            return Some(past.cause);
        }
        at = node.past().find_map(|past| match &past.change {
            Change::Replaced(old) => Some(old),
            _ => None,
        });
    }
    None
}

/// Gives an entry of a map another key.
pub(super) fn rename_key(map: &mut Node, cause: Cause, old: &str, new: EcoString) {
    let Some(entry) = map.as_mapping().and_then(|map| map.entry(old)).cloned() else { return };
    map.remove(cause, old);
    map.insert(cause, new, entry.key_span, entry.node);
}

/// The node of a template with the text that it stands for: no change, for it is what the template says.
pub(super) fn filled(node: &Node, cause: Cause, text: EcoString) -> Node {
    let mut past = node.past();
    let (first, second) = (past.next(), past.next());
    if let (Some(Change::Rendered(from)), None) = (first.map(|past| &past.change), second) {
        let mut new = Node::new(text, node.span());
        new.rendered(cause, from.clone());
        if node.is_secret() {
            new.make_secret();
        }
        return new;
    }
    let mut new = node.clone();
    new.replace(cause, Node::new(text, node.span()));
    new
}
