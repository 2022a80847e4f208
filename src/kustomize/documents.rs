//! From the documents of a file to objects as Kustomize takes them in.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::resource::missing_kind;
use crate::source::{FileId, Span};
use crate::world::Files;
use crate::yaml::{Cause, Entry, Mapping, Node, Origin, Rules, Value, Written, read};

use super::folded::Refolded;

/// The objects in a file: its documents, of which lists are taken apart (oddity 16). What is no object is reported.
pub(super) fn objects(files: &Files, file: FileId, diagnostics: &mut Diagnostics) -> Vec<Node> {
    let text = Arc::clone(files.sources().get(file).text());
    objects_in(&text, &file, diagnostics)
}

/// The objects that a string is, if it is no path.
pub(super) fn inline(files: &Files, node: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<Node>> {
    let content = node.as_str().unwrap_or_default();
    let file = Arc::clone(files.sources().get(node.span().file).text());
    let origin = Written::of(&file, node.span(), content);
    let found = read(content, &origin, Rules::Kustomize, &mut Diagnostics::default());
    let is_map = found.iter().any(|document| document.as_mapping().is_some());
    is_map.then(|| objects_in(content, &origin, diagnostics))
}

/// The same of a text that is written somewhere in a file.
pub(super) fn objects_in(text: &str, origin: &dyn Origin, diagnostics: &mut Diagnostics) -> Vec<Node> {
    taken_in(text, &Refolded { origin, are_objects: true }, diagnostics)
}

/// What of the metadata of a patch is written anew as strings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Strings {
    /// Nothing.
    None,
    /// All annotations: so Kustomize notes options there.
    Annotations,
    /// All labels and annotations.
    Both,
}

/// The patches in such a text, and which maps in them have a key twice, of which the first counts.
pub(super) fn patches_in(
    text: &str,
    origin: &dyn Origin,
    strings: Strings,
    diagnostics: &mut Diagnostics,
) -> (Vec<Node>, Vec<Span>) {
    let mut problems = Diagnostics::default();
    let mut found = taken_in(text, &Refolded { origin, are_objects: false }, &mut problems);
    let mut keys = Vec::new();
    diagnostics.extend(problems.into_iter().inspect(|problem| {
        if problem.code == Code::DuplicateKey {
            keys.extend(problem.labels.iter().map(|label| label.span));
        }
    }));
    let mut doubled = Vec::new();
    for patch in &mut found {
        match strings {
            Strings::None => {}
            Strings::Annotations => annotations_to_strings(patch),
            Strings::Both => metadata_to_strings(patch),
        }
        maps_with(patch, &keys, &mut doubled);
    }
    (found, doubled)
}

/// The places of the maps that have one of the keys.
fn maps_with(node: &Node, keys: &[Span], found: &mut Vec<Span>) {
    if keys.is_empty() {
        return;
    }
    let map = node.as_mapping();
    if map.is_some_and(|map| map.iter().any(|entry| keys.contains(&entry.key_span))) {
        found.push(node.span());
    }
    let below = map.into_iter().flatten().map(|entry| &entry.node);
    below.chain(node.as_sequence().unwrap_or_default()).for_each(|node| maps_with(node, keys, found));
}

fn taken_in(text: &str, origin: &Refolded<'_>, diagnostics: &mut Diagnostics) -> Vec<Node> {
    let mut read_problems = Diagnostics::default();
    let mut documents = read(text, origin, Rules::Kustomize, &mut read_problems);
    if origin.are_objects && documents.iter().flat_map(annotations).any(is_of_lines) {
        unfold_annotations(&mut documents, text, origin.origin);
    }
    let mut problems = Diagnostics::default();
    problems.extend(read_problems.into_iter().map(|problem| match problem.code {
        Code::DuplicateKey if !origin.are_objects => first_counts(problem),
        _ => problem,
    }));
    // Half a file would only be wrong in other ways too.
    let is_whole = !problems.has_errors();
    // An annotation keeps its text, whoever reads it: no reader can take it for something else.
    let kept: Vec<Span> = documents.iter().flat_map(annotations).map(Node::span).collect();
    let is_kept = |problem: &Diagnostic| {
        let place = problem.labels.first().map(|label| label.span);
        problem.code == Code::AmbiguousScalar && place.is_some_and(|place| kept.contains(&place))
    };
    diagnostics.extend(problems.into_iter().filter(|problem| !is_kept(problem)));
    let mut found = if is_whole { take_apart(documents, diagnostics) } else { Vec::new() };
    found.retain(|object| {
        let problem = problem(object);
        let is_object = problem.is_none();
        diagnostics.extend(problem);
        is_object
    });
    found
}

fn is_of_lines(annotation: &Node) -> bool {
    annotation.as_str().is_some_and(|text| text.contains('\n'))
}

/// Gives annotations the text that they are read with: Kustomize writes them anew before it prints an object, so that they
/// are not folded.
fn unfold_annotations(documents: &mut [Node], text: &str, origin: &dyn Origin) {
    let read_once = read(text, origin, Rules::Kustomize, &mut Diagnostics::default());
    for (document, read_once) in documents.iter_mut().zip(read_once) {
        if let Some(annotations) = read_once.at(["metadata", "annotations"]).and_then(Node::as_mapping) {
            put(document, "annotations", annotations.clone());
        }
    }
}

/// A key that is written twice in a patch: Kustomize looks for the first one in a map that it merges.
fn first_counts(mut problem: Diagnostic) -> Diagnostic {
    problem.severity = Severity::Warning;
    problem.help = vec!["the first one counts; take the others away".to_owned()];
    problem
}

