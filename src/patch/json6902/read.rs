//! Reads the operations of a JSON patch.

use super::pointer::Pointer;
use super::{Action, Operation};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::yaml::{Mapping, Node};

const NAMES: [&str; 6] = ["add", "copy", "move", "remove", "replace", "test"];
const KEYS: [&str; 4] = ["from", "op", "path", "value"];

/// The operations that the list `node` says, without those that are wrong, which are reported.
pub fn read(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Operation> {
    let Some(items) = node.as_sequence() else {
        let found = node.value().kind_name();
        let message = format!("a JSON patch must be a list of operations, not {found}");
        let problem = Diagnostic::new(Code::WrongType, message).at(node.span(), format!("this is {found}"));
        diagnostics.push(problem.help("write `[{op: replace, path: /spec/replicas, value: 3}]`"));
        return Vec::new();
    };
    if items.is_empty() {
        let problem = Diagnostic::new(Code::InvalidValue, "a JSON patch without operations");
        diagnostics.push(problem.at(node.span(), "empty"));
    }
    let read = |(at, item): (usize, &Node)| operation(at + 1, item, diagnostics);
    items.iter().enumerate().filter_map(read).collect()
}

fn operation(number: usize, item: &Node, diagnostics: &mut Diagnostics) -> Option<Operation> {
    let Some(mapping) = item.as_mapping() else {
        let found = item.value().kind_name();
        let message = format!("operation {number} must be a map, not {found}");
        diagnostics
            .push(Diagnostic::new(Code::WrongType, message).at(item.span(), format!("this is {found}")));
        return None;
    };
    let mut parts = Parts { number, item, mapping, diagnostics };
    let (node, name) = parts.string("op")?;
    let action = match name {
        "add" => parts.path("path").zip(parts.value()).map(|(path, value)| Action::Add { path, value }),
        "remove" => parts.path("path").map(|path| Action::Remove { path }),
        "replace" => {
            parts.path("path").zip(parts.value()).map(|(path, value)| Action::Replace { path, value })
        }
        "move" => parts.path("from").zip(parts.path("path")).map(|(from, path)| Action::Move { from, path }),
        "copy" => parts.path("from").zip(parts.path("path")).map(|(from, path)| Action::Copy { from, path }),
        "test" => parts.path("path").zip(parts.value()).map(|(path, value)| Action::Test { path, value }),
        _ => {
            let message = format!("operation {number}: there is no operation `{name}`");
            let problem = Diagnostic::new(Code::UnknownValue, message).at(node.span(), "not known");
            parts.diagnostics.push(problem.suggest(name, NAMES, "operations"));
            return None;
        }
    };
    parts.report_unread(name);
    Some(Operation { number, action: action?, span: item.span() })
}

struct Parts<'n, 'd> {
    number: usize,
    item: &'n Node,
    mapping: &'n Mapping,
    diagnostics: &'d mut Diagnostics,
}

impl<'n> Parts<'n, '_> {
    fn node(&mut self, key: &str) -> Option<&'n Node> {
        let node = self.mapping.get(key);
        if node.is_none() {
            let message = format!("operation {} says no `{key}`", self.number);
            let first = self.mapping.iter().next().map_or(self.item.span(), |entry| entry.key_span);
            let unknown = self.mapping.iter().find(|entry| !KEYS.contains(&entry.key.as_str()));
            let problem = Diagnostic::new(Code::MissingField, message);
            self.diagnostics.push(match unknown {
                Some(unknown) => problem.at(unknown.key_span, "not known").help(format!("write `{key}: …`")),
                None => problem.at(first, "incomplete"),
            });
        }
        node
    }

    fn string(&mut self, key: &str) -> Option<(&'n Node, &'n str)> {
        let node = self.node(key)?;
        let text = node.as_str();
        if text.is_none() {
            let found = node.value().kind_name();
            let message = format!("`{key}` of operation {} must be a string, not {found}", self.number);
            let problem = Diagnostic::new(Code::WrongType, message);
            self.diagnostics.push(problem.at(node.span(), format!("this is {found}")));
        }
        Some((node, text?))
    }

    fn path(&mut self, key: &str) -> Option<Pointer> {
        let (node, text) = self.string(key)?;
        Pointer::read(node, text).map_err(|problem| self.diagnostics.push(*problem)).ok()
    }

    fn value(&mut self) -> Option<Node> {
        self.node("value").cloned()
    }

    /// The standard says that what an operation has no use for is ignored; it is most likely a slip all the same.
    fn report_unread(&mut self, name: &str) {
        let is_read = |key: &str| match key {
            "op" | "path" => true,
            "from" => matches!(name, "move" | "copy"),
            "value" => matches!(name, "add" | "replace" | "test"),
            _ => false,
        };
        for entry in self.mapping.iter().filter(|entry| !is_read(&entry.key)) {
            let message = format!("operation {}: `{name}` does not read `{}`", self.number, entry.key);
            let problem = Diagnostic::new(Code::NoEffect, message).at(entry.key_span, "ignored");
            let is_known = KEYS.contains(&entry.key.as_str());
            self.diagnostics.push(if is_known { problem } else { problem.suggest(&entry.key, KEYS, "keys") });
        }
    }
}
