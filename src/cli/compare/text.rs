//! A comparison in columns, for people at a terminal.

use std::io::{self, Write};

use anstyle::Style;
use ecow::EcoString;

use super::table::{NOTHING, Row, Table, UNKNOWN};
use crate::cli::machine::Screen;
use crate::cli::report::plural;
use crate::diagnostic::render::visible;

/// The blanks between two columns.
const GAP: usize = 2;
/// No column of values is narrower, however many there are,
const NARROWEST: usize = 8;
/// nor that of the fields.
const FIELD: usize = 24;
/// So many objects are named above their rows.
const MOST_NAMED: usize = 4;

/// Writes the rows below the objects that they are of; what does not fit is cut.
pub(super) fn write(table: &Table, allowed: bool, out: &mut dyn Write, screen: Screen) -> io::Result<()> {
    let groups = table.shown(allowed);
    if groups.is_empty() {
        return Ok(());
    }
    let quiet = if screen.colour { Style::new().dimmed() } else { Style::new() };
    let widths = widths(table, groups.iter().flat_map(|(_, rows)| rows.iter().copied()), screen.width);
    let plain = Style::new();
    let bold = if screen.colour { plain.bold() } else { plain };
    let titles = table.columns.iter().map(|name| visible(name));
    let line = line(&widths, std::iter::once(String::new()).chain(titles));
    writeln!(out, "{bold}{line}{bold:#}")?;
    for (group, rows) in groups {
        writeln!(out, "\n{bold}{}{bold:#}", visible(&named(&group.objects)))?;
        for row in rows {
            let field = row.field.as_deref().unwrap_or("(the object)");
            let field = format!("  {}", end(&visible(field), widths[0].saturating_sub(GAP)));
            if !row.is_known {
                let words = unknown(row, &table.columns);
                let field = self::line(&widths[..1], std::iter::once(field));
                writeln!(out, "{quiet}{field:width$}{}{quiet:#}", visible(&words), width = widths[0] + GAP)?;
                continue;
            }
            let cells = row.values.iter().map(|value| visible(value.as_deref().unwrap_or(NOTHING)));
            writeln!(out, "{}", self::line(&widths, std::iter::once(field).chain(cells)))?;
            if let Some(reason) = &row.reason {
                writeln!(out, "    {quiet}allowed: {}{quiet:#}", visible(reason))?;
            }
        }
    }
    if table.same > 0 {
        writeln!(out, "\n{quiet}{} the same{quiet:#}", plural(table.same, "object"))?;
    }
    Ok(())
}

/// The names of objects: of many the first ones, and how many more there are.
pub(super) fn named(objects: &[String]) -> String {
    match objects.get(..MOST_NAMED).filter(|_| objects.len() > MOST_NAMED + 1) {
        Some(first) => format!("{} and {} more", first.join(", "), objects.len() - MOST_NAMED),
        None => objects.join(", "),
    }
}

/// The words for secrets that are not compared, with the columns that have them if not all do.
fn unknown(row: &Row, columns: &[EcoString]) -> String {
    let own = columns.iter().zip(&row.values).filter(|(_, value)| value.is_some());
    let own: Vec<&str> = own.map(|(name, _)| name.as_str()).collect();
    let whose = if own.len() == columns.len() { String::new() } else { format!(" ({})", own.join(", ")) };
    format!("{UNKNOWN}{whose}")
}

/// The width of each column: what its cells take, and less where that is more than the screen has.
fn widths<'t>(table: &Table, rows: impl Iterator<Item = &'t Row>, screen: usize) -> Vec<usize> {
    let mut widths: Vec<usize> =
        std::iter::once(0).chain(table.columns.iter().map(|name| name.chars().count())).collect();
    for row in rows {
        let field = row.field.as_deref().unwrap_or("(the object)").chars().count() + GAP;
        widths[0] = widths[0].max(field);
        if !row.is_known {
            continue;
        }
        for (width, value) in widths[1..].iter_mut().zip(&row.values) {
            *width = (*width).max(value.as_deref().unwrap_or(NOTHING).chars().count());
        }
    }
    // The widest column gives first.
    while widths.iter().map(|width| width + GAP).sum::<usize>() > screen + GAP {
        let spare = |at: &usize| widths[*at].saturating_sub(if *at == 0 { FIELD } else { NARROWEST });
        let Some(widest) = (0..widths.len()).max_by_key(spare).filter(|at| spare(at) > 0) else { break };
        widths[widest] -= 1;
    }
    widths
}

fn line(widths: &[usize], cells: impl Iterator<Item = String>) -> String {
    let mut line = String::new();
    for (cell, width) in cells.zip(widths) {
        let cell = start(&cell, *width);
        line.push_str(&cell);
        line.extend(std::iter::repeat_n(' ', width + GAP - cell.chars().count()));
    }
    line.truncate(line.trim_end().len());
    line
}

/// The beginning of a text that is too long.
fn start(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// The end of a path that is too long: that tells more than its beginning.
fn end(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    std::iter::once('…').chain(text.chars().skip(count + 1 - most)).collect()
}
