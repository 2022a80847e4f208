//! Merges lists of maps that are told apart by their keys.

use ecow::EcoVec;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Code, Diagnostic, Severity, nearest, quoted_list};
use crate::source::Span;
use crate::yaml::{Entry, Mapping, Node, Path};

use super::directive::Whole;
use super::map::directive_span;
use super::order::order;
use super::schema::Keys;
use super::set::Scalar;
use super::{Merger, Schema};

/// An item of the patch that can be told from others.
struct Item<'p> {
    index: usize,
    node: &'p Node,
    mapping: &'p Mapping,
    whole: Whole,
    identity: Identity,
}

/// The values of an item's keys: that of the first, and those of the others as far as they are written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Identity {
    first: Scalar,
    others: Vec<Option<Scalar>>,
}

/// Where the items of a list are, by the value of their first key.
struct Places {
    by_first: FxHashMap<Scalar, Vec<(usize, Identity)>>,
}

/// What an item of the patch stands for in a list.
enum Found {
    At(Vec<usize>),
    Nowhere,
    /// More than one item has its first key, and it does not say which is meant.
    Ambiguous,
}

impl Merger<'_> {
    /// Merges the items of a list of the patch, written at `span`, into a list.
    pub(super) fn keyed(
        &mut self,
        base: &mut Node,
        patch: &[Node],
        span: Span,
        keys: &Keys<'_>,
        schema: Schema<'_>,
        by: Option<&Entry>,
    ) {
        if let Some(marker) = patch.iter().find(|item| is_marker(item)) {
            let others: Vec<Node> = patch.iter().filter(|item| !is_marker(item)).cloned().collect();
            let mut new = Node::new(EcoVec::new(), span);
            self.aside(|merger| merger.keyed(&mut new, &others, span, keys, schema, by));
            let items: EcoVec<Node> = new.as_sequence().unwrap_or_default().iter().cloned().collect();
            self.put(base, marker.span(), Node::new(items, span));
            return;
        }
        let items = self.read(patch, base, keys);
        let had = base.as_sequence().map_or(0, <[Node]>::len);
        let mut places = Places::of(base, keys);
        let (mut named, mut gone) = (Vec::new(), Vec::new());
        for item in &items {
            let down = |path: &mut Path| path.push_index(item.index);
            match (item.whole, places.find(&item.identity, keys)) {
                (_, Found::Ambiguous) => self.ambiguous(item, keys),
                (Whole::Delete, Found::Nowhere) => self.no_item(item, base, &places, keys),
                (Whole::Delete, Found::At(places)) => {
                    let mut of_keys: Vec<&str> = vec![keys.first];
                    of_keys.extend(keys.others.iter().map(|(key, _)| *key));
                    self.nothing_beside_delete(item.mapping, &of_keys);
                    let cause = directive_span(item.mapping, "$patch", item.node.span());
                    gone.extend(places.into_iter().map(|place| (place, cause)));
                }
                (whole, Found::At(there)) => {
                    let place = there[0];
                    named.push(place);
                    let Some(old) = base.items_mut().get_mut(place) else { continue };
                    if whole == Whole::Replace {
                        let new = self.at(down, |merger| merger.replacement(item.node, schema));
                        self.put(old, directive_span(item.mapping, "$patch", item.node.span()), new);
                    } else {
                        self.at(|path| path.push_index(place), |merger| merger.map(old, item.node, schema));
                    }
                }
                (_, Found::Nowhere) => {
                    if schema.type_name() == Some("Container") && self.is_misspelt(item, base, keys) {
                        continue;
                    }
                    let new = self.at(down, |merger| merger.replacement(item.node, schema));
                    self.beside(item, &places, base, keys);
                    let length = base.as_sequence().map_or(0, <[Node]>::len);
                    let cause = self.change(item.node.span());
                    base.insert_item(cause, length, new);
                    places.add(length, item.identity.clone());
                    named.push(length);
                }
            }
        }
        if let Some(by) = by {
            named = self.named(by, base, &places, keys);
        }
        let is_named: FxHashSet<usize> = named.iter().copied().collect();
        let length = base.as_sequence().map_or(0, <[Node]>::len);
        let others: Vec<usize> = (0..length).filter(|index| !is_named.contains(index)).collect();
        gone.sort_unstable_by_key(|(place, _)| *place);
        self.arrange(base, &order(&others, &named, had), &gone, span);
    }

    /// The items of the patch that can be told from others; the rest is reported.
    fn read<'p>(&mut self, patch: &'p [Node], base: &Node, keys: &Keys<'_>) -> Vec<Item<'p>> {
        let mut items = Vec::with_capacity(patch.len());
        let mut seen: FxHashMap<Identity, Span> = FxHashMap::default();
        for (index, node) in patch.iter().enumerate() {
            let Some(mapping) = node.as_mapping() else {
                let message =
                    format!("an item of {} must be a map, not {}", self.place(), node.value().kind_name());
                self.report(Diagnostic::new(Code::WrongType, message).at(node.span(), ""));
                continue;
            };
            let Some(identity) = Identity::of(node, keys) else {
                self.no_key(mapping, node, base, keys);
                continue;
            };
            let Some(whole) = self.whole(mapping) else { continue };
            let span = mapping.get(keys.first).map_or(node.span(), Node::span);
            if let Some(first) = seen.insert(identity.clone(), span) {
                let message = format!("{} names `{}` twice", self.place(), identity.first);
                let problem = Diagnostic::new(Code::DuplicateKey, message).at(span, "the second");
                self.report(problem.at(first, "the first").help("write what is to be merged as one item"));
                continue;
            }
            items.push(Item { index, node, mapping, whole, identity });
        }
        items
    }

    /// Where the items are that `$setElementOrder` names.
    fn named(&mut self, by: &Entry, base: &Node, places: &Places, keys: &Keys<'_>) -> Vec<usize> {
        let mut named = Vec::new();
        let mut seen: FxHashSet<usize> = FxHashSet::default();
        for node in self.items(by).unwrap_or_default() {
            let Some(identity) = Identity::of(node, keys) else {
                let message = format!("an item of `{}` names no `{}`", by.key, keys.first);
                self.report(Diagnostic::new(Code::MissingField, message).at(node.span(), ""));
                continue;
            };
            match places.find(&identity, keys) {
                Found::At(there) => named.extend(there.into_iter().filter(|place| seen.insert(*place))),
                Found::Ambiguous | Found::Nowhere => {
                    let message = format!("`{}` names `{}`, which is not there", by.key, identity.first);
                    let problem = Diagnostic::new(Code::NoMatch, message).at(node.span(), "");
                    self.report(suggest_items(problem, &identity, base, keys));
                }
            }
        }
        named
    }

    #[cold]
    fn no_key(&mut self, mapping: &Mapping, node: &Node, base: &Node, keys: &Keys<'_>) {
        let message = format!("an item of {} without `{}`", self.place(), keys.first);
        let problem = match mapping.entry(keys.first) {
            Some(entry) => Diagnostic::new(Code::MissingField, message)
                .at(entry.key_span.to(entry.node.span()), "names no item"),
            None => Diagnostic::new(Code::MissingField, message).at(
                mapping.iter().next().map_or(node.span(), |entry| entry.key_span),
                format!("which item? `{}` says it", keys.first),
            ),
        };
        let names = names(base, keys);
        self.report(match names.len() {
            0 => problem.help(format!("add `{}`, by which items are found", keys.first)),
            _ => problem.help(format!(
                "add `{}`, by which items are found; there is {}",
                keys.first,
                quoted_list(&names.iter().map(String::as_str).collect::<Vec<_>>(), "and")
            )),
        });
    }

    /// Whether a container that a patch would add has no image, and a name like one that is there: reported.
    fn is_misspelt(&mut self, item: &Item<'_>, base: &Node, keys: &Keys<'_>) -> bool {
        let Some(name) = item.mapping.get(keys.first).filter(|_| !item.mapping.contains_key("image")) else {
            return false;
        };
        let there = base.as_sequence().unwrap_or_default().iter().filter_map(|item| item.get(keys.first));
        let written = item.identity.first.to_string();
        let near = nearest(&written, there.clone().filter_map(Node::as_str)).first().copied();
        let Some(near) = there.into_iter().find(|name| near.is_some() && name.as_str() == near) else {
            return false;
        };
        let message = format!("{} has no container `{written}`", self.place());
        let problem =
            Diagnostic::new(Code::NoMatch, message).at(name.span(), "without `image`, it is no new one");
        let problem = problem.at(near.span(), "there is this one");
        self.report(problem.help(format!("did you mean `{}`?", near.as_str().unwrap_or_default())));
        true
    }

    /// Says that an item is added beside one with the same first key, where only a key that is not written tells why.
    fn beside(&mut self, item: &Item<'_>, places: &Places, base: &Node, keys: &Keys<'_>) {
        let Some((key, _)) = keys.others.iter().find(|(_, default)| default.is_none()) else { return };
        let there = places.by_first.get(&item.identity.first).and_then(|there| there.first());
        let there = there.and_then(|(place, _)| base.as_sequence()?.get(*place)?.get(key));
        let (Some(there), Some(new)) = (there, item.mapping.get(key)) else { return };
        let message = format!("the patch adds a second `{}` to {}", item.identity.first, self.place());
        let mut note = Diagnostic::new(Code::NoMatch, message);
        note.severity = Severity::Info;
        let note = note.at(new.span(), format!("with another `{key}`")).at(there.span(), "than this one");
        self.report(note.help("to have only the new one, delete the other in the same patch"));
    }

    #[cold]
    fn no_item(&mut self, item: &Item<'_>, base: &Node, places: &Places, keys: &Keys<'_>) {
        let first = &item.identity.first;
        let message = format!("{} has no item `{first}` to delete", self.place());
        let span = item.mapping.get(keys.first).map_or(item.node.span(), Node::span);
        let Some(there) = places.by_first.get(first) else {
            let problem = Diagnostic::new(Code::NoMatch, message).at(span, "");
            self.report(suggest_items(problem, &item.identity, base, keys));
            return;
        };
        // It is one of the other keys that leads to nothing.
        let others = |identity: &Identity| {
            let said = (0..keys.others.len()).map(|at| (keys.others[at].0, keys.value(identity, at)));
            let said = said.filter_map(|(key, value)| Some(format!("{key}: {}", value?)));
            said.collect::<Vec<_>>().join(", ")
        };
        let message =
            format!("{} has no item `{first}` with `{}` to delete", self.place(), others(&item.identity));
        let there: Vec<String> = there.iter().map(|(_, identity)| others(identity)).collect();
        let there: Vec<&str> = there.iter().map(String::as_str).collect();
        let problem = Diagnostic::new(Code::NoMatch, message).at(span, "");
        self.report(problem.help(format!("there is `{first}` with {}", quoted_list(&there, "and with"))));
    }

    #[cold]
    fn ambiguous(&mut self, item: &Item<'_>, keys: &Keys<'_>) {
        let message = format!("{} has more than one item `{}`", self.place(), item.identity.first);
        let span = item.mapping.get(keys.first).map_or(item.node.span(), Node::span);
        let others: Vec<&str> = keys.others.iter().map(|(key, _)| *key).collect();
        let problem = Diagnostic::new(Code::NoMatch, message).at(span, "");
        self.report(problem.help(format!("say which with {}", quoted_list(&others, "and"))));
    }
}

