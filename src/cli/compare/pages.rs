//! A comparison as Markdown, and for programs.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::table::{NOTHING, Row, SECRET, Secret, Table};
use super::text::named;
use crate::cli::list;
use crate::cli::report::plural;
use crate::diagnostic::render::visible;

/// The most characters of a Markdown text: comments have room for so many.
const MOST: usize = 65_000;
/// What is kept for the words at its end.
const RESERVED: usize = 100;

/// A table for a comment.
pub(super) fn markdown(table: &Table, allowed: bool) -> String {
    let groups = table.shown(allowed);
    if groups.is_empty() {
        return "Nothing differs.\n".to_owned();
    }
    let mut text = String::from("| |");
    for name in &table.columns {
        let _ = write!(text, " {} |", cell(name));
    }
    let _ = writeln!(text, "\n|---|{}", "---|".repeat(table.columns.len()));
    let mut left: usize = groups.iter().map(|(_, rows)| rows.len()).sum();
    'all: for (group, rows) in groups {
        let mut head =
            format!("| **{}** |{}\n", cell(&named(&group.objects)), " |".repeat(table.columns.len()));
        for row in rows {
            let mut line = std::mem::take(&mut head);
            let _ = write!(line, "| `{}` |", cell(field(row)).replace('`', "'"));
            for value in &row.values {
                let _ = write!(line, " {} |", cell(value.as_deref().unwrap_or(NOTHING)));
            }
            if let Some(reason) = &row.reason {
                let _ = write!(line, "\n| ↳ allowed: {} |{}", cell(reason), " |".repeat(table.columns.len()));
            }
            if text.chars().count() + line.chars().count() + RESERVED > MOST {
                break 'all;
            }
            left -= 1;
            text.push_str(&line);
            text.push('\n');
        }
    }
    if left > 0 {
        let _ = writeln!(text, "\n… and {}: run `rkgen compare` for all of it.", plural(left, "more row"));
    }
    text
}

/// Each row for programs, those that are allowed too, and the values that are not compared.
pub(super) fn json(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let rows = table.groups.iter().flat_map(|group| group.rows.iter().map(move |row| (group, row)));
    // Those that are not compared are told one by one.
    let rows = rows.filter(|(_, row)| row.is_known);
    let record = |(group, row): (&super::table::Group, &Row)| {
        let values = table.columns.iter().zip(&row.values);
        let values: Map<String, Value> = values
            .map(|(name, value)| (name.to_string(), value.as_deref().map_or(Value::Null, Value::from)))
            .collect();
        json!({
            "objects": group.objects,
            "field": row.field,
            "values": values,
            "allowed": row.reason.as_deref(),
            "compared": true,
        })
    };
    let secret = |secret: &Secret| {
        let values = table.columns.iter().zip(&secret.is_there);
        let values: Map<String, Value> = values
            .map(|(name, is_there)| (name.to_string(), if *is_there { SECRET.into() } else { Value::Null }))
            .collect();
        json!({
            "objects": [secret.object],
            "field": secret.field,
            "values": values,
            "allowed": null,
            "compared": false,
        })
    };
    list::write_json(rows.map(record).chain(table.secrets.iter().map(secret)).collect(), out)
}

/// The field of a row, or words for the object as a whole.
pub(super) fn field(row: &Row) -> &str {
    row.field.as_deref().unwrap_or("(the object)")
}

fn cell(text: &str) -> String {
    visible(text).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;")
}
