//! Reads fields of objects. What is null, of another type or a secret is not there.

use ecow::EcoString;

use crate::kubernetes::quantity::Amount;
use crate::yaml::{Entry, Node};

/// What is at the end of a way down, as `spec.template`.
pub(super) fn at<'n>(node: &'n Node, way: &str) -> Option<&'n Node> {
    node.at(way.split('.')).filter(|node| !node.is_null() && !node.is_secret())
}

/// A string.
pub(super) fn text<'n>(node: &'n Node, way: &str) -> Option<&'n str> {
    at(node, way)?.as_str()
}

/// A string that is not empty, or a word that stands for its absence.
pub(super) fn text_or<'n>(node: &'n Node, way: &str, default: &'n str) -> &'n str {
    text(node, way).filter(|text| !text.is_empty()).unwrap_or(default)
}

/// A scalar as it is written.
pub(super) fn word(node: &Node, way: &str) -> Option<EcoString> {
    at(node, way)?.value().scalar_text()
}

/// A whole number, cut down to those that the server takes.
pub(super) fn number(node: &Node, way: &str) -> Option<i64> {
    at(node, way)?.as_i64().map(cut)
}

fn cut(number: i64) -> i64 {
    number.clamp(i32::MIN.into(), i32::MAX.into())
}

/// Whether it is said to be true.
pub(super) fn is_true(node: &Node, way: &str) -> bool {
    at(node, way).and_then(Node::as_bool) == Some(true)
}

/// The items of a list.
pub(super) fn items<'n>(node: &'n Node, way: &str) -> &'n [Node] {
    at(node, way).and_then(Node::as_sequence).unwrap_or_default()
}

/// The entries of a map.
pub(super) fn entries<'n>(node: &'n Node, way: &str) -> impl Iterator<Item = &'n Entry> {
    at(node, way).and_then(Node::as_mapping).into_iter().flatten()
}

/// An amount, as `500m`.
pub(super) fn amount(node: &Node) -> Option<Amount> {
    Amount::read(&node.value().scalar_text()?)
}

/// A number or a share of a whole, as `25%`, rounded up or down.
pub(super) fn share(node: &Node, way: &str, whole: i64, up: bool) -> Option<i64> {
    let node = at(node, way)?;
    if let Some(number) = node.as_i64() {
        return Some(cut(number));
    }
    let percent: i64 = node.as_str()?.strip_suffix('%')?.parse().ok()?;
    let hundredths = percent.checked_mul(whole)?;
    Some(cut(if up { hundredths.saturating_add(99) / 100 } else { hundredths / 100 }))
}

/// As `1 pod`, `3 pods`.
pub(super) fn count(number: i64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Words in a row: `a`, `a and b`, `a, b and c`; of many the first ones.
pub(super) fn row(words: &[String]) -> String {
    const MOST: usize = 5;
    let shown = &words[..words.len().min(MOST)];
    match (shown, words.len().saturating_sub(MOST)) {
        (_, more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        ([], _) => String::new(),
        ([one], _) => one.clone(),
        ([rest @ .., last], _) => format!("{} and {last}", rest.join(", ")),
    }
}
