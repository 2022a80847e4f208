//! A change in rows of text, as people read it: for terminals, logs and Markdown.

use super::places;
use super::told::{Change, Kind, Subject, shown};
use super::value::{names, on_one_line, text};
use crate::cli::report::plural;
use crate::diff::{FieldChange, How, Hunk, Tag};
use crate::source::Sources;
use crate::yaml::Node;

/// So many columns a value may take on the line of its field.
const SHORT: usize = 60;
/// Values are aligned behind places of so many columns at most.
const WIDEST: usize = 56;
/// What stands before a row.
const INDENT: usize = 4;
/// So many lines of an object that is new are shown unless all are asked for.
pub(super) const MOST_LINES: usize = 30;

/// What a row tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    /// Where something differs, and both values if they are short.
    Field,
    /// What was there.
    Before,
    /// What is there.
    After,
    /// What is around it.
    Quiet,
}

/// A row.
pub(super) struct Row {
    pub(super) mark: Mark,
    /// How deep it stands, in steps of two columns.
    pub(super) depth: usize,
    /// Without line breaks.
    pub(super) text: String,
}

impl Row {
    /// The row as it is told where there are neither colours nor columns: `+ spec.paused  true`.
    pub(super) fn signed(&self) -> String {
        let sign = match self.mark {
            Mark::Before => "- ",
            Mark::After => "+ ",
            Mark::Quiet if self.depth > 0 => "  ",
            Mark::Field | Mark::Quiet => "",
        };
        format!("{sign}{}", self.text)
    }
}

/// How much room there is for rows.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// What both sides say stands on one line where that has no more columns.
    pub(super) columns: usize,
    /// So many lines of an object that is new are shown.
    pub(super) lines: usize,
    /// Whether all that an object said is shown that is gone.
    pub(super) gone: bool,
}

impl Room {
    /// Any line may be long, but an object that is new is told by its beginning.
    pub(super) const WIDE: Room = Room { columns: usize::MAX, lines: MOST_LINES, gone: false };
}

/// The rows below the title of a change: each field, or what an object that is new says.
pub(super) fn rows(change: &Change<'_>) -> Vec<Row> {
    by_field(change, Room::WIDE).into_iter().flat_map(|(_, rows)| rows).collect()
}

/// The same, with the lines that made each difference below it.
pub(super) fn rows_with_causes(change: &Change<'_>, sources: &Sources, room: Room) -> Vec<Row> {
    let with_cause = |(field, mut rows): (Option<&FieldChange>, Vec<Row>)| {
        let cause = change.first().and_then(|object| places::told(object, field, sources));
        let cause = cause.map(|text| Row { mark: Mark::Quiet, depth: 2, text });
        // What is new or gone as a whole begins with it.
        rows.splice(if field.is_none() { 0..0 } else { rows.len()..rows.len() }, cause);
        rows
    };
    let rows = by_field(change, room).into_iter().flat_map(with_cause);
    rows.chain(not_compared(change)).collect()
}

/// The row that says which secrets are not compared.
fn not_compared(change: &Change<'_>) -> Option<Row> {
    let text = match &change.not_compared()[..] {
        [] => return None,
        [place] => format!("{place}  secret, not compared"),
        [first, rest @ ..] => format!("{first} and {} more  secrets, not compared", rest.len()),
    };
    Some(Row { mark: Mark::Quiet, depth: 0, text })
}

fn by_field<'c>(change: &Change<'c>, room: Room) -> Vec<(Option<&'c FieldChange>, Vec<Row>)> {
    match change.kind {
        Kind::Created => vec![(None, whole(change, Mark::After, room.lines))],
        Kind::Deleted if room.gone => vec![(None, lost(change, room.lines))],
        Kind::Deleted => vec![(None, Vec::new())],
        Kind::Changed => {
            let places: Vec<(String, &FieldChange)> =
                change.fields.iter().map(|field| (field.place.to_string(), *field)).collect();
            let widths = places.iter().map(|(place, _)| place.chars().count());
            let width = widths.filter(|width| *width <= WIDEST).max().unwrap_or_default();
            let rows = |(place, field): &(String, &'c FieldChange)| {
                let rows = of_field(place, width, field, true);
                let fits = |row: &Row| row.text.chars().count() + INDENT <= room.columns;
                let rows = if rows.len() > 1 || rows.iter().all(fits) {
                    rows
                } else {
                    of_field(place, width, field, false)
                };
                (Some(*field), rows)
            };
            places.iter().map(rows).collect()
        }
    }
}

