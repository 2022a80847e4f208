//! Fills in the hashes of objects that templates asked for, when all else is done.

use ecow::EcoString;
use sha2::{Digest, Sha256};

use super::deferred::{Text, filled, rename_key, visit};
use super::hashes::HIDDEN;
use super::link::{Names, Part, Several};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::{CustomKinds, Resource};
use crate::source::Span;
use crate::template::{CHECKSUM, Deferred, fill};
use crate::yaml::{self, Cause, Entry, Mapping, Node, Path};

/// How many hexadecimal digits a checksum has.
const DIGITS: usize = 16;

/// Fills in all checksums of the targets' objects; `wanted` says which targets ask for some.
pub(super) fn run(
    parts: &mut [Part<'_>],
    wanted: &[bool],
    custom: &CustomKinds,
    diagnostics: &mut Diagnostics,
) {
    let mut objects = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        objects.extend(part.set.iter().map(|resource| (number, resource)));
    }
    let count = objects.len();
    let mut filling = Filling {
        names: Names::of(parts, custom),
        objects,
        done: vec![None; count],
        state: vec![State::New; count],
        open: Vec::new(),
        diagnostics,
    };
    for index in 0..count {
        if wanted.get(filling.objects[index].0) == Some(&true) {
            filling.fill(index);
        }
    }
    let mut done = filling.done.into_iter();
    for part in parts {
        let taken = part.set.change_all(|resource| {
            if let Some(Some(filled)) = done.next() {
                resource.change(|node| *node = filled);
            }
        });
        super::report_taken(part.set, taken, diagnostics);
    }
}

/// How far an object is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// The checksums that it needs are being made.
    Open,
    Done,
}

/// A text of an object that holds checksums: the path to the string, or to the map and its key.
struct Asking {
    path: Path,
    key: Option<EcoString>,
    text: EcoString,
    cause: Cause,
}

