//! Where the reader and the writer stand in the tree, and what they found on their way.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, nearest};
use crate::resource::Resource;
use crate::source::Span;
use crate::yaml::{Change, Entry, Mapping, Node, Path};

use super::wanted::Wanted;

/// The way down to a node and the problems found so far.
pub(super) struct Findings<'n, 'd> {
    resource: &'n Resource,
    steps: Vec<Step<'n>>,
    /// The entries that no type knows, each with its map and what it was most likely meant to be.
    unknown: Vec<(&'n Entry, &'n Mapping, Option<String>)>,
    diagnostics: &'d mut Diagnostics,
    faults: Faults,
    /// Whether what fields take beyond their types is judged, too.
    pub(super) values: bool,
}

/// The fields of an object that could not be read, or are not there though they must be. Its typed view has nothing
/// there, or zero: what follows from that is not worth a word.
#[derive(Clone, Default, Debug)]
pub struct Faults(Vec<Path>);

impl Faults {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a field is one of them, or within one.
    pub fn mute(&self, field: &Path) -> bool {
        self.0.iter().any(|fault| field.0.starts_with(&fault.0))
    }
}

/// One step down the tree.
#[derive(Clone, Copy)]
pub(super) enum Step<'n> {
    /// Into the value of an entry.
    Entry(&'n Entry),
    /// Into an item of a list.
    Item(usize, &'n Node),
}

/// Why reading or writing stopped; serde asks for such a type. What is wrong is reported before.
#[derive(Debug)]
pub(super) struct Stop(String);

impl<'n, 'd> Findings<'n, 'd> {
    pub(super) fn new(resource: &'n Resource, diagnostics: &'d mut Diagnostics) -> Self {
        Findings {
            resource,
            steps: Vec::new(),
            unknown: Vec::new(),
            diagnostics,
            faults: Faults::default(),
            values: false,
        }
    }

    /// The fields that cannot be judged any further.
    pub(super) fn into_faults(self) -> Faults {
        self.faults
    }

    /// Whether nothing wrong was found so far.
    pub(super) fn is_right(&self) -> bool {
        self.faults.0.is_empty()
    }

    /// The fields that something is wrong with so far.
    pub(super) fn faults(&self) -> &[Path] {
        &self.faults.0
    }

    pub(super) fn resource(&self) -> &'n Resource {
        self.resource
    }

    pub(super) fn enter(&mut self, step: Step<'n>) {
        self.steps.push(step);
    }

    pub(super) fn leave(&mut self) {
        self.steps.pop();
    }

    pub(super) fn leave_to(&mut self, depth: usize) {
        self.steps.truncate(depth);
    }

    /// The number of steps down from the object.
    pub(super) fn depth(&self) -> usize {
        self.steps.len()
    }

    /// The key whose value the reader stands in; empty in a list and in the object itself.
    pub(super) fn key(&self) -> &'n str {
        match self.steps.last() {
            Some(Step::Entry(entry)) => &entry.key,
            Some(Step::Item(..)) | None => "",
        }
    }

    /// Where the key is written whose value the reader stands in; nothing in a list and in the object itself.
    pub(super) fn key_span(&self) -> Option<Span> {
        match self.steps.last() {
            Some(Step::Entry(entry)) => Some(entry.key_span),
            Some(Step::Item(..)) | None => None,
        }
    }

    /// Adds a problem of this object.
    #[cold]
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        if diagnostic.severity == Severity::Error {
            self.faults.0.extend(diagnostic.field.as_deref().and_then(Path::parse));
        }
        self.diagnostics.push(diagnostic.object(self.resource.id().to_string()));
    }

    /// The path to where the reader stands, and on to `key`.
    pub(super) fn path(&self, key: Option<&str>) -> String {
        let mut path = Path::default();
        for step in &self.steps {
            match step {
                Step::Entry(entry) => path.push_key(entry.key.clone()),
                Step::Item(index, _) => path.push_index(*index),
            }
        }
        if let Some(key) = key {
            path.push_key(key);
        }
        path.to_string()
    }

    /// The value is of another type than the field, or of the right type and cannot be read.
    #[cold]
    pub(super) fn wrong(&mut self, node: &'n Node, wanted: Wanted) {
        let field = self.path(None);
        let diagnostic = wanted.diagnostic(&field, node);
        self.push(with_past(diagnostic, node).field(field));
    }

    /// A type has no such field.
    #[cold]
    pub(super) fn unknown(&mut self, parent: &'n Mapping, type_name: &str, fields: &[&str]) {
        let Some(Step::Entry(entry)) = self.steps.last() else { return };
        let (entry, field) = (*entry, self.path(None));
        let message = format!("unknown field `{field}`");
        let absent = fields.iter().copied().filter(|field| !parent.contains_key(field));
        let meant = nearest(&entry.key, absent).first().map(ToString::to_string);
        let dropped = type_name == "JSONSchemaProps" && self.dropped_in_silence();
        if let Some(meant) = meant.as_ref().filter(|_| !dropped) {
            self.faults.0.extend(self.sibling(meant));
        }
        self.unknown.push((entry, parent, meant));
        let mut diagnostic = Diagnostic::new(Code::UnknownField, message)
            .at(entry.key_span, format!("not a field of {type_name}"))
            .suggest(&entry.key, fields.iter().copied(), "fields");
        if dropped {
            diagnostic.severity = Severity::Warning;
        }
        self.push(diagnostic.field(field));
    }

    /// The path to another field of the map in which the reader stands.
    fn sibling(&self, key: &str) -> Option<Path> {
        let mut path = Path::parse(&self.path(None))?;
        path.pop();
        path.push_key(key);
        Some(path)
    }

    /// Whether the reader stands in a schema below `items` or `additionalProperties`, where the API server drops
    /// what it does not know without a word: it reads those two with a reader of their own.
    fn dropped_in_silence(&self) -> bool {
        let mut keys = self.steps.iter().map(|step| match step {
            Step::Entry(entry) => entry.key.as_str(),
            Step::Item(..) => "",
        });
        let _ = keys.find(|key| *key == "openAPIV3Schema");
        while let Some(key) = keys.next() {
            match key {
                "items" | "additionalProperties" | "additionalItems" | "dependencies" => return true,
                "properties" | "patternProperties" | "definitions" => drop(keys.next()),
                _ => {}
            }
        }
        false
    }

    /// A type must have a field that is not there, or is null.
    #[cold]
    pub(super) fn missing(&mut self, parent: &Mapping, type_name: &str, key: &str) {
        let field = self.path(Some(key));
        // That the name is missing says it already.
        if self.suggested(parent, key) || field == "metadata" {
            return;
        }
        let message = format!("`{field}` is missing");
        let diagnostic = Diagnostic::new(Code::MissingField, message);
        let diagnostic = match parent.get(key) {
            Some(null) => diagnostic.at(null.span(), "null is the same as nothing"),
            None => diagnostic.at(self.place_of(parent), format!("{type_name} needs `{key}`")),
        };
        self.push(diagnostic.field(field));
    }

    /// A null stands for an object in which nothing is set, and something must be: `key`, or one of a few.
    #[cold]
    pub(super) fn missing_of_null(&mut self, node: &Node, type_name: &str, key: Option<&str>) {
        let field = self.path(key);
        let message = match key {
            Some(_) => format!("`{field}` is missing"),
            None => format!("`{field}` is empty"),
        };
        let label = format!("null is the same as `{{}}`, and {type_name} needs more");
        let diagnostic = Diagnostic::new(Code::MissingField, message).at(node.span(), label);
        self.push(diagnostic.help("take the item away, or write it out").field(field));
    }

    /// Whether an unknown field of `parent` was most likely meant to be `key`.
    pub(super) fn suggested(&self, parent: &Mapping, key: &str) -> bool {
        self.unknown
            .iter()
            .any(|(_, mapping, meant)| std::ptr::eq(*mapping, parent) && meant.as_deref() == Some(key))
    }

    /// A type has dropped a field without a word.
    #[cold]
    pub(super) fn lost(&mut self, entry: &'n Entry, type_name: &str) {
        if self.unknown.iter().any(|(known, ..)| std::ptr::eq(*known, entry)) {
            return;
        }
        let field = self.path(Some(&entry.key));
        let message = format!("unknown field `{field}`");
        let diagnostic = Diagnostic::new(Code::UnknownField, message)
            .at(entry.key_span, format!("not a field of {type_name}"));
        self.push(diagnostic.field(field));
    }

    /// A number has more digits than the API server keeps.
    #[cold]
    pub(super) fn rounded(&mut self, node: &'n Node, kept: f64) {
        let field = self.path(None);
        let message = format!("`{field}` has more digits than Kubernetes keeps");
        let label = if node.is_secret() { String::new() } else { format!("read as {kept}") };
        let diagnostic = Diagnostic::new(Code::RoundedNumber, message).at(node.span(), label);
        self.push(with_past(diagnostic, node).field(field));
    }

    /// Something refused a value that nothing above found fault with. Who stopped has not left it.
    #[cold]
    pub(super) fn unreadable(&mut self, stop: &Stop) {
        let field = self.path(None);
        let node = match self.steps.last() {
            Some(Step::Entry(entry)) => &entry.node,
            Some(Step::Item(_, item)) => item,
            None => self.resource.node(),
        };
        // The words may repeat the value.
        let words = if node.is_secret() { String::new() } else { format!(": {}", stop.0) };
        let (message, span) = (format!("`{field}` cannot be read{words}"), node.span());
        self.push(Diagnostic::new(Code::InvalidValue, message).at(span, "").field(field));
    }

    /// The key or the first line of where the reader stands, which is the map `here`.
    pub(super) fn place_of(&self, here: &Mapping) -> Span {
        match self.steps.last() {
            Some(Step::Entry(entry)) => entry.key_span,
            Some(Step::Item(_, item)) => here.iter().next().map_or(item.span(), |entry| entry.key_span),
            None => here.iter().next().map_or(self.resource.node().span(), |entry| entry.key_span),
        }
    }
}

/// Adds the places that put a value where it is: the template's expression, or a step's cause.
pub fn with_past(diagnostic: Diagnostic, node: &Node) -> Diagnostic {
    let Some(past) = node.past().next() else { return diagnostic };
    let cause = past.cause;
    match &past.change {
        Change::Rendered(from) if cause.span == node.span() => match from.first() {
            Some(from) if *from != cause.span => diagnostic.at(*from, "with the value from here"),
            _ => diagnostic,
        },
        _ if cause.span == node.span() => diagnostic,
        Change::Rendered(_) => diagnostic.at(cause.span, "used here"),
        Change::Replaced(_) | Change::Inserted | Change::Removed(..) | Change::Reordered => {
            diagnostic.at(cause.span, format!("put here by {}", cause.step))
        }
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Stop {}

impl serde::de::Error for Stop {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Stop(message.to_string())
    }
}

impl serde::ser::Error for Stop {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Stop(message.to_string())
    }
}
