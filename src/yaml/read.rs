//! Reads a text into trees: events come in, nodes with spans go out.

use std::ops::Range;

use ecow::{EcoString, EcoVec};
use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostics};

use super::control;
use super::events::{Event, Events, Properties, Scalar, Style};
use super::frame::{self, Frame, Key, Kind};
use super::keys::{KeyCache, SeenKeys};
use super::mapping::{Entry, Mapping};
use super::merge::Merge;
use super::node::{Node, Spelling, Value};
use super::origin::{Origin, is_marked};
use super::problem::{self, MAX_DEPTH, Problem};
use super::scalar;
use super::secret;
use super::surrogates;

/// Whose rules decide what an unquoted scalar means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rules {
    /// Kustomize's (go-yaml v3): `yes` is a string. A [`Code::AmbiguousScalar`] warns where
    /// `kubectl apply` would read something else.
    Kustomize,
    /// Those of `kubectl apply` (go-yaml v2): `yes` is `true`.
    Apply,
}

/// How many values aliases may add to a text; a long string counts once more for every 64 bytes.
const MAX_EXPANDED: usize = 1_000_000;

/// Reads all documents of a stream, without the empty ones (nothing but comments, or `null`).
///
/// A text that is no YAML gives one error, and the documents before it.
pub fn read(text: &str, origin: &dyn Origin, rules: Rules, diagnostics: &mut Diagnostics) -> Vec<Node> {
    read_with(text, origin, rules, false, diagnostics)
}

/// As [`read`], but of a key that is written twice in a map the last one counts. Each is reported all the same, with
/// [`Code::DuplicateKey`], for the caller to say how bad that is.
pub fn read_last(text: &str, origin: &dyn Origin, rules: Rules, diagnostics: &mut Diagnostics) -> Vec<Node> {
    read_with(text, origin, rules, true, diagnostics)
}

fn read_with(
    text: &str,
    origin: &dyn Origin,
    rules: Rules,
    last_counts: bool,
    diagnostics: &mut Diagnostics,
) -> Vec<Node> {
    match surrogates::join(text) {
        Some((text, shifts)) => {
            read_text(&text, &surrogates::Shifted { origin, shifts }, rules, last_counts, diagnostics)
        }
        None => read_text(text, origin, rules, last_counts, diagnostics),
    }
}

fn read_text(
    text: &str,
    origin: &dyn Origin,
    rules: Rules,
    last_counts: bool,
    diagnostics: &mut Diagnostics,
) -> Vec<Node> {
    let mut documents = Vec::new();
    let (whole, (text, refused)) = (text, control::readable(text));
    let mut reader = Reader {
        whole,
        text,
        origin,
        rules,
        last_counts,
        diagnostics,
        marked: is_marked(text),
        frames: Vec::new(),
        items: Vec::new(),
        entries: Vec::new(),
        anchors: FxHashMap::default(),
        keys: KeyCache::default(),
        expanded: 0,
        root: None,
        last_end: 0,
        secrets: None,
    };
    let result = reader.documents(&mut documents);
    if let Some(problem) = result.err().or(refused) {
        let problem = reader.within_brackets(problem);
        reader.report(problem);
    }
    documents
}

/// A complete value, with what it would cost to print it once more.
#[derive(Clone)]
struct Built {
    node: Node,
    /// How many values it holds.
    weight: usize,
    /// How many lists and maps deep it is.
    height: usize,
}

struct Reader<'r> {
    /// The text, and the part of it that can be read.
    whole: &'r str,
    text: &'r str,
    origin: &'r dyn Origin,
    rules: Rules,
    last_counts: bool,
    diagnostics: &'r mut Diagnostics,
    marked: bool,
    frames: Vec<Frame<'r>>,
    items: Vec<Node>,
    entries: Vec<Entry>,
    /// What the anchors of this document stand for; nothing while the value is not complete.
    anchors: FxHashMap<&'r str, Option<Built>>,
    keys: KeyCache,
    expanded: usize,
    root: Option<Node>,
    last_end: usize,
    /// Where the text writes the values of Secrets, once there is a problem.
    secrets: Option<Vec<Range<usize>>>,
}

impl<'r> Reader<'r> {
    fn documents(&mut self, documents: &mut Vec<Node>) -> Result<(), Problem> {
        let mut events = Events::new(self.text);
        if self.rules == Rules::Apply {
            events.skip_version();
        }
        loop {
            let (event, range) = events.next().map_err(|fault| problem::explain(&fault, self.text))?;
            match event {
                Event::DocumentStart => self.anchors.clear(),
                Event::DocumentEnd => documents.extend(self.root.take().filter(|root| !root.is_null())),
                Event::StreamEnd => return Ok(()),
                Event::Scalar(scalar) if self.expects_key() => self.key(&scalar, range),
                Event::Scalar(scalar) => self.value(&events.settled(scalar, self.origin), range),
                Event::Alias(name) => self.alias(name, range)?,
                Event::SequenceStart(properties) => self.open(&properties, range, Kind::Sequence)?,
                Event::MappingStart(properties) => {
                    let kind = Kind::Mapping { key: None, seen: SeenKeys::default(), merge: None };
                    self.open(&properties, range, kind)?;
                }
                Event::End => self.close(range),
            }
        }
    }