/// A map whose kind ends with `List` is what its `items` are, and so are they; without `items` it is an object. What was in
/// a list comes behind all that is beside it, but for a `List` that is alone, or an item: it is taken apart by who reads it
/// (`ByteReader` of kyaml). What says nothing is left out.
fn take_apart(documents: Vec<Node>, diagnostics: &mut Diagnostics) -> Vec<Node> {
    let mut found = Vec::new();
    let mut waiting: VecDeque<Node> = match &documents[..] {
        [only] => read_apart(only).into_iter().filter(says_something).collect(),
        _ => documents.into(),
    };
    while let Some(document) = waiting.pop_front() {
        let kind = document.get("kind").and_then(Node::as_str).filter(|kind| kind.ends_with("List"));
        let (Some(kind), Some(items)) = (kind, document.get("items")) else {
            found.push(document);
            continue;
        };
        if let Some(items) = items.as_sequence() {
            waiting.extend(items.iter().flat_map(read_apart).filter(says_something));
        } else if !items.is_null() {
            let message =
                format!("the `items` of a {kind} must be a list, not {}", items.value().kind_name());
            diagnostics.push(Diagnostic::new(Code::WrongType, message).at(items.span(), "not a list"));
        }
    }
    found
}

fn says_something(item: &Node) -> bool {
    !item.is_null() && item.as_mapping().is_none_or(|map| !map.is_empty())
}

/// The items of a `List`, or what else it is.
fn read_apart(document: &Node) -> Vec<Node> {
    let is_list = matches!(document.get("kind").and_then(Node::as_str), Some("List" | "ResourceList"));
    let items = document.get("items").and_then(Node::as_sequence).filter(|_| is_list);
    items.map_or_else(|| vec![document.clone()], <[Node]>::to_vec)
}

/// Why a node is no object: it needs a kind and a name, and nothing else (oddity 17).
fn problem(object: &Node) -> Option<Diagnostic> {
    if let Some(problem) = missing_kind(object) {
        return Some(problem);
    }
    let is_named = |name: &Node| !name.is_null() && name.as_str() != Some("");
    let metadata = object.as_mapping().and_then(|object| object.entry("metadata"));
    if metadata.and_then(|metadata| metadata.node.get("name")).is_some_and(is_named) {
        return None;
    }
    let kind = object.as_mapping().and_then(|object| object.entry("kind"));
    let place = metadata.or(kind).map_or(object.span(), |entry| entry.key_span);
    let name = object.get("kind").and_then(Node::as_str).unwrap_or_default();
    let problem = Diagnostic::new(Code::MissingField, format!("a {name} without a name"));
    let problem = problem.at(place, "says no `metadata.name`").field("metadata.name");
    let beside = object.as_mapping().and_then(|object| object.entry("name"));
    Some(match beside {
        Some(name) => {
            problem.at(name.key_span, "stands beside it").help("indent `name`: it belongs into `metadata`")
        }
        None if metadata.is_some_and(|metadata| metadata.node.get("generateName").is_some()) => {
            problem.help("`generateName` is for `kubectl create`: write a `name`")
        }
        None => problem.help("write `metadata: {name: …}`"),
    })
}

/// The values of an object's annotations.
fn annotations(object: &Node) -> impl Iterator<Item = &Node> {
    let annotations = object.at(["metadata", "annotations"]).and_then(Node::as_mapping);
    annotations.into_iter().flatten().map(|entry| &entry.node)
}

/// Turns the values of annotations into strings of the same text (oddity 12).
fn annotations_to_strings(object: &mut Node) {
    let annotations = object.at(["metadata", "annotations"]).and_then(Node::as_mapping);
    let strings = annotations.into_iter().flatten().map(|entry| match entry.node.value() {
        Value::Mapping(_) | Value::Sequence(_) => entry.clone(),
        _ => Entry { node: to_string(&entry.node), ..entry.clone() },
    });
    let strings: Mapping = strings.collect();
    put(object, "annotations", strings);
}

/// Writes the labels and annotations of a patch anew, all of them strings: so Kustomize does with patches for a `target`
/// and with those of `patchesStrategicMerge` (`CopyMergeMetaDataFieldsFrom`). A null there takes nothing away.
fn metadata_to_strings(patch: &mut Node) {
    for field in ["labels", "annotations"] {
        let Some(old) = patch.at(["metadata", field]) else { continue };
        let entries = old.as_mapping().into_iter().flatten();
        let strings: Mapping =
            entries.map(|entry| Entry { node: to_string(&entry.node), ..entry.clone() }).collect();
        if !strings.is_empty() {
            put(patch, field, strings);
        } else if let Some(metadata) = patch.get_mut("metadata") {
            let span = metadata.span();
            metadata.remove(Cause { step: field, span }, field);
        }
    }
}

/// A string of the text that a scalar is written with; a list or a map has none.
pub(super) fn to_string(node: &Node) -> Node {
    match (node.as_str(), node.other_text()) {
        (Some(_), None) => node.clone(),
        _ => Node::new(node.text().unwrap_or_default(), node.span()),
    }
}

fn put(object: &mut Node, field: &'static str, strings: Mapping) {
    if let Some(place) = object.get_mut("metadata").and_then(|metadata| metadata.get_mut(field)) {
        let span = place.span();
        place.replace(Cause { step: field, span }, Node::new(strings, span));
    }
}
