//! Reads which objects an entry of a spec means: `Deployment/web`, or a map of regular expressions and selectors.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::Selector;
use crate::said::{pattern, query};
use crate::source::Span;
use crate::yaml::Node;

use super::fields;

const KEYS: &[&str] =
    &["annotationSelector", "group", "kind", "labelSelector", "name", "namespace", "version"];

/// The selector that `node` writes; `what` it is, for messages. What is wrong is reported.
pub(super) fn read(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Selector> {
    let Some(text) = node.as_str() else {
        if node.as_mapping().is_some() {
            return from_map(node, what, diagnostics);
        }
        diagnostics.push(fields::wrong_type(node, what, "`Kind/name` or a map"));
        return None;
    };
    let selector = Selector::short(text, node.span());
    if selector.is_none() {
        diagnostics.push(malformed(text, node.span()));
    }
    selector
}

fn from_map(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Selector> {
    let mapping = fields::map(node, what, KEYS, diagnostics)?;
    if mapping.is_empty() {
        let message = format!("{what} says nothing");
        let problem = Diagnostic::new(Code::InvalidValue, message).at(node.span(), "which objects?");
        diagnostics.push(problem.help("write `{kind: Deployment}`, or `\"*/*\"` for all objects"));
        return None;
    }
    let mut selector = Selector::all(node.span());
    // A key that nobody knows would have picked others.
    let mut is_whole = mapping.keys().all(|key| KEYS.contains(&key));
    for entry in mapping.iter().filter(|entry| KEYS.contains(&entry.key.as_str())) {
        let Some(text) = fields::string(&entry.node, &format!("`{}` in {what}", entry.key), diagnostics)
        else {
            is_whole = false;
            continue;
        };
        let mut pattern = || pattern(text, entry, diagnostics);
        let read = match entry.key.as_str() {
            "group" => set(&mut selector.group, pattern()),
            "version" => set(&mut selector.version, pattern()),
            "kind" => set(&mut selector.kind, pattern()),
            "name" => set(&mut selector.name, pattern()),
            "namespace" => set(&mut selector.namespace, pattern()),
            "labelSelector" => set(&mut selector.labels, query(text, entry, diagnostics)),
            "annotationSelector" => set(&mut selector.annotations, query(text, entry, diagnostics)),
            _ => true,
        };
        is_whole &= read;
    }
    is_whole.then_some(selector)
}

/// Gives whether there was something to set.
fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    *place = value;
    place.is_some()
}

fn malformed(text: &str, span: Span) -> Diagnostic {
    let problem =
        Diagnostic::new(Code::InvalidValue, format!("`{text}` names no object")).at(span, "not `Kind/name`");
    if text.contains('/') {
        return problem.help("write `Deployment/web`, `Deployment/*` or `Ingress.networking.k8s.io/web`");
    }
    problem.help(format!("write `{text}/*` for all of a kind, `*/{text}` for all of a name"))
}
