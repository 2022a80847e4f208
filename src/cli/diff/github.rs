//! A diff as annotations of a pull request on GitHub: what a step of a workflow prints.

use std::fmt::Write as _;

use super::doing::doing;
use super::places;
use super::rows::{Row, rows};
use super::told::{Change, Told};
use crate::cli::report::plural;
use crate::diagnostic::render::visible;
use crate::effect::Class;
use crate::source::Sources;

/// The most annotations of a kind that GitHub shows of a step.
const MOST: usize = 10;
/// So many rows of a change are told in its annotation.
const ROWS: usize = 12;

/// What differs, a workflow command a line: each change at the line that it comes from.
pub(super) fn annotations(told: &Told<'_>, sources: &Sources) -> String {
    let mut text = String::new();
    // The last one says that there are more.
    let shown = if told.changes.len() > MOST { MOST - 1 } else { MOST };
    for change in told.changes.iter().take(shown) {
        annotation(told, change, sources, &mut text);
    }
    let more = told.changes.len().saturating_sub(shown);
    if more > 0 {
        let _ = writeln!(text, "::notice::and {}", plural(more, "more change"));
    }
    text
}

fn annotation(told: &Told<'_>, change: &Change<'_>, sources: &Sources, text: &mut String) {
    let place = places::of_change(change, sources).filter(|place| is_file(&place.path));
    let _ = write!(text, "::{} ", level(change));
    if let Some(place) = place {
        let (path, line, column) = (property(&place.path), place.line, place.column);
        let _ = write!(text, "file={path},line={line},col={column},");
    }
    let subjects = told.subjects(change);
    let first = subjects.first().map(String::as_str).unwrap_or_default();
    let more = if subjects.len() > 1 { format!(" and {} more", subjects.len() - 1) } else { String::new() };
    let title = format!("{} {}{more}", told.word(change.kind), sources.without_hidden(first));
    let _ = write!(text, "title={}::", property(&visible(&title)));
    let rows = rows(change);
    let effects = doing(told, change).into_iter().map(|doing| doing.text);
    let lines = effects.chain(rows.iter().take(ROWS).map(Row::signed));
    let mut lines: Vec<String> = lines.map(|line| visible(&sources.without_hidden(&line))).collect();
    if lines.is_empty() {
        lines.push(title);
    }
    if rows.len() > ROWS {
        lines.push(format!("… and {}", plural(rows.len() - ROWS, "line")));
    }
    let _ = writeln!(text, "{}", message(&lines.join("\n")));
}

/// How loud a change is told, by the worst that it does.
fn level(change: &Change<'_>) -> &'static str {
    match change.worst() {
        Some(class) if class <= Class::DataLoss => "error",
        Some(class) if class <= Class::Safeguard => "warning",
        _ => "notice",
    }
}

/// Whether a source is a file: arguments and standard input have names that no file of a repository has.
fn is_file(path: &str) -> bool {
    !path.starts_with(['-', '<'])
}

/// A text behind `::`.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text behind `title=` and its like.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
