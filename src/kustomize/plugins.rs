//! What `transformers` and `generators` name: configurations of the kinds that are built in.
//!
//! A built-in transformer does what a field of a kustomization does, with fields of objects that it names itself.

use std::borrow::Cow;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::generate::{Kind, Secrets};
use crate::plan::{Affix, Condition, Input, Step};
use crate::resource::Field;
use crate::source::Span;
use crate::yaml::{Entry, Mapping, Node, Value};

use super::books::is_of_chart;
use super::identity::may_be_in_namespace;
use super::resources::Place;
use super::{generators, iam_policy, images, labels, patches, replacements, said, steps, value_add};

/// The transformers that are built in.
const TRANSFORMERS: &[&str] = &[
    "AnnotationsTransformer",
    "HashTransformer",
    "ImageTagTransformer",
    "LabelTransformer",
    "NamespaceTransformer",
    "PatchJson6902Transformer",
    "PatchStrategicMergeTransformer",
    "PatchTransformer",
    "PrefixSuffixTransformer",
    "PrefixTransformer",
    "ReplacementTransformer",
    "ReplicaCountTransformer",
    "SuffixTransformer",
    "ValueAddTransformer",
];

/// The generators that are built in.
const GENERATORS: &[&str] =
    &["ConfigMapGenerator", "HelmChartInflationGenerator", "IAMPolicyGenerator", "SecretGenerator"];

/// The steps that a transformer does; one that is not built in, or not supported, is reported.
pub(super) fn transformer(config: &Node, place: &Place<'_>, diagnostics: &mut Diagnostics) -> Vec<Step> {
    if !is_built_in(config, diagnostics) {
        return Vec::new();
    }
    let fields = || config.get("fieldSpecs").cloned();
    let specs = |diagnostics: &mut Diagnostics| {
        fields().map(|node| labels::read_fields(&node, "`fieldSpecs`", diagnostics)).unwrap_or_default()
    };
    let step = match kind(config) {
        "LabelTransformer" => strings(config, "labels", specs(diagnostics), diagnostics),
        "AnnotationsTransformer" => strings(config, "annotations", specs(diagnostics), diagnostics),
        "NamespaceTransformer" => namespace(config, specs(diagnostics), place, diagnostics),
        "PrefixTransformer" => return names(config, &["prefix"], &specs(diagnostics), diagnostics),
        "SuffixTransformer" => return names(config, &["suffix"], &specs(diagnostics), diagnostics),
        "PrefixSuffixTransformer" => {
            return names(config, &["prefix", "suffix"], &specs(diagnostics), diagnostics);
        }
        "ImageTagTransformer" => {
            let entry = config.get("imageTag").and_then(|node| images::image(node, diagnostics));
            let fields = Cow::Owned(specs(diagnostics));
            entry.map(|entry| Step::ImagesLike { entries: vec![entry], fields })
        }
        "ReplicaCountTransformer" => {
            let entry = config.get("replica").and_then(|node| images::replica(node, diagnostics));
            let fields = Some(Cow::Owned(specs(diagnostics)));
            entry.map(|entry| Step::Replicas { overrides: [entry].into(), fields })
        }
        "HashTransformer" => Some(Step::Hashes(Secrets::Resolve)),
        "ReplacementTransformer" => {
            let node = config.get("replacements");
            node.map(|node| Step::Replacements(replacements::resolve(node, place, diagnostics)))
        }
        "ValueAddTransformer" => Some(Step::Additions(value_add::additions(config, place, diagnostics))),
        "PatchTransformer" | "PatchJson6902Transformer" | "PatchStrategicMergeTransformer" => {
            let said = said_patches(config, diagnostics);
            if said.is_empty() && !diagnostics.has_errors() {
                diagnostics.push(says_nothing(config));
            }
            let found = said.iter().flat_map(|said| said.patches(place, diagnostics)).collect();
            Some(Step::Patches(found))
        }
        _ => {
            diagnostics.push(not_known(config, "transformer", TRANSFORMERS, (GENERATORS, "generators")));
            None
        }
    };
    step.into_iter().collect()
}

