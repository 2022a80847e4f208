//! A diff as a report of GitLab's Code Quality, which a merge request shows beside its lines.

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::doing::doing;
use super::places;
use super::rows::rows;
use super::told::{Change, Told};
use crate::diagnostic::render::visible;
use crate::effect::Class;
use crate::source::Sources;

/// What differs, as a JSON list of issues with a line break at its end.
pub(super) fn report(told: &Told<'_>, sources: &Sources) -> String {
    let issues: Vec<Value> = told.changes.iter().filter_map(|change| issue(told, change, sources)).collect();
    format!("{}\n", Value::from(issues))
}

/// A change; nothing if it comes from no line of a file, which an issue must have.
fn issue(told: &Told<'_>, change: &Change<'_>, sources: &Sources) -> Option<Value> {
    let place = places::of_change(change, sources)?;
    let subjects = told.subjects(change).join("; ");
    let effects = doing(told, change).into_iter().map(|doing| doing.text);
    let first = rows(change).into_iter().take(1).map(|row| row.signed());
    let details: Vec<String> = effects.chain(first).collect();
    let colon = if details.is_empty() { "" } else { ": " };
    let description = format!("{} {subjects}{colon}{}", told.word(change.kind), details.join("; "));
    let description = visible(&sources.without_hidden(&description));
    // Stays the same while the change does, wherever its line moves.
    let fingerprint = HEXLOWER.encode(&Sha256::digest(format!("{}{description}", place.path)));
    Some(json!({
        "check_name": format!("rkgen-{}", change.kind.name()),
        "description": description,
        "fingerprint": fingerprint,
        "location": { "lines": { "begin": place.line }, "path": place.path },
        "severity": severity(change),
    }))
}

/// By the worst that a change does.
fn severity(change: &Change<'_>) -> &'static str {
    match change.worst() {
        Some(Class::Refused) => "blocker",
        Some(Class::DataLoss) => "critical",
        Some(class) if class <= Class::Safeguard => "major",
        Some(class) if class <= Class::Capacity => "minor",
        _ => "info",
    }
}
