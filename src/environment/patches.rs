//! Reads `patches`: changes to objects, written in the spec or in files of their own.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::patch::{Change, Patch, json6902};
use crate::resource::{Expected, Selector};
use crate::source::Span;
use crate::world::{FilePath, Files};
use crate::yaml::{Entry, Mapping, Node, Value};

use super::resources::Documents;
use super::{expected, fields, selector};
use crate::said::refusal::{Wanted, outside};

const WHAT: &str = "an entry of `patches`";
const KEYS: &[&str] = &["json", "matches", "merge", "optional", "path", "target"];
const CHANGES: [&str; 3] = ["json", "merge", "path"];
const WANTED: Wanted = Wanted { what: "patch", folder_help: "name a file in it, as `patches/web.yaml`" };

/// An entry of `patches`.
#[derive(Clone)]
pub(super) enum PatchEntry {
    /// A patch that is written in the spec.
    Inline(Patch),
    /// A file with patches.
    File { path: Node, target: Option<Selector>, expected: Expected },
}

/// The entries that the list `node` says, without those that are wrong, which are reported.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Vec<PatchEntry> {
    let items = fields::items(node, "`patches`", "a list of patches", |_| false, diagnostics);
    items.iter().filter_map(|item| entry(item, diagnostics)).collect()
}

/// The patches of the entries, each with the folder that its path is relative to. Files are read once for all targets.
pub(super) fn resolve(
    entries: &[(FilePath, PatchEntry)],
    files: &Files,
    documents: &Documents,
    diagnostics: &mut Diagnostics,
) -> Vec<Patch> {
    let mut patches = Vec::new();
    for (folder, entry) in entries {
        match entry {
            PatchEntry::Inline(patch) => patches.push(patch.clone()),
            PatchEntry::File { path: node, target, expected } => {
                let written = node.as_str().unwrap_or_default();
                let Some(path) = folder.join(written) else {
                    diagnostics.push(outside(written, WANTED, node.span()));
                    continue;
                };
                let Some(found) = documents.of(&path, node.span(), files, WANTED, diagnostics) else {
                    continue;
                };
                if found.is_empty() {
                    let message = format!("the patch `{path}` is empty");
                    diagnostics
                        .push(Diagnostic::new(Code::InvalidValue, message).at(node.span(), "says nothing"));
                }
                let of_document =
                    |document| from_file(document, node, target.as_ref(), *expected, diagnostics);
                patches.extend(found.iter().filter_map(of_document));
            }
        }
    }
    patches
}

fn entry(item: &Node, diagnostics: &mut Diagnostics) -> Option<PatchEntry> {
    let Some(mapping) = item.as_mapping() else {
        let problem = fields::wrong_type(item, WHAT, "a map");
        diagnostics.push(match item.as_str() {
            Some(text) if !text.contains('\n') => problem.help(format!("for a file write `path: {text}`")),
            _ => problem,
        });
        return None;
    };
    for entry in mapping.iter().filter(|entry| !KEYS.contains(&entry.key.as_str())) {
        diagnostics.push(fields::unknown_key(entry, WHAT, KEYS, &[]));
    }
    let expected = expected::read(mapping, WHAT, diagnostics);
    let target = match mapping.get("target") {
        Some(target) => Some(selector::read(target, "`target`", diagnostics)?),
        None => None,
    };
    let change = only_change(item, mapping, diagnostics)?;
    match change.key.as_str() {
        "path" => {
            fields::string(&change.node, "`path` in an entry of `patches`", diagnostics)?;
            Some(PatchEntry::File { path: change.node.clone(), target, expected })
        }
        "merge" if change.node.as_sequence().is_some() => {
            // What is general advice for a list is wrong here.
            let mut problem = fields::wrong_type(&change.node, "`merge`", "a map");
            problem.help = vec!["write a list of operations below `json`".into()];
            diagnostics.push(problem);
            None
        }
        "merge" if change.node.as_mapping().is_none() => {
            diagnostics.push(not_as_text(&change.node, "`merge`", "a map"));
            None
        }
        "merge" => {
            merge(&change.node, change.key_span, target, expected, diagnostics).map(PatchEntry::Inline)
        }
        _ if change.node.as_sequence().is_none() => {
            diagnostics.push(not_as_text(&change.node, "`json`", "a list of operations"));
            None
        }
        _ => {
            let Some(target) = target else {
                diagnostics.push(no_target(change.key_span, "a list of operations"));
                return None;
            };
            json(&change.node, change.key_span, target, expected, diagnostics).map(PatchEntry::Inline)
        }
    }
}

