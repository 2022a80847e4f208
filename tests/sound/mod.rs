//! What must hold of every system in this repository, whatever it is.
//!
//! Each rule is a function from the objects of a target to the sentences about what is wrong. Each stands in [`RULES`]
//! with mistakes that it must find: changes of objects that were built, and are right.

mod claims;
mod containers;
mod files;
mod hosts;
mod network;
mod orphans;
mod pods;
mod ports;
mod reach;
mod references;
mod rights;
mod room;
mod scale;
mod selection;
mod set;
mod strings;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::systems;
use set::Set;

/// A rule, by a name that says what must be so.
struct Rule {
    name: &'static str,
    check: fn(&Set) -> Vec<String>,
    mistakes: &'static [Mistake],
}

/// A change of one object of a target that is right without it.
struct Mistake {
    /// The target, as `prod/rate-limiter`.
    target: &'static str,
    /// The object, as `Deployment/redis`.
    object: &'static str,
    change: fn(&mut Value),
}

const RULES: &[&[Rule]] = &[
    claims::RULES,
    containers::RULES,
    files::RULES,
    hosts::RULES,
    network::RULES,
    orphans::RULES,
    pods::RULES,
    ports::RULES,
    reach::RULES,
    references::RULES,
    rights::RULES,
    room::RULES,
    scale::RULES,
    selection::RULES,
    strings::RULES,
];

#[test]
fn every_system_is_sound() {
    let sets: Vec<Set> = systems::targets().into_iter().map(built).collect();
    let mut found = Vec::new();
    for rule in rules() {
        for set in &sets {
            let wrong = (rule.check)(set);
            found.extend(wrong.iter().map(|wrong| format!("{}: {wrong}  ({})", set.target, rule.name)));
        }
    }
    found.extend(hosts::shared(&sets));
    found.extend(strings::strangers(&sets));
    assert!(found.is_empty(), "{} findings:\n{}\n", found.len(), found.join("\n"));
}

#[test]
fn every_rule_finds_what_it_is_for() {
    let mut sets: BTreeMap<&str, Set> = BTreeMap::new();
    for rule in rules() {
        assert!(!rule.mistakes.is_empty(), "no mistake is known that `{}` finds", rule.name);
        for Mistake { target, object, change } in rule.mistakes {
            let set = sets.entry(target).or_insert_with(|| built((*target).to_owned()));
            let place = set.objects.iter().position(|other| set::id(other) == *object);
            let place = place.unwrap_or_else(|| panic!("{target} has no {object}"));
            let before = (rule.check)(set);
            let right = set.objects[place].clone();
            change(&mut set.objects[place]);
            let after = (rule.check)(set);
            set.objects[place] = right;
            let is_new = |finding: &String| !before.contains(finding);
            assert!(after.iter().any(is_new), "`{}` does not see the mistake in {object}", rule.name);
        }
    }
}

fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().flat_map(|rules| rules.iter())
}

fn built(target: String) -> Set {
    Set { objects: systems::build(&target), target }
}
