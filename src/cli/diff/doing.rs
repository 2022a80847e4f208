//! What a change will do, as it is told: what it does to all of its objects once, what it does to some with their names.

use rustc_hash::FxHashMap;

use super::told::{Change, Told};
use crate::effect::{Class, Effect, Quota};

/// What a change will do to some of the objects that see it.
pub(super) struct Doing<'c> {
    pub(super) effect: &'c Effect,
    /// The text, with those to whom it is done if not to all.
    pub(super) text: String,
}

impl Doing<'_> {
    /// Whether it is one to look at before it is done.
    pub(super) fn is_bad(&self) -> bool {
        self.effect.class <= Class::Safeguard
    }
}

/// What a change will do, the worst first. That an object is made or deleted is told by its sign.
pub(super) fn doing<'c>(told: &Told<'_>, change: &Change<'c>) -> Vec<Doing<'c>> {
    let mut all: Vec<(&'c Effect, Vec<String>)> = Vec::new();
    let mut known: FxHashMap<(Class, &str), usize> = FxHashMap::default();
    for subject in &change.subjects {
        for effect in subject.effects.iter().copied().filter(|effect| !effect.is_plain()) {
            let at = *known.entry((effect.class, &effect.text)).or_insert(all.len());
            if at == all.len() {
                all.push((effect, Vec::new()));
            }
            all[at].1.push(told.subject(subject));
        }
    }
    all.sort_by_key(|(effect, _)| effect.class);
    let count = change.subjects.len();
    let one = |(effect, subjects): (&'c Effect, Vec<String>)| {
        let whom = if subjects.len() == count { String::new() } else { format!(": {}", subjects.join("; ")) };
        Doing { effect, text: format!("{}{whom}", effect.text) }
    };
    all.into_iter().map(one).collect()
}

/// What all changes of a part together will do, in a line, and in rows what is left of a quota.
pub(super) struct Total {
    pub(super) text: String,
    pub(super) rows: Vec<Left>,
}

/// What is left of a resource.
pub(super) struct Left {
    /// As `requests.cpu`.
    pub(super) resource: String,
    /// As `5 → 6 of 20, 14 left`.
    pub(super) text: String,
    /// Whether it does not do.
    pub(super) is_bad: bool,
}

/// What all changes together will do; with several parts, each with the name of its part.
pub(super) fn totals(told: &Told<'_>) -> Vec<Total> {
    let are_many = told.parts.len() > 1;
    let mut totals: Vec<Total> = Vec::new();
    for part in &told.parts {
        let name = if are_many { format!("{}: ", part.name) } else { String::new() };
        let summary = part.effects.summary();
        if !summary.is_empty() {
            totals.push(Total { text: format!("{name}{summary}"), rows: Vec::new() });
        }
        for quotas in part.effects.quotas.chunk_by(|one, two| one.called() == two.called()) {
            let left = |quota: &Quota| Left {
                resource: quota.resource.clone(),
                text: quota.told(),
                is_bad: quota.effect().is_some(),
            };
            let text = format!("{name}{}", quotas[0].called());
            totals.push(Total { text, rows: quotas.iter().map(left).collect() });
        }
    }
    totals
}
