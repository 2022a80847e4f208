//! A comparison as Markdown, as a page for a browser, and for programs.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::table::{NOTHING, Row, Secret, Table};
use super::text::named;
use crate::cli::list;
use crate::cli::report::plural;
use crate::diagnostic::render::visible;

/// The most characters of a Markdown text: comments have room for so many.
const MOST: usize = 65_000;
/// What stands in the place of a secret.
const SECRET: &str = "<secret>";
/// What is kept for the words at its end.
const RESERVED: usize = 100;

const STYLE: &str = "body{font:14px/1.5 system-ui,sans-serif;margin:2em;color-scheme:light dark}\
table{border-collapse:collapse}th,td{padding:.2em .8em;text-align:left;vertical-align:top;border-bottom:1px solid #8884}\
td+td{font-family:ui-monospace,monospace;overflow-wrap:anywhere}tbody th{padding-top:1em}.allowed{opacity:.6}";

/// A table for a comment.
pub(super) fn markdown(table: &Table, allowed: bool) -> String {
    let groups = table.shown(allowed);
    let uncompared = table.uncompared().map(|text| format!("\n{}\n", cell(&text))).unwrap_or_default();
    if groups.is_empty() {
        return format!("Nothing differs.\n{uncompared}");
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
            if text.chars().count() + line.chars().count() + uncompared.chars().count() + RESERVED > MOST {
                break 'all;
            }
            left -= 1;
            text.push_str(&line);
            text.push('\n');
        }
    }
    text.push_str(&uncompared);
    if left > 0 {
        let _ = writeln!(text, "\n… and {}: run `rkgen compare` for all of it.", plural(left, "more row"));
    }
    text
}

/// A page that is whole in itself.
pub(super) fn html(table: &Table, allowed: bool) -> String {
    let titles: Vec<String> = table.columns.iter().map(|name| escaped(name)).collect();
    let mut text = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{0}</title>\n<style>{STYLE}</style>\n\
         <h1>{0}</h1>\n<table>\n<thead><tr><td></td><th>{1}</th></tr></thead>\n",
        titles.join(", "),
        titles.join("</th><th>")
    );
    for (group, rows) in table.shown(allowed) {
        let span = table.columns.len() + 1;
        let names: Vec<String> = group.objects.iter().map(|name| escaped(name)).collect();
        let _ = writeln!(text, "<tbody><tr><th colspan=\"{span}\">{}</th></tr>", names.join(", "));
        for row in rows {
            let class = if row.reason.is_some() { " class=\"allowed\"" } else { "" };
            let reason = row.reason.as_deref().map(|reason| format!("<br>allowed: {}", escaped(reason)));
            let _ = write!(text, "<tr{class}><td>{}{}</td>", escaped(field(row)), reason.unwrap_or_default());
            for value in &row.values {
                let _ = write!(text, "<td>{}</td>", escaped(value.as_deref().unwrap_or(NOTHING)));
            }
            text.push_str("</tr>\n");
        }
        text.push_str("</tbody>\n");
    }
    text.push_str("</table>\n");
    if table.same > 0 {
        let _ = writeln!(text, "<p>{} the same</p>", plural(table.same, "object"));
    }
    if let Some(uncompared) = table.uncompared() {
        let _ = writeln!(text, "<p>{}</p>", escaped(&uncompared));
    }
    text
}

/// Each row for programs, those that are allowed too, and the values that are not compared.
pub(super) fn json(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let rows = table.groups.iter().flat_map(|group| group.rows.iter().map(move |row| (group, row)));
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

fn field(row: &Row) -> &str {
    row.field.as_deref().unwrap_or("(the object)")
}

fn cell(text: &str) -> String {
    visible(text).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;")
}

fn escaped(text: &str) -> String {
    visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
