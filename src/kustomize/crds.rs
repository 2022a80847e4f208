//! Reads `crds`: OpenAPI definitions of kinds, whose properties say what their fields are for.
//!
//! From `api/internal/accumulator/loadconfigfromcrds.go`.

use std::borrow::Cow;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::{Field, missing_kind};
use crate::said::refusal::Wanted;
use crate::source::Span;
use crate::yaml::{Entry, Node, Rules, read};

use super::field_tables::Table;
use super::link::To;
use super::resources::Place;

const WANTED: Wanted = Wanted { what: "definition", folder_help: "name a file in it" };

/// A field that a definition tells of.
pub(super) struct Found {
    pub(super) table: Table,
    pub(super) field: Field,
    /// Where its property is written.
    pub(super) span: Span,
}

/// The fields that the definitions in files tell of; what is wrong is reported.
pub(super) fn fields(paths: &[Node], place: &Place<'_>, diagnostics: &mut Diagnostics) -> Vec<Found> {
    let mut found = Vec::new();
    for path in paths {
        let Some(file) = place.file(path, WANTED, diagnostics) else { continue };
        let text = Arc::clone(place.files.sources().get(file).text());
        let mut problems = Diagnostics::default();
        let documents = read(&text, &file, Rules::Apply, &mut problems);
        let stops =
            |problem: &Diagnostic| !matches!(problem.code, Code::AmbiguousScalar | Code::DuplicateKey);
        diagnostics.extend(problems.into_iter().filter(stops));
        let Some(document) = documents.first().filter(|document| !document.is_null()) else { continue };
        if let Some(problem) = no_definitions(document, path) {
            diagnostics.push(problem);
            continue;
        }
        for entry in document.as_mapping().into_iter().flatten().filter(|entry| is_kind(&entry.node)) {
            let kind = entry.key.rsplit('.').next().unwrap_or_default().to_owned();
            let mut reading =
                Reading { document, kind, way: Vec::new(), open: vec![&entry.key], found: &mut found };
            reading.properties(&entry.node);
        }
    }
    found
}

/// Whether a definition is of objects.
fn is_kind(definition: &Node) -> bool {
    let properties = properties(definition);
    ["apiVersion", "kind", "metadata"]
        .iter()
        .all(|key| properties.is_some_and(|node| node.get(key).is_some()))
}

fn properties(definition: &Node) -> Option<&Node> {
    // Go takes the field of its own type in any case.
    let mut entries = definition.as_mapping()?.iter();
    entries.find(|entry| entry.key.eq_ignore_ascii_case("schema"))?.node.get("properties")
}

struct Reading<'r> {
    document: &'r Node,
    kind: String,
    /// The properties from the object down.
    way: Vec<&'r str>,
    /// The definitions that led here: one that leads to itself has no end.
    open: Vec<&'r str>,
    found: &'r mut Vec<Found>,
}

impl<'r> Reading<'r> {
    fn properties(&mut self, definition: &'r Node) {
        for entry in properties(definition).and_then(Node::as_mapping).into_iter().flatten() {
            self.way.push(&entry.key);
            self.property(entry);
            self.way.pop();
        }
    }

    fn property(&mut self, entry: &'r Entry) {
        let said = |key| entry.node.get(key).and_then(Node::as_str);
        if said("x-kubernetes-annotation").is_some() {
            self.add(Table::Annotations, None, entry.key_span);
        }
        if said("x-kubernetes-label-selector").is_some() {
            self.add(Table::CommonLabels, None, entry.key_span);
        }
        if said("x-kubernetes-identity").is_some() {
            self.add(Table::Prefixes, None, entry.key_span);
        }
        let version = said("x-kubernetes-object-ref-api-version");
        if let (Some(version), Some(kind)) = (version, said("x-kubernetes-object-ref-kind")) {
            let text = |text: &str| Cow::Owned(text.to_owned());
            let to = To { group: Cow::Borrowed(""), version: text(version), kind: text(kind) };
            let key = said("x-kubernetes-object-ref-name-key").unwrap_or("name");
            self.add(Table::References(to), Some(key), entry.key_span);
        }
        let Some(to) = said("$ref").filter(|to| !self.open.contains(to)) else { return };
        if let Some(definition) = self.document.get(to) {
            self.open.push(to);
            self.properties(definition);
            self.open.pop();
        }
    }

    /// Adds the field where the reading is, or the one below it that is called `key`.
    fn add(&mut self, table: Table, key: Option<&str>, span: Span) {
        let way: Vec<&str> = self.way.iter().copied().chain(key).collect();
        let field = Field {
            kind: self.kind.clone().into(),
            path: way.join("/").into(),
            ..Field::new("", "", "", "", false)
        };
        self.found.push(Found { table, field, span });
    }
}

/// The problem of a file that holds no definitions: an object, as the definition of a kind that is applied.
fn no_definitions(document: &Node, path: &Node) -> Option<Diagnostic> {
    let entries = document.as_mapping().map(|document| document.iter());
    let other = match entries {
        Some(mut entries) => {
            entries.find(|entry| entry.node.as_mapping().is_none() && !entry.node.is_null())?.node.span()
        }
        None => document.span(),
    };
    let problem =
        Diagnostic::new(Code::WrongType, "`crds` names files with OpenAPI definitions by their names");
    let problem = problem.at(other, "not a definition").at(path.span(), "named here");
    let is_object = missing_kind(document).is_none();
    Some(if is_object { problem.help("name an object in `resources`, and nothing here") } else { problem })
}
