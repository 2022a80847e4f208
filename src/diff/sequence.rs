//! Compares two sequences: what stays, what goes, what comes.

use std::hash::Hash;

use rustc_hash::FxHashMap;
use similar::DiffOp;
use similar::algorithms::{Capture, Compact, Replace, myers};

/// The ranges of two sequences that are the same and those that differ, in their order, by Myers' algorithm.
///
/// The algorithm runs over numbers that stand for the items: its code is compiled once, whatever is compared.
pub(super) fn operations<T: Eq + Hash>(before: &[T], after: &[T]) -> Vec<DiffOp> {
    let mut numbers = FxHashMap::default();
    let (before, after) = (numbered(before, &mut numbers), numbered(after, &mut numbers));
    of_numbers(&before, &after)
}

fn numbered<'t, T: Eq + Hash>(items: &'t [T], numbers: &mut FxHashMap<&'t T, usize>) -> Vec<usize> {
    let mut number = |item| {
        let next = numbers.len();
        *numbers.entry(item).or_insert(next)
    };
    items.iter().map(&mut number).collect()
}

fn of_numbers(before: &[usize], after: &[usize]) -> Vec<DiffOp> {
    let mut found = Compact::new(Replace::new(Capture::new()), before, after);
    match myers::diff(&mut found, before, 0..before.len(), after, 0..after.len()) {
        Ok(()) => found.into_inner().into_inner().into_ops(),
    }
}
