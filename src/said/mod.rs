//! What the front ends share when they take typed pieces out of what was said, and say what is not as it should be.

pub mod refusal;
mod selector;

pub use selector::{pattern, query};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::yaml::{Entry, Mapping, Node, Value};

/// The map that `node` is, whatever its keys.
pub fn any_map<'n>(node: &'n Node, what: &str, diagnostics: &mut Diagnostics) -> Option<&'n Mapping> {
    if node.as_mapping().is_none() {
        diagnostics.push(wrong_type(node, what, "a map"));
    }
    node.as_mapping()
}

/// The items of the list that `node` is, or `node` itself if it is a `single` one.
pub fn items<'n>(
    node: &'n Node,
    what: &str,
    wanted: &str,
    single: impl FnOnce(&Node) -> bool,
    diagnostics: &mut Diagnostics,
) -> &'n [Node] {
    if single(node) {
        return std::slice::from_ref(node);
    }
    if node.as_sequence().is_none() {
        diagnostics.push(wrong_type(node, what, wanted));
    }
    node.as_sequence().unwrap_or_default()
}

/// The string that `node` is; an empty one is reported too.
pub fn string<'n>(node: &'n Node, what: &str, diagnostics: &mut Diagnostics) -> Option<&'n str> {
    match node.as_str() {
        None => diagnostics.push(wrong_type(node, what, "a string")),
        Some("") => {
            let message = format!("{what} is empty");
            diagnostics.push(Diagnostic::new(Code::InvalidValue, message).at(node.span(), "empty"));
        }
        Some(_) => {}
    }
    node.as_str().filter(|string| !string.is_empty())
}

/// A map of strings, without the entries that are none, which are reported.
pub fn strings(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mapping = any_map(node, what, diagnostics)?;
    let is_string = |entry: &&Entry| {
        if entry.node.as_str().is_none() {
            let what = format!("the value of `{}` in {what}", entry.key);
            diagnostics.push(wrong_type(&entry.node, &what, "a string"));
        }
        entry.node.as_str().is_some()
    };
    Some(Node::new(mapping.iter().filter(is_string).cloned().collect::<Mapping>(), node.span()))
}

/// The problem of a value that is of another type than it must be.
pub fn wrong_type(node: &Node, what: &str, wanted: &str) -> Diagnostic {
    let found = node.value().kind_name();
    let problem = Diagnostic::new(Code::WrongType, format!("{what} must be {wanted}, not {found}"))
        .at(node.span(), format!("this is {found}"));
    match node.value() {
        Value::Bool(_) | Value::Number(_) if wanted == "a string" => problem.help("put it in quotes"),
        Value::Sequence(_) if wanted == "a map" => problem.help("write keys and values, as `key: value`"),
        Value::Mapping(_) | Value::String(_) if wanted == "a list" => {
            problem.help("write `- ` before each item, also if there is only one")
        }
        Value::String(text) if matches!(&**text, "true" | "false") && wanted.starts_with("`true`") => {
            problem.help("take the quotes away")
        }
        _ => problem,
    }
}
