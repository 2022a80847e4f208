//! Compares two lists: item by item, each with the one that it was.

use std::collections::BTreeSet;

use ecow::{EcoString, EcoVec, eco_format};
use rustc_hash::{FxHashMap, FxHashSet};
use similar::DiffOp;

use super::How;
use super::fields::Walk;
use super::place::Step;
use super::sequence::operations;
use crate::patch::strategic::{Field, Keys, List};
use crate::yaml::{Node, emit_compact_json};

/// Fields by which people tell the items of a list apart where nothing says which: the first one that all items have, and
/// no two alike, is it.
const NATURAL: [&str; 11] = [
    "name",
    "metadata.name",
    "id",
    "key",
    "host",
    "hostname",
    "path",
    "mountPath",
    "port",
    "containerPort",
    "ip",
];

/// The lists of built-in types whose order means something, with their types; sorted. In all others nobody can tell by
/// what the cluster does in which order the items stand.
static ORDERED: &[(&str, &str)] = &[
    ("Container", "args"),
    ("Container", "command"),
    ("Container", "envFrom"),
    ("Container", "restartPolicyRules"),
    ("DeviceRequest", "firstAvailable"),
    ("EphemeralContainer", "args"),
    ("EphemeralContainer", "command"),
    ("EphemeralContainer", "envFrom"),
    ("ExecAction", "command"),
    ("MutatingAdmissionPolicySpec", "mutations"),
    ("PodDNSConfig", "nameservers"),
    ("PodDNSConfig", "searches"),
    ("PodFailurePolicy", "rules"),
    ("PodSpec", "initContainers"),
    ("ServiceSpec", "clusterIPs"),
    ("ServiceSpec", "ipFamilies"),
    ("SuccessPolicy", "rules"),
];

/// The variables of a container that name another one, with that, where it stands before them: elsewhere `$(NAME)` stays as it
/// is. Of a list in another order this is all that matters.
fn known_before(variables: &[Node]) -> BTreeSet<(&str, &str)> {
    let mut before: FxHashSet<&str> = FxHashSet::default();
    let mut found = BTreeSet::new();
    for variable in variables {
        let Some(name) = variable.get("name").and_then(Node::as_str) else { continue };
        let value = variable.get("value").and_then(Node::as_str).unwrap_or_default();
        let named = value.split("$(").skip(1).filter_map(|rest| rest.split_once(')'));
        found.extend(named.filter(|(other, _)| before.contains(other)).map(|(other, _)| (name, other)));
        before.insert(name);
    }
    found
}

/// The items of a list and the node that it is.
type Side<'n> = (&'n Node, &'n EcoVec<Node>);

/// Compares two lists that stand in a field.
pub(super) fn compare(walk: &mut Walk<'_>, before: Side<'_>, after: Side<'_>, field: &Field<'_>) {
    if before.1 == after.1 {
        return;
    }
    let is_ordered = match field.owner {
        Some((type_name, name)) => ORDERED.binary_search(&(type_name, name)).is_ok(),
        None => !matches!(field.list, List::Keyed(_) | List::Set),
    };
    let lists = Lists { before: before.1, after: after.1, field };
    let pairs = match lists.names() {
        Some((one, two)) => by_name(&one, &two),
        None if is_ordered && lists.are_plain() => lists.in_order(),
        None => lists.by_value(),
    };
    let kept: Vec<usize> =
        pairs.iter().filter(|pair| pair.after.is_some()).filter_map(|pair| pair.before).collect();
    let are_variables = matches!(field.owner, Some(("Container" | "EphemeralContainer", "env")));
    let is_ordered = is_ordered || are_variables && known_before(before.1) != known_before(after.1);
    let is_moved = is_ordered && !kept.is_sorted();
    let item = Field::holding(field.items);
    for pair in pairs {
        let (one, two) = (pair.before.map(|at| &before.1[at]), pair.after.map(|at| &after.1[at]));
        let step = Step::Item { by: pair.by, before: pair.before, after: pair.after };
        walk.at(step, |walk| walk.maybe(one, two, &item));
    }
    if is_moved {
        walk.note(Some(before.0), Some(after.0), How::Order);
    }
}

/// An item on both sides, or on one.
struct Pair {
    /// What tells it from the others.
    by: EcoString,
    before: Option<usize>,
    after: Option<usize>,
}

struct Lists<'l> {
    before: &'l [Node],
    after: &'l [Node],
    field: &'l Field<'l>,
}

