//! `merge: deep`: a key's content laid over that of an earlier layer, by the format that the key's ending tells.
//!
//! Maps merge key by key; a list, and anything else, takes the place of the earlier. What comes out is written anew, so
//! comments are gone and the order is that of the format's writer.

mod lines;
mod trees;

use super::{Content, Entry, Kind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

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
    let [below, above] = [base, &over].map(|entry| Payload::of(entry, format, kind, diagnostics));
    let pair = [below?, above?];
    let merged = match format {
        Format::Env => lines::env(pair, diagnostics),
        Format::Properties => lines::properties(pair, diagnostics),
        Format::Toml => trees::toml(pair, diagnostics),
        Format::Json | Format::Yaml => trees::yaml(pair, diagnostics),
    }?;
    let span = over.node().span();
    Some(Entry::new(over.key, over.key_span, Content::Text(merged.into()), span).asked_at(over.request))
}

/// A text with a format.
#[derive(Clone, Copy)]
struct Payload<'e> {
    text: &'e str,
    format: Format,
    entry: &'e Entry,
    /// No message may show anything of it.
    is_secret: bool,
}

impl<'e> Payload<'e> {
    fn of(
        entry: &'e Entry,
        format: Format,
        kind: Kind,
        diagnostics: &mut Diagnostics,
    ) -> Option<Payload<'e>> {
        let payload = |text| Payload { text, format, entry, is_secret: kind == Kind::Secret };
        match entry.content() {
            Content::Text(text) => Some(payload(text)),
            Content::Bytes(_) => {
                let what = format!("is no text, and so no {}", format.name());
                diagnostics.push(payload("").wrong(0, &what));
                None
            }
        }
    }

    /// The problem of a content that cannot be read, at the byte `offset` in it.
    fn wrong(&self, offset: usize, what: &str) -> Diagnostic {
        let entry = self.entry;
        let (span, words) = if self.is_secret { entry.hidden_place(offset) } else { entry.place(offset) };
        Diagnostic::new(Code::InvalidValue, format!("`{}` cannot be merged: it {what}{words}", entry.key))
            .at(span, "not as its ending says")
            .at(entry.request, "taken in here")
    }
}