/// What objects said that are gone, if all of them said the same.
fn lost(change: &Change<'_>, most: usize) -> Vec<Row> {
    let said = |subject: &Subject<'_>| text(&shown(subject.change.object));
    let first = change.subjects.first().map(said);
    if change.subjects.iter().skip(1).any(|subject| Some(said(subject)) != first) {
        let text = "what they said was not the same in all".to_owned();
        return vec![Row { mark: Mark::Quiet, depth: 0, text }];
    }
    whole(change, Mark::Before, most)
}

fn whole(change: &Change<'_>, mark: Mark, most: usize) -> Vec<Row> {
    let Some(first) = change.first() else { return Vec::new() };
    let text = text(&shown(first.object));
    let lines: Vec<&str> = text.lines().collect();
    let row = |line: &&str| Row { mark, depth: 0, text: (*line).to_owned() };
    let mut rows: Vec<Row> = lines.iter().take(most).map(row).collect();
    let more = lines.len().saturating_sub(most);
    if more > 0 {
        rows.push(Row { mark: Mark::Quiet, depth: 0, text: format!("… and {}", plural(more, "line")) });
    }
    rows
}

/// The rows of a field, on one line if that is wanted and both values are short.
fn of_field(place: &str, width: usize, field: &FieldChange, on_one: bool) -> Vec<Row> {
    let title = |mark, text| Row { mark, depth: 0, text };
    if let How::Lines(hunks) = &field.how {
        let hunks = hunks.iter().flat_map(of_hunk);
        return [title(Mark::Field, place.to_owned())].into_iter().chain(hunks).collect();
    }
    let text = |node: &Node| match field.how {
        How::Order => names(node).unwrap_or_else(|| text(node)),
        _ => text(node),
    };
    let (before, after) = (field.before.as_ref().map(text), field.after.as_ref().map(text));
    let short = |side: &Option<String>| {
        side.as_deref().map(|text| on_one_line(text, if on_one { SHORT } else { 0 }).map(str::to_owned))
    };
    match (short(&before), short(&after)) {
        (Some(Some(before)), Some(Some(after))) => {
            let values = match field.how {
                How::Order => format!("{before} → {after}, in another order"),
                How::Secret { .. } => "another value of a secret".to_owned(),
                How::Value | How::Lines(_) => format!("{before} → {after}"),
            };
            vec![title(Mark::Field, format!("{place:width$}  {values}"))]
        }
        (None, Some(Some(after))) => vec![title(Mark::After, format!("{place:width$}  {after}"))],
        (Some(Some(before)), None) => vec![title(Mark::Before, format!("{place:width$}  {before}"))],
        _ => {
            let note = if field.how == How::Order { "  in another order" } else { "" };
            let mark = match (&before, &after) {
                (None, _) => Mark::After,
                (_, None) => Mark::Before,
                _ => Mark::Field,
            };
            let lines = |mark, text: &Option<String>| {
                let lines = text.as_deref().unwrap_or_default().lines();
                lines.map(|line| Row { mark, depth: 1, text: line.to_owned() }).collect::<Vec<_>>()
            };
            let sides = [lines(Mark::Before, &before), lines(Mark::After, &after)];
            [title(mark, format!("{place}{note}"))].into_iter().chain(sides.into_iter().flatten()).collect()
        }
    }
}

fn of_hunk(hunk: &Hunk) -> Vec<Row> {
    let head = Row { mark: Mark::Quiet, depth: 1, text: format!("line {}", hunk.after.start + 1) };
    let lines = hunk.lines.iter().map(|line| {
        let mark = match line.tag {
            Tag::Both => Mark::Quiet,
            Tag::Before => Mark::Before,
            Tag::After => Mark::After,
        };
        Row { mark, depth: 1, text: line.text.to_string() }
    });
    [head].into_iter().chain(lines).collect()
}
