//! Writes how many pods workloads are to have.
//!
//! An entry means every object of its name that can be scaled, or the one of its `kind`; an entry with a kind
//! goes before one without. An object that an autoscaler of the set scales is refused: the two would fight.

use std::collections::BTreeSet;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::hits::Others;
use super::tally::Tally;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted_list};
use crate::kubernetes::places::REPLICAS;
use crate::plan::{Manner, ReplicaOverride};
use crate::resource::{Affixes, CustomKinds, Expected, Field, Resource, ResourceId, ResourceSet};
use crate::source::Span;
use crate::yaml::{Cause, Mapping, Node, Value};

/// What to do about an entry that hits nothing, where that can be said.
const OPTIONAL: &str = "write `optional: true` if it may hit nothing";

/// Writes the counts into the objects that they are for. What hits nothing is reported if the set is `whole`.
pub(super) fn run(
    set: &mut ResourceSet,
    overrides: &[ReplicaOverride],
    fields: Option<&[Field]>,
    custom: &CustomKinds,
    manner: Manner,
    others: &Others<'_>,
    diagnostics: &mut Diagnostics,
) {
    let mut by_name: FxHashMap<(&str, Option<&str>), usize> = FxHashMap::default();
    for (index, entry) in overrides.iter().enumerate() {
        by_name.insert((text(&entry.name), entry.kind.as_ref().map(text)), index);
    }
    let scaled = if manner.is_strict { autoscaled(set) } else { FxHashMap::default() };
    let mut tallies = vec![Tally::default(); overrides.len()];
    for at in 0..set.len() {
        let id = set[at].id().clone();
        let former = set[at].former().iter().filter(|_| manner.by_former_names).rev();
        let called = |id: &ResourceId| {
            let of_kind = by_name.get(&(id.name.as_str(), Some(id.kind.as_str())));
            let of_name = by_name.get(&(id.name.as_str(), None));
            of_kind.or(of_name).map(|index| (*index, of_kind.and(of_name).copied()))
        };
        let Some((index, general)) = called(&id).or_else(|| former.into_iter().find_map(called)) else {
            continue;
        };
        let places = places(&id, fields, custom);
        let entry = &overrides[index];
        if places.is_empty() {
            continue;
        }
        if let Some(scaler) = scaled.get(&(id.kind.clone(), id.name.clone())) {
            diagnostics.push(scaled_twice(entry, &id, scaler));
        }
        for (path, may_make) in places {
            let there = set[at].node().at(path.iter().map(EcoString::as_str));
            let (place, is_there) = (there.map_or_else(|| set[at].place(), Node::span), there.is_some());
            let write = |node: &mut Node| {
                if is_there || may_make { write(node, &path, &entry.count, manner) } else { Ok(false) }
            };
            match set.change_at(at, |resource| resource.change(write)) {
                Some(Err((span, found))) => {
                    tallies[index].note(place, true);
                    diagnostics.push(no_number(entry, &id, &path, span, found));
                }
                changed => tallies[index].note(place, changed == Some(Ok(true))),
            }
            if let Some(general) = general {
                tallies[general].note(place, true);
            }
        }
    }
    if !others.are_missing {
        let judged = overrides.iter().zip(&tallies);
        let judged = judged.filter_map(|(entry, tally)| {
            let mut problem = judge(entry, tally, set, custom, others.affixes)?;
            problem.help.retain(|help| manner.is_strict || help != OPTIONAL);
            Some(problem)
        });
        judged.for_each(|problem| diagnostics.push(problem));
    }
}

fn text(node: &Node) -> &str {
    node.as_str().unwrap_or_default()
}

