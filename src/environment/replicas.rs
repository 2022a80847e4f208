//! Reads `replicas`: how many pods a workload is to have.

use ecow::{EcoString, EcoVec};
use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::ReplicaOverride;
use crate::yaml::Node;

use super::{expected, fields, merge};

const KEYS: &[&str] = &["count", "kind", "matches", "name", "optional"];

const ENTRY: &str = "an entry of `replicas`";

/// The entries of the list `node`, without those that are wrong, which are reported.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Vec<ReplicaOverride> {
    let items =
        fields::items(node, "`replicas`", "a list such as `[{name: web, count: 3}]`", |_| false, diagnostics);
    let mut entries: Vec<ReplicaOverride> = Vec::new();
    let mut names: FxHashMap<Key, Node> = FxHashMap::default();
    for item in items {
        let Some(entry) = entry(item, diagnostics) else { continue };
        match names.insert(key(&entry), entry.name.clone()) {
            Some(first) => diagnostics.push(fields::said_twice(&first, &entry.name, "`replicas`")),
            None => entries.push(entry),
        }
    }
    entries
}

/// Lays the entries of a later layer over those of an earlier one, by their names and kinds.
pub(super) fn lay(base: &mut EcoVec<ReplicaOverride>, over: &[ReplicaOverride]) {
    if over.is_empty() {
        return;
    }
    let known: FxHashMap<Key, usize> =
        base.iter().enumerate().map(|(index, entry)| (key(entry), index)).collect();
    for entry in over {
        let Some(index) = known.get(&key(entry)) else {
            base.push(entry.clone());
            continue;
        };
        let earlier = &mut base.make_mut()[*index];
        earlier.count.replace(merge::cause(&entry.count), entry.count.clone());
        earlier.name = entry.name.clone();
        earlier.expected = entry.expected.or(earlier.expected);
    }
}

/// What tells an entry from another: its name, and its kind if it says one.
type Key = (EcoString, Option<EcoString>);

fn key(entry: &ReplicaOverride) -> Key {
    let text = |node: &Node| EcoString::from(node.as_str().unwrap_or_default());
    (text(&entry.name), entry.kind.as_ref().map(text))
}

fn entry(item: &Node, diagnostics: &mut Diagnostics) -> Option<ReplicaOverride> {
    let mapping = fields::map(item, ENTRY, KEYS, diagnostics)?;
    let mut problems = Diagnostics::default();
    let text = |key: &str, problems: &mut Diagnostics| {
        let node = mapping.get(key)?;
        fields::string(node, &format!("`{key}` in {ENTRY}"), problems).map(|_| node.clone())
    };
    let (name, kind) = (text("name", &mut problems), text("kind", &mut problems));
    let count = mapping.get("count").filter(|count| is_count(count, &mut problems));
    let says_expected = expected::KEYS.iter().any(|key| mapping.contains_key(key));
    let expected = says_expected.then(|| expected::read(mapping, ENTRY, &mut problems));
    for key in ["name", "count"].into_iter().filter(|key| !mapping.contains_key(key)) {
        let place = mapping.iter().next().map_or(item.span(), |entry| entry.key_span.to(entry.node.span()));
        let problem = Diagnostic::new(Code::InvalidValue, format!("{ENTRY} says no `{key}`"));
        problems.push(problem.at(place, "incomplete").help("write `{name: web, count: 3}`"));
    }
    let is_whole = !problems.has_errors();
    diagnostics.extend(problems);
    Some(ReplicaOverride { name: name?, kind, count: count?.clone(), expected }).filter(|_| is_whole)
}

/// Whether a workload can have so many replicas, which the API keeps in 32 bits; if not, it is reported.
fn is_count(node: &Node, diagnostics: &mut Diagnostics) -> bool {
    let Some(count) = node.as_i64() else {
        let problem = fields::wrong_type(node, &format!("`count` in {ENTRY}"), "a whole number");
        let is_text = node.as_str().is_some();
        diagnostics.push(if is_text { problem.help("write it without quotes") } else { problem });
        return false;
    };
    let fits = i32::try_from(count).is_ok_and(|count| count >= 0);
    if !fits {
        let label = if count < 0 { "less than 0" } else { "more than 2147483647" };
        let message = format!("`count` in {ENTRY} cannot be {count}");
        diagnostics.push(Diagnostic::new(Code::InvalidValue, message).at(node.span(), label));
    }
    fits
}
