//! Reads `external`: objects that the cluster has already.

use ecow::EcoString;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::External;
use crate::source::Span;
use crate::yaml::Node;

use super::fields;

const KEYS: &[&str] = &["kind", "name", "namespace", "port"];

/// The objects that the list `node` declares, without the entries that are wrong, which are reported.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Vec<External> {
    let is_single = |node: &Node| node.as_str().is_some();
    let items = fields::items(node, "`external`", "a list of objects", is_single, diagnostics);
    items.iter().filter_map(|item| entry(item, diagnostics)).collect()
}

fn entry(item: &Node, diagnostics: &mut Diagnostics) -> Option<External> {
    if item.as_mapping().is_some() {
        return from_map(item, diagnostics);
    }
    let Some(text) = item.as_str() else {
        diagnostics.push(fields::wrong_type(item, "an entry of `external`", "`Kind/name` or a map"));
        return None;
    };
    let external = from_text(text, item.span());
    if external.is_none() {
        diagnostics.push(malformed(text, item.span()));
    }
    external
}

/// An object written short: `Secret/api-keys`, `Service/keycloak:8080`.
fn from_text(text: &str, span: Span) -> Option<External> {
    let (kind, name) = text.split_once('/')?;
    let (name, port) = match name.split_once(':') {
        Some((name, port)) => (name, Some(port.parse().ok().filter(|port| *port > 0)?)),
        None => (name, None),
    };
    let plain = |part: &str| !part.is_empty() && !part.contains(['/', ' ', ':']);
    if !plain(kind) || !plain(name) || (port.is_some() && kind != "Service") {
        return None;
    }
    Some(External { kind: kind.into(), name: name.into(), namespace: None, port, span })
}

/// An object written long: `{kind: Service, name: keycloak, namespace: auth, port: 8080}`.
fn from_map(item: &Node, diagnostics: &mut Diagnostics) -> Option<External> {
    let what = "an entry of `external`";
    let mapping = fields::map(item, what, KEYS, diagnostics)?;
    let text = |key: &str, diagnostics: &mut Diagnostics| -> Option<EcoString> {
        fields::string(mapping.get(key)?, &format!("`{key}` in {what}"), diagnostics).map(EcoString::from)
    };
    for key in ["kind", "name"] {
        if !mapping.contains_key(key) {
            diagnostics.push(
                Diagnostic::new(Code::InvalidValue, format!("{what} says no `{key}`"))
                    .at(item.span(), "incomplete")
                    .help("write `{kind: Service, name: keycloak, namespace: auth, port: 8080}`"),
            );
        }
    }
    let namespace = text("namespace", diagnostics);
    let port = mapping.get("port").and_then(|port| fields::port(port, diagnostics));
    let (kind, name) = (text("kind", diagnostics), text("name", diagnostics));
    Some(External { kind: kind?, name: name?, namespace, port, span: item.span() })
}

fn malformed(text: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::InvalidValue, format!("`{text}` names no object"))
        .at(span, "not `Kind/name`")
        .help("write `Secret/api-keys`, or `Service/keycloak:8080` for a port of a Service")
}
