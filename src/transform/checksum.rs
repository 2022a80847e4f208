//! Fills in the hashes of objects that templates asked for, when all else is done.

use ecow::EcoString;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::{Resource, ResourceSet};
use crate::source::Span;
use crate::template::{CHECKSUM, fill_checksums};
use crate::yaml::{self, Cause, Entry, Mapping, Node, Value};

/// How many hexadecimal digits a checksum has.
const DIGITS: usize = 16;

/// Fills in all checksums of the set.
pub(super) fn run(set: &mut ResourceSet, diagnostics: &mut Diagnostics) {
    let mut filling = Filling {
        objects: set.iter().collect(),
        by_name: FxHashMap::default(),
        done: vec![None; set.iter().count()],
        state: vec![State::New; set.iter().count()],
        open: Vec::new(),
        diagnostics,
    };
    for (index, resource) in filling.objects.iter().enumerate() {
        filling.by_name.entry(resource.id().to_string().into()).or_default().push(index);
    }
    for index in 0..filling.objects.len() {
        filling.fill(index);
    }
    let mut done = filling.done.into_iter();
    set.change_all(|resource| {
        if let Some(Some(filled)) = done.next() {
            resource.change(|node| *node = filled);
        }
    });
}

/// How far an object is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// The checksums that it needs are being made.
    Open,
    Done,
}

struct Filling<'s, 'd> {
    objects: Vec<&'s Resource>,
    by_name: FxHashMap<EcoString, Vec<usize>>,
    /// The trees whose checksums are filled in.
    done: Vec<Option<Node>>,
    state: Vec<State>,
    /// The objects whose checksums are being filled in, each asked for by the one before.
    open: Vec<usize>,
    diagnostics: &'d mut Diagnostics,
}

impl Filling<'_, '_> {
    /// Fills in the checksums of one object, after those of the objects that they are of.
    ///
    /// The way from one to the next is a list, for it may be longer than a stack of calls.
    fn fill(&mut self, first: usize) {
        let mut waiting = Vec::new();
        let mut next = Some(first);
        loop {
            if let Some(index) = next.filter(|index| self.state[*index] == State::New) {
                self.state[index] = State::Open;
                self.open.push(index);
                waiting.push(self.needs(index));
            }
            let (Some(index), Some(needed)) = (self.open.last().copied(), waiting.last_mut()) else { return };
            next = needed.pop();
            if next.is_none() {
                let mut node = self.objects[index].node().clone();
                self.fill_node(index, &mut node);
                self.done[index] = Some(node);
                self.state[index] = State::Done;
                self.open.pop();
                waiting.pop();
            }
        }
    }

    /// The objects whose checksums stand in one, the first one last.
    fn needs(&self, index: usize) -> Vec<usize> {
        let mut needed = Vec::new();
        let mut open = vec![self.objects[index].node()];
        while let Some(node) = open.pop() {
            match node.value() {
                Value::String(text) if asked(node).is_some() => {
                    fill_checksums(text, |object| {
                        needed.extend(self.find(index, object));
                        Some(EcoString::new())
                    });
                }
                Value::Sequence(items) => open.extend(items.iter().rev()),
                Value::Mapping(mapping) => open.extend(mapping.iter().rev().map(|entry| &entry.node)),
                _ => {}
            }
        }
        needed.reverse();
        needed
    }

    fn fill_node(&mut self, index: usize, node: &mut Node) {
        match node.value() {
            Value::String(text) => {
                if let Some(cause) = asked(node) {
                    let text = text.clone();
                    let filled = fill_checksums(&text, |object| Some(self.hash(index, object, cause.span)));
                    let new = Node::new(filled.unwrap_or_default(), node.span());
                    node.replace(cause, new);
                }
            }
            Value::Sequence(items) if items.iter().any(holds) => {
                node.items_mut().iter_mut().for_each(|item| self.fill_node(index, item));
            }
            Value::Mapping(mapping) if mapping.iter().any(|entry| holds(&entry.node)) => {
                node.values_mut().for_each(|(_, value)| self.fill_node(index, value));
            }
            _ => {}
        }
    }

    /// The object of that name, seen from the object at `from`.
    fn find(&self, from: usize, name: &str) -> Option<usize> {
        let namespace = |index: usize| self.objects[index].id().namespace.as_ref();
        match self.by_name.get(name).map_or(&[][..], Vec::as_slice) {
            [only] => Some(*only),
            several => several.iter().copied().find(|index| namespace(*index) == namespace(from)),
        }
    }

    /// The hash of the object of that name, seen from the object at `from`.
    fn hash(&mut self, from: usize, name: &str, span: Span) -> EcoString {
        let Some(index) = self.find(from, name) else {
            let known = self.by_name.keys().map(EcoString::as_str).filter(|known| *known != name);
            let problem =
                Diagnostic::new(Code::NoMatch, format!("there is no `{name}` to take a checksum of"));
            self.diagnostics.push(problem.at(span, "asked for here").suggest(name, known, "objects"));
            return EcoString::new();
        };
        let Some(node) = &self.done[index] else {
            // All that are needed come first, but those that need this one.
            let begin = self.open.iter().position(|open| *open == index).unwrap_or_default();
            let way = self.open[begin..].iter().chain([&index]);
            let names: Vec<String> = way.map(|at| self.objects[*at].id().to_string()).collect();
            let message = format!("the checksum of `{name}` is a part of `{name}` itself");
            let problem = Diagnostic::new(Code::TemplateError, message).at(span, "asked for here");
            self.diagnostics.push(problem.help(format!("the way round: {}", names.join(" → "))));
            return EcoString::new();
        };
        let content = content(node);
        let mut text = String::new();
        yaml::emit(&content, &mut text);
        let mut digest = data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()));
        digest.truncate(DIGITS);
        digest.into()
    }
}

/// Who asked for a checksum in the text of this node, if anyone did.
fn asked(node: &Node) -> Option<Cause> {
    node.past().map(|past| past.cause).find(|cause| cause.step == CHECKSUM)
}

fn holds(node: &Node) -> bool {
    match node.value() {
        Value::String(_) => asked(node).is_some(),
        Value::Sequence(items) => items.iter().any(holds),
        Value::Mapping(mapping) => mapping.iter().any(|entry| holds(&entry.node)),
        _ => false,
    }
}

/// What is hashed of an object: its data if it has any, else all but its metadata and status.
fn content(node: &Node) -> Node {
    const DATA: [&str; 3] = ["data", "binaryData", "stringData"];
    let entries = || node.as_mapping().into_iter().flatten().cloned();
    let mut kept: Vec<Entry> = entries().filter(|entry| DATA.contains(&entry.key.as_str())).collect();
    if kept.is_empty() {
        kept = entries().filter(|entry| !matches!(entry.key.as_str(), "metadata" | "status")).collect();
    }
    Node::new(kept.into_iter().collect::<Mapping>(), node.span())
}
