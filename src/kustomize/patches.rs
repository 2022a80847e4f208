//! Reads `patches`, `patchesStrategicMerge` and `patchesJson6902`, and the patches that they name.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::patch::{Change, Patch, json6902};
use crate::resource::{Expected, Known, Pattern, Selector};
use crate::said::refusal::Wanted;
use crate::said::{pattern, query, wrong_type};
use crate::source::Span;
use crate::yaml::{Cause, Entry, Node, Origin, Rules, Written, read};

use super::documents::Strings;
use super::merge::Ways;
use super::resources::Place;
use super::said::{self, entries, known_entries};
use super::scopes::Scopes;
use super::{documents, identity};

const WANTED: Wanted = Wanted { what: "patch", folder_help: "name a file in it" };

/// An entry of `patches`, or of one of the two lists that it took the place of.
pub(super) struct Said {
    text: Text,
    target: Option<Selector>,
    /// What is wrong with its selectors.
    wrong: Option<Box<Diagnostic>>,
    may_rename: bool,
    may_change_kind: bool,
    list: List,
    span: Span,
}

/// Where a patch is said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    /// In `patches`: blanks and line breaks at the end of one that is no file do not count.
    Patches,
    /// In `patchesStrategicMerge`: a merge, and no operations.
    Merges,
    /// In `patchesJson6902`.
    Json,
}

/// Where a patch is written.
enum Text {
    /// In the kustomization: a string.
    Here(Node),
    /// In the file of that path: a string.
    File(Node),
    /// One of the two: a path, or a patch.
    Either(Node),
}

/// The entries of `patches` or, with `of_json`, of `patchesJson6902`.
pub(super) fn read_list(node: &Node, of_json: bool, diagnostics: &mut Diagnostics) -> Vec<Said> {
    let what = if of_json { "`patchesJson6902`" } else { "`patches`" };
    let items = said::list(node, what, diagnostics);
    let said = items.iter().filter_map(|item| read_one(item, &format!("an entry of {what}"), diagnostics));
    let list = if of_json { List::Json } else { List::Patches };
    let said: Vec<Said> = said.map(|said| Said { list, ..said }).collect();
    if diagnostics.has_errors() {
        // Nothing is patched, so nobody will find out.
        diagnostics.extend(said.iter().filter_map(|said| said.wrong.as_deref().cloned()));
    }
    said
}

