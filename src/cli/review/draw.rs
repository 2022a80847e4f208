//! A change on a terminal, with what made it and what it will do.

use std::io;

use crate::cli::diff::{self, Compared};
use crate::cli::machine::Screen;
use crate::diff::{Comparison, FieldChange, ObjectChange, causes};
use crate::effect::{Class, Effect, Effects};
use crate::snapshot::{Beside, Unit};
use crate::source::Sources;

/// What stands before the rest of a line that is too long.
const INDENT: &str = "        ";

/// The lines that tell a change, none wider than `width`.
pub(super) fn lines(
    beside: &Beside,
    compared: &Compared<'_>,
    unit: &Unit,
    sources: &Sources,
    width: usize,
) -> io::Result<Vec<String>> {
    let Some((change, effects)) = change(compared, unit) else {
        let text = of_files(beside, compared, unit).unwrap_or_default();
        return Ok(text.lines().flat_map(|line| wrapped(line, width)).collect());
    };
    let effects = Effects { objects: vec![effects], ..Effects::default() };
    let comparison = Comparison { objects: vec![change], ..Comparison::default() };
    let compared = Compared { name: String::new(), comparison, effects, beside: None };
    let mut text = Vec::new();
    let screen = Screen { terminal: true, colour: false, width };
    diff::human(&[compared], sources, &mut text, screen)?;
    let text = String::from_utf8_lossy(&text).into_owned();
    // What stands before the first empty line is about the whole.
    let (_, told) = text.split_once("\n\n").unwrap_or_default();
    Ok(told.lines().flat_map(|line| wrapped(line, width)).collect())
}

/// What a unit is that changes files, but nothing of what they say.
pub(super) fn of_files(beside: &Beside, compared: &Compared<'_>, unit: &Unit) -> Option<String> {
    match unit {
        Unit::Moved(before) => {
            let id = beside.before.all[*before].id();
            let (was, is) = beside.moved(*before, &compared.comparison)?;
            Some(format!("~ {id}\n    is moved from {was}\n    to {is}\n  > nothing changes in the cluster"))
        }
        Unit::Layout(file) => {
            let kept = &beside.files[*file];
            Some(match (&kept.there, &kept.fresh) {
                (None, _) => format!("{} is not there yet; it holds no object", kept.path),
                (_, None) => format!("{} is what nothing builds any more; it holds no object", kept.path),
                _ => format!("{} says the same in other words: order, layout or comments", kept.path),
            })
        }
        Unit::Object(_) | Unit::Fields(..) => None,
    }
}

/// The change that a unit is, alone, and what it will do.
fn change<'r>(compared: &Compared<'r>, unit: &Unit) -> Option<(ObjectChange<'r>, Vec<Effect>)> {
    let (at, fields) = match unit {
        Unit::Layout(_) | Unit::Moved(_) => return None,
        Unit::Object(at) => (*at, 0..usize::MAX),
        Unit::Fields(at, fields) => (*at, fields.clone()),
    };
    let whole = compared.comparison.objects.get(at)?;
    let of_fields = whole.fields.get(fields.clone()).unwrap_or_default().to_vec();
    let mut effects = compared.effects.objects.get(at).cloned().unwrap_or_default();
    let is_of_template = |field: &FieldChange| field.place.keys().take(2).eq(["spec", "template"]);
    // Whatever of a pod's template is accepted, the pods restart.
    let restarts = |effect: &Effect| effect.class == Class::Restart && of_fields.iter().any(is_of_template);
    effects.retain(|effect| {
        effect.field.is_none_or(|field| {
            fields.contains(&field) || {
                restarts(effect) && whole.fields.get(field).is_some_and(is_of_template)
            }
        })
    });
    for effect in &mut effects {
        effect.field = effect
            .field
            .map(|field| field.saturating_sub(fields.start).min(of_fields.len().saturating_sub(1)));
    }
    Some((
        ObjectChange {
            object: whole.object,
            before: whole.before,
            after: whole.after,
            how: whole.how,
            fields: of_fields,
        },
        effects,
    ))
}

