//! The order in which go-yaml v2 writes keys: numbers in them by value, other characters before letters.
//!
//! It is no order in the strict sense: `a1b2` < `a2` < `a10b1` < `a1b2`. The standard library's sorts may
//! panic on such a thing, and Go's own output changes from run to run; here it depends on the set of keys only.

use super::mapping::Entry;

/// Maps of more entries are merged from sorted halves.
const INSERTED: usize = 12;

/// Sorts entries by key.
pub(super) fn sort(entries: &mut [&Entry]) {
    if is_sorted(entries) {
        return;
    }
    entries.sort_unstable_by(|one, two| one.key.cmp(&two.key));
    merge_sort(entries);
}

/// Whether they are in order already. Only digits make the order depend on more than neighbours.
fn is_sorted(entries: &[&Entry]) -> bool {
    entries.windows(2).all(|pair| less(&pair[0].key, &pair[1].key))
        && !entries.iter().any(|entry| entry.key.bytes().any(|byte| byte.is_ascii_digit()))
}

fn merge_sort(entries: &mut [&Entry]) {
    if entries.len() <= INSERTED {
        for end in 1..entries.len() {
            let mut at = end;
            while at > 0 && less(&entries[at].key, &entries[at - 1].key) {
                entries.swap(at, at - 1);
                at -= 1;
            }
        }
        return;
    }
    let (left, right) = entries.split_at_mut(entries.len() / 2);
    merge_sort(left);
    merge_sort(right);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    while let (Some(one), Some(two)) = (left.peek(), right.peek()) {
        let next = if less(&two.key, &one.key) { right.next() } else { left.next() };
        merged.extend(next.copied());
    }
    merged.extend(left.chain(right).copied());
    entries.copy_from_slice(&merged);
}

/// Whether go-yaml v2 writes the key `one` before `two`.
fn less(one: &str, two: &str) -> bool {
    let same = one.bytes().zip(two.bytes()).take_while(|(a, b)| a == b).count();
    let mut start = same;
    while !one.is_char_boundary(start) {
        start -= 1;
    }
    let (Some(a), Some(b)) = (one[start..].chars().next(), two[start..].chars().next()) else {
        return one.len() < two.len();
    };
    match (a.is_alphabetic(), b.is_alphabetic()) {
        (true, true) => return a < b,
        (false, true) => return true,
        (true, false) => return false,
        (false, false) => {}
    }
    // A zero counts only behind another digit that is not zero: `a01` and `a1` begin differently.
    let zero = a == '0' || b == '0';
    let within = zero
        && one.as_bytes()[..start]
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .any(|byte| *byte != b'0');
    let number = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_digit);
        digits.fold((i64::from(within), 0_usize), |(number, length), digit| {
            (number.wrapping_mul(10).wrapping_add(i64::from(digit - b'0')), length + 1)
        })
    };
    let (of_one, of_two) = (number(&one[start..]), number(&two[start..]));
    if of_one == of_two { a < b } else { of_one < of_two }
}

#[cfg(test)]
mod tests {
    use super::less;

    // The order in which kubectl printed them.
    #[test]
    fn numbers_by_value_and_letters_last() {
        let sorted = [
            "-", ".", "/", "_", "0", "1", "2", "10", "A", "A1", "B", "a", "a-", "a-1", "a-b", "a.b", "a/b",
            "a0", "a1", "a01", "a2", "a10", "a100", "a10b", "aB", "aa", "ab", "x-1", "x_1", "x1", "é",
        ];
        for (index, one) in sorted.iter().enumerate() {
            for two in &sorted[index + 1..] {
                assert!(less(one, two) && !less(two, one), "{one} before {two}");
            }
        }
    }
}
