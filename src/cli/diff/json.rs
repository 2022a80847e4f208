//! A diff for programs, as one JSON document.

use serde::Serialize as _;
use serde_json::{Map, Serializer, Value, json, ser::PrettyFormatter};

use super::places;
use super::told::{Change, Kind, Subject, Told, shown};
use crate::diff::{FieldChange, How, Tag};
use crate::effect::{Effect, Quota};
use crate::resource::Resource;
use crate::source::{Location, Sources};
use crate::yaml::{Node, emit_compact_json};

/// What differs, as JSON with a line break at its end: `parts` with their counts, and `changes`, each with the `objects`
/// that see it and its `fields`.
pub(super) fn json(told: &Told<'_>, sources: &Sources) -> String {
    let parts: Vec<Value> = told
        .parts
        .iter()
        .map(|part| {
            let counts =
                Kind::ALL.iter().zip(part.counts).map(|(kind, count)| (kind.name().to_owned(), count.into()));
            let rest =
                [("name".to_owned(), part.name.as_str().into()), ("unchanged".to_owned(), part.same.into())];
            let mut record: Map<String, Value> = counts.chain(rest).collect();
            let summary = part.effects.summary();
            if told.beside.is_some() {
                record.insert("relation".to_owned(), "neighbour".into());
            }
            if part.not_compared > 0 {
                record.insert("secretsNotCompared".to_owned(), part.not_compared.into());
            }
            if !summary.is_empty() {
                record.insert("effects".to_owned(), summary.into());
            }
            let quotas: Vec<Value> = part.effects.quotas.iter().map(of_quota).collect();
            if !quotas.is_empty() {
                record.insert("quotas".to_owned(), quotas.into());
            }
            Value::Object(record)
        })
        .collect();
    let changes: Vec<Value> = told.changes.iter().map(|change| of_change(told, change, sources)).collect();
    let mut document = json!({ "changes": changes, "parts": parts });
    hide(&mut document, sources);
    let mut bytes = Vec::new();
    let formatter = PrettyFormatter::with_indent(b"    ");
    // Writing into memory does not fail.
    let _ = document.serialize(&mut Serializer::with_formatter(&mut bytes, formatter));
    bytes.push(b'\n');
    String::from_utf8(bytes).unwrap_or_default()
}

fn of_quota(quota: &Quota) -> Value {
    json!({
        "after": quota.after, "afterAtMost": quota.most, "before": quota.before, "beforeAtMost": quota.most_before,
        "hard": quota.hard, "isEnough": quota.is_enough, "isEnoughAtMost": quota.is_enough_at_most, "left": quota.left,
        "leftAtMost": quota.left_at_most, "name": quota.name, "namespace": quota.namespace, "resource": quota.resource,
    })
}

fn of_change(told: &Told<'_>, change: &Change<'_>, sources: &Sources) -> Value {
    let objects: Vec<Value> = change.subjects.iter().map(|subject| of_subject(told, subject)).collect();
    let fields: Vec<Value> = change.fields.iter().map(|field| of_field(change, field, sources)).collect();
    let mut record = Map::new();
    record.insert("change".to_owned(), change.kind.name().into());
    record.insert("objects".to_owned(), objects.into());
    match (change.kind, change.first()) {
        (Kind::Changed, _) => {
            record.insert("fields".to_owned(), fields.into());
            let hidden = change.not_compared();
            if !hidden.is_empty() {
                record.insert("notCompared".to_owned(), hidden.into());
            }
        }
        (Kind::Created | Kind::Deleted, Some(first)) => {
            record.insert("content".to_owned(), value(&shown(first.object)));
        }
        _ => {}
    }
    add_place(&mut record, places::of_change(change, sources));
    Value::Object(record)
}

fn of_subject(told: &Told<'_>, subject: &Subject<'_>) -> Value {
    let identity = |object: &Resource| {
        let id = object.id();
        let mut record = Map::new();
        record.insert("apiVersion".to_owned(), id.api_version().into());
        record.insert("kind".to_owned(), id.kind.as_str().into());
        record.insert("name".to_owned(), id.name.as_str().into());
        let namespace = id.namespace.iter().map(|name| ("namespace".to_owned(), Value::from(name.as_str())));
        record.extend(namespace);
        record
    };
    let mut record = identity(subject.change.object);
    record.insert("part".to_owned(), told.parts[subject.part].name.as_str().into());
    let effects: Vec<Value> = subject.effects.iter().map(|effect| of_effect(subject, effect)).collect();
    if !effects.is_empty() {
        record.insert("effects".to_owned(), effects.into());
    }
    if let (Some(before), Some(after)) = (subject.change.before, subject.change.after)
        && before.id() != after.id()
    {
        record.insert("was".to_owned(), Value::Object(identity(before)));
    }
    Value::Object(record)
}

/// What the change will do, with the path of what causes it.
fn of_effect(subject: &Subject<'_>, effect: &Effect) -> Value {
    let mut record = Map::new();
    record.insert("class".to_owned(), effect.class.name().into());
    record.insert("text".to_owned(), effect.text.as_str().into());
    if !effect.help.is_empty() {
        record.insert("help".to_owned(), effect.help.clone().into());
    }
    let field = effect.field.and_then(|field| subject.change.fields.get(field));
    record.extend(field.map(|field| ("path".to_owned(), field.place.to_string().into())));
    Value::Object(record)
}

fn of_field(change: &Change<'_>, field: &FieldChange, sources: &Sources) -> Value {
    let how = match &field.how {
        How::Value => "value",
        How::Lines(_) => "lines",
        How::Order => "order",
        How::Secret { .. } => "secret",
    };
    let mut record = Map::new();
    record.insert("path".to_owned(), field.place.to_string().into());
    record.insert("how".to_owned(), how.into());
    for (side, node) in [("before", &field.before), ("after", &field.after)] {
        record.extend(node.iter().map(|node| (side.to_owned(), value(node))));
    }
    if let How::Lines(hunks) = &field.how {
        let lines = hunks.iter().flat_map(|hunk| &hunk.lines).map(|line| {
            let sign = match line.tag {
                Tag::Both => ' ',
                Tag::Before => '-',
                Tag::After => '+',
            };
            Value::from(format!("{sign}{}", line.text))
        });
        record.insert("lines".to_owned(), lines.collect());
    }
    add_place(&mut record, change.first().and_then(|object| places::of_field(object, field, sources)));
    Value::Object(record)
}

fn add_place(record: &mut Map<String, Value>, place: Option<Location>) {
    if let Some(Location { path, line, column }) = place {
        record.insert("file".to_owned(), path.into());
        record.insert("line".to_owned(), line.into());
        record.insert("column".to_owned(), column.into());
    }
}

/// A value as it is.
fn value(node: &Node) -> Value {
    let mut text = String::new();
    emit_compact_json(node, &mut text);
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

/// Puts dots in the place of what nobody may see.
fn hide(value: &mut Value, sources: &Sources) {
    match value {
        Value::String(text) => *text = sources.without_hidden(text).into_owned(),
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, sources)),
        Value::Object(entries) => entries.values_mut().for_each(|value| hide(value, sources)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
