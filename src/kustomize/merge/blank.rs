//! Values that are not written: what stands behind `key:`.

use ecow::EcoString;

use crate::source::Span;
use crate::yaml::{Node, Number, Spelling, Value, needs_quotes};

/// Whether a value is not written: it stands behind its key. An empty file is a value, and begins where it ends.
pub(super) fn is_blank(node: &Node) -> bool {
    let Span { start, end, .. } = node.span();
    start == end && start > 0 && (node.is_null() || node.as_str() == Some(""))
}

/// Makes an object one that was read back from JSON: Kustomize makes that of what a JSON patch is for. All values are
/// written, in quotes only where they must be, and numbers as Go prints floats: `1000000` as `1e+06`.
pub(super) fn write_out(object: &mut Node, span: Span) {
    if is_made(object) {
        return;
    }
    if is_blank(object) {
        *object = Node::new(object.value().clone(), span);
    }
    if let Some(text) = json_text(object.value()) {
        *object = object.clone().spelled(spelling_of(object.value())).written(&text);
    }
    object.values_mut().for_each(|(_, node)| write_out(node, span));
    object.items_mut().iter_mut().for_each(|item| write_out(item, span));
}

/// Whether nothing in it is written otherwise than JSON is read.
fn is_made(node: &Node) -> bool {
    let has_text = || node.text() == json_text(node.value());
    match node.value() {
        Value::Mapping(map) => map.iter().all(|entry| is_made(&entry.node)),
        Value::Sequence(items) => items.iter().all(is_made),
        value => !is_blank(node) && node.spelling() == spelling_of(value) && has_text(),
    }
}

fn spelling_of(value: &Value) -> Spelling {
    match value {
        Value::String(text) if needs_quotes(text) => Spelling::Quoted,
        _ => Spelling::Plain,
    }
}

/// The text of a scalar that is read from JSON. A whole number that a float cannot hold stays as it is.
fn json_text(value: &Value) -> Option<EcoString> {
    const WHOLE: i64 = 1 << 53;
    match value {
        #[expect(clippy::cast_precision_loss, reason = "a float can hold it")]
        Value::Number(Number::Int(whole)) if (-WHOLE..=WHOLE).contains(whole) => {
            Some(Number::Float(*whole as f64).to_string().into())
        }
        value => value.scalar_text(),
    }
}
