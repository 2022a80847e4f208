//! Reads `replacements`, and the files that they name. Only kustomizations have this step: the field keeps its type (oddity 48),
//! no name follows (oddity 49), and a path leads into a text (oddity 50).

use std::sync::Arc;

use ecow::EcoString;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::{Copied, Delimiter, Into, Replacement};
use crate::resource::{FieldPath, Known, Pattern, Selector};
use crate::said::refusal::Wanted;
use crate::said::{pattern, query, wrong_type};
use crate::source::Span;
use crate::yaml::{Node, Rules, read};

use super::identity::default_namespace;
use super::resources::Place;
use super::said::{self, entries, known_entries};

const WANTED: Wanted = Wanted { what: "replacement", folder_help: "name a file in it" };
const WHAT: &str = "an entry of `replacements`";

/// The field that counts where none is said.
const NAME: &str = "metadata.name";

/// The replacements of the list `node`, those of files among them; what is wrong is reported.
pub(super) fn resolve(node: &Node, place: &Place<'_>, diagnostics: &mut Diagnostics) -> Vec<Replacement> {
    let mut found = Vec::new();
    for item in said::list(node, "`replacements`", diagnostics) {
        let path =
            item.as_mapping().into_iter().flatten().find(|entry| entry.key.eq_ignore_ascii_case("path"));
        let Some(path) = path else {
            found.extend(one(item, diagnostics));
            continue;
        };
        if let Some(other) = item.as_mapping().into_iter().flatten().find(|entry| entry.key != path.key) {
            let message = format!("`{}` stands beside a `path`", other.key);
            let problem =
                Diagnostic::new(Code::ConflictingFields, message).at(other.key_span, "in the file, or here");
            diagnostics.push(problem.at(path.key_span, "the file"));
            continue;
        }
        let Some(path) = said::text(&path.node, &format!("`path` of {WHAT}"), diagnostics) else { continue };
        let Some(file) = place.file(&path, WANTED, diagnostics) else { continue };
        let text = Arc::clone(place.files.sources().get(file).text());
        let documents = read(&text, &file, Rules::Apply, diagnostics);
        let Some(document) = documents.first() else { continue };
        match document.as_sequence() {
            Some(items) => found.extend(items.iter().filter_map(|item| one(item, diagnostics))),
            None => found.extend(one(document, diagnostics)),
        }
    }
    found
}

fn one(item: &Node, diagnostics: &mut Diagnostics) -> Option<Replacement> {
    let (mut from, mut value, mut into) = (None, None, None);
    let (found, is_known) = known_entries(item, WHAT, &["source", "sourceValue", "targets"], diagnostics);
    for (key, entry) in found {
        match key {
            "source" => from = Some(source(&entry.node, diagnostics)?),
            "sourceValue" => {
                let what = format!("`sourceValue` of {WHAT}");
                match entry.node.as_str() {
                    Some(_) => value = Some(Copied::Value(entry.node.clone())),
                    None => diagnostics.push(wrong_type(&entry.node, &what, "a string")),
                }
            }
            _ => {
                let items = said::list(&entry.node, "`targets`", diagnostics);
                into = Some(items.iter().filter_map(|item| target(item, diagnostics)).collect());
            }
        }
    }
    let problem = match (from, value, into) {
        (Some(from), None, Some(into)) | (None, Some(from), Some(into)) => {
            return Some(Replacement { from, into });
        }
        (Some(_), Some(_), _) => {
            let message = format!("{WHAT} says both a `source` and a `sourceValue`");
            let problem = Diagnostic::new(Code::ConflictingFields, message).at(item.span(), "which one?");
            diagnostics.push(problem.help("keep one of the two"));
            return None;
        }
        _ if !is_known => return None,
        (None, None, _) => "says no `source`",
        (_, _, None) => "says no `targets`",
    };
    let problem = Diagnostic::new(Code::MissingField, format!("{WHAT} {problem}"));
    diagnostics.push(problem.at(item.span(), "incomplete"));
    None
}

fn source(node: &Node, diagnostics: &mut Diagnostics) -> Option<Copied> {
    const KNOWN: &[&str] = &["fieldPath", "group", "kind", "name", "namespace", "options", "version"];
    let mut selector = Selector { known: Known::Ever, ..Selector::all(node.span()) };
    let (mut path, mut options) = (None, Options::default());
    for (key, entry) in entries(node, "`source`", KNOWN, diagnostics) {
        if key == "options" {
            options = Options::read(&entry.node, diagnostics);
            continue;
        }
        let Some(text) = said::text(&entry.node, &format!("`{key}` of `source`"), diagnostics) else {
            continue;
        };
        let exact = || Some(Pattern::exact(text.as_str().unwrap_or_default()));
        match key {
            "fieldPath" => path = Some(text),
            "group" => selector.group = exact(),
            "version" => selector.version = exact(),
            "kind" => selector.kind = exact(),
            "name" => selector.name = exact(),
            _ => selector.namespace = Some(Pattern::exact(default_namespace(text.as_str()))),
        }
    }
    let (path, span) = match &path {
        Some(path) => (field_path(path, diagnostics)?, path.span()),
        None => (FieldPath::parse(NAME).ok()?, node.span()),
    };
    Some(Copied::Field { selector: Box::new(selector), path, delimiter: options.delimiter(), span })
}

