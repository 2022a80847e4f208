//! A change on a terminal, with what made it and what it will do.

use std::io;

use crate::cli::diff::{self, Compared};
use crate::cli::machine::Screen;
use crate::diff::{Comparison, ObjectChange, causes};
use crate::effect::{Effect, Effects};
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
    effects.retain(|effect| effect.field.is_none_or(|field| fields.contains(&field)));
    for effect in &mut effects {
        effect.field = effect.field.map(|field| field - fields.start);
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

/// A line in pieces of so many columns.
fn wrapped(line: &str, width: usize) -> Vec<String> {
    let width = width.max(INDENT.len() * 2);
    let mut rest: Vec<char> = line.chars().collect();
    let mut lines = Vec::new();
    while rest.len() > width {
        let tail = rest.split_off(width);
        lines.push(rest.into_iter().collect());
        rest = INDENT.chars().chain(tail).collect();
    }
    lines.push(rest.into_iter().collect());
    lines
}