/// The patch that a document of a file is; `path` is where the spec names the file.
fn from_file(
    document: &Node,
    path: &Node,
    target: Option<&Selector>,
    expected: Expected,
    diagnostics: &mut Diagnostics,
) -> Option<Patch> {
    if let Some(mapping) = document.as_mapping() {
        let first = mapping.iter().next().map_or(document.span().start(), |entry| entry.key_span);
        return merge(document, first, target.cloned(), expected, diagnostics);
    }
    if document.as_sequence().is_none() {
        let problem = fields::wrong_type(document, "a patch", "a map or a list of operations");
        diagnostics.push(problem.at(path.span(), "taken in here"));
        return None;
    }
    let Some(target) = target else {
        let problem = no_target(path.span(), "a list of operations");
        diagnostics.push(problem.at(document.span().start(), "the list"));
        return None;
    };
    json(document, document.span().start(), target.clone(), expected, diagnostics)
}

fn merge(
    node: &Node,
    span: Span,
    target: Option<Selector>,
    expected: Expected,
    diagnostics: &mut Diagnostics,
) -> Option<Patch> {
    let target = target.or_else(|| Selector::of_document(node));
    if target.is_none() {
        diagnostics.push(no_target(span, "a patch that says no `kind` and `metadata.name` itself"));
    }
    let change = Change::Merge(node.clone());
    Some(Patch { target: target?, change, expected, span, dialect: None, definitions: None, wrong: None })
}

fn json(
    node: &Node,
    span: Span,
    target: Selector,
    expected: Expected,
    diagnostics: &mut Diagnostics,
) -> Option<Patch> {
    let mut problems = Diagnostics::default();
    let operations = json6902::read(node, &mut problems);
    let is_whole = !problems.has_errors();
    // What a Secret is to hold is not shown, even by an operation that is not understood.
    let is_open = target.kind.as_ref().is_some_and(|kind| !kind.matches("Secret"));
    let values = node.as_sequence().into_iter().flatten().filter_map(|item| item.get("value"));
    let secrets: Vec<Span> = values.filter(|_| !is_open).flat_map(Node::places).collect();
    diagnostics.extend(problems.into_iter().map(|problem| problem.hide(secrets.clone())));
    let change = Change::Json(operations.into());
    is_whole.then_some(Patch {
        target,
        change,
        expected,
        span,
        dialect: None,
        definitions: None,
        wrong: None,
    })
}

/// The entry of the one key that says what is to be done.
fn only_change<'m>(item: &Node, mapping: &'m Mapping, diagnostics: &mut Diagnostics) -> Option<&'m Entry> {
    let said: Vec<&Entry> = mapping.iter().filter(|entry| CHANGES.contains(&entry.key.as_str())).collect();
    match said[..] {
        [one] => Some(one),
        [one, other, ..] => {
            let message = format!("`{}` and `{}` do not go together in {WHAT}", one.key, other.key);
            diagnostics.push(
                Diagnostic::new(Code::ConflictingFields, message)
                    .at(other.key_span, "another change")
                    .at(one.key_span, "one change")
                    .help("make two entries of them"),
            );
            None
        }
        [] => {
            let first = mapping.iter().next().map_or(item.span(), |entry| entry.key_span);
            // A key that nobody knows is most likely the one that is missing.
            if mapping.iter().all(|entry| KEYS.contains(&entry.key.as_str())) {
                diagnostics.push(
                    Diagnostic::new(Code::InvalidValue, format!("{WHAT} says no change"))
                        .at(first, "what is to be done?")
                        .help("write `merge`, `json` or `path`"),
                );
            }
            None
        }
    }
}

fn not_as_text(node: &Node, what: &str, wanted: &str) -> Diagnostic {
    let problem = fields::wrong_type(node, what, wanted);
    match node.value() {
        Value::String(_) => problem.help("write it as YAML, not as a text of its own (`|-`)"),
        Value::Mapping(map) if map.contains_key("op") => problem.help("begin each operation with `- `"),
        Value::Mapping(_) => problem.help("write a part of the object below `merge`"),
        _ => problem,
    }
}

fn no_target(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(Code::InvalidValue, format!("{what} needs a `target`"))
        .at(span, "for which objects?")
        .help("write `target: Deployment/web` beside it")
}