/// The keys that lead to each number of replicas of an object, and whether they are made if they are not there; none if it
/// cannot be scaled.
fn places(id: &ResourceId, fields: Option<&[Field]>, custom: &CustomKinds) -> Vec<(Vec<EcoString>, bool)> {
    let keys = |field: &Field| field.path.split('/').map(EcoString::from).collect();
    match fields {
        Some(fields) => {
            let own = fields.iter().filter(|field| field.is_of(id));
            own.map(|field| (keys(field), field.create)).collect()
        }
        None => known_place(id, custom).map(|keys| (keys, true)).into_iter().collect(),
    }
}

/// The keys that lead to the number of replicas of an object of a kind that is known to have one.
fn known_place(id: &ResourceId, custom: &CustomKinds) -> Option<Vec<EcoString>> {
    if REPLICAS.contains(&(id.group.as_str(), id.kind.as_str())) {
        return Some(vec!["spec".into(), "replicas".into()]);
    }
    let kind = custom.get(&id.group, &id.kind)?;
    let version = kind.versions.iter().find(|version| version.name == id.version)?;
    let keys = version.replicas.as_ref()?.split('.').filter(|key| !key.is_empty());
    Some(keys.map(EcoString::from).collect())
}

/// Puts the count at the end of the path, with the maps on the way that are not there. Gives whether that is new; as an
/// error, where what is there holds no text and what that is, if quotes are kept. Where quotes are kept, so is the number a text.
fn write(
    node: &mut Node,
    path: &[EcoString],
    count: &Node,
    manner: Manner,
) -> Result<bool, (Span, &'static str)> {
    let cause = Cause { step: "replicas", span: count.span() };
    let Some((key, rest)) = path.split_first() else { return Ok(false) };
    if manner.keeps_quotes && !matches!(node.value(), Value::Mapping(_) | Value::Sequence(_)) {
        return Err((node.span(), node.value().kind_name()));
    }
    let old = node.get(key);
    if rest.is_empty() {
        let new = match old.map(|old| (old.span(), old.value(), old.is_quoted())) {
            Some((span, value @ (Value::Mapping(_) | Value::Sequence(_)), _)) if manner.keeps_quotes => {
                return Err((span, value.kind_name()));
            }
            Some((.., true)) if manner.keeps_quotes => {
                let text = count.value().scalar_text().unwrap_or_default();
                Node::new(text, count.span()).in_quotes(true)
            }
            _ => count.clone(),
        };
        return Ok(old != Some(&new) && node.insert(cause, key.clone(), count.span(), new));
    }
    if old.is_none_or(Node::is_null) {
        node.insert(cause, key.clone(), count.span(), Node::new(Mapping::default(), count.span()));
    }
    node.get_mut(key).map_or(Ok(false), |node| write(node, rest, count, manner))
}

fn no_number(
    entry: &ReplicaOverride,
    id: &ResourceId,
    path: &[EcoString],
    span: Span,
    found: &'static str,
) -> Diagnostic {
    let field = path.join(".");
    let message = format!("`replicas` goes into `{field}` of `{id}`, and there is {found}");
    let problem = Diagnostic::new(Code::WrongType, message).at(span, format!("this is {found}"));
    problem.at(entry.count.span(), "asked for here").object(id.to_string()).field(field)
}

/// An autoscaler and the place where it names what it scales.
struct Scaler {
    id: ResourceId,
    target: Node,
}

/// What the autoscalers of the set scale, by kind and name.
fn autoscaled(set: &ResourceSet) -> FxHashMap<(EcoString, EcoString), Scaler> {
    let scaler = |resource: &Resource| {
        let id = resource.id();
        // `kind` may be left out of a `ScaledObject`: https://keda.sh/docs/latest/reference/scaledobject-spec/.
        let default = match (id.group.as_str(), id.kind.as_str()) {
            ("autoscaling", "HorizontalPodAutoscaler") => None,
            ("keda.sh", "ScaledObject") => Some("Deployment"),
            _ => return None,
        };
        let target = resource.node().at(["spec", "scaleTargetRef"])?;
        let kind = target.get("kind").and_then(Node::as_str).or(default)?;
        let name = target.get("name")?;
        Some(((kind.into(), name.as_str()?.into()), Scaler { id: id.clone(), target: name.clone() }))
    };
    set.iter().filter_map(scaler).collect()
}