/// The entries of `patchesStrategicMerge`: paths, or patches as text.
pub(super) fn read_merges(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Said> {
    let texts = said::texts(node, "`patchesStrategicMerge`", diagnostics);
    texts.into_iter().map(|text| Said::merge_of(text.span(), Text::Either(text))).collect()
}

/// An entry of `patches`; what is wrong is reported.
pub(super) fn read_one(item: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Said> {
    const KNOWN: &[&str] = &["options", "patch", "path", "target"];
    let (mut file, mut inline, mut target) = (None, None, None);
    let (mut may_rename, mut may_change_kind) = (false, false);
    if item.as_str().is_some() {
        let problem = wrong_type(item, what, "a map");
        let help = vec!["to name a file, write `- path: ` before it".to_owned()];
        diagnostics.push(Diagnostic { help, ..problem });
        return None;
    }
    let (found, is_known) = known_entries(item, what, KNOWN, diagnostics);
    for (key, entry) in found {
        let (node, within) = (&entry.node, format!("`{key}` of {what}"));
        match key {
            "path" => file = said::text(node, &within, diagnostics),
            "patch" => inline = said::text(node, &within, diagnostics),
            "target" => target = Some(read_target(node, &within, diagnostics)?),
            _ => {
                // Kustomize takes any word here.
                for option in said::map(node, &within, diagnostics).into_iter().flatten() {
                    let is_on = said::flag(&option.node, &format!("`{}`", option.key), diagnostics);
                    match option.key.as_str() {
                        "allowNameChange" => may_rename = is_on,
                        "allowKindChange" => may_change_kind = is_on,
                        _ => {}
                    }
                }
            }
        }
    }
    let says_something = |node: &Node| node.as_str().is_some_and(|text| !text.trim().is_empty());
    let text = match (file, inline.filter(says_something)) {
        (Some(file), None) => Text::File(file),
        (None, Some(inline)) => Text::Here(inline),
        (Some(file), Some(inline)) => {
            let problem = Diagnostic::new(Code::ConflictingFields, "a patch is either here or in a file");
            let problem = problem.at(inline.span(), "here").at(file.span(), "in a file");
            diagnostics.push(problem.help("keep one of the two"));
            return None;
        }
        (None, None) if !is_known => return None,
        (None, None) => {
            let problem =
                Diagnostic::new(Code::MissingField, format!("{what} says no `patch` and no `path`"));
            let help = "write it behind `patch: |-`, or the path of its file behind `path:`";
            diagnostics.push(problem.at(item.span(), "what is to change?").help(help));
            return None;
        }
    };
    let (target, wrong) = target.unzip();
    let wrong = wrong.flatten();
    Some(Said { text, target, wrong, may_rename, may_change_kind, list: List::Patches, span: item.span() })
}

/// A target, and what is wrong with its selectors.
fn read_target(
    node: &Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<(Selector, Option<Box<Diagnostic>>)> {
    const KNOWN: &[&str] =
        &["annotationSelector", "group", "kind", "labelSelector", "name", "namespace", "version"];
    let mut selector = Selector { known: Known::FirstOrNow, ..Selector::all(node.span()) };
    let (mut is_right, mut wrong) = (true, Diagnostics::default());
    for (key, entry) in entries(node, what, KNOWN, diagnostics) {
        let within = format!("`{key}` of {what}");
        let Some(text) = said::text(&entry.node, &within, diagnostics) else { continue };
        let text = text.as_str().unwrap_or_default();
        let mut of_words = || pattern(text, entry, diagnostics);
        let read = match key {
            "group" => set(&mut selector.group, of_words()),
            "version" => set(&mut selector.version, of_words()),
            "kind" => set(&mut selector.kind, of_words()),
            "name" => set(&mut selector.name, of_words()),
            "namespace" => set(&mut selector.namespace, of_words()),
            "labelSelector" => {
                selector.labels = query(text, entry, &mut wrong);
                true
            }
            _ => {
                selector.annotations = query(text, entry, &mut wrong);
                true
            }
        };
        is_right &= read;
    }
    is_right.then(|| (selector, wrong.into_iter().next().map(Box::new)))
}

/// Gives whether there was something to set.
fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    *place = value;
    place.is_some()
}

impl Said {
    /// The same as an entry of `patchesJson6902`: the transformer of these notes no names.
    pub(super) fn of_json(self) -> Said {
        Said { list: List::Json, ..self }
    }

    /// Merges that are written in the string `text`.
    pub(super) fn merges(text: Node) -> Said {
        Said::merge_of(text.span(), Text::Here(text))
    }

    fn merge_of(span: Span, text: Text) -> Said {
        Said {
            text,
            target: None,
            wrong: None,
            may_rename: false,
            may_change_kind: false,
            list: List::Merges,
            span,
        }
    }

    /// The patches that it is; what is wrong is reported.
    pub(super) fn patches(&self, place: &Place<'_>, diagnostics: &mut Diagnostics) -> Vec<Patch> {
        let sources = place.files.sources();
        let inline = |node: &Node| {
            // Then a block at the end of the patch has none either.
            let content = node.as_str().unwrap_or_default();
            let content =
                Arc::<str>::from(if self.list == List::Patches { content.trim_end() } else { content });
            let file = Arc::clone(sources.get(node.span().file).text());
            let origin = Written::of(&file, node.span(), &content);
            (content, origin)
        };
        let from_file = |node: &Node, diagnostics: &mut Diagnostics| {
            let file = place.file(node, WANTED, diagnostics)?;
            let text = Arc::clone(sources.get(file).text());
            Some(self.of_text(&text, &file, &place.scopes, diagnostics))
        };
        let found = match &self.text {
            Text::File(path) => from_file(path, diagnostics).unwrap_or_default(),
            Text::Here(node) => {
                let (content, origin) = inline(node);
                self.of_text(&content, &origin, &place.scopes, diagnostics)
            }
            Text::Either(node) => {
                let (content, origin) = inline(node);
                let found = read(&content, &origin, Rules::Kustomize, &mut Diagnostics::default());
                if found.iter().any(|document| document.as_mapping().is_some()) {
                    self.of_text(&content, &origin, &place.scopes, diagnostics)
                } else {
                    from_file(node, diagnostics).unwrap_or_default()
                }
            }
        };
        found.into_iter().map(|patch| Patch { wrong: self.wrong.clone(), ..patch }).collect()
    }

    fn of_text(
        &self,
        text: &str,
        origin: &dyn Origin,
        scopes: &Scopes,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Patch> {
        // The values of operations are read by the rules of YAML 1.1 (oddity 2).
        let mut quiet = Diagnostics::default();
        let of_json = read(text, origin, Rules::Apply, &mut quiet);
        if of_json.first().is_some_and(|document| document.as_sequence().is_some())
            && self.list != List::Merges
        {
            diagnostics.extend(quiet);
            return self.operations(of_json, diagnostics).into_iter().collect();
        }
        let strings = if self.list == List::Merges || self.target.is_some() {
            Strings::Both
        } else if self.may_rename || self.may_change_kind {
            Strings::Annotations
        } else {
            Strings::None
        };
        if let Some(problem) = of_json.first().and_then(|document| no_patch(document, self.list)) {
            diagnostics.push(problem);
            return Vec::new();
        }
        let mut problems = Diagnostics::default();
        let (objects, doubled) = documents::patches_in(text, origin, strings, &mut problems);
        let is_right = !problems.has_errors();
        diagnostics.extend(problems);
        // Elsewhere such a patch is passed over (oddity 33).
        if objects.is_empty() && self.list == List::Merges && is_right {
            let problem = Diagnostic::new(Code::InvalidValue, "the patch is empty");
            diagnostics.push(problem.at(self.span, "says nothing"));
        }
        if let (Some(target), Some(second)) = (&self.target, objects.get(1)) {
            let message = "a patch with a `target` is one document";
            let problem =
                Diagnostic::new(Code::InvalidValue, message).at(second.span().start(), "a second one");
            diagnostics.push(problem.at(target.span, "the target").help("write an entry for each"));
            return Vec::new();
        }
        let ways = Arc::new(Ways { doubled, ..self.ways() });
        objects.into_iter().filter_map(|object| self.merge(object, &ways, scopes)).collect()
    }

    /// The patch that a document is: for the target that is said, or for the object that it says it is, by any of the
    /// names that this one had (oddity 34).
    fn merge(&self, object: Node, ways: &Arc<Ways>, scopes: &Scopes) -> Option<Patch> {
        let id = crate::resource::ResourceId::of(&object)?;
        let span = object.at(["metadata", "name"]).map_or(object.span().start(), Node::span);
        let (target, expected) = if let Some(target) = &self.target {
            (target.clone(), Expected::Likely)
        } else {
            let target = Selector {
                group: Some(Pattern::exact(id.group.clone())),
                version: Some(Pattern::exact(id.version.clone())),
                kind: Some(Pattern::exact(id.kind.clone())),
                name: Some(Pattern::exact(id.name.clone())),
                namespace: Some(Pattern::exact(identity::namespace(&id, scopes))),
                known: Known::Ever,
                ..Selector::all(span)
            };
            (target, Expected::Exactly { count: 1, span })
        };
        Some(patch(target, Change::Merge(object), expected, span, Arc::clone(ways)))
    }

    fn operations(&self, documents: Vec<Node>, diagnostics: &mut Diagnostics) -> Option<Patch> {
        let mut documents = documents.into_iter();
        let document = documents.next()?;
        if let Some(second) = documents.next() {
            let mut problem = Diagnostic::new(Code::NoEffect, "a JSON patch is one document");
            problem.severity = Severity::Warning;
            diagnostics.push(problem.at(second.span().start(), "does not count"));
        }
        let Some(target) = self.target.clone() else {
            let problem = Diagnostic::new(Code::MissingField, "a list of operations needs a `target`");
            diagnostics.push(problem.at(self.span, "for which objects?"));
            return None;
        };
        let mut problems = Diagnostics::default();
        diagnostics.extend(document.as_sequence().into_iter().flatten().filter_map(without_slash));
        let operations = json6902::read(&as_standard(document), &mut problems);
        let is_whole = !problems.has_errors();
        diagnostics.extend(problems);
        let change = Change::Json(operations.into());
        is_whole.then(|| patch(target, change, Expected::Likely, self.span, Arc::new(self.ways())))
    }

    fn ways(&self) -> Ways {
        let (may_rename, may_change_kind) = (self.may_rename, self.may_change_kind);
        Ways { may_rename, may_change_kind, remembers: self.list != List::Json, ..Ways::default() }
    }
}

fn patch(target: Selector, change: Change, expected: Expected, span: Span, ways: Arc<Ways>) -> Patch {
    // What merges go by is known when all that comes before them is.
    Patch { target, change, expected, span, dialect: Some(ways), definitions: None, wrong: None }
}

/// Why a document is no patch at all: it is a single value, or an operation that is in no list.
fn no_patch(document: &Node, list: List) -> Option<Diagnostic> {
    if document.as_mapping().is_some_and(|map| map.contains_key("op") && !map.contains_key("kind")) {
        let problem = Diagnostic::new(Code::WrongType, "operations must be a list, not a map");
        return Some(problem.at(document.span(), "one operation").help("write `- ` before it"));
    }
    let is_one = !document.is_null() && document.as_mapping().is_none() && document.as_sequence().is_none();
    is_one.then(|| {
        let wanted = if list == List::Merges { "a map" } else { "a map, or a list of operations" };
        wrong_type(document, "a patch", wanted)
            .help("write the object as it is to be, with `apiVersion`, `kind` and its name")
    })
}

/// The warning for a path of which the first part does not count.
fn without_slash(operation: &Node) -> Option<Diagnostic> {
    let path = operation.get("path")?;
    let text = path.as_str()?;
    let behind = text.find('/').filter(|at| *at > 0).map(|at| &text[at..])?;
    let mut problem = Diagnostic::new(Code::InvalidValue, format!("`{text}` leads to `{behind}`"));
    problem.severity = Severity::Warning;
    Some(
        problem
            .at(path.span(), "what is before the first `/` does not count")
            .help(format!("write `/{text}`")),
    )
}

/// The operations as the standard writes them: what stands before the first `/` of a path does not count, and an `add`
/// without a value adds `null` (oddity 36).
fn as_standard(mut document: Node) -> Node {
    for operation in document.items_mut() {
        let cause = Cause { step: "patch", span: operation.span() };
        for key in ["path", "from"] {
            let Some(path) = operation.get_mut(key) else { continue };
            let behind = path.as_str().and_then(|text| text.find('/').map(|at| text[at..].to_owned()));
            if let Some(behind) = behind.filter(|behind| path.as_str() != Some(behind)) {
                path.replace(cause, Node::new(behind, path.span()));
            }
        }
        let adds = matches!(operation.get("op").and_then(Node::as_str), Some("add" | "replace" | "test"));
        if adds && operation.get("value").is_none() {
            let (key_span, null) = (operation.span(), Node::new(crate::yaml::Value::Null, operation.span()));
            operation.append([Entry { key: "value".into(), key_span, node: null }]);
        }
    }
    document
}
