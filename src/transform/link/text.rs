//! Fills in the names that templates asked for with `ref()`, when all names are final.

use ecow::EcoString;

use super::super::Purpose;
use super::super::deferred::{Text, filled, rename_key, visit};
use super::{Found, Names, Part, Several, hidden};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::{CustomKinds, Resource};
use crate::template::{CHECKSUM, Deferred, NAME, fill, next};
use crate::yaml::{Cause, Node, Path};

/// Fills in every name, with what the object that it is of is called now. One that is of no object stays as it
/// is written.
pub(in crate::transform) fn fill_names(
    parts: &mut [Part<'_>],
    custom: &CustomKinds,
    diagnostics: &mut Diagnostics,
) {
    let names = Names::of(parts, custom);
    let mut all: Vec<Vec<(usize, Vec<Filled>)>> = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let mut problems = Diagnostics::default();
        let objects = part.set.iter().enumerate();
        let filled = objects.map(|(at, resource)| (at, of_object(&names, number, resource, &mut problems)));
        all.push(filled.filter(|(_, filled)| !filled.is_empty()).collect());
        diagnostics.extend(problems.into_iter().filter(|_| part.purpose == Purpose::Output));
    }
    for (part, objects) in parts.iter_mut().zip(all) {
        for (at, filled) in objects {
            part.set.change_at(at, |resource| resource.change(|node| apply(node, filled)));
        }
    }
}

/// A text that is known now.
enum Filled {
    /// The string at the end of the path.
    String(Path, Node),
    /// A key of the map at the end of the path, and what it is.
    Key(Path, EcoString, EcoString),
}

fn of_object(
    names: &Names<'_>,
    part: usize,
    resource: &Resource,
    diagnostics: &mut Diagnostics,
) -> Vec<Filled> {
    let mut all = Vec::new();
    visit(resource.node(), &mut |path, text| match text {
        Text::Key(key) => {
            let span = resource.place();
            let Ok((written, steps)) = steps(names, part, key, &mut |found| {
                diagnostics.push(hidden(found, span).object(resource.id().to_string()));
            }) else {
                return;
            };
            let known = steps.into_iter().last().map_or(written, |(_, text)| text);
            if known != *key {
                all.push(Filled::Key(path.clone(), key.clone(), known));
            }
        }
        Text::String(node, cause) => {
            let text = node.as_str().unwrap_or_default();
            let (written, steps) = match steps(names, part, text, &mut |found| {
                diagnostics.push(hidden(found, cause.span).object(resource.id().to_string()));
            }) {
                Ok(known) => known,
                Err(Several(one, two)) => {
                    let message = format!("`ref` may stand for `{}` or `{}`", one.id(), two.id());
                    let problem = Diagnostic::new(Code::AmbiguousReference, message)
                        .at(cause.span, "one name, two objects")
                        .at(one.place(), format!("now `{}`", one.id().name))
                        .at(two.place(), format!("now `{}`", two.id().name))
                        .object(resource.id().to_string())
                        .help("say which with `namespace=`, or give one of them another name");
                    return diagnostics.push(problem);
                }
            };
            let step = if next(&written).is_some() { CHECKSUM } else { "template" };
            let mut node = filled(node, Cause { step, ..cause }, written);
            for (cause, text) in steps {
                let new = Node::new(text, node.span());
                node.replace(cause, new);
            }
            all.push(Filled::String(path.clone(), node));
        }
    });
    all
}

/// What a text with names in it is: first with the names that templates write, then as each renaming leaves it.
/// An object whose name is not all known is handed to `is_hidden`.
fn steps<'s>(
    names: &Names<'s>,
    part: usize,
    text: &str,
    is_hidden: &mut dyn FnMut(&Found<'_>),
) -> Result<(EcoString, Vec<(Cause, EcoString)>), Several<'s>> {
    let mut written: Vec<EcoString> = Vec::new();
    let mut renamed: Vec<Vec<(Cause, EcoString)>> = Vec::new();
    let mut rest = text;
    while let Some((_, word, after)) = next(rest) {
        if let Deferred::Name { namespace, kind, name } = word {
            written.push(name.into());
            let found = names.find_called(part, kind, namespace, name)?;
            if let Some(found) = found.as_ref().filter(|found| found.is_hidden()) {
                is_hidden(found);
            }
            renamed.push(found.map(|found| found.steps()).unwrap_or_default());
        }
        rest = after;
    }
    let put = |called: &[EcoString]| {
        let mut called = called.iter().cloned();
        fill(text, |word| match word {
            Deferred::Name { .. } => called.next(),
            Deferred::Checksum(_) => None,
        })
    };
    let first = put(&written);
    let mut steps = Vec::new();
    for (index, renamed) in renamed.into_iter().enumerate() {
        for (cause, name) in renamed {
            written[index] = name;
            steps.push((cause, put(&written)));
        }
    }
    Ok((first, steps))
}

fn apply(node: &mut Node, all: Vec<Filled>) {
    // Keys last: the paths of what is below them go through the old ones.
    let (strings, keys): (Vec<Filled>, Vec<Filled>) =
        all.into_iter().partition(|filled| matches!(filled, Filled::String(..)));
    for filled in strings.into_iter().chain(keys.into_iter().rev()) {
        match filled {
            Filled::String(path, new) => {
                if let Some(place) = path.find_mut(node) {
                    *place = new;
                }
            }
            Filled::Key(path, old, new) => {
                if let Some(map) = path.find_mut(node) {
                    rename_key(map, Cause { step: NAME, span: map.span() }, &old, new);
                }
            }
        }
    }
}
