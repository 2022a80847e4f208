//! Lays the values of one layer over those of the layers before it.

use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::yaml::{Cause, Entry, Node, Path, Value};

/// Lays `over` over `base`: maps key by key, and anything else takes the place of what was there.
///
/// A map that becomes something else, or the other way round, is most likely a slip and gets a warning.
pub(super) fn merge(base: &mut Node, over: &Node, diagnostics: &mut Diagnostics) {
    lay(base, over, &mut Path::default(), diagnostics);
}

/// Lays a map over a map, key by key, without going deeper.
pub(super) fn merge_flat(base: &mut Node, over: &Node) {
    lay_map(base, over, |old, entry| old.replace(cause(&entry.node), entry.node.clone()));
}

/// Puts `over`, of a later layer, in the place of what was said before it.
pub(super) fn replace(base: &mut Option<Node>, over: Option<&Node>) {
    lay_over(base, over, |base, over| base.replace(cause(over), over.clone()));
}

/// Lays `over`, of a later layer, over what was said before it.
pub(super) fn lay_over(base: &mut Option<Node>, over: Option<&Node>, lay: impl FnOnce(&mut Node, &Node)) {
    match (base, over) {
        (_, None) => {}
        (Some(base), Some(over)) => lay(base, over),
        (base, Some(over)) => *base = Some(over.clone()),
    }
}

/// The note in the past of a value that `new`, of a later layer, replaces.
pub(super) fn cause(new: &Node) -> Cause {
    Cause { step: "layer", span: new.span() }
}

/// The value of a later layer, which remembers the one of an earlier layer.
pub(super) fn succeeded(earlier: Option<Node>, later: Option<&Node>) -> Option<Node> {
    let (Some(mut node), Some(later)) = (earlier, later) else { return later.cloned() };
    node.replace(cause(later), later.clone());
    Some(node)
}

fn lay(base: &mut Node, over: &Node, path: &mut Path, diagnostics: &mut Diagnostics) {
    if base.as_mapping().is_some() && over.as_mapping().is_some() {
        lay_map(base, over, |old, entry| {
            path.push_key(entry.key.clone());
            lay(old, &entry.node, path, diagnostics);
            path.pop();
        });
        return;
    }
    if shape(base).zip(shape(over)).is_some_and(|(old, new)| old != new) {
        diagnostics.push(change_of_shape(base, over, path));
    }
    base.replace(cause(over), over.clone());
}

/// Calls `both` for each key that both maps have, and puts the other entries of `over` at the end of `base`.
fn lay_map(base: &mut Node, over: &Node, mut both: impl FnMut(&mut Node, &Entry)) {
    let Some(over) = over.as_mapping().filter(|over| !over.is_empty()) else { return };
    let mut left: FxHashMap<&str, &Entry> = over.iter().map(|entry| (entry.key.as_str(), entry)).collect();
    for (key, old) in base.values_mut() {
        if let Some(entry) = left.remove(key.as_str()) {
            both(old, entry);
        }
    }
    if !left.is_empty() {
        base.append(over.iter().filter(|entry| left.contains_key(entry.key.as_str())).cloned());
    }
}

/// What cannot turn into another without a warning; null fits in everywhere.
fn shape(node: &Node) -> Option<&'static str> {
    match node.value() {
        Value::Null => None,
        Value::Mapping(_) => Some("a map"),
        Value::Sequence(_) => Some("a list"),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => Some("a scalar"),
    }
}

fn change_of_shape(base: &Node, over: &Node, path: &Path) -> Diagnostic {
    let (old, new) = (base.value().kind_name(), over.value().kind_name());
    Diagnostic::new(Code::ChangedShape, format!("the value `{path}` was {old} and becomes {new}"))
        .at(over.span(), format!("{new} here"))
        .at(base.span(), format!("{old} here"))
        .help("templates that read the one will rarely do with the other; null may replace anything")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::yaml::{Change, Rules, read};

    fn node(sources: &Sources, text: &str) -> Node {
        let file = sources.add("values.yaml", text);
        read(text, &file, Rules::Kustomize, &mut Diagnostics::default()).remove(0)
    }

    fn merged(layers: &[&str]) -> (Node, Diagnostics) {
        let (sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let mut nodes = layers.iter().map(|text| node(&sources, text));
        let mut base = nodes.next().unwrap();
        nodes.for_each(|over| merge(&mut base, &over, &mut diagnostics));
        (base, diagnostics)
    }

    #[test]
    fn maps_merge_deeply_and_lists_replace() {
        let (values, diagnostics) =
            merged(&["a: {b: 1, c: [1, 2]}\nd: 1", "a: {c: [3], e: null}", "d: null\na: {b: 2}"]);
        assert_eq!(values, node(&Sources::default(), "a: {b: 2, c: [3], e: null}\nd: null"));
        assert!(diagnostics.is_empty());
    }

    #[test]
    fn every_value_that_a_layer_replaced_is_kept() {
        let (values, _) = merged(&["replicas: 1", "replicas: 2", "replicas: 3"]);
        let replicas = values.get("replicas").unwrap();
        let [past] = &replicas.past().collect::<Vec<_>>()[..] else { panic!() };
        let Change::Replaced(two) = &past.change else { panic!() };
        assert_eq!((replicas.as_i64(), two.as_i64()), (Some(3), Some(2)));
        assert_eq!((past.cause.step, past.cause.span), ("layer", replicas.span()));
        let [Change::Replaced(one)] = two.past().map(|past| &past.change).collect::<Vec<_>>()[..] else {
            panic!()
        };
        assert_eq!(one.as_i64(), Some(1));
    }

    #[test]
    fn a_change_of_shape_is_a_warning_and_null_is_none() {
        for (base, over, warns) in [
            ("a: {b: 1}", "a: 1", true),
            ("a: [1]", "a: {b: 1}", true),
            ("a: x", "a: [1]", true),
            ("a: null", "a: {b: 1}", false),
            ("a: {b: 1}", "a: null", false),
            ("a: x", "a: 1", false),
        ] {
            let (_, diagnostics) = merged(&[base, over]);
            assert_eq!(!diagnostics.is_empty(), warns, "{base} / {over}");
            assert!(!diagnostics.has_errors());
        }
    }

    #[test]
    fn wide_maps_merge_in_time_that_grows_with_their_width() {
        let wide = |value: usize| {
            let sources = Sources::default();
            let span = crate::source::Span::new(sources.add("wide", ""), 0..0);
            let entries = (0..50_000).map(|index| Entry {
                key: ecow::eco_format!("key-{index}"),
                key_span: span,
                node: Node::new(i64::try_from(value).unwrap(), span),
            });
            Node::new(entries.collect::<crate::yaml::Mapping>(), span)
        };
        let mut base = wide(1);
        merge(&mut base, &wide(2), &mut Diagnostics::default());
        assert_eq!(base, wide(2));
    }
}
