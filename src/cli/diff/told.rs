//! A comparison as it is told: equal changes once, with the list of the objects that see them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::fold::{Changed, fold};
use crate::cli::report::plural;
use crate::diff::{Comparison, FieldChange, ObjectChange};
use crate::effect::{Class, Effect, Effects};
use crate::resource::{Resource, ResourceId};
use crate::secret;
use crate::yaml::{Node, emit_compact_json};

/// What became of an object.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Kind {
    Changed,
    Created,
    Deleted,
}

impl Kind {
    /// Every kind, in the order in which they are counted.
    pub(super) const ALL: [Kind; 3] = [Kind::Changed, Kind::Created, Kind::Deleted];

    fn of(change: &ObjectChange<'_>) -> Kind {
        match (change.before, change.after) {
            (None, _) => Kind::Created,
            (_, None) => Kind::Deleted,
            _ => Kind::Changed,
        }
    }

    /// The word for it: `changed`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Changed => "changed",
            Kind::Created => "created",
            Kind::Deleted => "deleted",
        }
    }

    /// The sign before it: `~`.
    pub(super) fn sign(self) -> char {
        match self {
            Kind::Changed => '~',
            Kind::Created => '+',
            Kind::Deleted => '-',
        }
    }
}

/// All that is told.
pub(super) struct Told<'c> {
    /// The parts that were compared, in order.
    pub(super) parts: Vec<PartTold<'c>>,
    /// What differs, each change once: those first that do worse, then in the order of the objects.
    pub(super) changes: Vec<Change<'c>>,
    /// What both sides are called if neither takes the place of the other.
    pub(super) beside: Option<[String; 2]>,
}

/// Two sides, beside each other.
pub(in crate::cli) struct Compared<'r> {
    /// The name of the part.
    pub(in crate::cli) name: String,
    pub(in crate::cli) comparison: Comparison<'r>,
    pub(in crate::cli) effects: Effects,
    /// What they are called if they live side by side.
    pub(in crate::cli) beside: Option<[String; 2]>,
}

/// How much differs in a part.
pub(super) struct PartTold<'c> {
    /// Its name: `prod`, `old.yaml → new.yaml`.
    pub(super) name: String,
    /// How many objects are of each of [`Kind::ALL`].
    pub(super) counts: [usize; 3],
    /// How many are the same.
    pub(super) same: usize,
    /// Of how many the secrets are not compared.
    pub(super) not_compared: usize,
    /// What all of it will do.
    pub(super) effects: &'c Effects,
}

/// A change, and the objects that see it.
pub(super) struct Change<'c> {
    pub(super) kind: Kind,
    /// At least one.
    pub(super) subjects: Vec<Subject<'c>>,
    /// Its differences within each of the objects, as the first one has them; none of one that is new or gone. What else
    /// differs in an object is another change.
    pub(super) fields: Vec<&'c FieldChange>,
}

/// An object that sees a change.
pub(super) struct Subject<'c> {
    /// The number of its part.
    pub(super) part: usize,
    pub(super) change: &'c ObjectChange<'c>,
    /// What the change will do to it, the worst first.
    pub(super) effects: Vec<&'c Effect>,
    /// Whether nothing else of the object is told before.
    pub(super) is_first: bool,
}

