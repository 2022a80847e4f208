//! Takes typed pieces out of the nodes of a spec, and reports what is not as it should be.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::yaml::{Entry, Mapping, Node};

use super::foreign;
pub(super) use crate::said::{any_map, items, string, strings, wrong_type};

/// The map that `node` is; each of its keys that is not among `known` is reported.
pub(super) fn map<'n>(
    node: &'n Node,
    what: &str,
    known: &[&str],
    diagnostics: &mut Diagnostics,
) -> Option<&'n Mapping> {
    let mapping = any_map(node, what, diagnostics)?;
    for entry in mapping.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
        diagnostics.push(unknown_key(entry, what, known, &[]));
    }
    Some(mapping)
}

/// The paths that `node` is: a string, or a list of strings. Those that are none are reported.
pub(super) fn paths(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Vec<Node> {
    let is_path = |node: &Node| node.as_str().is_some();
    let items = items(node, what, "a path or a list of paths", is_path, diagnostics);
    let what = format!("a path in {what}");
    items.iter().filter(|item| string(item, &what, diagnostics).is_some()).cloned().collect()
}

/// The problem of an entry of a list that has the name of one before it.
pub(super) fn said_twice(first: &Node, second: &Node, what: &str) -> Diagnostic {
    let name = second.as_str().unwrap_or_default();
    Diagnostic::new(Code::DuplicateKey, format!("`{name}` is twice in {what}"))
        .at(second.span(), "again here")
        .at(first.span(), "first here")
        .help("write one entry for both")
}

/// The number of a port that `node` is.
pub(super) fn port(node: &Node, diagnostics: &mut Diagnostics) -> Option<u16> {
    let Some(number) = node.as_i64() else {
        diagnostics.push(wrong_type(node, "`port`", "a number"));
        return None;
    };
    let port = u16::try_from(number).ok().filter(|port| *port > 0);
    if port.is_none() {
        let message = format!("there is no port {number}");
        diagnostics.push(Diagnostic::new(Code::InvalidValue, message).at(node.span(), "not from 1 to 65535"));
    }
    port
}

/// The problem of a key that is not among `known`; one among `later` is known to versions to come.
pub(super) fn unknown_key(entry: &Entry, what: &str, known: &[&str], later: &[&str]) -> Diagnostic {
    let key = entry.key.as_str();
    if later.contains(&key) {
        let message = format!("this version of rkgen does not know the key `{key}`");
        return Diagnostic::new(Code::UnknownField, message).at(entry.key_span, "not known yet");
    }
    let problem = Diagnostic::new(Code::UnknownField, format!("unknown key `{key}` in {what}"))
        .at(entry.key_span, "not known here");
    match foreign::advice(key, known) {
        Some(advice) => problem.help(advice),
        None => problem.suggest(key, known.iter().copied(), "keys"),
    }
}