/// What makes the object of a generator; one that is not built in, or not supported, is reported.
pub(super) fn generator(config: &Node, place: &Place<'_>, diagnostics: &mut Diagnostics) -> Option<Input> {
    if !is_built_in(config, diagnostics) {
        return None;
    }
    let kind = match kind(config) {
        "ConfigMapGenerator" => Kind::ConfigMap,
        "SecretGenerator" => Kind::Secret,
        "IAMPolicyGenerator" => return iam_policy::object(config, diagnostics).map(Input::Document),
        _ => {
            diagnostics.push(not_known(config, "generator", GENERATORS, (TRANSFORMERS, "transformers")));
            return None;
        }
    };
    let mut entries: Vec<Entry> = Vec::new();
    for key in ["name", "namespace"] {
        let metadata = config.get("metadata").and_then(Node::as_mapping);
        entries.extend(metadata.and_then(|metadata| metadata.entry(key)).cloned());
    }
    for entry in config.as_mapping().into_iter().flatten() {
        match entry.key.as_str() {
            "apiVersion" | "kind" | "metadata" => {}
            key if generators::is_known(kind, key) => entries.push(entry.clone()),
            // Nobody reads it.
            key => {
                let message = format!("`{key}` says nothing in the configuration of a generator");
                let problem = Diagnostic::new(Code::NoEffect, message).at(entry.key_span, "no effect");
                diagnostics.push(problem.help("labels, annotations and the like stand in `options`"));
            }
        }
    }
    let item = Node::new(entries.into_iter().collect::<Mapping>(), config.span());
    let said = generators::read_one(kind, &item, "`generators`", diagnostics)?;
    Some(Input::Generated(said.generator(&generators::Settings::default(), place, diagnostics)))
}

/// Whether a configuration is that of a chart.
pub(super) fn is_chart(config: &Node) -> bool {
    kind(config) == "HelmChartInflationGenerator"
        && config.get("apiVersion").and_then(Node::as_str) == Some("builtin")
}

fn kind(config: &Node) -> &str {
    config.get("kind").and_then(Node::as_str).unwrap_or_default()
}

fn is_built_in(config: &Node, diagnostics: &mut Diagnostics) -> bool {
    let said = config.as_mapping().and_then(|map| map.entry("apiVersion"));
    let is_built_in = said.and_then(|entry| entry.node.as_str()) == Some("builtin");
    if !is_built_in {
        diagnostics.push(not_supported(config));
    }
    is_built_in
}

/// The problem of a configuration that says it is built in, and is of none of these kinds; `others` are those of another
/// field.
fn not_known(config: &Node, what: &str, known: &[&str], others: (&[&str], &str)) -> Diagnostic {
    let kind = kind(config);
    let message = format!("no {what} that is built in is called `{kind}`");
    let problem = Diagnostic::new(Code::UnknownValue, message).at(span_of_kind(config), "not known");
    let (others, field) = others;
    if others.contains(&kind) {
        return problem.help(format!("name it in `{field}`"));
    }
    problem.suggest(kind, known.iter().copied(), &format!("{what}s"))
}

fn span_of_kind(config: &Node) -> Span {
    let place = config.as_mapping().and_then(|map| map.entry("kind"));
    place.map_or(config.span(), |entry| entry.node.span())
}

fn not_supported(config: &Node) -> Diagnostic {
    let span = span_of_kind(config);
    let api_version = config.get("apiVersion").and_then(Node::as_str).unwrap_or_default();
    let message = format!("the plugin `{}` of `{api_version}` is not supported yet", kind(config));
    let problem =
        Diagnostic::new(Code::UnknownValue, message).at(span, "this version does not know what it does");
    problem.help(
        "rkgen runs no plugins: take what it makes in as a resource, or build this folder with Kustomize",
    )
}

fn says_nothing(config: &Node) -> Diagnostic {
    let problem = Diagnostic::new(Code::MissingField, format!("a `{}` that says no patch", kind(config)));
    problem.at(config.span().start(), "what is to change?")
}

fn strings(
    config: &Node,
    name: &'static str,
    fields: Vec<Field>,
    diagnostics: &mut Diagnostics,
) -> Option<Step> {
    let said = said::strings(&as_text(config.get(name)?), &format!("`{name}`"), diagnostics)?;
    let strings = steps::as_written(&said, diagnostics)?;
    Some(Step::Strings { name, strings, fields })
}

