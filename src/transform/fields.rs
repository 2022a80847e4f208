//! Writes where the fields of a plan lead to: strings into maps, or one value.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::Condition;
use crate::resource::{Field, Fresh, Resource, ResourceSet, Stuck};
use crate::yaml::{Cause, Node, Path, Value};

use super::metadata::Writer;
use super::report_taken;

/// Writes the map `strings` into the maps that the fields lead to.
pub(super) fn strings(
    set: &mut ResourceSet,
    step: &'static str,
    strings: &Node,
    fields: &[Field],
    diagnostics: &mut Diagnostics,
) {
    let mut writer = Writer::new(step, step, strings);
    let cause = writer.cause();
    for at in 0..set.len() {
        let id = set[at].id().clone();
        let of_kind: Vec<&Field> = fields.iter().filter(|field| field.is_of(&id)).collect();
        let problems = set.change_at(at, |resource| {
            let before = resource.node().clone();
            let (problems, made) = resource.change(|object| {
                let (mut problems, mut made) = (Vec::new(), Vec::new());
                for field in of_kind {
                    match field.find_or_make(object, Fresh::Map, cause) {
                        Ok(ways) => {
                            for way in ways {
                                let Some(end) = way.find_mut(object).filter(|node| !node.is_null()) else {
                                    continue;
                                };
                                if end.as_mapping().is_some() {
                                    writer.write(end);
                                    made.push(way);
                                } else {
                                    let (span, found) = (end.span(), end.value().kind_name());
                                    problems.push((field, Stuck { way, span, found }));
                                }
                            }
                        }
                        Err(stuck) => problems.push((field, stuck)),
                    }
                }
                (problems, made)
            });
            resource.spread(&before);
            share(resource, &before, strings, &made);
            problems
        });
        for (field, stuck) in problems.into_iter().flatten() {
            diagnostics.push(is_stuck(&set[at], field, &stuck, cause));
        }
    }
}

/// Notes of each string that it is one at all places, in the maps of these ways, where it was put and nothing was before.
fn share(resource: &mut Resource, before: &Node, strings: &Node, maps: &[Path]) {
    if maps.len() < 2 {
        return;
    }
    for entry in strings.as_mapping().into_iter().flatten() {
        let is_new = |map: &&Path| map.find(before).is_none_or(|map| map.get(&entry.key).is_none());
        let places = maps.iter().filter(is_new).map(|map| {
            let mut place = map.clone();
            place.push_key(entry.key.clone());
            place
        });
        let places: Vec<Path> = places.collect();
        if places.len() > 1 {
            resource.share(places);
        }
    }
}

/// A value that is put somewhere.
#[derive(Clone, Copy)]
pub(super) struct Put<'v> {
    /// The step.
    pub(super) step: &'static str,
    /// The value.
    pub(super) value: &'v Node,
    /// Whether what is said there already stays.
    pub(super) only_unset: bool,
    /// Which objects are left alone.
    pub(super) spares: fn(&Node) -> bool,
}

/// Puts a value at the ends of fields. With `remembers`, each object notes what it is called before that, whether it
/// changes or not.
pub(super) fn value(
    set: &mut ResourceSet,
    put: Put<'_>,
    places: &[(Field, Condition)],
    remembers: bool,
    diagnostics: &mut Diagnostics,
) {
    let mut problems = Vec::new();
    let taken = set.change_all(|resource| {
        let id = resource.id().clone();
        if remembers {
            resource.remember_identity();
        }
        if (put.spares)(resource.node()) {
            return;
        }
        for (field, condition) in places.iter().filter(|(field, _)| field.is_of(&id)) {
            if matches!(condition, Condition::Object(meant) if !meant.of(&id)) {
                continue;
            }
            let before = resource.clone();
            let result = resource.change(|object| match condition {
                Condition::Beside(key, wanted) => put.beside(object, field, key, wanted),
                Condition::Object(_) | Condition::Always => put.at_end(object, field),
            });
            problems.extend(result.err().map(|stuck| is_stuck(&before, field, &stuck, put.cause())));
        }
    });
    diagnostics.extend(problems);
    report_taken(set, taken, diagnostics);
}

impl Put<'_> {
    fn cause(&self) -> Cause {
        Cause { step: self.step, span: self.value.span() }
    }

    /// Whether the value may take the place of what is there.
    fn may_replace(&self, old: Option<&Node>) -> bool {
        let is_unset = old.is_none_or(|old| old.is_null() || old.as_str() == Some(""));
        old != Some(self.value) && (is_unset || !self.only_unset)
    }

    fn at_end(&self, object: &mut Node, field: &Field) -> Result<(), Stuck> {
        for way in field.find_or_make(object, Fresh::Null, self.cause())? {
            let Some(node) = way.find_mut(object) else { continue };
            if matches!(node.value(), Value::Sequence(_) | Value::Mapping(_)) {
                let found = node.value().kind_name();
                return Err(Stuck { way, span: node.span(), found });
            }
            if self.may_replace(Some(node)) {
                node.replace(self.cause(), self.value.clone());
            }
        }
        Ok(())
    }

    /// Puts the value into the maps, found by the field without its last key, that say something else too.
    fn beside(&self, object: &mut Node, field: &Field, key: &str, wanted: &str) -> Result<(), Stuck> {
        let Some((holder, last)) = field.path.rsplit_once('/') else { return Ok(()) };
        let holder = Field { path: holder.to_owned().into(), create: false, ..field.clone() };
        for way in holder.find(object)? {
            let Some(found) = way.find_mut(object) else { continue };
            let change = |map: &mut Node| {
                if map.get(key).and_then(Node::as_str) == Some(wanted) && self.may_replace(map.get(last)) {
                    map.insert(self.cause(), last, self.value.span(), self.value.clone());
                }
            };
            if found.as_sequence().is_some() {
                found.items_mut().iter_mut().for_each(change);
            } else {
                std::iter::once(found).for_each(change);
            }
        }
        Ok(())
    }
}

fn is_stuck(resource: &Resource, field: &Field, stuck: &Stuck, cause: Cause) -> Diagnostic {
    let (step, way, found) = (cause.step, stuck.way.to_string(), stuck.found);
    let message = if way.replace('.', "/") == field.path.as_ref() as &str {
        format!("`{step}` goes into `{way}`, and that is {found}")
    } else {
        format!("`{step}` goes through `{way}` to `{}`, and that is {found}", field.path)
    };
    Diagnostic::new(Code::WrongType, message)
        .at(stuck.span, format!("this is {found}"))
        .at(cause.span, "asked for here")
        .object(resource.id().to_string())
        .field(way)
}
