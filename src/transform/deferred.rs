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
    walk(node, None, found);
}

/// The way down to a node, kept on the stack: most ways lead to nothing and need no path.
struct Way<'w> {
    before: Option<&'w Way<'w>>,
    step: Segment<'w>,
}

enum Segment<'w> {
    Key(&'w EcoString),
    Index(usize),
}

fn walk(node: &Node, way: Option<&Way<'_>>, found: &mut dyn FnMut(&Path, Text<'_>)) {
    match node.value() {
        // Who has no past was written as it is: that is most of them, and need not be looked through.
        Value::String(text) if node.past().next().is_some() && next(text).is_some() => {
            if let Some(cause) = asked(node) {
                found(&path(way), Text::String(node, cause));
            }
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, Some(&Way { before: way, step: Segment::Index(index) }), found);
            }
        }
        Value::Mapping(mapping) => {
            for entry in mapping {
                if next(&entry.key).is_some() {
                    found(&path(way), Text::Key(&entry.key));
                }
                walk(&entry.node, Some(&Way { before: way, step: Segment::Key(&entry.key) }), found);
            }
        }
        _ => {}
    }
}

fn path(way: Option<&Way<'_>>) -> Path {
    let Some(way) = way else { return Path::default() };
    let mut path = path(way.before);
    match way.step {
        Segment::Key(key) => path.push_key(key.clone()),
        Segment::Index(index) => path.push_index(index),
    }
    path
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