impl Lists<'_> {
    /// What each item of both lists is called; nothing if they have no names, or some have the same.
    fn names(&self) -> Option<(Vec<EcoString>, Vec<EcoString>)> {
        let both = |name: &dyn Fn(&Node) -> Option<EcoString>| {
            Some((names(self.before, name)?, names(self.after, name)?))
        };
        if let List::Keyed(keys) = &self.field.list {
            let first = |item: &Node| by_key(item, keys.first, None);
            return both(&first).or_else(|| both(&|item| by_keys(item, keys)));
        }
        NATURAL.iter().find_map(|key| both(&|item| by_key(item, key, None)))
    }

    /// Whether all items are scalars.
    fn are_plain(&self) -> bool {
        let plain = |item: &Node| item.value().scalar_text().is_some();
        self.before.iter().all(plain) && self.after.iter().all(plain)
    }

    /// The items as they follow one another: what stands between the same neighbours is the same, changed or not.
    fn in_order(&self) -> Vec<Pair> {
        let texts = |items: &[Node]| items.iter().map(text).collect::<Vec<_>>();
        let (before, after) = (texts(self.before), texts(self.after));
        let mut pairs = Vec::new();
        for operation in operations(&before, &after) {
            let (mut old, mut new) = (operation.old_range(), operation.new_range());
            if matches!(operation, DiffOp::Equal { .. }) {
                continue;
            }
            loop {
                let (before, after) = (old.next(), new.next());
                let Some(at) = after.or(before) else { break };
                pairs.push(Pair { by: eco_format!("{at}"), before, after });
            }
        }
        pairs
    }

    /// Each item with one that is the same wherever it stands, and the rest in their order. Of scalars the rest is gone or
    /// new.
    fn by_value(&self) -> Vec<Pair> {
        let mut there: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, item) in self.before.iter().enumerate().rev() {
            there.entry(text(item)).or_default().push(at);
        }
        let mut pairs: Vec<(usize, Option<usize>)> = Vec::new();
        for (at, item) in self.after.iter().enumerate() {
            pairs.push((at, there.get_mut(&text(item)).and_then(Vec::pop)));
        }
        let taken: FxHashSet<usize> = pairs.iter().filter_map(|(_, before)| *before).collect();
        let mut left: Vec<usize> = (0..self.before.len()).filter(|at| !taken.contains(at)).collect();
        let are_plain = self.are_plain();
        if !are_plain {
            // What is left is taken to be the same in its order.
            let mut rest = left.into_iter();
            pairs
                .iter_mut()
                .filter(|(_, before)| before.is_none())
                .for_each(|(_, before)| *before = rest.next());
            left = rest.collect();
        }
        let name = |item: &Node, at: usize| match item.value().scalar_text() {
            Some(text) if are_plain && !item.is_secret() => text,
            _ => eco_format!("{at}"),
        };
        let there = pairs.into_iter().map(|(at, before)| Pair {
            by: name(&self.after[at], at),
            before,
            after: Some(at),
        });
        let gone =
            left.into_iter().map(|at| Pair { by: name(&self.before[at], at), before: Some(at), after: None });
        there.chain(gone).collect()
    }
}

/// The items of both lists by what they are called: those that are there in their order, then those that are gone.
fn by_name(before: &[EcoString], after: &[EcoString]) -> Vec<Pair> {
    let index: FxHashMap<&EcoString, usize> =
        before.iter().enumerate().map(|(at, name)| (name, at)).collect();
    let stay: FxHashSet<&EcoString> = after.iter().collect();
    let there = after.iter().enumerate().map(|(at, name)| Pair {
        by: name.clone(),
        before: index.get(name).copied(),
        after: Some(at),
    });
    let gone = before.iter().enumerate().filter(|(_, name)| !stay.contains(name));
    let gone = gone.map(|(at, name)| Pair { by: name.clone(), before: Some(at), after: None });
    there.chain(gone).collect()
}

/// The name of each item; nothing if one has none, or two have the same.
fn names(items: &[Node], name: &dyn Fn(&Node) -> Option<EcoString>) -> Option<Vec<EcoString>> {
    let names = items.iter().map(name).collect::<Option<Vec<_>>>()?;
    let different: FxHashSet<&EcoString> = names.iter().collect();
    (different.len() == names.len()).then_some(names)
}

fn by_key(item: &Node, key: &str, default: Option<&str>) -> Option<EcoString> {
    item.as_mapping()?;
    let value = item.at(key.split('.'));
    let text = value.and_then(|value| value.value().scalar_text()).or(default.map(EcoString::from))?;
    Some(eco_format!("{key}={text}"))
}

fn by_keys(item: &Node, keys: &Keys<'_>) -> Option<EcoString> {
    let mut name = by_key(item, keys.first, None)?;
    for (key, default) in &keys.others {
        name.push(',');
        name.push_str(&by_key(item, key, Some(default.unwrap_or_default()))?);
    }
    Some(name)
}

/// A text that two items have in common if they say the same.
fn text(item: &Node) -> String {
    let mut text = String::new();
    emit_compact_json(item, &mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::ORDERED;

    #[test]
    fn lists_in_order_are_sorted() {
        assert!(ORDERED.is_sorted());
    }
}
