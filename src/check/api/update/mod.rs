//! What the server refuses to change of an object that is there already.
//!
//! From the functions `Validate…Update` in `pkg/apis/<group>/validation` and the strategies in `pkg/registry/<group>`, in
//! Kubernetes 1.36. Both sides are compared as they were written; what the server fills in makes no difference.

mod fixed;
mod kinds;
mod pods;
mod same;
mod services;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::at::find;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::{Resource, ResourceId};
use crate::yaml::{Node, Path};

/// The objects that a cluster has, to be found by what they are called.
#[derive(Default)]
pub struct Existing<'r>(FxHashMap<Identity<'r>, &'r Resource>);

/// An object's group, kind, namespace and name: it is the same in each version.
type Identity<'r> = (&'r str, &'r str, Option<&'r str>, &'r str);

impl<'r> Existing<'r> {
    /// Of two objects of one identity the later one is there.
    pub fn of(objects: &'r [Resource]) -> Existing<'r> {
        Existing(objects.iter().map(|object| (identity(object.id()), object)).collect())
    }

    /// What an object was before; nothing if it is new.
    pub fn get(&self, id: &ResourceId) -> Option<&'r Resource> {
        self.0.get(&identity(id)).copied()
    }
}

/// Reports each change of an object that the server refuses.
pub(in crate::check) fn check(old: &Resource, new: &Resource, diagnostics: &mut Diagnostics) {
    for refusal in refusals(old, new) {
        diagnostics.push(refusal.problem(old, new));
    }
}

/// A change that the server refuses.
pub struct Refusal {
    /// Where it is: in what is new, or in what was there if it is gone.
    pub path: Path,
    /// What is said of that place, as `cannot be changed`.
    pub predicate: &'static str,
    /// What to do in its place.
    pub help: Vec<String>,
}

/// Each change of an object that the server refuses.
pub fn refusals(old: &Resource, new: &Resource) -> Vec<Refusal> {
    let mut update = Update { old, new, found: Vec::new() };
    fixed::check(&mut update);
    kinds::check(&mut update);
    update.found
}

/// Whether two values at a place of an object are one to the server, which fills in what is not said.
pub fn are_one(before: Option<&Node>, after: Option<&Node>, path: &Path) -> bool {
    !same::difference(before, after, &[], &mut path.clone())
}

fn path(field: &str) -> Path {
    Path::parse(field).unwrap_or_default()
}

fn identity(id: &ResourceId) -> Identity<'_> {
    (&id.group, &id.kind, id.namespace.as_deref(), &id.name)
}

/// An object before and after, and what of it cannot be changed.
struct Update<'u> {
    old: &'u Resource,
    new: &'u Resource,
    found: Vec<Refusal>,
}

impl<'u> Update<'u> {
    /// What a field held and what it holds.
    fn both(&self, field: &str) -> (Option<&'u Node>, Option<&'u Node>) {
        let get = |object: &'u Resource| same::given(object.node().at(field.split('.')));
        (get(self.old), get(self.new))
    }

    /// What a field held and what it holds, as text; empty if it is not there.
    fn texts(&self, field: &str) -> (EcoString, EcoString) {
        let text = |node: Option<&Node>| node.and_then(|node| node.value().scalar_text()).unwrap_or_default();
        let (old, new) = self.both(field);
        (text(old), text(new))
    }

    /// Reports the first place within a field where the two differ, but for the keys in `free`. Says whether there is one.
    fn keep(&mut self, field: &str, free: &[&str]) -> bool {
        let (old, new) = self.both(field);
        let mut path: Path = field.split('.').fold(Path::default(), |mut path, key| {
            path.push_key(key);
            path
        });
        let differs = same::difference(old, new, free, &mut path);
        if differs {
            self.refuse(&path, "cannot be changed");
        }
        differs
    }

    /// The items of a list before and after.
    fn lists(&self, field: &str) -> (&'u [Node], &'u [Node]) {
        let items = |node: Option<&'u Node>| node.and_then(Node::as_sequence).unwrap_or_default();
        let (old, new) = self.both(field);
        (items(old), items(new))
    }

    /// Reports a change; `predicate` goes on from the field.
    fn refuse(&mut self, path: &Path, predicate: &'static str) {
        let help = kinds::advice(self.new.id());
        self.found.push(Refusal { path: path.clone(), predicate, help });
    }
}

impl Refusal {
    /// The problem of it.
    fn problem(self, old: &Resource, new: &Resource) -> Diagnostic {
        let Refusal { path, predicate, help } = self;
        let id = new.id();
        let (new, old) = (find(new, &path), find(old, &path));
        let message = format!("`{path}` of `{id}` {predicate} once it is there");
        let place = |found: &super::at::Found<'_>| match found.entry {
            Some(entry) if !found.whole || found.node.value().scalar_text().is_none() => entry.key_span,
            _ => found.node.span(),
        };
        let text = if new.whole { "" } else { "no longer in here" };
        let was = if old.whole { "what it was" } else { "was not in here" };
        let problem =
            Diagnostic::new(Code::ImmutableField, message).at(place(&new), text).at(place(&old), was);
        let problem = problem.object(id.to_string()).field(path.to_string());
        help.into_iter().fold(problem, Diagnostic::help)
    }
}
