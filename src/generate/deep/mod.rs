//! `merge: deep`: a key's content laid over that of an earlier layer, by the format that the key's ending tells.
//!
//! Maps merge key by key; a list, and anything else, takes the place of the earlier. What comes out is written anew, so
//! comments are gone and the order is that of the format's writer.

mod lines;
mod trees;

use super::{Content, Entry, Kind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// A format that can be merged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    Env,
    Json,
    Properties,
    Toml,
    Yaml,
}

impl Format {
    fn of(key: &str) -> Option<Format> {
        match key.rsplit_once('.')?.1 {
            "env" => Some(Format::Env),
            "json" => Some(Format::Json),
            "properties" => Some(Format::Properties),
            "toml" => Some(Format::Toml),
            "yaml" | "yml" => Some(Format::Yaml),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Format::Env => "env file",
            Format::Json => "JSON",
            Format::Properties => "properties",
            Format::Toml => "TOML",
            Format::Yaml => "YAML",
        }
    }
}

/// What `over` is when it is laid over `base`, which has the same key; nothing if that was reported as impossible.
///
/// Of the contents of a Secret no message shows anything.
pub fn merge(base: &Entry, over: Entry, kind: Kind, diagnostics: &mut Diagnostics) -> Option<Entry> {
    let Some(format) = Format::of(&over.key) else {
        let problem =
            Diagnostic::new(Code::InvalidValue, format!("`{}` has no format that can be merged", over.key))
                .at(over.request, "laid over an earlier layer's")
                .at(base.request, "the earlier one")
                .help("`merge: deep` knows `.yaml`, `.yml`, `.json`, `.toml`, `.properties` and `.env`");
        diagnostics.push(problem);
        return None;
    };
    let merged = match (text(base, format, diagnostics), text(&over, format, diagnostics)) {
        (Some(below), Some(above)) => match format {
            Format::Env => lines::env([below, above], [base, &over], kind, diagnostics),
            Format::Properties => lines::properties([below, above], [base, &over], diagnostics),
            Format::Toml => trees::toml([below, above], [base, &over], diagnostics),
            Format::Json | Format::Yaml => trees::yaml([below, above], [base, &over], format, diagnostics),
        },
        _ => None,
    }?;
    let span = over.node().span();
    Some(Entry::new(over.key, over.key_span, Content::Text(merged.into()), span).asked_at(over.request))
}

fn text<'e>(entry: &'e Entry, format: Format, diagnostics: &mut Diagnostics) -> Option<&'e str> {
    match entry.content() {
        Content::Text(text) => Some(text),
        Content::Bytes(_) => {
            diagnostics.push(wrong(entry, 0, &format!("is no text, and so no {}", format.name())));
            None
        }
    }
}

/// The problem of a content that cannot be read, at the byte `offset` in it.
fn wrong(entry: &Entry, offset: usize, what: &str) -> Diagnostic {
    let (span, words): (Span, String) = entry.place(offset);
    Diagnostic::new(Code::InvalidValue, format!("`{}` cannot be merged: it {what}{words}", entry.key))
        .at(span, "not as its ending says")
        .at(entry.request, "taken in here")
}
