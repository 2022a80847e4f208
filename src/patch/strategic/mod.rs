//! Strategic merge patches, as `kubectl patch` and the API server apply them.
//!
//! What the rules are, with examples, and where they differ from kubectl's: `docs/patches.md`.

mod definitions;
mod directive;
mod keyed;
mod map;
mod older;
mod order;
mod rules;
mod schema;
mod set;
mod union;

pub use definitions::Definitions;
pub use directive::Whole;
pub use keyed::is_marker;
pub use older::knows;
pub use rules::Rules;
pub use schema::{Field, Keys, List, Schema};
pub use set::Scalar;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::resource::ResourceId;
use crate::source::Span;
use crate::yaml::{Cause, Node, Path};

/// What came of a patch.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Merged {
    /// Whether anything is different from before.
    pub changed: bool,
    /// Whether the patch says that the object is to go (`$patch: delete` at its top). The tree is left as it was.
    pub deleted: bool,
}

/// Merges a strategic merge patch into an object, or into any tree that `schema` describes.
///
/// What is changed remembers what it was, with the place in the patch that asked for it; what the patch says and is so
/// already stays as it is. A part of the patch that cannot be applied, or has nothing to work on, is a problem, and the
/// other parts are applied.
pub fn merge(base: &mut Node, patch: &Node, schema: Schema<'_>, problems: &mut Diagnostics) -> Merged {
    run(base, patch, schema, None, problems)
}

/// As [`merge`], by other rules. Only what they refuse is a problem.
pub fn merge_by(base: &mut Node, patch: &Node, rules: &dyn Rules, problems: &mut Diagnostics) -> Merged {
    run(base, patch, Schema::unknown(), Some(rules), problems)
}

fn run(
    base: &mut Node,
    patch: &Node,
    schema: Schema<'_>,
    rules: Option<&dyn Rules>,
    problems: &mut Diagnostics,
) -> Merged {
    let object = ResourceId::of(base).map(|id| id.to_string());
    let mut found = Diagnostics::default();
    let mut merger = Merger { path: Path::default(), changed: false, rules, problems: &mut found };
    let deleted = merger.root(base, patch, schema);
    let outcome = Merged { changed: merger.changed || deleted, deleted };
    for problem in found {
        problems.push(match &object {
            Some(object) => problem.object(object.clone()),
            None => problem,
        });
    }
    outcome
}

/// The way down and what came of it so far.
pub struct Merger<'d> {
    path: Path,
    changed: bool,
    /// The rules, if they are not those of Kubernetes.
    rules: Option<&'d dyn Rules>,
    problems: &'d mut Diagnostics,
}

impl Merger<'_> {
    /// The cause of a change that was asked for at `span`; from here on something has changed.
    pub fn change(&mut self, span: Span) -> Cause {
        self.changed = true;
        Cause { step: "patch", span }
    }

    /// Reports a problem that Kubernetes has with the place where the merger stands.
    #[cold]
    fn report(&mut self, problem: Diagnostic) {
        if self.rules.is_none() {
            self.refuse(problem);
        }
    }

    /// Reports a problem of the place where the merger stands.
    #[cold]
    pub fn refuse(&mut self, problem: Diagnostic) {
        self.problems.push(problem.field(self.path.to_string()));
    }

    /// Lets `work` stand one step further down.
    pub fn at<T>(&mut self, down: impl FnOnce(&mut Path), work: impl FnOnce(&mut Self) -> T) -> T {
        down(&mut self.path);
        let result = work(self);
        self.path.pop();
        result
    }

    /// Lets `work` make a tree of which it is not known yet whether it changes anything.
    pub fn aside(&mut self, work: impl FnOnce(&mut Self)) {
        let changed = self.changed;
        work(self);
        self.changed = changed;
    }

    /// Where the merger stands, in words: `spec.containers`, or `the object`.
    pub fn place(&self) -> String {
        if self.path.0.is_empty() { "the object".to_owned() } else { format!("`{}`", self.path) }
    }
}

#[cfg(test)]
mod tests;