fn scaled_twice(entry: &ReplicaOverride, id: &ResourceId, scaler: &Scaler) -> Diagnostic {
    let message = format!("`{}` scales `{id}`, and `replicas` says a number too", scaler.id);
    let bounds = match scaler.id.kind.as_str() {
        "ScaledObject" => "`minReplicaCount` and `maxReplicaCount`",
        _ => "`minReplicas` and `maxReplicas`",
    };
    Diagnostic::new(Code::ConflictingFields, message)
        .at(entry.count.span(), "would be undone by the autoscaler")
        .at(scaler.target.span(), "scaled by this")
        .help(format!("change {bounds} of the autoscaler instead"))
        .object(id.to_string())
        .field("spec.replicas")
}

fn judge(
    entry: &ReplicaOverride,
    tally: &Tally,
    set: &ResourceSet,
    custom: &CustomKinds,
    affixes: Affixes<'_>,
) -> Option<Diagnostic> {
    let expected = entry.expected.unwrap_or_default();
    if tally.is_empty() && expected != Expected::Any {
        return Some(no_match(entry, set, custom, affixes));
    }
    let name = subject(entry);
    if let Some(problem) = tally.miscount(expected, &format!("`{name}`"), "object") {
        return Some(problem);
    }
    let place = tally.unchanged()?;
    let count = entry.count.as_i64().unwrap_or_default();
    let message = format!("`replicas` changes nothing: `{name}` has {count} already");
    let problem = Diagnostic::new(Code::NoEffect, message).at(entry.count.span(), "no effect");
    Some(problem.at(place, "has it already"))
}

/// As `web`, or `Deployment/web` if the entry says its kind.
fn subject(entry: &ReplicaOverride) -> String {
    match &entry.kind {
        Some(kind) => format!("{}/{}", text(kind), text(&entry.name)),
        None => text(&entry.name).to_owned(),
    }
}

fn no_match(
    entry: &ReplicaOverride,
    set: &ResourceSet,
    custom: &CustomKinds,
    affixes: Affixes<'_>,
) -> Diagnostic {
    let name = text(&entry.name);
    let message = format!("there is no `{}` that has replicas", subject(entry));
    let problem = Diagnostic::new(Code::NoMatch, message).at(entry.name.span(), "hits nothing");
    let scalable = || set.iter().filter(|resource| known_place(resource.id(), custom).is_some());
    let of_name: Vec<&Resource> = scalable().filter(|resource| resource.id().name == name).collect();
    if let (Some(kind), Some(other)) = (&entry.kind, of_name.first()) {
        let kinds: BTreeSet<&str> = of_name.iter().map(|resource| resource.id().kind.as_str()).collect();
        let kinds: Vec<&str> = kinds.into_iter().collect();
        return problem
            .at(kind.span(), "of another kind")
            .at(other.place(), format!("a {}", other.id().kind))
            .help(format!("write `kind: {}`", quoted_list(&kinds, "or").trim_matches('`')));
    }
    if let Some(other) =
        set.iter().find(|resource| resource.id().name == name && resource.id().kind == "DaemonSet")
    {
        return problem.at(other.place(), "a DaemonSet runs one pod on each node");
    }
    if let Some((kind, name)) = name.split_once('/') {
        return problem.help(format!("write the kind by itself: `{{kind: {kind}, name: {name}, …}}`"));
    }
    if let Some(written) = affixes.strip(name)
        && scalable().any(|resource| resource.id().name == written)
    {
        return problem.help(format!("{} put around names later: write `name: {written}`", affixes.named()));
    }
    let problem = problem.suggest(name, scalable().map(|resource| resource.id().name.as_str()), "names");
    if problem.help.iter().any(|help| help.starts_with("did you mean")) {
        return problem;
    }
    problem.help(OPTIONAL)
}
