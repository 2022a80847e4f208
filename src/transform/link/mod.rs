//! Lets references follow the objects that were renamed, once for a whole environment, when all names are final.
//!
//! A reference names an object as the templates write it. What it is called now, and who renamed it, is read from
//! the object itself; so prefix, suffix, content hash and any other step that renames need nothing but this.

mod index;
mod text;
mod unresolved;

use ecow::{EcoString, eco_format};

pub(super) use index::{Answer, Found, Names, Several};
pub(super) use text::fill_names;
pub use unresolved::Unresolved;
pub(super) use unresolved::unresolved;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kubernetes::references::ADMISSION;
use crate::plan::External;
use crate::resource::{CustomKinds, Hash, Place, Reference, ReferenceFields, Resource, ResourceSet, To};
use crate::source::Span;
use crate::yaml::{Cause, Node, Path};

use super::{Built, Purpose};

/// The objects of a target.
pub(super) struct Part<'p> {
    /// The objects.
    pub(super) set: &'p mut ResourceSet,
    /// What the cluster has without them.
    pub(super) external: &'p [External],
    /// What they are for.
    pub(super) purpose: Purpose,
}

impl<'p> Part<'p> {
    pub(super) fn of(built: &'p mut Built) -> Part<'p> {
        Part { set: &mut built.set, external: &built.external, purpose: built.purpose }
    }
}

/// Lets every reference of every object follow the object that it names, if that was renamed.
///
/// An object of the same target comes first, then what the target declares to be in the cluster, then the objects
/// of the environment's other targets. A reference to none of them stays as it is; one to several that are called
/// differently now is reported.
pub(super) fn run(
    parts: &mut [Part<'_>],
    custom: &CustomKinds,
    declared: &ReferenceFields,
    diagnostics: &mut Diagnostics,
) {
    let is_renamed = |resource: &Resource| resource.former().iter().any(|id| id.name != resource.id().name);
    if !parts.iter().any(|part| part.set.iter().any(is_renamed)) {
        return;
    }
    let changes = changes(parts, custom, declared, diagnostics);
    for (part, changes) in parts.iter_mut().zip(changes) {
        for (at, references) in changes {
            part.set.change_at(at, |resource| resource.change(|node| apply(node, references)));
        }
    }
}

/// The references to change of the object at a place: their paths, and what each is called step by step.
type Followed = (usize, Vec<(Path, Vec<(Cause, EcoString)>)>);

/// What is to be changed, by target.
fn changes(
    parts: &[Part<'_>],
    custom: &CustomKinds,
    declared: &ReferenceFields,
    diagnostics: &mut Diagnostics,
) -> Vec<Vec<Followed>> {
    let names = Names::of(parts, custom);
    let of_object = |number: usize, resource: &Resource, diagnostics: &mut Diagnostics| {
        let mut followed = Vec::new();
        resource.visit_all_references(
            declared,
            &mut |path, reference| match find(&names, number, &reference) {
                Ok(Some(found)) => {
                    if found.is_hidden() {
                        diagnostics.push(hidden(&found, reference.name.span()).field(path.to_string()));
                    }
                    let steps = found.steps();
                    if !steps.is_empty() {
                        followed.push((path.clone(), steps));
                    }
                }
                Ok(None) => {}
                Err(several) => diagnostics.push(ambiguous(resource, path, &reference, &several)),
            },
        );
        followed
    };
    let mut all = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let mut problems = Diagnostics::default();
        let objects = part.set.iter().enumerate();
        let followed = objects.map(|(at, resource)| (at, of_object(number, resource, &mut problems)));
        all.push(followed.filter(|(_, followed)| !followed.is_empty()).collect());
        diagnostics.extend(problems.into_iter().filter(|_| part.purpose == Purpose::Output));
    }
    all
}

fn find<'s>(names: &Names<'s>, part: usize, reference: &Reference<'_>) -> Answer<'s> {
    let name = reference.name.as_str().unwrap_or_default();
    match reference.to {
        To::Kind { group, kind } => names.find(part, group, kind, reference.place, name),
        To::Resources { groups, resources } => {
            let lists = |list: &[Node], wanted: &str| {
                list.iter().filter_map(Node::as_str).any(|listed| {
                    listed == "*" || listed.split('/').next().is_some_and(|listed| listed == wanted)
                })
            };
            let mut found: Option<Found<'s>> = None;
            for (group, kind, plural) in names.kinds() {
                if !lists(groups, group) || !lists(resources, plural) {
                    continue;
                }
                let Some(next) = names.find(part, group, kind, reference.place, name)? else { continue };
                match &found {
                    Some(first) if first.object.id().name != next.object.id().name => {
                        return Err(Several(first.object, next.object));
                    }
                    _ => found = Some(next),
                }
            }
            Ok(found)
        }
        To::Parameter { policy_kind, policy } => {
            let policy = names.find(part, ADMISSION, policy_kind, Place::In(None), policy)?;
            let kind = policy.and_then(|policy| policy.object.node().at(["spec", "paramKind"]));
            let text = |key: &str| kind.and_then(|kind| kind.get(key)?.as_str());
            let group = text("apiVersion").and_then(|version| version.rsplit_once('/'));
            match text("kind") {
                Some(kind) => {
                    names.find(part, group.map_or("", |(group, _)| group), kind, reference.place, name)
                }
                None => Ok(None),
            }
        }
    }
}

impl Found<'_> {
    /// Whether a part of its name is the hash of what is not known here.
    pub(super) fn is_hidden(&self) -> bool {
        self.lacks_secrets && self.object.id().kind == "Secret" && self.object.hash() == Hash::Name
    }

    /// What a reference to it is called after each step that renamed the object, with who did that.
    pub(super) fn steps(&self) -> Vec<(Cause, EcoString)> {
        if self.object.id().name == self.name {
            return Vec::new();
        }
        let put = |name: &str| eco_format!("{}{name}{}", self.before, self.after);
        let mut steps = Vec::new();
        for renamed in self.object.renamed() {
            steps.push((renamed.cause, put(renamed.to)));
            if renamed.from == self.name {
                break;
            }
        }
        if steps.is_empty() {
            // Something above the name was replaced as a whole.
            let cause = Cause { step: "references", span: self.object.place() };
            steps.push((cause, put(&self.object.id().name)));
        }
        steps.reverse();
        steps
    }
}

fn apply(node: &mut Node, references: Vec<(Path, Vec<(Cause, EcoString)>)>) {
    for (path, steps) in references {
        let Some(name) = path.find_mut(node) else { continue };
        for (cause, text) in steps {
            let new = Node::new(text, name.span());
            name.replace(cause, new);
        }
    }
}

/// The problem of a name at `span` that ends in the hash of a Secret of a part that is not built.
fn hidden(found: &Found<'_>, span: Span) -> Diagnostic {
    let message =
        format!("the name of `Secret/{}` ends in a hash of its content, which is not read", found.name);
    Diagnostic::new(Code::UnknownName, message)
        .at(span, "of a part that is not built")
        .at(found.object.place(), "the Secret")
        .help("build the part that makes it as well, or the whole environment")
}

/// The problem of a name that stands for two objects which are called differently now.
fn ambiguous(
    resource: &Resource,
    path: &Path,
    reference: &Reference<'_>,
    several: &Several<'_>,
) -> Diagnostic {
    let Several(first, second) = several;
    let name = reference.name.as_str().unwrap_or_default();
    let message = format!("`{name}` may stand for `{}` or `{}`", first.id(), second.id());
    let help = match reference.to {
        To::Resources { .. } => "write a rule for each type",
        _ => "give one of them another name, or make the one that is meant in the same spec",
    };
    Diagnostic::new(Code::AmbiguousReference, message)
        .at(reference.name.span(), "one name, two objects")
        .at(first.place(), format!("now `{}`", first.id().name))
        .at(second.place(), format!("now `{}`", second.id().name))
        .object(resource.id().to_string())
        .field(path.to_string())
        .help(help)
}
