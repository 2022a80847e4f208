//! Takes away what a patch excludes: fields of which only one can be set.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::kubernetes::unions;
use crate::yaml::{Entry, Mapping, Node};

use super::{Merger, Schema};

/// What a map had, before a patch, of the fields that exclude each other.
pub(super) struct Before {
    /// The fields of which only one can be set, and were set.
    members: Vec<&'static str>,
    /// The word that says which field counts.
    word: Option<Node>,
}

impl Before {
    /// What `base` has of them; nothing if fields of its type do not exclude each other.
    pub(super) fn of(base: &Node, schema: Schema<'_>) -> Option<Before> {
        let of = schema.type_name()?;
        let (union, choice) = (unions::of(of), unions::choice(of));
        if union.is_none() && choice.is_none() {
            return None;
        }
        let base = base.as_mapping()?;
        let fields = union.into_iter().flat_map(|union| union.fields.iter().copied());
        let members = fields.filter(|field| base.entry(field).is_some_and(is_set));
        Some(Before {
            members: members.collect(),
            word: choice.and_then(|choice| base.get(choice.field).cloned()),
        })
    }
}

impl Merger<'_> {
    /// Takes away the fields that were there before and that a field excludes which the patch has set.
    pub(super) fn exclude(&mut self, base: &mut Node, patch: &Mapping, schema: Schema<'_>, before: &Before) {
        let Some(of) = schema.type_name() else { return };
        if let Some(union) = unions::of(of) {
            let is_new = |entry: &&Entry| {
                let field = entry.key.as_str();
                is_set(entry) && union.fields.contains(&field) && !before.members.contains(&field)
            };
            if let Some(entry) = patch.iter().find(is_new) {
                for field in &before.members {
                    self.take_away(base, patch, field, entry, &format!("`{}` takes its place", entry.key));
                }
            }
        }
        let Some(choice) = unions::choice(of) else { return };
        let Some(entry) = patch.entry(choice.field).filter(|entry| is_set(entry)) else { return };
        if before.word.as_ref() == Some(&entry.node) {
            return;
        }
        let word = entry.node.as_str();
        for (_, field) in choice.choices.iter().filter(|(other, _)| Some(*other) != word) {
            let why = format!("`{}: {}` excludes it", entry.key, word.unwrap_or_default());
            self.take_away(base, patch, field, entry, &why);
        }
    }

    /// Takes a field away because of an entry of the patch, and says so, unless the patch speaks of the field itself.
    fn take_away(&mut self, base: &mut Node, patch: &Mapping, field: &str, by: &Entry, why: &str) {
        let Some(old) =
            base.as_mapping().and_then(|base| base.entry(field)).filter(|_| !patch.contains_key(field))
        else {
            return;
        };
        let there = old.key_span;
        let cause = self.change(by.key_span.to(by.node.span()));
        base.remove(cause, field);
        let message = format!("the patch takes `{field}` away from {}", self.place());
        let mut note = Diagnostic::new(Code::ConflictingFields, message);
        note.severity = Severity::Info;
        self.report(note.at(by.key_span, why).at(there, "taken away"));
    }
}

fn is_set(entry: &Entry) -> bool {
    !entry.node.is_null() && !unions::is_unset(&entry.key, entry.node.as_str(), entry.node.as_i64())
}