    fn key(&mut self, scalar: &Scalar<'r>, range: Range<usize>) {
        self.last_end = range.end;
        if let Some(anchor) = scalar.properties.anchor {
            let node = Node::new(scalar.text.as_ref(), self.origin.span(range.clone()));
            self.anchors.insert(anchor, Some(Built { node, weight: 1, height: 0 }));
        }
        let text = match self.hooked(scalar, &range) {
            Some(node) => scalar::key_of_node(&node, &range),
            None if scalar::is_merge(scalar) => return self.take_merge_key(range),
            None => scalar::key(scalar, &range, self.rules, &mut self.keys),
        };
        self.take_key(text, range);
    }

    fn value(&mut self, scalar: &Scalar<'r>, range: Range<usize>) {
        self.last_end = range.end;
        let node = self.hooked(scalar, &range).unwrap_or_else(|| self.unhooked(scalar, &range));
        let weight = 1 + scalar.text.len() / 64;
        let built = Built { node, weight, height: 0 };
        if let Some(anchor) = scalar.properties.anchor {
            self.anchors.insert(anchor, Some(built.clone()));
        }
        self.put(built, range);
    }

    fn unhooked(&mut self, scalar: &Scalar, range: &Range<usize>) -> Node {
        let mut value = scalar::value(scalar, range, self.rules).unwrap_or_else(|problem| {
            self.report(problem);
            Value::Null
        });
        if let Some(warning) = scalar::ambiguity(scalar, &value, range, self.rules) {
            self.report(warning);
        }
        let behind = self.whole.get(range.end..).unwrap_or_default();
        scalar::block(&mut value, scalar.style, behind, self.origin);
        // The origin may have folded a block anew, and a tag may have changed what is in quotes.
        let is_text = !scalar.is_plain() && scalar.style != Style::Folded
            || matches!(&value, Value::String(string) if string.as_str() == scalar.text);
        let spelling = match scalar.style {
            Style::Plain if scalar.in_flow => Spelling::PlainInFlow,
            Style::Plain => Spelling::Plain,
            Style::Folded => Spelling::Folded,
            Style::Quoted | Style::Literal => Spelling::Quoted,
        };
        let node = Node::new(value, self.origin.span(range.clone())).spelled(spelling);
        if is_text { node } else { node.written(&scalar.text) }
    }

    fn hooked(&self, scalar: &Scalar, range: &Range<usize>) -> Option<Node> {
        if !self.marked || !is_marked(&scalar.text) {
            return None;
        }
        self.origin.scalar(&scalar.text, scalar.style, range.clone())
    }

    fn alias(&mut self, name: &str, range: Range<usize>) -> Result<(), Problem> {
        self.last_end = range.end;
        let built = match self.anchors.get(name) {
            Some(Some(built)) => built.clone(),
            Some(None) => {
                return Err(Problem::new(format!("`*{name}` stands inside the value that it names"), range)
                    .help("a value cannot contain itself"));
            }
            None => {
                return Err(Problem::new(format!("`*{name}` is not defined above in this document"), range)
                    .help(format!("an alias needs `&{name}` before it, in the same document")));
            }
        };
        self.expanded += built.weight;
        if self.expanded > MAX_EXPANDED {
            let message = format!("aliases make more than {MAX_EXPANDED} further values of this text");
            return Err(Problem::new(message, range)
                .code(Code::YamlLimit)
                .help("write the values out, or split the file"));
        }
        if self.frames.len() + built.height > MAX_DEPTH {
            return Err(problem::too_deep(range));
        }
        if self.expects_key() {
            let text = scalar::key_of_node(&built.node, &range);
            self.take_key(text, range);
        } else {
            self.put(built, range);
        }
        Ok(())
    }

