//! What holds of every patch.

use rkgen::diagnostic::Severity;
use serde_json::Value;

use super::generate::pairs;
use super::{merged, merged_into};
use crate::yaml::hostile;

/// A patch that was applied changes nothing when it is applied again, unless it says what is to be done in other words than values.
#[test]
fn a_patch_without_directives_applied_twice_is_applied_once() {
    let mut tried = 0;
    for seed in 10..20 {
        for pair in pairs(seed, 100) {
            if pair.patch.to_string().contains("\"$") {
                continue;
            }
            let once = merged(&pair.base, &pair.patch, pair.of);
            let changed = once.object != pair.base;
            assert_eq!(once.outcome.changed, changed, "{} {}", pair.base, pair.patch);
            let expected = once.object.clone();
            let twice = merged_into(once.tree, &pair.patch, pair.of);
            assert!(!twice.outcome.changed && twice.object == expected, "{} {}", pair.base, pair.patch);
            tried += 1;
        }
    }
    assert!(tried > 400, "{tried}");
}

/// Any tree is merged into any other without a panic, and what is refused is said.
#[test]
fn any_two_trees_can_be_merged() {
    for seed in 1..6 {
        let trees = hostile::trees(seed, 60);
        for (pair, tree) in pairs(seed, 60).iter().zip(&trees) {
            for (base, patch) in
                [(&pair.base, tree), (tree, &pair.patch), (tree, tree), (&pair.patch, &pair.base)]
            {
                let ours = merged(base, patch, pair.of);
                let is_map = |value: &Value| value.is_object();
                let refused = ours.problems.iter().any(|problem| problem.severity == Severity::Error);
                assert!(refused || (is_map(base) && is_map(patch)), "{base} {patch}");
            }
        }
    }
}
