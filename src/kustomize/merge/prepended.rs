//! Merges lists as Kustomize does: what the patch names comes first, in its order, then the rest (oddity 25).
//!
//! From `kyaml/yaml/walk/associative_sequence.go`. What it does with items that do not say all of their keys (oddities 26 and
//! 27) comes of the steps taken there one after the other, so they are taken here too.

use ecow::{EcoString, EcoVec};
use rustc_hash::FxHashSet;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::patch::strategic::{Keys, List, Merger, Scalar, Schema, Whole, is_marker};
use crate::source::Span;
use crate::yaml::{Mapping, Node, Path};

use super::blank::is_blank;

/// An item of the result.
#[derive(Clone)]
enum Place {
    /// The item of the base at this index.
    Base(usize),
    /// One that the patch brings.
    New(Node),
}

impl Merger<'_> {
    /// Merges the items of a list of the patch, written at `span`, into a list.
    pub(super) fn prepend(
        &mut self,
        base: &mut Node,
        patch: &[Node],
        span: Span,
        keys: &Keys<'_>,
        schema: Schema<'_>,
    ) {
        if patch.iter().any(is_marker) {
            let others: Vec<Node> = patch.iter().filter(|item| !is_marker(item)).cloned().collect();
            let mut new = Node::new(EcoVec::new(), span);
            self.aside(|merger| merger.prepend(&mut new, &others, span, keys, schema));
            let items: EcoVec<Node> = new.as_sequence().unwrap_or_default().iter().cloned().collect();
            self.put(base, span, Node::new(items, span));
            return;
        }
        let names: Vec<&str> =
            std::iter::once(keys.first).chain(keys.others.iter().map(|(key, _)| *key)).collect();
        let own = base.as_sequence().unwrap_or_default();
        let mut seen = FxHashSet::default();
        let all = patch.iter().chain(own).map(|item| values(item, &names));
        let mut said: Vec<Vec<String>> = all.filter(|said| seen.insert(said.clone())).collect();
        if names.len() > 1 {
            join_alike(&mut said);
        }
        // The keys that any item says at all.
        let is_said = |at: &usize| said.iter().any(|said| !said[*at].is_empty());
        let used: Vec<usize> = (0..names.len()).filter(is_said).collect();
        let used = if used.is_empty() { (0..names.len()).collect() } else { used };
        let mut met = FxHashSet::default();
        let mut result = Outcome::new(base.as_sequence().map_or(0, <[Node]>::len));
        for said in &said {
            let of_keys = |at: &usize| (names[*at], said[*at].as_str());
            let wanted: Vec<(&str, &str)> = used.iter().map(of_keys).collect();
            let mut exactly: Vec<(&str, &str)> = wanted.clone();
            exactly.retain(|(_, value)| !value.is_empty());
            let exactly = if exactly.is_empty() { &wanted } else { &exactly };
            let items = base.as_sequence().unwrap_or_default();
            let there = (0..items.len()).find(|at| !result.gone[*at] && is_exactly(&items[*at], exactly));
            let new = patch.iter().position(|item| is_exactly(item, exactly));
            // Of two items of the patch the first one counts (oddity 28). A directive counts once: of two that are taken for the same, the second is merged.
            let is_first = new.is_none_or(|at| met.insert(at));
            if let Some(place) = self.one(base, there, new.map(|at| (&patch[at], is_first)), schema) {
                result.set(base, place, &wanted);
                continue;
            }
            let taken = result.take_from_base(base, &wanted);
            let is_keyless = |item: &&Node| values(item, &names).iter().all(String::is_empty);
            if let Some(item) = patch.iter().find(is_keyless).filter(|_| taken > 0 && new.is_none()) {
                let problem = took_away(&self.place(), item, base, keys.first);
                self.refuse(problem);
            }
        }
        let used: Vec<&str> = used.iter().map(|at| names[*at]).collect();
        result.append_rest(base, &used);
        self.settle(base, result.places, span);
    }

    /// What a list of the patch is where nothing is: Kustomize takes it for the list that it is merged into, too.
    pub(super) fn prepended(
        &mut self,
        items: &[Node],
        span: Span,
        keys: &Keys<'_>,
        schema: Schema<'_>,
    ) -> Node {
        let is_gone = |item: &Node| item.get("$patch").and_then(Node::as_str) == Some("delete");
        let kept = items.iter().filter(|item| !is_marker(item));
        let own: EcoVec<Node> = kept
            .map(|item| if is_gone(item) { item.clone() } else { self.replacement(item, schema) })
            .collect();
        let mut new = Node::new(own, span);
        self.prepend(&mut new, items, span, keys, schema);
        new
    }

    /// Settles what is in a map of the base that `patch` does not name. Kustomize goes through all of an object that is
    /// patched: a key without a value is taken away, and of two items with the same keys one is left, wherever they are.
    pub(super) fn untouched(&mut self, base: &mut Node, patch: Option<&Mapping>, schema: Schema<'_>) {
        let entries = base.as_mapping().into_iter().flatten();
        let blank: Vec<EcoString> =
            entries.filter(|entry| is_blank(&entry.node)).map(|entry| entry.key.clone()).collect();
        let is_named = |key: &str| patch.is_some_and(|patch| patch.contains_key(key));
        let span = base.span();
        for key in blank.iter().filter(|key| !is_named(key)) {
            let cause = self.change(span);
            base.remove(cause, key);
        }
        for (key, node) in base.values_mut().filter(|(key, _)| !is_named(key)) {
            let field = schema.field(key);
            if node.as_mapping().is_some() {
                self.at(
                    |path| path.push_key(key.clone()),
                    |merger| merger.untouched(node, None, field.schema),
                );
                continue;
            }
            match &field.list {
                List::Keyed(keys) if has_twins(node, keys) => {
                    self.prepend(node, &[], span, keys, field.items);
                }
                List::Keyed(_) => {
                    node.items_mut().iter_mut().for_each(|item| self.untouched(item, None, field.items));
                }
                List::Set if node.as_sequence().is_some() => self.prepend_scalars(node, &[], span),
                _ => {}
            }
        }
    }

    /// What becomes of an item of the base and one of the patch, with whether its directive counts; nothing if it goes.
    fn one(
        &mut self,
        base: &mut Node,
        there: Option<usize>,
        new: Option<(&Node, bool)>,
        schema: Schema<'_>,
    ) -> Option<Place> {
        let Some((new, is_first)) = new else {
            let at = there?;
            if let Some(old) = base.items_mut().get_mut(at) {
                self.untouched(old, None, schema);
            }
            return Some(Place::Base(at));
        };
        let directed = new.as_mapping().filter(|_| is_first);
        let whole = directed.map_or(Some(Whole::Merge), |mapping| self.whole(mapping))?;
        match (whole, there) {
            (Whole::Delete, _) => None,
            (Whole::Merge, Some(at)) => {
                if let Some(old) = base.items_mut().get_mut(at) {
                    self.at(|path| path.push_index(at), |merger| merger.map(old, new, schema));
                }
                Some(Place::Base(at))
            }
            (Whole::Merge, None) | (Whole::Replace, _) => {
                let down = |path: &mut Path| path.push_index(0);
                let mut new = self.at(down, |merger| merger.replacement(new, schema));
                self.aside(|merger| merger.untouched(&mut new, None, schema));
                Some(Place::New(new))
            }
        }
    }

    /// Merges the scalars of a list of the patch, written at `span`, into a list: each once, those of the patch first.
    pub(super) fn prepend_scalars(&mut self, base: &mut Node, patch: &[Node], span: Span) {
        let said_by = |node: &Node| Scalar::of(node).map_or_else(String::new, |scalar| scalar.to_string());
        let own: Vec<String> = base.as_sequence().unwrap_or_default().iter().map(said_by).collect();
        let mut seen = FxHashSet::default();
        let mut result = Vec::new();
        for item in patch {
            let said = said_by(item);
            if seen.insert(said.clone()) {
                let there = own.iter().position(|own| *own == said);
                result.push(there.map_or_else(|| Place::New(item.clone()), Place::Base));
            }
        }
        let rest = own.iter().enumerate().filter(|(_, said)| seen.insert((*said).clone()));
        result.extend(rest.map(|(at, _)| Place::Base(at)));
        self.settle(base, result, span);
    }

    /// Puts a list into the order of the result: new items in, those of the base that are not in it out.
    fn settle(&mut self, base: &mut Node, result: Vec<Place>, span: Span) {
        let mut taken = FxHashSet::default();
        let twice = result.iter().any(|place| matches!(place, Place::Base(at) if !taken.insert(*at)));
        if twice {
            // What Kustomize puts in twice is there twice: a list of its own, for an order has each item once.
            let items: EcoVec<Node> = result.iter().filter_map(|place| place.node(base)).cloned().collect();
            self.put(base, span, Node::new(items, span));
            return;
        }
        let mut length = base.as_sequence().map_or(0, <[Node]>::len);
        let mut kept = vec![false; length];
        let mut order = Vec::with_capacity(result.len());
        for place in result {
            match place {
                Place::Base(at) => {
                    kept[at] = true;
                    order.push(at);
                }
                Place::New(node) => {
                    let cause = self.change(node.span());
                    base.insert_item(cause, length, node);
                    order.push(length);
                    length += 1;
                }
            }
        }
        let gone: Vec<(usize, Span)> =
            kept.iter().enumerate().filter(|(_, kept)| !**kept).map(|(at, _)| (at, span)).collect();
        self.arrange(base, &order, &gone, span);
    }
}