    fn open(&mut self, properties: &Properties<'r>, range: Range<usize>, kind: Kind) -> Result<(), Problem> {
        if self.expects_key() {
            let at = range.start;
            let braces = [Some(at), at.checked_sub(1)].into_iter().flatten();
            return Err(match braces.into_iter().find(|at| self.text.as_bytes()[*at..].starts_with(b"{{")) {
                Some(at) => problem::expression(self.text, at),
                None => scalar::not_a_key("a list or map", at..at + 1),
            });
        }
        if self.frames.len() >= MAX_DEPTH {
            return Err(problem::too_deep(range));
        }
        let base = match kind {
            Kind::Sequence => self.items.len(),
            Kind::Mapping { .. } => self.entries.len(),
        };
        self.last_end = range.end;
        let anchor = properties.anchor;
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, None);
        }
        self.frames.push(Frame { start: range.start, base, anchor, weight: 1, height: 1, kind });
        Ok(())
    }

    fn close(&mut self, range: Range<usize>) {
        // The parser never closes what it did not open.
        let Some(frame) = self.frames.pop() else { return };
        // A block ends with its last token; its end event stands on the token behind it.
        if !range.is_empty() {
            self.last_end = range.end;
        }
        let range = frame.start..self.last_end.max(frame.start);
        let value = match frame.kind {
            Kind::Sequence => Value::from(self.items.drain(frame.base..).collect::<EcoVec<Node>>()),
            Kind::Mapping { mut seen, merge, .. } => {
                if let Some(merge) = merge {
                    merge.apply(&mut self.entries, frame.base, &mut seen, self.rules);
                }
                Value::from(self.entries.drain(frame.base..).collect::<Mapping>())
            }
        };
        let node = Node::new(value, self.origin.span(range.clone()));
        let built = Built { node, weight: frame.weight, height: frame.height };
        // The name may have been given again inside, and that is the later one.
        if let Some(unknown @ None) = frame.anchor.and_then(|anchor| self.anchors.get_mut(anchor)) {
            *unknown = Some(built.clone());
        }
        self.put(built, range);
    }

    /// Whether the next value is a key.
    fn expects_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { kind: Kind::Mapping { key: None, .. }, .. }))
    }

    fn take_key(&mut self, text: Result<EcoString, Problem>, range: Range<usize>) {
        let Some(Frame { kind: Kind::Mapping { key, seen, .. }, base, .. }) = self.frames.last_mut() else {
            return;
        };
        let problem = match text {
            Ok(text) => match seen.find(&text, &self.entries[*base..]) {
                None => return *key = Some(Key::Text(text, range)),
                Some(at) => {
                    let first = self.entries[*base + at].key_span;
                    *key = Some(Key::Text(text.clone(), range.clone()));
                    let mut problem = problem::duplicate(&text, range, first)
                        .field(frame::path(&self.frames, self.items.len()));
                    if at == 0 && self.frames.len() == 1 && matches!(text.as_str(), "apiVersion" | "kind") {
                        problem =
                            problem.help("if another object begins here, write `---` on a line before it");
                    }
                    if !self.last_counts {
                        self.refuse_key();
                    }
                    return self.report(problem);
                }
            },
            Err(problem) => problem,
        };
        *key = Some(Key::Refused);
        self.report(problem);
    }

    /// Drops the value of the key that was read last.
    fn refuse_key(&mut self) {
        if let Some(Frame { kind: Kind::Mapping { key, .. }, .. }) = self.frames.last_mut() {
            *key = Some(Key::Refused);
        }
    }

    fn take_merge_key(&mut self, range: Range<usize>) {
        let Some(Frame { kind: Kind::Mapping { key, merge, .. }, .. }) = self.frames.last_mut() else {
            return;
        };
        let Some(first) = merge else { return *key = Some(Key::Merge) };
        let problem = problem::duplicate("<<", range, self.origin.span(first.range.clone()))
            .help("write one `<<` with a list: `<<: [*a, *b]`");
        *key = Some(Key::Refused);
        self.report(problem);
    }

    /// Puts a value where one is due: into the list or map that is open, or at the root.
    fn put(&mut self, built: Built, range: Range<usize>) {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(built.node);
            return;
        };
        frame.weight += built.weight;
        frame.height = frame.height.max(built.height + 1);
        let (key, seen, merge) = match &mut frame.kind {
            Kind::Sequence => return self.items.push(built.node),
            Kind::Mapping { key, seen, merge } => (key, seen, merge),
        };
        match key.take() {
            Some(Key::Text(key, key_range)) => {
                let key_span = self.origin.span(key_range);
                let entry = Entry { key, key_span, node: built.node };
                let before = &mut self.entries[frame.base..];
                let first = if self.last_counts { seen.find(&entry.key, before) } else { None };
                if let Some(first) = first {
                    before[first] = entry;
                } else {
                    self.entries.push(entry);
                    seen.add(&self.entries[frame.base..]);
                }
            }
            Some(Key::Merge) => match Merge::new(&built.node, self.entries.len() - frame.base, range) {
                Ok(new) => *merge = Some(new),
                Err(problem) => self.report(problem),
            },
            Some(Key::Refused) | None => {}
        }
    }

    /// The problem, told by the innermost bracket that is open.
    fn within_brackets(&self, problem: Problem) -> Problem {
        match self.frames.last() {
            Some(frame) => problem.within(self.text, frame.start, self.origin),
            None => problem,
        }
    }

    fn report(&mut self, problem: Problem) {
        let secrets = self.secrets.get_or_insert_with(|| secret::secrets_in(self.whole));
        self.diagnostics.push(problem.diagnostic(self.whole, self.origin, secrets));
    }
}