impl<'c> Told<'c> {
    /// What is to be told of comparisons, each with the name of its part.
    pub(super) fn of(compared: &'c [Compared<'c>]) -> Told<'c> {
        let mut parts = Vec::new();
        // Each with the number of the first object that sees it.
        let mut changes: Vec<(usize, Change<'c>)> = Vec::new();
        let mut known: FxHashMap<String, usize> = FxHashMap::default();
        let (mut foldable, mut numbers) = (Vec::new(), Vec::new());
        let mut number = 0;
        for (part, Compared { name, comparison, effects, .. }) in compared.iter().enumerate() {
            let mut counts = [0; 3];
            let objects = comparison.objects.iter().zip(&effects.objects);
            for (change, effects) in objects.filter(|(change, _)| change.differs()) {
                let kind = Kind::of(change);
                counts[kind as usize] += 1;
                number += 1;
                if kind == Kind::Changed {
                    foldable.push(Changed { part, change, effects });
                    numbers.push(number);
                    continue;
                }
                let subject = Subject { part, change, effects: effects.iter().collect(), is_first: true };
                let at = *known.entry(sameness(change)).or_insert(changes.len());
                if let Some((_, change)) = changes.get_mut(at) {
                    change.subjects.push(subject);
                } else {
                    changes.push((number, Change { kind, subjects: vec![subject], fields: Vec::new() }));
                }
            }
            let unknown = comparison.objects.iter().filter(|change| !change.differs()).count();
            let same = comparison.same + unknown;
            let not_compared = comparison.not_compared;
            parts.push(PartTold { name: name.clone(), counts, same, not_compared, effects });
        }
        changes.extend(fold(&foldable).into_iter().map(|(at, change)| (numbers[at], change)));
        // What does worse is told first, and what does the same in the order of the objects.
        changes.sort_by_key(|(number, change)| (change.worst().is_none(), change.worst(), *number));
        let beside = compared.iter().find_map(|it| it.beside.clone());
        Told { parts, changes: changes.into_iter().map(|(_, change)| change).collect(), beside }
    }

    /// The word for what became of objects; of two sides that live side by side, for where they are.
    pub(super) fn word(&self, kind: Kind) -> Cow<'static, str> {
        match (&self.beside, kind) {
            (None, _) => kind.name().into(),
            (Some(_), Kind::Changed) => "different".into(),
            (Some([_, after]), Kind::Created) => format!("only in {after}").into(),
            (Some([before, _]), Kind::Deleted) => format!("only in {before}").into(),
        }
    }

    /// The word for objects that are the same on both sides.
    pub(super) fn word_for_same(&self) -> &'static str {
        if self.beside.is_some() { "the same" } else { "unchanged" }
    }

    /// A part as "2 changed, 1 created, 30 unchanged".
    pub(super) fn counts(&self, part: &PartTold<'_>) -> String {
        let kinds = Kind::ALL.iter().zip(part.counts).map(|(kind, count)| (count, self.word(*kind)));
        let all: Vec<String> = kinds
            .chain([(part.same, self.word_for_same().into())])
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        all.join(", ") + &not_compared(part.not_compared)
    }

    /// That nothing differs, in a sentence.
    pub(super) fn nothing(&self) -> String {
        let names: Vec<&str> = self.parts.iter().map(|part| part.name.as_str()).collect();
        let same = plural(self.parts.iter().map(|part| part.same).sum(), "object");
        let hidden = not_compared(self.parts.iter().map(|part| part.not_compared).sum());
        format!("no differences in {same} of {}{hidden}", names.join(", "))
    }

    /// Whether nothing differs.
    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// An object that sees a change, with its part if there are several.
    pub(super) fn subject(&self, subject: &Subject<'_>) -> String {
        let called = subject.called();
        if self.parts.len() > 1 { format!("{called} ({})", self.parts[subject.part].name) } else { called }
    }

    /// The objects that see a change, each with where it is: `Deployment/web in shop (dev, prod)`.
    pub(super) fn subjects(&self, change: &Change<'_>) -> Vec<String> {
        let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
        let mut known: FxHashMap<String, usize> = FxHashMap::default();
        for subject in &change.subjects {
            let called = subject.called();
            let at = *known.entry(called.clone()).or_insert(lines.len());
            if at == lines.len() {
                lines.push((called, Vec::new()));
            }
            lines[at].1.push(&self.parts[subject.part].name);
        }
        let are_many = self.parts.len() > 1;
        let line = |(called, parts): (String, Vec<&str>)| {
            if are_many { format!("{called} ({})", parts.join(", ")) } else { called }
        };
        lines.into_iter().map(line).collect()
    }
}

impl<'c> Change<'c> {
    /// The worst that it will do to one of the objects.
    pub(super) fn worst(&self) -> Option<Class> {
        let effects = self.subjects.iter().flat_map(|subject| &subject.effects);
        effects.map(|effect| effect.class).min()
    }

    /// Where there are secrets of which nobody knows whether they differ.
    pub(super) fn not_compared(&self) -> Vec<String> {
        let first = self.subjects.iter().filter(|subject| subject.is_first);
        let fields = first.flat_map(|subject| &subject.change.fields);
        let hidden = fields.filter(|field| !field.differs()).map(|field| field.place.to_string());
        hidden.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The first of the objects that see it.
    pub(super) fn first(&self) -> Option<&'c ObjectChange<'c>> {
        self.subjects.first().map(|subject| subject.change)
    }
}

impl Subject<'_> {
    /// As `Deployment/web in shop, was api`.
    fn called(&self) -> String {
        let object = self.change.object;
        let namespace =
            |id: &ResourceId| id.namespace.as_ref().map(|name| format!(" in {name}")).unwrap_or_default();
        let mut called = format!("{}{}", object.id(), namespace(object.id()));
        if let (Some(before), Some(after)) = (self.change.before, self.change.after) {
            let (was, is) = (before.id(), after.id());
            if was.name != is.name {
                let _ = write!(called, ", was {}{}", was.name, namespace(was));
            } else if was.namespace != is.namespace {
                let _ = write!(called, ", was in {}", was.namespace.as_deref().unwrap_or("no namespace"));
            }
        }
        called
    }
}

/// Of how many objects nobody knows whether their secrets differ, behind other words.
fn not_compared(objects: usize) -> String {
    if objects == 0 { String::new() } else { format!("; secrets of {objects} not compared") }
}

/// An object as it may be shown.
pub(super) fn shown(object: &Resource) -> Node {
    let shown = secret::shown(std::slice::from_ref(object), [object]);
    shown.first().unwrap_or(object).node().clone()
}

/// A text that two changes have in common if they are told as one: new objects are the same in two namespaces, and so are
/// those that are gone if they are called the same.
fn sameness(change: &ObjectChange<'_>) -> String {
    let mut text = String::new();
    let id = change.object.id();
    if change.after.is_none() {
        let _ = write!(text, "- {} {id}", id.group);
        return text;
    }
    let shown = shown(change.object);
    let fields = |node: Option<&'_ Node>| node.and_then(Node::as_mapping).cloned().unwrap_or_default();
    let (whole, metadata) = (fields(Some(&shown)), fields(shown.get("metadata")));
    let entries = whole.iter().filter(|entry| entry.key != "metadata");
    for entry in entries.chain(metadata.iter().filter(|entry| entry.key != "namespace")) {
        emit_compact_json(&entry.node, &mut text);
    }
    let _ = write!(text, " + {id}");
    text
}
