//! In which order the items of a merged list come.

/// The order of the items of a list after a merge, as kubectl has it.
///
/// `named` are those that the patch names, in its order; `others` are all others, in theirs. Those before `had` were there before
/// the patch. Both keep their order; the ones that only the base has come as early as they can among those that the
/// patch names, and so new items stand before them.
///
/// From `mergeSortedSlice` in `k8s.io/apimachinery/pkg/util/strategicpatch`.
pub(super) fn order(others: &[usize], named: &[usize], had: usize) -> Vec<usize> {
    let mut order = Vec::with_capacity(others.len() + named.len());
    let mut others = others.iter().copied().peekable();
    let mut named = named.iter().copied().peekable();
    loop {
        let next = match (others.peek(), named.peek()) {
            (Some(other), Some(name)) if *name < had && other < name => others.next(),
            (_, Some(_)) => named.next(),
            (Some(_), None) => others.next(),
            (None, None) => return order,
        };
        order.extend(next);
    }
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn new_items_come_before_those_that_only_the_base_has() {
        assert_eq!(order(&[0, 1], &[2], 2), [2, 0, 1]);
        assert_eq!(order(&[1], &[0, 2], 2), [0, 2, 1]);
        assert_eq!(order(&[0, 2], &[1, 3], 3), [0, 1, 3, 2]);
    }

    #[test]
    fn the_order_of_the_patch_counts() {
        assert_eq!(order(&[1], &[2, 0], 3), [1, 2, 0]);
        assert_eq!(order(&[], &[1, 0], 2), [1, 0]);
        assert_eq!(order(&[0, 1], &[], 2), [0, 1]);
    }
}