fn target(item: &Node, diagnostics: &mut Diagnostics) -> Option<Into> {
    const KNOWN: &[&str] = &["fieldPaths", "options", "reject", "select"];
    let (mut select, mut reject, mut paths, mut options) = (None, Vec::new(), Vec::new(), Options::default());
    let (found, is_known) = known_entries(item, "a target", KNOWN, diagnostics);
    for (key, entry) in found {
        match key {
            "select" => select = Some(selector(&entry.node, diagnostics)?.whole),
            "reject" => {
                for item in said::list(&entry.node, "`reject`", diagnostics) {
                    reject.extend(selector(item, diagnostics)?.parts());
                }
            }
            "fieldPaths" => {
                for path in said::texts(&entry.node, "`fieldPaths`", diagnostics) {
                    paths.push((field_path(&path, diagnostics)?, path.span()));
                }
            }
            _ => options = Options::read(&entry.node, diagnostics),
        }
    }
    if !is_known {
        return None;
    }
    let Some(select) = select else {
        let problem = Diagnostic::new(Code::MissingField, "a target says no `select`");
        diagnostics.push(problem.at(item.span(), "which objects?"));
        return None;
    };
    if paths.is_empty() {
        paths.push((FieldPath::parse(NAME).ok()?, item.span()));
    }
    Some(Into { select, reject, paths, delimiter: options.delimiter(), create: options.create })
}

fn field_path(node: &Node, diagnostics: &mut Diagnostics) -> Option<FieldPath> {
    let text = node.as_str().unwrap_or_default();
    FieldPath::parse(text)
        .map_err(|why| {
            let problem =
                Diagnostic::new(Code::InvalidValue, format!("`{text}` is no path to a field: {why}"));
            diagnostics.push(problem.at(node.span(), "not understood"));
        })
        .ok()
}

/// A selector of objects, by patterns.
struct Selecting {
    whole: Selector,
}

impl Selecting {
    /// What is rejected by it: what an object is called and what labels it has each do so by themselves.
    fn parts(self) -> Vec<Selector> {
        let Selector { labels, annotations, span, known, .. } = self.whole.clone();
        let by_labels = Selector { labels, annotations, known, ..Selector::all(span) };
        let by_name = Selector { labels: None, annotations: None, ..self.whole };
        let says_name = [&by_name.group, &by_name.version, &by_name.kind, &by_name.name, &by_name.namespace];
        let says_name = says_name.into_iter().any(Option::is_some);
        let says_labels = by_labels.labels.is_some() || by_labels.annotations.is_some();
        let parts = [(says_name, by_name), (says_labels, by_labels)];
        parts.into_iter().filter(|(says, _)| *says).map(|(_, part)| part).collect()
    }
}

/// The objects that the patterns of a selector are for; what is wrong is reported.
pub(super) fn selected(node: &Node, diagnostics: &mut Diagnostics) -> Option<Selector> {
    selector(node, diagnostics).map(|selecting| selecting.whole)
}

fn selector(node: &Node, diagnostics: &mut Diagnostics) -> Option<Selecting> {
    const KNOWN: &[&str] =
        &["annotationSelector", "group", "kind", "labelSelector", "name", "namespace", "version"];
    let mut selector = Selector { known: Known::Ever, ..Selector::all(node.span()) };
    for (key, entry) in entries(node, "a selector", KNOWN, diagnostics) {
        let Some(text) = said::text(&entry.node, &format!("`{key}`"), diagnostics) else { continue };
        let text = text.as_str().unwrap_or_default();
        match key {
            "labelSelector" => selector.labels = Some(query(text, entry, diagnostics)?),
            "annotationSelector" => selector.annotations = Some(query(text, entry, diagnostics)?),
            key => {
                let pattern = Some(pattern(text, entry, diagnostics)?);
                match key {
                    "group" => selector.group = pattern,
                    "version" => selector.version = pattern,
                    "kind" => selector.kind = pattern,
                    "name" => selector.name = pattern,
                    _ => selector.namespace = pattern,
                }
            }
        }
    }
    Some(Selecting { whole: selector })
}

/// What `options` says.
#[derive(Default)]
struct Options {
    delimiter: Option<(EcoString, Span)>,
    index: i64,
    create: bool,
}

impl Options {
    fn read(node: &Node, diagnostics: &mut Diagnostics) -> Options {
        let mut options = Options::default();
        for (key, entry) in
            entries(node, "`options`", &["create", "delimiter", "encoding", "index"], diagnostics)
        {
            match key {
                "create" => options.create = said::flag(&entry.node, "`create`", diagnostics),
                "delimiter" => {
                    let text = said::text(&entry.node, "`delimiter`", diagnostics);
                    options.delimiter = text.and_then(|text| Some((text.as_str()?.into(), text.span())));
                }
                "index" => match entry.node.as_i64() {
                    Some(index) => options.index = index,
                    None => diagnostics.push(wrong_type(&entry.node, "`index`", "a whole number")),
                },
                // Kustomize reads it, and does nothing with it.
                _ => {}
            }
        }
        options
    }

    fn delimiter(&self) -> Option<Delimiter> {
        let (text, span) = self.delimiter.clone()?;
        Some(Delimiter { text, index: self.index, span })
    }
}
