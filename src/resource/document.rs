//! From a document to its objects: one, or the items of a `List`.

use ecow::EcoString;

use super::Resource;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::yaml::{Cause, Node};

/// The objects that a document holds: itself, or the items of a list such as `kubectl get -o yaml` prints.
///
/// As kubectl does, an item that says neither `kind` nor `apiVersion` takes both from a list of one kind
/// (`DeploymentList`). What is no object is reported and left out.
pub fn objects(document: Node, diagnostics: &mut Diagnostics) -> Vec<Resource> {
    let mut found = Vec::new();
    take_apart(document, &mut found, diagnostics);
    found
}

/// The problem of a node that should be an object and states no kind; nothing if it states one.
pub fn missing_kind(node: &Node) -> Option<Diagnostic> {
    let Some(mapping) = node.as_mapping() else {
        let found = node.value().kind_name();
        let message = format!("an object must be a map, not {found}");
        let problem = Diagnostic::new(Code::WrongType, message).at(node.span(), format!("this is {found}"));
        return Some(match node.as_sequence() {
            Some(_) => problem.help("write each object as a document, with a line `---` between two"),
            None => problem.help("begin it with `apiVersion: …`, `kind: …` and `metadata: …`"),
        });
    };
    let diagnostic = match mapping.entry("kind") {
        Some(entry) if entry.node.as_str().is_some() => return None,
        Some(entry) if !entry.node.is_null() => {
            let message = format!("`kind` must be a string, not {}", entry.node.value().kind_name());
            Diagnostic::new(Code::WrongType, message).at(entry.node.span(), "")
        }
        _ => {
            let first = mapping.iter().next().map_or(node.span(), |entry| entry.key_span);
            Diagnostic::new(Code::MissingField, "an object without `kind`")
                .at(first, "this object says no `kind`")
                .help("write what it is, as `kind: Deployment`")
        }
    };
    Some(diagnostic.field("kind"))
}

fn take_apart(document: Node, found: &mut Vec<Resource>, diagnostics: &mut Diagnostics) {
    if let Some((items, kind, api_version)) = list(&document) {
        for item in items {
            take_apart(named_by_list(item, kind, api_version), found, diagnostics);
        }
    } else if let Some(diagnostic) = missing_kind(&document) {
        diagnostics.push(diagnostic);
    } else {
        found.extend(Resource::new(document));
    }
}

/// A list's items, its kind and its `apiVersion`.
fn list(document: &Node) -> Option<(&[Node], &Node, &Node)> {
    let kind = document.get("kind")?;
    let items = document.get("items")?.as_sequence()?;
    kind.as_str()?.ends_with("List").then_some((items, kind, document.get("apiVersion")?))
}

/// The item, with the kind that its list says if it says none itself.
fn named_by_list(item: &Node, kind: &Node, api_version: &Node) -> Node {
    let mut item = item.clone();
    let of_items = kind.as_str().and_then(|kind| kind.strip_suffix("List")).unwrap_or_default();
    if of_items.is_empty() || item.get("kind").is_some() || item.get("apiVersion").is_some() {
        return item;
    }
    let cause = Cause { step: "list", span: kind.span() };
    item.insert(cause, "apiVersion", api_version.span(), api_version.clone());
    item.insert(cause, "kind", kind.span(), Node::new(EcoString::from(of_items), kind.span()));
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, Span};
    use crate::yaml::{Entry, Mapping};
    use ecow::EcoVec;

    fn span() -> Span {
        Span::new(Sources::default().add("a", "text"), 0..4)
    }

    fn map(entries: &[(&str, Node)]) -> Node {
        let entry =
            |(key, node): &(&str, Node)| Entry { key: (*key).into(), key_span: span(), node: node.clone() };
        Node::new(entries.iter().map(entry).collect::<Mapping>(), span())
    }

    fn text(text: &str) -> Node {
        Node::new(text, span())
    }

    fn list(kind: &str, items: &[Node]) -> Node {
        let items = Node::new(EcoVec::from(items), span());
        map(&[("apiVersion", text("v1")), ("kind", text(kind)), ("items", items)])
    }

    fn names(document: Node) -> (Vec<String>, usize) {
        let mut diagnostics = Diagnostics::default();
        let found = objects(document, &mut diagnostics);
        let names = found.iter().map(|object| format!("{} {}", object.id().api_version(), object.id()));
        (names.collect(), diagnostics.iter().count())
    }

    #[test]
    fn a_list_is_its_items_and_lists_in_it() {
        let secret = map(&[("apiVersion", text("v1")), ("kind", text("Secret"))]);
        let pods = list("PodList", &[map(&[]), map(&[("kind", text("Node"))])]);
        assert_eq!(
            names(list("List", &[secret, pods])),
            (vec!["v1 Secret".into(), "v1 Pod".into(), " Node".into()], 0)
        );
        assert_eq!(names(list("List", &[])), (vec![], 0));
    }

    #[test]
    fn what_is_no_object_is_reported_and_the_rest_goes_on() {
        let node = map(&[("kind", text("Node"))]);
        let number = map(&[("kind", Node::new(1, span()))]);
        let all = list("List", &[text("a"), map(&[]), number, node]);
        assert_eq!(names(all), (vec![" Node".into()], 3));
    }
}
