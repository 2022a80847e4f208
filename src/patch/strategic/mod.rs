//! Strategic merge patches, as `kubectl patch` and the API server apply them.
//!
//! What the rules are, with examples, and where they differ from kubectl's: `docs/patches.md`.

mod definitions;
mod directive;
mod keyed;
mod map;
mod older;
mod order;
mod prepended;
mod quoted;
mod schema;
mod set;
mod union;

pub use definitions::Definitions;
pub use older::knows;
pub use quoted::{Texts, texts};
pub use schema::{Field, Keys, List, Schema};

use ecow::EcoString;

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
    run(base, patch, schema, Rules::Kubernetes, &[], None, problems)
}

/// As [`merge`], as Kustomize does it: it knows no other directive than `$patch`, puts items in front, and has nothing
/// against a patch that has no use. Only what it refuses is a problem.
///
/// `texts` are what [`texts`] finds in the patch; `definitions` say how lists are merged, in the place of what is built
/// into it.
pub fn merge_like_kustomize(
    base: &mut Node,
    patch: &Node,
    texts: &[(Span, EcoString)],
    definitions: Option<&Definitions>,
    problems: &mut Diagnostics,
) -> Merged {
    run(base, patch, Schema::unknown(), Rules::Kustomize, texts, definitions, problems)
}

/// Whose rules a merge goes by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Rules {
    Kubernetes,
    Kustomize,
}

fn run(
    base: &mut Node,
    patch: &Node,
    schema: Schema<'_>,
    rules: Rules,
    texts: &[(Span, EcoString)],
    definitions: Option<&Definitions>,
    problems: &mut Diagnostics,
) -> Merged {
    let object = ResourceId::of(base).map(|id| id.to_string());
    let mut found = Diagnostics::default();
    let mut merger =
        Merger { path: Path::default(), changed: false, rules, texts, definitions, problems: &mut found };
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
struct Merger<'d> {
    path: Path,
    changed: bool,
    rules: Rules,
    /// What is written in the patch in a way that is not printed.
    texts: &'d [(Span, EcoString)],
    /// What Kustomize goes by, if it is not what is built in.
    definitions: Option<&'d Definitions>,
    problems: &'d mut Diagnostics,
}

impl<'d> Merger<'d> {
    /// The cause of a change that was asked for at `span`; from here on something has changed.
    fn change(&mut self, span: Span) -> Cause {
        self.changed = true;
        Cause { step: "patch", span }
    }

    /// Reports a problem that Kubernetes has with the place where the merger stands.
    #[cold]
    fn report(&mut self, problem: Diagnostic) {
        if self.rules == Rules::Kubernetes {
            self.refuse(problem);
        }
    }

    /// Reports a problem of the place where the merger stands.
    #[cold]
    fn refuse(&mut self, problem: Diagnostic) {
        self.problems.push(problem.field(self.path.to_string()));
    }

    /// Lets `work` stand one step further down.
    fn at<T>(&mut self, down: impl FnOnce(&mut Path), work: impl FnOnce(&mut Self) -> T) -> T {
        down(&mut self.path);
        let result = work(self);
        self.path.pop();
        result
    }

    /// What is known of a map of which nothing is known by the way that led there: Kustomize goes by the kind that the
    /// map, or the patch of it, says it is, wherever it is.
    fn by_kind(&self, base: &Node, patch: &Node) -> Schema<'d> {
        let find = |version: &Node, kind: &Node| -> Option<Schema<'d>> {
            let version = version.get("apiVersion")?.as_str()?;
            let found = Schema::for_kustomize(version, kind.get("kind")?.as_str()?, self.definitions);
            (!found.is_unknown()).then_some(found)
        };
        // An object that is patched keeps its version, whatever the patch says.
        let is_object = self.path.0.is_empty();
        let found = find(base, base).or_else(|| find(if is_object { base } else { patch }, patch));
        found.unwrap_or(Schema::unknown())
    }

    /// Lets `work` make a tree of which it is not known yet whether it changes anything.
    fn aside(&mut self, work: impl FnOnce(&mut Self)) {
        let changed = self.changed;
        work(self);
        self.changed = changed;
    }

    /// Where the merger stands, in words: `spec.containers`, or `the object`.
    fn place(&self) -> String {
        if self.path.0.is_empty() { "the object".to_owned() } else { format!("`{}`", self.path) }
    }
}

#[cfg(test)]
mod tests;
