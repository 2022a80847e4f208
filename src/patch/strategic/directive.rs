//! The keys of a patch that say what is to be done: `$patch`, `$retainKeys` and the two that name a list.

use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::{Entry, Mapping, Node};

use super::{Merger, Rules, Schema};

/// What `$patch` in a map says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whole {
    /// Nothing, or that it is merged.
    Merge,
    /// The map takes the place of the other.
    Replace,
    /// The other goes.
    Delete,
}

/// What a key of a patch is.
pub(super) enum Key<'p> {
    /// The name of a field.
    Field,
    /// `$patch`.
    Patch,
    /// `$retainKeys`.
    RetainKeys,
    /// `$setElementOrder/<field>`.
    SetElementOrder(&'p str),
    /// `$deleteFromPrimitiveList/<field>`.
    DeleteFromPrimitiveList(&'p str),
    /// Begins with `$` and is none of these.
    Unknown,
}

const DIRECTIVES: [&str; 4] =
    ["$patch", "$retainKeys", "$setElementOrder/<field>", "$deleteFromPrimitiveList/<field>"];

impl<'p> Key<'p> {
    pub(super) fn of(key: &'p str, schema: Schema<'_>, rules: Option<&dyn Rules>) -> Key<'p> {
        if rules.is_some_and(|rules| !rules.is_directive(key)) {
            return Key::Field;
        }
        let Some(directive) = key.strip_prefix('$') else { return Key::Field };
        match directive.split_once('/') {
            None if directive == "patch" => Key::Patch,
            None if directive == "retainKeys" => Key::RetainKeys,
            Some(("setElementOrder", field)) => Key::SetElementOrder(field),
            Some(("deleteFromPrimitiveList", field)) => Key::DeleteFromPrimitiveList(field),
            // `$ref` and `$schema` are fields of a schema.
            _ if schema.is_unknown() || schema.knows(key) => Key::Field,
            _ => Key::Unknown,
        }
    }
}

impl Merger<'_> {
    /// What `$patch` in a map of the patch says; nothing if it is none of its words, which is reported.
    pub fn whole(&mut self, patch: &Mapping) -> Option<Whole> {
        let Some(entry) = patch.entry("$patch") else { return Some(Whole::Merge) };
        match entry.node.as_str() {
            Some("merge") => Some(Whole::Merge),
            Some("replace") => Some(Whole::Replace),
            Some("delete") => Some(Whole::Delete),
            other => {
                let message = match other {
                    Some(word) => format!("`$patch` cannot be `{word}`"),
                    None => format!("`$patch` must be a word, not {}", entry.node.value().kind_name()),
                };
                let problem = Diagnostic::new(Code::InvalidValue, message).at(entry.node.span(), "");
                self.refuse(problem.help(match other {
                    Some("remove" | "Delete" | "drop") => "write `$patch: delete`",
                    _ => "write `delete`, `replace` or `merge`",
                }));
                None
            }
        }
    }

    /// Reports a key that begins with `$` and is no directive.
    pub(super) fn unknown_directive(&mut self, entry: &Entry) {
        let message = format!("unknown directive `{}`", entry.key);
        let problem = Diagnostic::new(Code::UnknownField, message).at(entry.key_span, "");
        self.report(problem.suggest(&entry.key, DIRECTIVES, "directives"));
    }

    /// The items of a directive that must be a list; nothing if it is none, which is reported.
    pub(super) fn items<'p>(&mut self, entry: &'p Entry) -> Option<&'p [Node]> {
        let items = entry.node.as_sequence();
        if items.is_none() {
            let message = format!("`{}` must be a list, not {}", entry.key, entry.node.value().kind_name());
            self.report(Diagnostic::new(Code::WrongType, message).at(entry.node.span(), ""));
        }
        items
    }
}

/// Whether a tree of a patch is to be put where nothing is as it is written: it has no directive, and no null in a map.
pub(super) fn is_plain(patch: &Node) -> bool {
    if let Some(mapping) = patch.as_mapping() {
        mapping
            .iter()
            .all(|entry| !entry.key.starts_with('$') && !entry.node.is_null() && is_plain(&entry.node))
    } else if let Some(items) = patch.as_sequence() {
        items.iter().all(is_plain)
    } else {
        true
    }
}