/// The warning for an item of a patch that says no key: Kustomize lets it take away what is there.
fn took_away(place: &str, item: &Node, base: &Node, key: &str) -> Diagnostic {
    let message = format!("an item without `{key}` takes items of {place} away");
    let mut problem = Diagnostic::new(Code::MissingField, message);
    problem.severity = Severity::Warning;
    let problem = problem.at(item.span(), format!("says no `{key}`")).at(base.span(), "what is taken from");
    problem.help(format!("write which item it is for: `{key}: …`"))
}

/// Whether some items of a list cannot be told apart by their keys, or say none.
fn has_twins(list: &Node, keys: &Keys<'_>) -> bool {
    let names: Vec<&str> =
        std::iter::once(keys.first).chain(keys.others.iter().map(|(key, _)| *key)).collect();
    let mut said: Vec<Vec<String>> =
        list.as_sequence().unwrap_or_default().iter().map(|item| values(item, &names)).collect();
    let mut seen = FxHashSet::default();
    let is_twin = |said: &Vec<String>| said[0].is_empty() || !seen.insert(said.clone());
    if said.iter().any(is_twin) {
        return true;
    }
    let before = said.clone();
    if names.len() > 1 {
        join_alike(&mut said);
    }
    said != before
}

/// The values of an item's keys as text; of what it does not say, an empty one.
fn values(item: &Node, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| text(item, key).unwrap_or_default()).collect()
}

