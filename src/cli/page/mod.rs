//! What pages for a browser have in common: their head, and texts that are no tags.
//!
//! Nothing is fetched: the styles and the script are in a page, which allows no others.

use std::fmt::Write as _;

static COLOURS: &str = include_str!("colours.css");

/// The beginning of a page, up to its body: its title, which is [`escaped`] already, and its styles beside the colours.
pub(super) fn head(title: &str, style: &str) -> String {
    let mut text = String::from("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n");
    text.push_str("<meta name=\"viewport\" content=\"width=device-width\">\n");
    text.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    text.push_str("style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n");
    let _ = write!(text, "<title>{title}</title>\n<style>\n{COLOURS}{style}</style>\n<body>\n");
    text
}

/// A text between tags or in quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
