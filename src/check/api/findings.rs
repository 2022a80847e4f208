//! What rules find: problems at a place of an object, said in few words and drawn where the value was written.

use std::ops::Range;

use super::at::{At, Found, find};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Label, one_of_words};
use crate::resource::Resource;
use crate::source::Span;
use crate::typed::{Typed, with_past};
use crate::yaml::{Path, stands_in};

/// Takes what the rules find in one object.
///
/// A field that could not be read, or is missing and said to be, stands in the typed object as nothing: what a rule finds
/// there, or below, follows from that and is dropped.
pub(crate) struct Findings<'r> {
    resource: &'r Resource,
    typed: &'r Typed,
    diagnostics: &'r mut Diagnostics,
}

/// A problem that was just found, for more to be said about it; nothing if it was dropped.
pub(crate) struct Finding<'f>(Option<(&'f mut Diagnostic, &'f Resource)>);

impl<'r> Findings<'r> {
    /// Nothing found yet in an object that was read as `typed`.
    pub(super) fn new(
        resource: &'r Resource,
        typed: &'r Typed,
        diagnostics: &'r mut Diagnostics,
    ) -> Findings<'r> {
        Findings { resource: typed.shaped().unwrap_or(resource), typed, diagnostics }
    }

    /// The object, for what no typed object tells: whether a field is there at all, and what it was called before.
    pub(crate) fn resource(&self) -> &'r Resource {
        self.resource
    }

    /// How many problems there are so far, of all objects.
    pub(crate) fn count(&self) -> usize {
        self.diagnostics.iter().count()
    }

    /// Whether the object has nothing that could not be read, or was missing.
    pub(crate) fn all_was_read(&self) -> bool {
        self.typed.faults.is_empty()
    }

    /// A field must be there, and not be empty.
    #[cold]
    pub(crate) fn required(&mut self, at: At<'_>) -> Finding<'_> {
        self.add(Code::MissingField, at, "is missing")
    }

    /// A value that cannot stand there; `predicate` goes on from the field: "must be at least 1".
    #[cold]
    pub(crate) fn invalid(&mut self, at: At<'_>, predicate: &str) -> Finding<'_> {
        self.add(Code::InvalidValue, at, predicate)
    }

    /// A word that is none of those that the field knows.
    #[cold]
    pub(crate) fn unsupported(&mut self, at: At<'_>, words: &[&str]) -> Finding<'_> {
        let finding = self.add(Code::InvalidValue, at, "is none of the words that can stand there");
        let Finding(Some((_, resource))) = &finding else { return finding };
        let written = find(resource, &at.path()).node.as_str().unwrap_or_default();
        let help = one_of_words(written, words);
        finding.help(&help)
    }

    /// A field that may not be set here; `predicate` goes on from the field: "cannot be set when `type` is `Recreate`".
    #[cold]
    pub(crate) fn forbidden(&mut self, at: At<'_>, predicate: &str) -> Finding<'_> {
        self.add(Code::ForbiddenField, at, predicate)
    }

    /// A value that stands in an earlier place of the same list already.
    #[cold]
    pub(crate) fn duplicate(&mut self, at: At<'_>, first: At<'_>) -> Finding<'_> {
        self.add(Code::DuplicateValue, at, "says the same as one before").see(first, "first said here")
    }

    /// Any other problem, under a code of its own; `predicate` goes on from the field.
    #[cold]
    pub(crate) fn add(&mut self, code: Code, at: At<'_>, predicate: &str) -> Finding<'_> {
        let path = at.path();
        let written = self.typed.as_written(&path);
        if self.typed.faults.mute(&written) {
            return Finding(None);
        }
        let found = find(self.resource, &path);
        if found.node.as_str().is_some_and(stands_in) {
            return Finding(None);
        }
        let field = written.to_string();
        let named = if path.0.is_empty() { self.resource.id().kind.to_string() } else { field.clone() };
        let diagnostic = Diagnostic::new(code, format!("`{named}` {predicate}"));
        let (span, text) = place(&found, code, &path);
        let mut diagnostic = diagnostic.at(span, text);
        if found.whole {
            diagnostic = with_past(diagnostic, found.node);
        }
        let diagnostic = diagnostic.field(field).object(self.resource.id().to_string());
        let resource = self.resource;
        Finding(Some((self.diagnostics.push_mut(diagnostic), resource)))
    }
}

impl Finding<'_> {
    /// Says what to type.
    pub(crate) fn help(mut self, text: &str) -> Self {
        if let Some((diagnostic, _)) = &mut self.0 {
            diagnostic.help.push(text.to_owned());
        }
        self
    }

    /// Points at a part of the value alone, which says `text`: its bytes `range`.
    pub(crate) fn part(mut self, text: &str, range: Range<usize>) -> Self {
        if let Some((diagnostic, _)) = &mut self.0
            && let Some(label) = diagnostic.labels.first_mut()
        {
            label.span = label.span.part(text, range);
        }
        self
    }

    /// Points at a second place with a few words.
    pub(crate) fn see(mut self, at: At<'_>, text: &str) -> Self {
        if let Some((diagnostic, resource)) = &mut self.0 {
            let found = find(resource, &at.path());
            let span = key_or_value(&found);
            diagnostic.labels.push(Label { span, text: text.to_owned() });
        }
        self
    }
}

/// The place to edit, and what to say beside it: the value; of one that should go, its key; of one that is not there,
/// what it would be in.
fn place(found: &Found<'_>, code: Code, path: &Path) -> (Span, String) {
    if !found.whole {
        let missing = path.0.last().map(ToString::to_string).unwrap_or_default();
        let text =
            if code == Code::MissingField { format!("`{missing}` belongs in here") } else { String::new() };
        return (key_or_value(found), text);
    }
    match found.entry {
        Some(entry) if code == Code::ForbiddenField => (entry.key_span, String::new()),
        _ if found.node.as_mapping().is_some() || found.node.as_sequence().is_some() => {
            (key_or_value(found), String::new())
        }
        _ => (found.node.span(), String::new()),
    }
}

/// The key of an entry; of an item of a list that is a map, its first key.
fn key_or_value(found: &Found<'_>) -> Span {
    let first = || found.node.as_mapping().and_then(|mapping| mapping.iter().next());
    match found.entry {
        Some(entry) => entry.key_span,
        None => first().map_or(found.node.span(), |entry| entry.key_span),
    }
}
