//! Lets references follow the objects that were renamed, as Kustomize does it: once, at the end of the whole build.
//!
//! From `api/filters/nameref/nameref.go`. An object is found by any name that it had, and by what is left when others
//! are sieved out; what Kustomize gets wrong by it (oddities 39 to 42) is in the sieves.

mod candidates;
mod table;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::{Field, Resource, ResourceSet};
use crate::yaml::{Cause, Node, Path, Value};

use super::identity::first;
use super::scopes::Scopes;
use candidates::{Beside, Candidates, Referrer};
pub(super) use table::{To, fields};

/// The step, in the past of what it changes.
const STEP: &str = "references";

/// Lets all references in a set follow: those in `fields`, one after the other.
pub(super) fn run(
    set: &mut ResourceSet,
    fields: &[(To, Field)],
    scopes: &Scopes,
    diagnostics: &mut Diagnostics,
) {
    let objects: Vec<Resource> = set.iter().cloned().collect();
    let candidates = Candidates::of(&objects, scopes);
    let mut by_kind: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, (_, field)) in fields.iter().enumerate() {
        by_kind.entry(&field.kind).or_default().push(at);
    }
    let of = |kind: &str| by_kind.get(kind).into_iter().flatten().copied();
    for (at, object) in objects.iter().enumerate() {
        let mut of_kind: Vec<usize> = of(&first(object).kind).chain(of("")).collect();
        of_kind.sort_unstable();
        let fields = of_kind.into_iter().map(|at| &fields[at]);
        let fields: Vec<&(To, Field)> = fields.filter(|(_, field)| field.is_of(first(object))).collect();
        if fields.is_empty() {
            continue;
        }
        let mut node = object.node().clone();
        let following = Following { referrer: Referrer::of(object, scopes), candidates: &candidates };
        match following.all(&fields, &mut node) {
            Ok(true) => drop(set.change_at(at, |resource| resource.change(|old| *old = node))),
            Ok(false) => {}
            Err(problem) => diagnostics.push(problem.object(object.id().to_string())),
        }
    }
}

struct Following<'o> {
    referrer: Result<Referrer<'o>, Box<Diagnostic>>,
    candidates: &'o Candidates<'o>,
}

impl Following<'_> {
    /// Lets all fields of an object follow, and gives whether any did.
    fn all(&self, fields: &[&(To, Field)], object: &mut Node) -> Result<bool, Box<Diagnostic>> {
        let mut has_changed = false;
        for (to, field) in fields {
            for way in field.find(object).unwrap_or_default() {
                has_changed |= self.follow(to, field, &way, object)?;
            }
        }
        Ok(has_changed)
    }

    fn follow(&self, to: &To, field: &Field, way: &Path, object: &mut Node) -> Result<bool, Box<Diagnostic>> {
        let referrer = self.referrer.as_ref().map_err(Clone::clone)?;
        let Some(node) = way.find_mut(object) else { return Ok(false) };
        match node.value() {
            Value::Sequence(_) => {
                let mut has_changed = false;
                for item in node.items_mut() {
                    has_changed |= self.one(referrer, to, field, item)?;
                }
                Ok(has_changed)
            }
            _ => self.one(referrer, to, field, node),
        }
    }

    /// Lets a name, or a map with a name and perhaps a namespace, follow.
    fn one(
        &self,
        referrer: &Referrer<'_>,
        to: &To,
        field: &Field,
        node: &mut Node,
    ) -> Result<bool, Box<Diagnostic>> {
        // A number is a name too.
        let text = |node: &Node| if node.is_null() { None } else { node.text() };
        if let Some(name) = text(node) {
            let found = self.candidates.find(referrer, to, field, &name, Beside::Nothing, node.span())?;
            let Some(found) = found.filter(|found| found.id().name != name) else { return Ok(false) };
            node.replace(cause(found), Node::new(found.id().name.clone(), node.span()));
            return Ok(true);
        }
        if node.as_mapping().is_none() {
            return Ok(false);
        }
        let Some(name) = node.get("name").and_then(text) else {
            let message = format!("`{}` names no object: it has no `name`", field.path);
            return Err(Box::new(Diagnostic::new(Code::MissingField, message).at(node.span(), "no `name`")));
        };
        let said = node.get("namespace").map(|namespace| namespace.as_str().unwrap_or_default());
        let beside = said.map_or(Beside::Room, Beside::Said);
        let Some(found) = self.candidates.find(referrer, to, field, &name, beside, node.span())? else {
            return Ok(false);
        };
        let (new_name, namespace) =
            (found.id().name.clone(), found.id().namespace.clone().unwrap_or_default());
        if new_name == name && namespace.is_empty() {
            return Ok(false);
        }
        put(node, "name", new_name, cause(found));
        if !namespace.is_empty() {
            put(node, "namespace", namespace, cause(found));
        }
        Ok(true)
    }
}

fn put(map: &mut Node, key: &str, text: EcoString, cause: Cause) {
    if map.get(key).and_then(Node::as_str) != Some(&text) {
        map.insert(cause, key, cause.span, Node::new(text, cause.span));
    }
}

/// Who renamed an object last.
fn cause(found: &Resource) -> Cause {
    let span = found.renamed().next().map_or(found.place(), |renamed| renamed.cause.span);
    Cause { step: STEP, span }
}
