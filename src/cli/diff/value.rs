//! Values as the formats of a diff write them.

use crate::yaml::{self, Node};

/// A value as YAML, without the line break at its end.
pub(super) fn text(node: &Node) -> String {
    let mut text = String::new();
    yaml::emit(node, &mut text);
    text.truncate(text.trim_end_matches('\n').len());
    text
}

/// The text if it goes on one line of so many characters.
pub(super) fn on_one_line(text: &str, most: usize) -> Option<&str> {
    (!text.contains('\n') && text.chars().count() <= most).then_some(text)
}

/// The items of a list by their names, if all have one: `a, b, c`.
pub(super) fn names(list: &Node) -> Option<String> {
    let name = |item: &Node| Some(item.get("name")?.as_str()?.to_owned());
    let names: Option<Vec<String>> = list.as_sequence()?.iter().map(name).collect();
    names.map(|names| names.join(", "))
}
