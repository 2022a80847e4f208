//! Takes typed pieces out of a kustomization as Go's `encoding/json` does: names of fields in any case, `null` for
//! what is not said, and no other types than those that are wanted.

use ecow::EcoString;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::said::wrong_type;
use crate::yaml::{Entry, Mapping, Node};

use super::kustomization::FIELDS;
use super::words;

/// The entries of the map `node` that say something, each with the name that is `known`. Others are reported.
pub(super) fn entries<'n>(
    node: &'n Node,
    what: &str,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Vec<(&'static str, &'n Entry)> {
    let mut found = Vec::new();
    for entry in map(node, what, diagnostics).into_iter().flatten() {
        match known.iter().find(|name| name.eq_ignore_ascii_case(&entry.key)) {
            Some(name) if !entry.node.is_null() => found.push((*name, entry)),
            Some(_) => {}
            None => {
                let problem =
                    Diagnostic::new(Code::UnknownField, format!("unknown field `{}` in {what}", entry.key))
                        .at(entry.key_span, "not known here");
                diagnostics.push(match words::meant(&entry.key, what, known, FIELDS) {
                    Some(help) => problem.help(help),
                    None => problem.suggest(&entry.key, known.iter().copied(), "fields"),
                });
            }
        }
    }
    found
}

/// The same, and whether all of them were known: what is missing may be what was misspelt.
pub(super) fn known_entries<'n>(
    node: &'n Node,
    what: &str,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> (Vec<(&'static str, &'n Entry)>, bool) {
    let mut problems = Diagnostics::default();
    let found = entries(node, what, known, &mut problems);
    let are_known = !problems.has_errors();
    diagnostics.extend(problems);
    (found, are_known)
}

/// The map that `node` is; `null` is none.
pub(super) fn map<'n>(node: &'n Node, what: &str, diagnostics: &mut Diagnostics) -> Option<&'n Mapping> {
    if node.as_mapping().is_none() && !node.is_null() {
        let problem = wrong_type(node, what, "a map");
        let is_text = node.as_str().is_some();
        diagnostics.push(if is_text {
            problem.help("write keys and values, as `key: value`")
        } else {
            problem
        });
    }
    node.as_mapping()
}

/// The items of the list that `node` is; `null` has none.
pub(super) fn list<'n>(node: &'n Node, what: &str, diagnostics: &mut Diagnostics) -> &'n [Node] {
    if node.as_sequence().is_none() && !node.is_null() {
        diagnostics.push(wrong_type(node, what, "a list"));
    }
    node.as_sequence().unwrap_or_default()
}

/// The string `node`; an empty one is not said.
pub(super) fn text(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    match node.as_str() {
        None if node.is_null() => None,
        None => {
            diagnostics.push(wrong_type(node, what, "a string"));
            None
        }
        Some(text) => (!text.is_empty()).then(|| node.clone()),
    }
}

/// The strings of the list that `node` is.
pub(super) fn texts(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Vec<Node> {
    let of = format!("an item of {what}");
    list(node, what, diagnostics).iter().filter_map(|item| text(item, &of, diagnostics)).collect()
}

/// The map of strings that `node` is, of which `null` is the empty one.
pub(super) fn strings(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut kept = Vec::new();
    for entry in map(node, what, diagnostics)? {
        if entry.node.is_null() {
            kept.push(Entry { node: Node::new(EcoString::new(), entry.node.span()), ..entry.clone() });
        } else if entry.node.as_str().is_some() {
            kept.push(entry.clone());
        } else {
            let what = format!("the value of `{}` in {what}", entry.key);
            diagnostics.push(wrong_type(&entry.node, &what, "a string"));
        }
    }
    Some(Node::new(kept.into_iter().collect::<Mapping>(), node.span()))
}

/// A key that Kustomize writes without quotes, and does not read back as a string.
pub(super) fn key_is_no_string(entry: &Entry) -> Diagnostic {
    let message = format!("the key `{}` is no string when it is written without quotes", entry.key);
    let problem = Diagnostic::new(Code::InvalidValue, message).at(entry.key_span, "not a string");
    problem.help("Kustomize writes it so; choose another key")
}

/// The truth value that `node` is.
pub(super) fn flag(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> bool {
    if node.as_bool().is_none() && !node.is_null() {
        diagnostics.push(wrong_type(node, what, "`true` or `false`"));
    }
    node.as_bool() == Some(true)
}