/// A change in a line: the object, the field, and the line that made it.
pub(super) fn short(beside: &Beside, compared: &Compared<'_>, unit: &Unit, sources: &Sources) -> String {
    let Some((change, _)) = change(compared, unit) else {
        let text = of_files(beside, compared, unit).unwrap_or_default();
        return text
            .lines()
            .take(3)
            .map(|line| line.trim_start_matches(['~', ' ']))
            .collect::<Vec<_>>()
            .join(" ");
    };
    let field = change.fields.first();
    let mut text = change.object.id().to_string();
    if let Some(field) = field {
        text = format!("{text} {}", field.place);
    }
    let origin = causes(&change, field, sources).first().copied();
    origin.map_or(text.clone(), |origin| format!("{text}, by {}", sources.location(origin.span)))
}

/// A line in pieces of so many columns, broken at blanks where that leaves no piece half empty.
fn wrapped(line: &str, width: usize) -> Vec<String> {
    let width = width.max(INDENT.len() * 2);
    let mut rest: Vec<char> = line.chars().collect();
    let mut lines = Vec::new();
    while rest.len() > width {
        let blank = rest[width / 2..=width].iter().rposition(|c| *c == ' ').map(|at| width / 2 + at);
        let mut tail = rest.split_off(blank.unwrap_or(width));
        tail.drain(..usize::from(blank.is_some()));
        lines.push(rest.into_iter().collect());
        rest = INDENT.chars().chain(tail).collect();
    }
    lines.push(rest.into_iter().collect());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::diff::compare;
    use crate::effect::{Cluster, effects};
    use crate::pipeline::Manifests;
    use crate::resource::CustomKinds;

    #[test]
    fn each_change_of_a_template_says_that_pods_restart() {
        let sources = Sources::default();
        let objects = |name: &str, team: &str, image: &str| {
            let text = format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web, labels: {{team: {team}}}}}\n\
                 spec: {{template: {{metadata: {{labels: {{team: {team}}}}}, spec: {{containers: [{{name: a, image: {image}}}]}}}}}}\n"
            );
            let mut manifests = Manifests::default();
            manifests.add(sources.add(name, text), &sources, &mut Diagnostics::default());
            manifests.objects
        };
        let (before, after) = (objects("old.yaml", "a", "web:1"), objects("new.yaml", "b", "web:2"));
        let custom = CustomKinds::default();
        let comparison = compare(&before, &after, &custom, &sources);
        let effects = effects(&before, &after, &comparison, &custom, Cluster::Same);
        let compared = Compared { name: String::new(), comparison, effects, beside: None };
        let beside = Beside::new("prod".into());
        let restarts = |at: usize| {
            let unit = Unit::Fields(0, at..at + 1);
            let told = lines(&beside, &compared, &unit, &sources, 200).unwrap().join("\n");
            (compared.comparison.objects[0].fields[at].place.to_string(), told.contains("its pod restarts"))
        };
        let told: Vec<(String, bool)> = (0..3).map(restarts).collect();
        let wanted = [
            ("metadata.labels.team", false),
            ("spec.template.metadata.labels.team", true),
            ("spec.template.spec.containers[name=a].image", true),
        ];
        assert_eq!(told, wanted.map(|(place, restarts)| (place.to_owned(), restarts)));
    }

    #[test]
    fn a_line_is_broken_at_blanks_where_there_are_some() {
        let lines = wrapped("  > its pods restart, rolling: of 3 never fewer than 2", 30);
        assert_eq!(lines, ["  > its pods restart, rolling:", "        of 3 never fewer than", "        2"]);
        let path = "  by environments/prod/web.yaml:18:16";
        assert_eq!(wrapped(path, 20), ["  by environments/pr", "        od/web.yaml:", "        18:16"]);
        assert_eq!(wrapped(path, 40), [path]);
    }
}
