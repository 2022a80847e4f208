//! Merge keys: `<<: *defaults` and `<<: [*a, *b]`.

use std::ops::Range;

use super::Rules;
use super::keys::SeenKeys;
use super::mapping::{Entry, Mapping};
use super::node::{Node, Value};
use super::problem::Problem;

/// What a `<<` brings into a map.
pub(super) struct Merge {
    maps: Vec<Mapping>,
    /// How many entries of the map were written before it.
    at: usize,
    /// Where its value was written.
    pub(super) range: Range<usize>,
}

impl Merge {
    /// The value of a `<<` that was written after `at` entries.
    pub(super) fn new(value: &Node, at: usize, range: Range<usize>) -> Result<Self, Problem> {
        let maps = match value.value() {
            Value::Mapping(map) => Some(vec![map.clone()]),
            Value::Sequence(items) => items.iter().map(|item| item.as_mapping().cloned()).collect(),
            _ => None,
        };
        match maps {
            Some(maps) => Ok(Merge { maps, at, range }),
            None => Err(Problem::new("`<<` takes a map or a list of maps", range)
                .help("put quotes around `<<` if it is meant as an ordinary key")),
        }
    }

    /// Adds what is merged to the entries from `base` on.
    ///
    /// The map's own keys win, and of several maps the first. To v2 only those win that are written after
    /// the `<<`.
    pub(super) fn apply(self, entries: &mut Vec<Entry>, base: usize, seen: &mut SeenKeys, rules: Rules) {
        let overridden = if rules == Rules::Apply { self.at } else { 0 };
        let mut taken = vec![false; overridden];
        for entry in self.maps.iter().flatten() {
            match seen.find(&entry.key, &entries[base..]) {
                None => {
                    entries.push(entry.clone());
                    seen.add(&entries[base..]);
                }
                Some(index) if index < overridden && !taken[index] => {
                    taken[index] = true;
                    entries[base + index] = entry.clone();
                }
                Some(_) => {}
            }
        }
    }
}