struct Filling<'s, 'd> {
    names: Names<'s>,
    /// Of all targets, each with the number of its target.
    objects: Vec<(usize, &'s Resource)>,
    /// The trees whose checksums are filled in; none for those that hold none.
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
                let asking = self.asking(index);
                waiting.push((self.needs(index, &asking), asking));
            }
            let (Some(index), Some((needed, _))) = (self.open.last().copied(), waiting.last_mut()) else {
                return;
            };
            next = needed.pop();
            if next.is_none() {
                let asking = waiting.pop().map(|(_, asking)| asking).filter(|asking| !asking.is_empty());
                self.done[index] = asking.map(|asking| self.filled(index, asking));
                self.state[index] = State::Done;
                self.open.pop();
            }
        }
    }

    /// The texts of one object that hold checksums.
    fn asking(&self, index: usize) -> Vec<Asking> {
        let object = self.objects[index].1;
        let mut found = Vec::new();
        visit(object.node(), &mut |path, text| {
            if objects(&text).next().is_none() {
                return;
            }
            let path = path.clone();
            found.push(match text {
                Text::String(node, cause) => {
                    Asking { path, key: None, text: node.as_str().unwrap_or_default().into(), cause }
                }
                Text::Key(key) => {
                    let cause = Cause { step: CHECKSUM, span: object.place() };
                    Asking { path, key: Some(key.clone()), text: key.clone(), cause }
                }
            });
        });
        found
    }

    /// The objects whose checksums these are, the first one last.
    fn needs(&self, index: usize, asking: &[Asking]) -> Vec<usize> {
        let named = asking.iter().flat_map(|asking| named(&asking.text));
        let mut needed: Vec<usize> =
            named.filter_map(|object| self.find(index, &object).ok().flatten()).collect();
        needed.reverse();
        needed
    }

    fn filled(&mut self, index: usize, asking: Vec<Asking>) -> Node {
        let object = self.objects[index].1;
        let mut root = object.node().clone();
        // Keys after what is below them, whose paths go through the old ones.
        for Asking { path, key, text, cause } in asking.into_iter().rev() {
            let mut of_secret = false;
            let known = fill(&text, |word| match word {
                Deferred::Checksum(name) => {
                    let found = self.find(index, name).ok().flatten();
                    of_secret |= found.is_some_and(|of| self.objects[of].1.node().holds_secret());
                    Some(self.hash(index, name, cause.span))
                }
                Deferred::Name { .. } => None,
            });
            let Some(node) = path.find_mut(&mut root) else { continue };
            match key {
                // Whoever can guess the content of a Secret can try its hash.
                None if of_secret => {
                    *node = filled(node, cause, known);
                    node.make_secret();
                }
                None => *node = filled(node, Cause { step: "template", ..cause }, known),
                Some(key) => rename_key(node, cause, &key, known),
            }
        }
        root
    }

    /// The object of that name, seen from the object at `from`.
    fn find(&self, from: usize, name: &str) -> Result<Option<usize>, Several<'_>> {
        find(&self.names, self.objects[from], name)
    }

    /// The hash of the object of that name, seen from the object at `from`.
    fn hash(&mut self, from: usize, name: &str, span: Span) -> EcoString {
        let index = match self.find(from, name) {
            Ok(Some(index)) => index,
            Ok(None) => {
                let known: Vec<String> = self.names.written().collect();
                let known = known.iter().map(String::as_str).filter(|known| *known != name);
                let problem =
                    Diagnostic::new(Code::NoMatch, format!("there is no `{name}` to take a checksum of"));
                self.diagnostics.push(problem.at(span, "asked for here").suggest(name, known, "objects"));
                return EcoString::new();
            }
            Err(Several(one, two)) => {
                let problem =
                    Diagnostic::new(Code::AmbiguousReference, format!("there are several `{name}`"))
                        .at(span, "the checksum of which one?")
                        .at(one.place(), "one of them")
                        .at(two.place(), "another one")
                        .help("give one of them another name");
                self.diagnostics.push(problem);
                return EcoString::new();
            }
        };
        if self.state[index] != State::Done {
            // All that are needed come first, but those that need this one.
            let begin = self.open.iter().position(|open| *open == index).unwrap_or_default();
            let way = self.open[begin..].iter().chain([&index]);
            let names: Vec<String> = way.map(|at| self.objects[*at].1.id().to_string()).collect();
            let message = format!("the checksum of `{name}` is a part of `{name}` itself");
            let problem = Diagnostic::new(Code::TemplateError, message).at(span, "asked for here");
            self.diagnostics.push(problem.help(format!("the way round: {}", names.join(" → "))));
            return EcoString::new();
        }
        let node = self.done[index].as_ref().unwrap_or(self.objects[index].1.node());
        let content = content(node);
        let mut text = String::new();
        yaml::emit(&content, &mut text);
        let (part, object) = self.objects[index];
        if self.names.lacks_secrets(part) && (object.id().kind == "Secret" || text.contains(HIDDEN)) {
            let message = format!("the checksum of `{name}` is of a secret, which is not read");
            let problem = Diagnostic::new(Code::UnknownName, message)
                .at(span, "of a part that is not built")
                .at(object.place(), "the object")
                .help("build the part that makes it as well, or the whole environment");
            self.diagnostics.push(problem);
            return EcoString::new();
        }
        let mut digest = data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()));
        digest.truncate(DIGITS);
        digest.into()
    }
}

/// The object that is named like `ConfigMap/x`, seen from an object of a target: near it first.
pub(super) fn find<'s>(
    names: &Names<'s>,
    (part, object): (usize, &Resource),
    name: &str,
) -> Result<Option<usize>, Several<'s>> {
    let Some((kind, name)) = name.split_once('/') else { return Ok(None) };
    let near = names.find_called(part, kind, object.id().namespace.as_deref(), name)?;
    let found = match near {
        Some(near) => Some(near),
        None => names.find_called(part, kind, None, name)?,
    };
    Ok(found.map(|found| found.number))
}

/// The objects whose checksums stand in a text, as they are named there.
pub(super) fn objects(text: &Text<'_>) -> impl Iterator<Item = EcoString> {
    named(match text {
        Text::String(node, _) => node.as_str().unwrap_or_default(),
        Text::Key(key) => key,
    })
}

fn named(text: &str) -> impl Iterator<Item = EcoString> + use<> {
    let mut found = Vec::new();
    fill(text, |word| {
        found.extend(match word {
            Deferred::Checksum(object) => Some(EcoString::from(object)),
            Deferred::Name { .. } => None,
        });
        None
    });
    found.into_iter()
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
