//! What the systems of this repository must be: tables of facts, each line checked against what is built.
//!
//! The head of a table says how its lines are read.

mod fact;

use std::fmt::Write as _;

use serde_json::Value;

use crate::systems;
use fact::Fact;

#[test]
fn the_rate_limiter_is_what_its_facts_say() {
    check("rate-limiter", include_str!("rate-limiter.txt"));
}

/// Checks every fact of a system's table in each of its environments, and fails with all that do not hold.
fn check(system: &str, table: &str) {
    let built: Vec<(&str, Vec<Value>)> = systems::ENVIRONMENTS
        .iter()
        .map(|environment| (*environment, systems::build(&format!("{environment}/{system}"))))
        .collect();
    let mut wrong = String::new();
    for (number, line) in (1..).zip(table.lines()) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let fact =
            Fact::read(line).unwrap_or_else(|problem| panic!("{system}.txt:{number}: {problem}: {line}"));
        for (environment, objects) in built.iter().filter(|(environment, _)| fact.is_about(environment)) {
            if let Err(found) = fact.holds(objects) {
                writeln!(wrong, "{system}.txt:{number}: {environment}: {line}\n    but found {found}")
                    .expect("a string takes all");
            }
        }
    }
    assert!(wrong.is_empty(), "these do not hold:\n{wrong}");
}
