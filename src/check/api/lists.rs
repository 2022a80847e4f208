//! Lists whose items must differ in something, and that can have so many items.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::at::At;
use super::findings::Findings;

/// The places of the keys that say the same as one before, each with the place of the first that does. One look-up a key,
/// however many there are.
pub(super) fn repeated<K: Hash + Eq>(
    keys: impl IntoIterator<Item = (usize, K)>,
) -> impl Iterator<Item = (usize, usize)> {
    let mut firsts = FxHashMap::default();
    keys.into_iter().filter_map(move |(index, key)| {
        let first = *firsts.entry(key).or_insert(index);
        (first != index).then_some((index, first))
    })
}

/// Reports each item that says the same as one before.
pub(super) fn distinct<K: Hash + Eq>(items: impl IntoIterator<Item = K>, at: At<'_>, out: &mut Findings<'_>) {
    for (index, first) in repeated(items.into_iter().enumerate()) {
        out.duplicate(at.item(index), at.item(first));
    }
}

/// Reports each item whose `field` says the same as that of one before; an empty text is none.
pub(super) fn unique<'k>(
    keys: impl Iterator<Item = &'k str>,
    field: &'static str,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    for (index, first) in repeated(keys.enumerate().filter(|(_, key)| !key.is_empty())) {
        out.duplicate(at.item(index).field(field), at.item(first).field(field));
    }
}

/// Reports a list or a map that has more than `most` items; says whether it has not. The server looks at no item of one
/// that is too long.
pub(super) fn at_most(items: usize, most: usize, at: At<'_>, out: &mut Findings<'_>) -> bool {
    if items > most {
        out.invalid(at, &format!("can have {most} items at most"));
    }
    items <= most
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::rc::Rc;

    #[test]
    fn each_repeated_key_is_told_with_the_first_one() {
        let keys = ["a", "b", "a", "c", "a", "b"];
        assert_eq!(repeated(keys.into_iter().enumerate()).collect::<Vec<_>>(), [(2, 0), (4, 0), (5, 1)]);
    }

    /// A key that counts how often it is compared.
    struct Counted(u32, Rc<Cell<usize>>);

    impl PartialEq for Counted {
        fn eq(&self, other: &Counted) -> bool {
            self.1.set(self.1.get() + 1);
            self.0 == other.0
        }
    }

    impl Eq for Counted {}

    impl Hash for Counted {
        fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
            self.0.hash(state);
        }
    }

    #[test]
    fn a_long_list_costs_no_more_for_each_item() {
        let compared = Rc::new(Cell::new(0));
        let keys = (0..20_000).map(|number| Counted(number % 10_000, Rc::clone(&compared)));
        assert_eq!(repeated(keys.enumerate()).count(), 10_000);
        assert!(compared.get() < 40_000, "{} comparisons", compared.get());
    }
}
