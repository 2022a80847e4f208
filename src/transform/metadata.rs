//! Writes labels and annotations into the metadata of objects and of the pods and jobs that they make.
//!
//! Selectors stay as they are: one that changed could not be applied to an object that exists.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kubernetes::places::{TEMPLATES, places};
use crate::resource::{ResourceId, ResourceSet};
use crate::yaml::{Cause, Mapping, Node, Value};

/// Writes the map `strings` into the map `field` of each metadata. What a template wrote there is replaced.
///
/// An entry that every object of a `whole` set has already is reported.
pub(super) fn run(
    set: &mut ResourceSet,
    field: &'static str,
    strings: &Node,
    whole: bool,
    diagnostics: &mut Diagnostics,
) {
    let mut writer = Writer::new(field, field, strings);
    for at in 0..set.len() {
        let id = set[at].id().clone();
        set.change_at(at, |resource| resource.change(|node| writer.write_metadata(node, &id)));
    }
    if whole {
        writer.report(set, diagnostics);
    }
}

/// Writes the entries of a map into other maps, and keeps account of those that changed something.
pub(super) struct Writer<'s> {
    step: &'static str,
    field: &'static str,
    strings: &'s Node,
    /// For each entry whether it changed something, if it came to a map at all.
    changed: Vec<Option<bool>>,
}

impl<'s> Writer<'s> {
    /// Writes `strings`, a map, which metadata has in its `field`.
    pub(super) fn new(step: &'static str, field: &'static str, strings: &'s Node) -> Self {
        Writer { step, field, strings, changed: vec![None; strings.as_mapping().map_or(0, Mapping::len)] }
    }

    /// The cause of what is made on the way.
    pub(super) fn cause(&self) -> Cause {
        Cause { step: self.step, span: self.strings.span() }
    }

    /// Writes into the metadata of an object and of what it makes.
    pub(super) fn write_metadata(&mut self, node: &mut Node, id: &ResourceId) {
        self.write_into(node);
        for path in places(TEMPLATES, &id.group, &id.kind) {
            if let Some(template) = path.iter().try_fold(&mut *node, |node, key| node.get_mut(key)) {
                self.write_into(template);
            }
        }
    }

    /// Writes into the metadata of an object or of a template.
    pub(super) fn write_into(&mut self, holder: &mut Node) {
        if self.changed.is_empty() {
            return;
        }
        let (cause, field) = (self.cause(), self.field);
        let metadata = map_in(holder, "metadata", cause);
        if let Some(target) = metadata.and_then(|metadata| map_in(metadata, field, cause)) {
            self.write(target);
        }
    }

    /// Writes into a map.
    pub(super) fn write(&mut self, target: &mut Node) {
        for (entry, changed) in self.strings.as_mapping().into_iter().flatten().zip(&mut self.changed) {
            let is_new = target.get(&entry.key) != Some(&entry.node);
            *changed = Some(is_new || *changed == Some(true));
            if is_new {
                let cause = Cause { step: self.step, span: entry.node.span() };
                target.insert(cause, entry.key.clone(), entry.key_span, entry.node.clone());
            }
        }
    }

    /// Reports the entries that changed nothing; of what an object of `set` has already one is shown.
    pub(super) fn report(self, set: &ResourceSet, diagnostics: &mut Diagnostics) {
        let Some(first) = set.iter().next() else { return };
        let there = first.node().at(["metadata", self.field]).and_then(Node::as_mapping);
        let entries = self.strings.as_mapping().into_iter().flatten().zip(self.changed);
        for (entry, _) in entries.filter(|(_, changed)| *changed == Some(false)) {
            let message =
                format!("`{}` changes nothing: each object has this `{}` already", self.step, entry.key);
            let problem = Diagnostic::new(Code::NoEffect, message).at(entry.node.span(), "no effect");
            diagnostics.push(match there.and_then(|there| there.entry(&entry.key)) {
                Some(there) => problem.at(there.node.span(), "as here"),
                None => problem,
            });
        }
    }
}

/// The map of a key, made if there is none; nothing if something else is there, which the typed view reports.
pub(super) fn map_in<'n>(node: &'n mut Node, key: &str, cause: Cause) -> Option<&'n mut Node> {
    let empty = || Node::new(Mapping::default(), cause.span);
    match node.as_mapping()?.get(key).map(Node::value) {
        Some(Value::Mapping(_)) => {}
        None | Some(Value::Null) => {
            node.insert(cause, key, cause.span, empty());
        }
        Some(_) => return None,
    }
    node.get_mut(key)
}
