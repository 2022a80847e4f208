//! Takes over some of the differences between two trees, and leaves the others.

use std::collections::VecDeque;

use ecow::{EcoString, EcoVec};
use rustc_hash::{FxHashMap, FxHashSet};

use super::place::Step;
use super::{FieldChange, How};
use crate::yaml::{Entry, Mapping, Node, Value, emit_compact_json};

/// A difference, and what is left of the way to it.
#[derive(Clone, Copy)]
struct Way<'c> {
    steps: &'c [Step],
    change: &'c FieldChange,
    is_taken: bool,
}

impl Way<'_> {
    /// Whether it is of the whole value here. A text that holds a tree is taken as a whole, or not at all.
    fn ends(&self) -> bool {
        matches!(self.steps, [] | [Step::Within(_), ..]) && self.change.how != How::Order
    }

    fn next(self) -> Self {
        Way { steps: self.steps.get(1..).unwrap_or_default(), ..self }
    }
}

/// The tree `before` with those of its differences from `after` that are taken: `fields` are all that there are, each with
/// whether it is. What nobody can compare is taken, for it may be a secret.
pub fn accept<'c>(
    before: &Node,
    after: &Node,
    fields: impl IntoIterator<Item = (&'c FieldChange, bool)>,
) -> Node {
    let way = |(change, is_taken): (&'c FieldChange, bool)| Way {
        steps: &change.place.0,
        change,
        is_taken: is_taken || !change.differs(),
    };
    let ways: Vec<Way<'_>> = fields.into_iter().map(way).collect();
    merge(Some(before), Some(after), &ways).unwrap_or_else(|| after.clone())
}

fn merge(before: Option<&Node>, after: Option<&Node>, ways: &[Way<'_>]) -> Option<Node> {
    if let Some(way) = ways.iter().find(|way| way.ends()) {
        return if way.is_taken { after.cloned() } else { before.cloned() };
    }
    let (Some(old), Some(new)) = (before, after) else { return before.cloned() };
    match (old.value(), new.value()) {
        (Value::Mapping(one), Value::Mapping(_)) => Some(Node::new(map(one, new, ways), old.span())),
        (Value::Sequence(one), Value::Sequence(two)) => {
            Some(Node::new(List::of(one, two, ways).merged(), old.span()))
        }
        _ => Some(old.clone()),
    }
}

fn map(old: &Mapping, new: &Node, ways: &[Way<'_>]) -> Mapping {
    let mut by_key: FxHashMap<&EcoString, Vec<Way<'_>>> = FxHashMap::default();
    let mut order = Vec::new();
    for way in ways {
        if let Some(Step::Key(key)) = way.steps.first() {
            let list = by_key.entry(key).or_default();
            if list.is_empty() {
                order.push(key);
            }
            list.push(way.next());
        }
    }
    let mut entries = Vec::new();
    for entry in old {
        match by_key.get(&entry.key) {
            None => entries.push(entry.clone()),
            Some(ways) => {
                let node = merge(Some(&entry.node), there(new, &entry.key), ways);
                entries.extend(node.map(|node| Entry { node, ..entry.clone() }));
            }
        }
    }
    let had: FxHashSet<&EcoString> = old.iter().map(|entry| &entry.key).collect();
    for key in order.into_iter().filter(|key| !had.contains(key)) {
        let node = merge(None, there(new, key), &by_key[key]);
        entries.extend(node.map(|node| Entry { key: key.clone(), key_span: node.span(), node }));
    }
    entries.into_iter().collect()
}

/// What is null is not there.
fn there<'n>(map: &'n Node, key: &str) -> Option<&'n Node> {
    map.get(key).filter(|node| !node.is_null())
}

/// Two lists, and which item of the one is which of the other.
struct List<'l> {
    old: &'l [Node],
    new: &'l [Node],
    /// For each item of the old list the one that it is, unless it is gone.
    is: Vec<Option<usize>>,
    /// For each item of the new list the one that it was, unless it is new.
    was: Vec<Option<usize>>,
    /// The differences within an item, by its number in the old list.
    within: FxHashMap<usize, Vec<Way<'l>>>,
    /// Items that are gone and may go, and new ones that may come.
    gone: FxHashSet<usize>,
    come: FxHashSet<usize>,
    /// Whether the items are to stand as they do in the new list.
    is_reordered: bool,
}

