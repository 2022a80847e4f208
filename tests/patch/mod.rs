//! Strategic merge patches, against what kubectl makes of the same.

mod generate;
mod oracle;
mod properties;
mod rows;

use rkgen::diagnostic::{Diagnostic, Diagnostics, Severity};
use rkgen::kubernetes::schema::Type;
use rkgen::patch::strategic::{Merged, Schema, merge};
use rkgen::yaml::{Node, emit_json};
use serde_json::Value;

use crate::yaml::oracle::{anywhere, node};

/// What came of a patch here.
struct Ours {
    tree: Node,
    object: Value,
    problems: Vec<Diagnostic>,
    outcome: Merged,
}

impl Ours {
    fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// Merges a patch into an object of a type.
fn merged(base: &Value, patch: &Value, of: Type) -> Ours {
    merged_into(node(base, anywhere()), patch, of)
}

fn merged_into(mut tree: Node, patch: &Value, of: Type) -> Ours {
    let mut problems = Diagnostics::default();
    let outcome = merge(&mut tree, &node(patch, anywhere()), Schema::built_in(of), &mut problems);
    let mut json = String::new();
    emit_json(&tree, &mut json);
    let object = serde_json::from_str(&json).expect("what is written is JSON");
    Ours { tree, object, problems: problems.into_iter().collect(), outcome }
}
