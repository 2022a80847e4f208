//! Fields of a kustomization that others took the place of, with what to write in theirs.

use std::fmt::Write as _;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted_list};
use crate::yaml::{Entry, Mapping, Node, emit};

/// The fields, each with what took its place and a word about that.
const FIELDS: &[(&str, &str, &str)] = &[
    ("bases", "resources", "`resources` takes folders too"),
    ("commonLabels", "labels", "`labels` does it"),
    ("helmChartInflationGenerator", "helmCharts", "`helmCharts` does it"),
    ("imageTags", "images", "`images` does it"),
    ("patchesJson6902", "patches", "`patches` takes them too"),
    ("patchesStrategicMerge", "patches", "`patches` takes them too"),
    ("vars", "replacements", "`replacements` copies values"),
];

/// What stands for a text that is there: it may be long, or secret.
const ELIDED: &str = "…";

/// The most lines that are written out.
const MOST_LINES: usize = 24;

/// The problem of all deprecated fields of a kustomization, if it has some.
pub(super) fn problem(document: &Node) -> Option<Diagnostic> {
    let entries = || document.as_mapping().into_iter().flatten().filter(|entry| !entry.node.is_null());
    let mut found = Vec::new();
    for (old, new, label) in FIELDS {
        let of_name = entries().filter(|entry| entry.key.eq_ignore_ascii_case(old));
        found.extend(of_name.map(|entry| (*old, *new, *label, entry)));
    }
    let (first, _, label, entry) = found.first()?;
    let names: Vec<&str> = found.iter().map(|(old, ..)| *old).collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    let message = format!("{} {verb} deprecated in kustomizations", quoted_list(&names, "and"));
    let mut problem = Diagnostic::new(Code::DeprecatedField, message).at(entry.key_span, *label);
    for (_, _, label, entry) in &found[1..] {
        problem = problem.at(entry.key_span, *label);
    }
    let mut instead: Vec<(&str, Vec<Node>)> = Vec::new();
    for (old, new, _, entry) in &found {
        let items = items(old, &entry.node);
        match instead.iter_mut().find(|(name, _)| name == new) {
            // What merges comes first in `patches`, as it was before.
            Some((_, list)) => list.splice(..0, items).for_each(drop),
            None => instead.push((new, items)),
        }
    }
    instead.retain(|(_, items)| !items.is_empty());
    let has = |name: &str| entries().any(|entry| entry.key.eq_ignore_ascii_case(name));
    let taken: Vec<&str> = instead.iter().map(|(new, _)| *new).filter(|new| has(new)).collect();
    let mut head = "write instead".to_owned();
    if !taken.is_empty() {
        let _ = write!(head, ", with what {} has already", quoted_list(&taken, "and"));
    }
    let is_elided = |node: &Node| node.get("patch").is_some_and(|patch| patch.as_str() == Some(ELIDED));
    if instead.iter().flat_map(|(_, items)| items).any(is_elided) {
        let _ = write!(head, ", and the text that is there for `{ELIDED}`");
    }
    if names.contains(&"vars") {
        let _ = write!(head, ", and for the `{ELIDED}` of `targets` the fields that name the var");
    }
    head.push(':');
    problem.paste = written(head, instead, document);
    let renames = ["namePrefix", "nameSuffix", "namespace", "labels", "commonLabels", "commonAnnotations"];
    if (*first == "patchesJson6902" || names.contains(&"patchesJson6902")) && renames.into_iter().any(has) {
        problem = problem.help(
            "`patches` come before namespace, names, labels and annotations; `patchesJson6902` come after them",
        );
    }
    let of_helm = found.iter().filter(|(old, ..)| *old == "helmChartInflationGenerator");
    let mut charts = of_helm.flat_map(|(_, _, _, entry)| entry.node.as_sequence().unwrap_or_default());
    if charts.any(|chart| chart.get("chartHome").or_else(|| chart.get("helmHome")).is_some()) {
        problem =
            problem.help("`chartHome` and `helmHome` are `chartHome` and `configHome` of `helmGlobals` now");
    }
    Some(problem)
}

