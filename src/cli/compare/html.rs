//! A comparison as one page that a reviewer opens: the table, with a filter by words and by what is meant.

use std::fmt::Write as _;

use super::pages::field;
use super::table::{NOTHING, Row, Table};
use crate::cli::page::{escaped, head};
use crate::cli::report::plural;
use crate::diagnostic::render::visible;

static STYLE: &str = include_str!("page/style.css");
static SCRIPT: &str = include_str!("page/script.js");

/// What a row is to those who filter, with the words for it.
const STATES: [(&str, &str); 3] =
    [("differs", "differs"), ("allowed", "allowed"), ("unknown", "secret, not compared")];

/// All that is told, as a page.
pub(super) fn html(table: &Table, allowed: bool) -> String {
    let titles: Vec<String> = table.columns.iter().map(|name| safe(name)).collect();
    let groups = table.shown(allowed);
    let title = titles.join(", ");
    let mut text = head(&title, STYLE);
    let _ = write!(text, "<main>\n<h1>{title}</h1>\n<form>\n");
    text.push_str(
        "<input id=\"search\" type=\"search\" placeholder=\"Filter by words\" aria-label=\"Filter by words\">\n",
    );
    let rows = || groups.iter().flat_map(|(_, rows)| rows);
    for (name, words) in STATES.iter().filter(|(name, _)| rows().any(|row| state(row) == *name)) {
        let _ = writeln!(text, "<label><input type=\"checkbox\" value=\"{name}\" checked> {words}</label>");
    }
    let _ = writeln!(
        text,
        "</form>\n<table>\n<thead><tr><td></td><th>{}</th></tr></thead>",
        titles.join("</th><th>")
    );
    for (group, rows) in &groups {
        let names: Vec<String> = group.objects.iter().map(|name| safe(name)).collect();
        let span = table.columns.len() + 1;
        let _ = writeln!(
            text,
            "<tbody>\n<tr class=\"objects\"><th colspan=\"{span}\">{}</th></tr>",
            names.join(", ")
        );
        for row in rows {
            self::row(row, &titles, &mut text);
        }
        text.push_str("</tbody>\n");
    }
    text.push_str("</table>\n");
    if table.same > 0 {
        let _ = writeln!(text, "<p>{} the same</p>", plural(table.same, "object"));
    }
    let words = if groups.is_empty() { "Nothing differs." } else { "Nothing here has all of these words." };
    let _ = write!(text, "<p id=\"none\" hidden>{words}</p>\n</main>\n<script>\n{SCRIPT}</script>\n");
    text
}

fn row(row: &Row, titles: &[String], text: &mut String) {
    let reason = row.reason.as_deref().map(|reason| format!("<br><span>allowed: {}</span>", safe(reason)));
    let (state, field, reason) = (state(row), safe(field(row)), reason.unwrap_or_default());
    let _ = write!(text, "<tr data-state=\"{state}\"><td><code>{field}</code>{reason}</td>");
    for (value, title) in row.values.iter().zip(titles) {
        let value = safe(value.as_deref().unwrap_or(NOTHING));
        let _ = write!(text, "<td data-column=\"{title}\">{value}</td>");
    }
    text.push_str("</tr>\n");
}

fn state(row: &Row) -> &'static str {
    match (row.is_known, &row.reason) {
        (false, _) => "unknown",
        (true, Some(_)) => "allowed",
        (true, None) => "differs",
    }
}

fn safe(text: &str) -> String {
    escaped(&visible(text))
}
