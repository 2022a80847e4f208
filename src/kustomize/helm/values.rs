//! Joins the values of a file and those of a kustomization.

use crate::diagnostic::Diagnostics;
use crate::source::FileId;
use crate::yaml::{Entry, Mapping, Node, Rules, emit, read};

use super::said::Merge;

/// What a values file says: a map, if it says something. Nothing if it is wrong, which is reported.
#[expect(clippy::option_option, reason = "a file that says nothing is right")]
pub(super) fn of_file(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Option<Node>> {
    let mut problems = Diagnostics::default();
    let documents = read(text, &file, Rules::Kustomize, &mut problems);
    let is_right = !problems.has_errors();
    diagnostics.extend(problems.into_iter().filter(|_| !is_right));
    is_right.then(|| documents.into_iter().next().filter(|document| document.as_mapping().is_some()))
}

/// Both as YAML.
pub(super) fn joined(of_file: Option<&Node>, inline: &Node, merge: Merge) -> Vec<u8> {
    let joined = match (of_file, merge) {
        (Some(file), Merge::Override) => over(file, inline),
        (Some(file), Merge::File) => over(inline, file),
        (None, _) | (_, Merge::Replace) => inline.clone(),
    };
    let mut text = String::new();
    emit(&joined, &mut text);
    text.into_bytes()
}

/// The tree without the `null`s in its maps: what is added has nothing to take away.
fn without_nulls(node: &Node) -> Node {
    let Some(entries) = node.as_mapping() else { return node.clone() };
    let kept = entries.iter().filter(|entry| !entry.node.is_null());
    let kept = kept.map(|entry| Entry { node: without_nulls(&entry.node), ..entry.clone() });
    Node::new(kept.collect::<Mapping>(), node.span())
}

/// The second laid over the first: maps are joined, `null` takes away, and all else takes the place of what is there.
fn over(first: &Node, second: &Node) -> Node {
    let (Some(old), Some(new)) = (first.as_mapping(), second.as_mapping()) else { return second.clone() };
    let kept = old.iter().filter_map(|entry| match new.get(&entry.key) {
        Some(node) if node.is_null() => None,
        Some(node) => Some(Entry { node: over(&entry.node, node), ..entry.clone() }),
        None => Some(entry.clone()),
    });
    let added = new.iter().filter(|entry| !old.contains_key(&entry.key) && !entry.node.is_null());
    let added = added.map(|entry| Entry { node: without_nulls(&entry.node), ..entry.clone() });
    Node::new(kept.chain(added).collect::<Mapping>(), first.span())
}
