//! A diff as a comment below a pull request, or the summary of a run: short enough to be taken, folded.

use std::fmt::Write as _;

use super::doing::{doing, totals};
use super::rows::{Mark, Room, rows_with_causes};
use super::told::{Change, Kind, Told};
use crate::cli::page::escaped;
use crate::cli::report::plural;
use crate::diagnostic::render::visible;
use crate::source::Sources;

/// The most characters: GitHub takes 65,536 in a comment, and another tool may add some.
const MOST: usize = 65_000;

/// What is kept for the last line.
const RESERVED: usize = 200;

/// What differs, as Markdown.
pub(super) fn markdown(told: &Told<'_>, sources: &Sources) -> String {
    let mut text = String::new();
    if told.is_empty() {
        text.push_str("Nothing differs.\n");
        return text;
    }
    let words = Kind::ALL.map(|kind| in_cell(&told.word(kind))).join(" | ");
    let _ = writeln!(text, "| | {words} | {} |\n|---|--:|--:|--:|--:|", told.word_for_same());
    for part in told.parts.iter().filter(|part| part.counts != [0; 3]) {
        let [changed, created, deleted] = part.counts;
        let _ =
            writeln!(text, "| {} | {changed} | {created} | {deleted} | {} |", in_cell(&part.name), part.same);
    }
    for total in totals(told) {
        let _ = writeln!(text, "\n{}", visible(&sources.without_hidden(&total.text)));
        for (at, left) in total.rows.iter().enumerate() {
            let before = if at == 0 { "\n" } else { "" };
            let row = format!("- `{}`: {}", left.resource, left.text);
            let _ = writeln!(text, "{before}{}", visible(&sources.without_hidden(&row)));
        }
    }
    let mut left = told.changes.len();
    let mut is_full = false;
    for change in &told.changes {
        let whole = folded(told, change, sources);
        let short = titles(told, change, sources);
        let room = MOST.saturating_sub(RESERVED + text.chars().count());
        // Once a change did not fit, those behind it are named only.
        let block = if is_full || whole.chars().count() > room { &short } else { &whole };
        is_full |= block == &short;
        if block.chars().count() > room {
            break;
        }
        text.push_str(block);
        left -= 1;
    }
    if left > 0 {
        let _ = writeln!(text, "\n… and {}: run `rkgen diff` for all of it.", plural(left, "more change"));
    }
    text
}

/// A change that opens when someone asks for it.
fn folded(told: &Told<'_>, change: &Change<'_>, sources: &Sources) -> String {
    let subjects = told.subjects(change);
    let mut text = String::from("\n<details><summary>");
    let more = subjects.len() - 1;
    let first = subjects.first().map(String::as_str).unwrap_or_default();
    let _ = write!(text, "<code>{} {}</code>", change.kind.sign(), escaped(&visible(first)));
    if more > 0 {
        let _ = write!(text, " and {more} more");
    }
    text.push_str("</summary>\n");
    if more > 0 {
        text.push('\n');
        for subject in &subjects {
            let _ = writeln!(text, "- `{}`", visible(subject).replace('`', "'"));
        }
    }
    let doing = doing(told, change);
    if !doing.is_empty() {
        text.push('\n');
    }
    for doing in doing {
        let line = visible(&sources.without_hidden(&doing.text));
        let _ = if doing.is_bad() { writeln!(text, "- **{line}**") } else { writeln!(text, "- {line}") };
        for help in &doing.effect.help {
            let _ = writeln!(text, "  - {}", visible(&sources.without_hidden(help)));
        }
    }
    let mut block = String::new();
    for row in rows_with_causes(change, sources, Room { gone: true, ..Room::WIDE }) {
        let sign = match row.mark {
            Mark::Field => '!',
            Mark::Before => '-',
            Mark::After => '+',
            Mark::Quiet => ' ',
        };
        let line = sources.without_hidden(&row.text);
        let _ = writeln!(block, "{sign} {:indent$}{}", "", visible(&line), indent = row.depth * 2);
    }
    if !block.is_empty() {
        let fence = fence(&block);
        let _ = write!(text, "\n{fence}diff\n{block}{fence}\n");
    }
    text.push_str("\n</details>\n");
    text
}

/// A change by the names of its objects only.
fn titles(told: &Told<'_>, change: &Change<'_>, sources: &Sources) -> String {
    let subjects = told.subjects(change);
    let first = subjects.first().map(String::as_str).unwrap_or_default();
    let more = if subjects.len() > 1 { format!(" and {} more", subjects.len() - 1) } else { String::new() };
    let first = sources.without_hidden(first);
    format!(
        "\n`{} {}`{more} {}\n",
        change.kind.sign(),
        visible(&first).replace('`', "'"),
        told.word(change.kind)
    )
}

/// A fence that no line of a block is.
fn fence(block: &str) -> String {
    let longest = block.lines().map(|line| line.trim_start_matches(['+', '-', '!', ' ']));
    let longest =
        longest.map(|line| line.len() - line.trim_start_matches('`').len()).max().unwrap_or_default();
    "`".repeat(longest.max(2) + 1)
}

/// A text in a cell of a table.
fn in_cell(text: &str) -> String {
    visible(text).replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_any_within() {
        assert_eq!(fence("+ a\n"), "```");
        assert_eq!(fence("+ ````\n"), "`````");
    }
}
