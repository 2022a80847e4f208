//! What the systems of this repository must be: tables of facts, each line checked against what is built.
//!
//! The head of a table says how its lines are read.

#![expect(clippy::disallowed_methods, reason = "tables are read from the disk")]

mod fact;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::{cases, systems};
use fact::Fact;

#[test]
fn each_system_is_what_its_facts_say() {
    let tables: BTreeMap<String, String> = cases::pages("tests/facts")
        .into_iter()
        .filter_map(|path| {
            let system = path.strip_prefix("tests/facts/")?.strip_suffix(".txt")?.to_owned();
            Some((system, fs::read_to_string(cases::root().join(&path)).expect("a table")))
        })
        .collect();
    let systems: BTreeSet<String> =
        systems::targets().iter().filter_map(|target| Some(target.split_once('/')?.1.to_owned())).collect();
    assert!(tables.keys().eq(&systems), "each system has a table: {systems:?}");
    for (system, table) in &tables {
        check(system, table);
    }
}

/// Checks every fact of a system's table in each of its environments, and fails with all that do not hold.
fn check(system: &str, table: &str) {
    let environments = systems::environments(system);
    let built: Vec<(&str, Vec<Value>)> = environments
        .iter()
        .map(|environment| (environment.as_str(), systems::build(&format!("{environment}/{system}"))))
        .collect();
    let mut wrong = String::new();
    for (number, line) in (1..).zip(table.lines()) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let fact = Fact::read(line, &environments)
            .unwrap_or_else(|problem| panic!("{system}.txt:{number}: {problem}: {line}"));
        for (environment, objects) in built.iter().filter(|(environment, _)| fact.is_about(environment)) {
            if let Err(found) = fact.holds(objects) {
                writeln!(wrong, "{system}.txt:{number}: {environment}: {line}\n    but found {found}")
                    .expect("a string takes all");
            }
        }
    }
    assert!(wrong.is_empty(), "these do not hold:\n{wrong}");
}