/// The items of the field's successor that do the same.
fn items(old: &str, node: &Node) -> Vec<Node> {
    let span = node.span();
    let entry = |key: &str, node: Node| Entry { key: key.into(), key_span: span, node };
    let map = |entries: Vec<Entry>| Node::new(entries.into_iter().collect::<Mapping>(), span);
    let list = || node.as_sequence().unwrap_or_default().iter();
    let text = || Node::new(ELIDED, span);
    match old {
        "commonLabels" if node.as_mapping().is_some_and(|labels| !labels.is_empty()) => {
            vec![map(vec![entry("includeSelectors", Node::new(true, span)), entry("pairs", node.clone())])]
        }
        "patchesStrategicMerge" => list()
            .map(|item| match item.as_str() {
                Some(path) if !path.contains('\n') && !path.contains(": ") => {
                    map(vec![entry("path", item.clone())])
                }
                _ => map(vec![entry("patch", text())]),
            })
            .collect(),
        "patchesJson6902" => list()
            .map(|item| {
                let entries = item.as_mapping().into_iter().flatten().cloned();
                let shown = entries.map(|found| match &*found.key {
                    "patch" => entry("patch", text()),
                    _ => found,
                });
                map(shown.collect())
            })
            .collect(),
        "vars" => list().map(|var| replacement(var, &map, &entry)).collect(),
        "helmChartInflationGenerator" => list().map(super::helm::as_new).collect(),
        _ => list().cloned().collect(),
    }
}

/// The replacement that copies what a var stands for; where to, only the fields that name it say.
fn replacement(var: &Node, map: &impl Fn(Vec<Entry>) -> Node, entry: &impl Fn(&str, Node) -> Entry) -> Node {
    let span = var.span();
    let mut source = Vec::new();
    let said = |key: &str| var.at(["objref", key]).filter(|node| !node.is_null()).cloned();
    if let Some((group, version)) = said("apiVersion").as_ref().and_then(Node::as_str).map(split_version) {
        source.extend(group.map(|group| entry("group", Node::new(group, span))));
        source.push(entry("version", Node::new(version, span)));
    }
    for key in ["group", "version", "kind", "name", "namespace"] {
        source.extend(said(key).map(|node| entry(key, node)));
    }
    let path = var.at(["fieldref", "fieldpath"]).or_else(|| var.at(["fieldref", "fieldPath"])).cloned();
    source.push(entry("fieldPath", path.unwrap_or_else(|| Node::new("metadata.name", span))));
    map(vec![entry("source", map(source)), entry("targets", Node::new(ELIDED, span))])
}

fn split_version(api_version: &str) -> (Option<&str>, &str) {
    match api_version.split_once('/') {
        Some((group, version)) => (Some(group), version),
        None => (None, api_version),
    }
}

/// The fields as YAML, a line each, below a head.
fn written(head: String, instead: Vec<(&str, Vec<Node>)>, document: &Node) -> Vec<String> {
    let span = document.span();
    let fields = instead.into_iter().map(|(key, items)| Entry {
        key: key.into(),
        key_span: span,
        node: Node::new(items.into_iter().collect::<ecow::EcoVec<Node>>(), span),
    });
    let mut text = String::new();
    emit(&Node::new(fields.collect::<Mapping>(), span), &mut text);
    let mut lines: Vec<String> = std::iter::once(head).chain(text.lines().map(str::to_owned)).collect();
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        lines.push(ELIDED.to_owned());
    }
    lines
}

/// The problems, of which those of kustomizations with the same deprecated fields are one.
pub(super) fn together(diagnostics: Diagnostics, place: impl Fn(&Diagnostic) -> String) -> Diagnostics {
    let mut all: Vec<Diagnostic> = Vec::new();
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    let mut places: FxHashSet<String> = FxHashSet::default();
    for problem in diagnostics {
        if problem.code != Code::DeprecatedField {
            all.push(problem);
            continue;
        }
        // A base is read as often as it is taken in.
        let place = place(&problem);
        if !places.insert(place.clone()) {
            continue;
        }
        if let Some(first) = known.get(&problem.message) {
            all[*first].also.push(place);
        } else {
            known.insert(problem.message.clone(), all.len());
            all.push(problem);
        }
    }
    let mut joined = Diagnostics::default();
    joined.extend(all);
    joined
}