/// The map with its numbers and truth values as text: in a configuration they are taken for strings.
fn as_text(map: &Node) -> Node {
    let text = |node: &Node| match node.value() {
        Value::Bool(bool) => Node::new(if *bool { "true" } else { "false" }, node.span()),
        Value::Number(number) => Node::new(number.to_string(), node.span()),
        _ => node.clone(),
    };
    let Some(entries) = map.as_mapping() else { return map.clone() };
    let entries = entries.iter().map(|entry| Entry { node: text(&entry.node), ..entry.clone() });
    Node::new(entries.collect::<Mapping>(), map.span())
}

fn namespace(
    config: &Node,
    fields: Vec<Field>,
    place: &Place<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Step> {
    let value = said::text(config.at(["metadata", "namespace"])?, "`metadata.namespace`", diagnostics)?;
    let only_unset = config.get("unsetOnly").is_some_and(|node| said::flag(node, "`unsetOnly`", diagnostics));
    let subjects = match config.get("setRoleBindingSubjects").and_then(Node::as_str) {
        None | Some("" | "defaultOnly") => Some(("name", "default")),
        Some("allServiceAccounts") => Some(("kind", "ServiceAccount")),
        Some("none") => None,
        Some(other) => {
            let span = config.get("setRoleBindingSubjects").map_or(config.span(), Node::span);
            let message = format!("`setRoleBindingSubjects` cannot be `{other}`");
            let problem = Diagnostic::new(Code::UnknownValue, message).at(span, "not known");
            let known = ["allServiceAccounts", "defaultOnly", "none"];
            diagnostics.push(problem.suggest(other, known, "words"));
            return None;
        }
    };
    let own = Field::new("", "", "", "metadata/namespace", true);
    let mut places = vec![(own, Condition::Object(may_be_in_namespace(&place.scopes)))];
    if let Some((key, wanted)) = subjects {
        places.extend(steps::SUBJECTS.iter().map(|field| (field.clone(), Condition::Beside(key, wanted))));
    }
    places.extend(fields.into_iter().filter_map(steps::namespace_place));
    Some(Step::Value { name: "namespace", value, places, only_unset, spares: is_of_chart })
}

/// A prefix, a suffix or both, in the fields that are said.
fn names(config: &Node, keys: &[&str], fields: &[Field], diagnostics: &mut Diagnostics) -> Vec<Step> {
    if config.get("fieldSpecs").is_none_or(Node::is_null) {
        let message = format!("a `{}` that says no `fieldSpecs`", kind(config));
        let problem =
            Diagnostic::new(Code::MissingField, message).at(config.span().start(), "into which fields?");
        diagnostics.push(problem.help("for names, write `fieldSpecs: [{path: metadata/name}]`"));
        return Vec::new();
    }
    let mut steps = Vec::new();
    for key in keys {
        let said = config.get(key).and_then(|node| said::text(node, &format!("`{key}`"), diagnostics));
        let affix = said.map(if *key == "prefix" { Affix::Prefix } else { Affix::Suffix });
        steps.extend(affix.map(|affix| steps::affix(affix, fields.to_vec())));
    }
    steps
}

fn said_patches(config: &Node, diagnostics: &mut Diagnostics) -> Vec<patches::Said> {
    if kind(config) == "PatchStrategicMergeTransformer" {
        let paths = config.get("paths").map(|node| patches::read_merges(node, diagnostics));
        let text = config.get("patches").and_then(|node| said::text(node, "`patches`", diagnostics));
        return paths.unwrap_or_default().into_iter().chain(text.map(patches::Said::merges)).collect();
    }
    let entry = |entry: &Entry| {
        let key = match entry.key.as_str() {
            "jsonOp" => "patch",
            key @ ("options" | "patch" | "path" | "target") => key,
            _ => return None,
        };
        Some(Entry { key: key.into(), ..entry.clone() })
    };
    let entries: Mapping = config.as_mapping().into_iter().flatten().filter_map(entry).collect();
    let item = Node::new(entries, config.span());
    let said = patches::read_one(&item, &format!("a `{}`", kind(config)), diagnostics);
    let is_json = kind(config) == "PatchJson6902Transformer";
    said.map(|said| if is_json { said.of_json() } else { said }).into_iter().collect()
}