/// Whether an item says exactly this.
fn is_exactly(item: &Node, said: &[(&str, &str)]) -> bool {
    said.iter().all(|(key, value)| text(item, key).is_some_and(|text| text == **value))
}

/// The text of a key's value.
fn text(item: &Node, key: &str) -> Option<String> {
    Some(Scalar::of(item.get(key)?)?.to_string())
}

/// Makes the same of values that are the same but for what one of them does not say.
fn join_alike(said: &mut [Vec<String>]) {
    for first in 0..said.len() {
        for second in 0..said.len() {
            let pairs = || said[first].iter().zip(&said[second]);
            let is_alike = pairs().any(|(one, two)| one == two)
                && pairs().all(|(one, two)| one == two || one.is_empty() || two.is_empty());
            if is_alike {
                let joined: Vec<String> = pairs()
                    .map(|(one, two)| if one.is_empty() { two.clone() } else { one.clone() })
                    .collect();
                said[first].clone_from(&joined);
                said[second] = joined;
            }
        }
    }
}

/// The list that comes of it, so far.
struct Outcome {
    places: Vec<Place>,
    /// Which items of the base are no longer there.
    gone: Vec<bool>,
}

impl Outcome {
    fn new(count: usize) -> Outcome {
        Outcome { places: Vec::new(), gone: vec![false; count] }
    }

    /// Puts an item in the place of those that say this, or behind all.
    fn set(&mut self, base: &Node, place: Place, said: &[(&str, &str)]) {
        let mut is_there = false;
        for other in &mut self.places {
            if other.node(base).is_some_and(|node| says(node, said)) {
                *other = place.clone();
                is_there = true;
            }
        }
        if !is_there {
            self.places.push(place);
        }
    }

    /// Gives how many items that were there are not any longer.
    fn take_from_base(&mut self, base: &Node, said: &[(&str, &str)]) -> usize {
        let mut taken = 0;
        for (gone, item) in self.gone.iter_mut().zip(base.as_sequence().unwrap_or_default()) {
            let is_taken = !*gone && says(item, said);
            *gone |= is_taken;
            taken += usize::from(is_taken);
        }
        taken
    }

    /// Puts what is left of the base behind it, each item in its place if it has only one key.
    fn append_rest(&mut self, base: &Node, keys: &[&str]) {
        for (at, item) in base.as_sequence().unwrap_or_default().iter().enumerate() {
            if self.gone[at] {
                continue;
            }
            let there: Vec<Option<String>> = keys.iter().map(|key| text(item, key)).collect();
            let says_all = there.iter().all(Option::is_some);
            // Of more than one key, values of those that it does not say are passed over, and those behind them are held
            // against other keys.
            if keys.len() == 1 && !says_all {
                // It takes the place of all.
                self.places = vec![Place::Base(at)];
                continue;
            }
            let missing = there.iter().filter(|said| said.is_none()).count();
            self.places.extend(std::iter::repeat_n(Place::Base(at), missing));
            let values: Vec<String> = there.into_iter().flatten().collect();
            let said: Vec<(&str, &str)> =
                keys.iter().copied().zip(values.iter().map(String::as_str)).collect();
            if keys.len() > 1 {
                self.places.retain(|place| !place.node(base).is_some_and(|node| says(node, &said)));
            }
            self.set(base, Place::Base(at), &said);
        }
    }
}

impl Place {
    fn node<'n>(&'n self, base: &'n Node) -> Option<&'n Node> {
        match self {
            Place::Base(at) => base.as_sequence()?.get(*at),
            Place::New(node) => Some(node),
        }
    }
}

/// Whether an item has all of these keys, with these values where they are not empty.
fn says(item: &Node, said: &[(&str, &str)]) -> bool {
    said.iter().all(|(key, value)| match text(item, key) {
        Some(text) => value.is_empty() || text == **value,
        None => value.is_empty() && item.get(key).is_some(),
    })
}