/// Whether an item says that the list takes the other's place.
pub fn is_marker(item: &Node) -> bool {
    item.as_mapping().is_some_and(|mapping| mapping.len() == 1)
        && item.get("$patch").and_then(Node::as_str) == Some("replace")
}

impl Identity {
    /// The identity of an item; nothing if it does not have the first key.
    fn of(item: &Node, keys: &Keys<'_>) -> Option<Identity> {
        let first = Scalar::of(item.get(keys.first)?)?;
        let others = keys.others.iter().map(|(key, _)| Scalar::of(item.get(key)?));
        Some(Identity { first, others: others.collect() })
    }
}

impl Places {
    fn of(list: &Node, keys: &Keys<'_>) -> Places {
        let mut places = Places { by_first: FxHashMap::default() };
        for (index, item) in list.as_sequence().unwrap_or_default().iter().enumerate() {
            if let Some(identity) = Identity::of(item, keys) {
                places.add(index, identity);
            }
        }
        places
    }

    fn add(&mut self, index: usize, identity: Identity) {
        self.by_first.entry(identity.first.clone()).or_default().push((index, identity));
    }

    /// The items that `wanted` stands for: those that have all of its keys. A key that it does not say counts only where
    /// more than one item is left, and then with its default.
    fn find(&self, wanted: &Identity, keys: &Keys<'_>) -> Found {
        let Some(there) = self.by_first.get(&wanted.first) else { return Found::Nowhere };
        let value = |identity: &Identity, at: usize| keys.value(identity, at);
        let said = |identity: &Identity| {
            (0..keys.others.len())
                .all(|at| wanted.others[at].is_none() || value(identity, at) == value(wanted, at))
        };
        let left: Vec<&(usize, Identity)> = there.iter().filter(|(_, identity)| said(identity)).collect();
        let all_keys =
            |identity: &Identity| (0..keys.others.len()).map(|at| value(identity, at)).collect::<Vec<_>>();
        let places = |left: &[&(usize, Identity)]| Found::At(left.iter().map(|(index, _)| *index).collect());
        match left.split_first() {
            None => Found::Nowhere,
            Some((first, rest)) if rest.iter().all(|other| all_keys(&other.1) == all_keys(&first.1)) => {
                places(&left)
            }
            Some(_) => {
                let by_default: Vec<_> =
                    left.into_iter().filter(|(_, identity)| all_keys(identity) == all_keys(wanted)).collect();
                if by_default.is_empty() { Found::Ambiguous } else { places(&by_default) }
            }
        }
    }
}

impl Keys<'_> {
    /// The value of one of the other keys: what is written, or its default.
    fn value(&self, identity: &Identity, at: usize) -> Option<Scalar> {
        let default = || self.others[at].1.map(|text| Scalar::Text(text.into()));
        identity.others[at].clone().or_else(default)
    }
}

/// The first keys of the items of a list, as text.
fn names(list: &Node, keys: &Keys<'_>) -> Vec<String> {
    let items = list.as_sequence().unwrap_or_default().iter();
    items.filter_map(|item| Scalar::of(item.get(keys.first)?)).map(|name| name.to_string()).collect()
}

fn suggest_items(problem: Diagnostic, wanted: &Identity, list: &Node, keys: &Keys<'_>) -> Diagnostic {
    let names = names(list, keys);
    problem.suggest(&wanted.first.to_string(), names.iter().map(String::as_str), "items")
}