impl<'l> List<'l> {
    fn of(old: &'l [Node], new: &'l [Node], ways: &[Way<'l>]) -> List<'l> {
        let mut list = List {
            old,
            new,
            is: vec![None; old.len()],
            was: vec![None; new.len()],
            within: FxHashMap::default(),
            gone: FxHashSet::default(),
            come: FxHashSet::default(),
            is_reordered: false,
        };
        let (mut old_only, mut new_only) = (FxHashSet::default(), FxHashSet::default());
        for way in ways {
            match way.steps.first() {
                Some(Step::Item { before: Some(old), after: Some(new), .. }) => {
                    (list.is[*old], list.was[*new]) = (Some(*new), Some(*old));
                    list.within.entry(*old).or_default().push(way.next());
                }
                Some(Step::Item { before: Some(old), after: None, .. }) => {
                    old_only.insert(*old);
                    list.gone.extend(Some(*old).filter(|_| way.is_taken));
                }
                Some(Step::Item { before: None, after: Some(new), .. }) => {
                    new_only.insert(*new);
                    list.come.extend(Some(*new).filter(|_| way.is_taken));
                }
                _ => list.is_reordered |= way.change.how == How::Order && way.is_taken,
            }
        }
        list.pair_the_same(&old_only, &new_only);
        list
    }

    /// Items in which nothing differs are not spoken of: each is one that says the same, or else the next one.
    fn pair_the_same(&mut self, old_only: &FxHashSet<usize>, new_only: &FxHashSet<usize>) {
        let left = (0..self.new.len()).filter(|at| self.was[*at].is_none() && !new_only.contains(at));
        let mut there: FxHashMap<String, VecDeque<usize>> = FxHashMap::default();
        for at in left {
            there.entry(text(&self.new[at])).or_default().push_back(at);
        }
        let mut rest = Vec::new();
        for at in (0..self.old.len()).filter(|at| !old_only.contains(at)) {
            if self.is[at].is_none() {
                match there.get_mut(&text(&self.old[at])).and_then(VecDeque::pop_front) {
                    Some(new) => (self.is[at], self.was[new]) = (Some(new), Some(at)),
                    None => rest.push(at),
                }
            }
        }
        let mut left: Vec<usize> = there.into_values().flatten().collect();
        left.sort_unstable();
        for (old, new) in rest.into_iter().zip(left) {
            (self.is[old], self.was[new]) = (Some(new), Some(old));
        }
    }

    fn merged(&self) -> EcoVec<Node> {
        if self.is_reordered { self.in_new_order() } else { self.in_old_order() }
    }

    /// The old items, and behind each what is new behind it.
    fn in_old_order(&self) -> EcoVec<Node> {
        let mut behind: Vec<Vec<usize>> = vec![Vec::new(); self.old.len() + 1];
        let mut last = 0;
        for (new, was) in self.was.iter().enumerate() {
            match was {
                Some(old) => last = old + 1,
                None if self.come.contains(&new) => behind[last].push(new),
                None => {}
            }
        }
        let added = |at: usize| behind[at].iter().map(|new| self.new[*new].clone());
        let mut items: EcoVec<Node> = added(0).collect();
        for old in 0..self.old.len() {
            if !self.gone.contains(&old) {
                items.extend(self.item(old));
            }
            items.extend(added(old + 1));
        }
        items
    }

    /// The new items, and behind each what was behind it and may not go.
    fn in_new_order(&self) -> EcoVec<Node> {
        let mut behind: Vec<Vec<usize>> = vec![Vec::new(); self.new.len() + 1];
        let mut last = 0;
        for (old, is) in self.is.iter().enumerate() {
            match is {
                Some(new) => last = new + 1,
                None if !self.gone.contains(&old) => behind[last].push(old),
                None => {}
            }
        }
        let kept = |at: usize| behind[at].iter().filter_map(|old| self.item(*old));
        let mut items: EcoVec<Node> = kept(0).collect();
        for (new, node) in self.new.iter().enumerate() {
            match self.was[new] {
                Some(old) => items.extend(self.item(old)),
                None if self.come.contains(&new) => items.push(node.clone()),
                None => {}
            }
            items.extend(kept(new + 1));
        }
        items
    }

    /// An old item with what is taken of its differences.
    fn item(&self, old: usize) -> Option<Node> {
        let ways = self.within.get(&old).map(Vec::as_slice).unwrap_or_default();
        merge(self.old.get(old), self.is[old].and_then(|new| self.new.get(new)), ways)
    }
}

fn text(node: &Node) -> String {
    let mut text = String::new();
    emit_compact_json(node, &mut text);
    text
}
