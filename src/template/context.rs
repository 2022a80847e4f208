//! What one rendering knows and notes. It lives as long as the rendering and is seen by nothing else.

mod made;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use minijinja::value::{Object, ObjectRepr};
use minijinja::{Error, ErrorKind, Output, State, Value};
use rustc_hash::{FxHashMap, FxHashSet};

use super::marker::{self, Marker};
use super::outcome::{Emitted, Failure, Missed, Need, Outcome, Undefined};
use super::shared::Shared;
use super::tree::Tree;
use super::{Reference, Target, indent, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::world::FilePath;
use crate::yaml::{self, Cause, Node};

/// The name that no template can write, under which the root holds the context.
pub(super) const NAME: &str = "\u{E000}";

/// How many reads are remembered: what an expression read is among the last of them.
const REMEMBERED: usize = 4096;

/// How many bytes of text that `indent` made are remembered as that.
const MAX_INDENTED: usize = 64 << 20;

/// Among how many of the last reads an equal value is taken for the one that was read.
const NEAR: usize = 64;

pub(super) struct Context {
    /// The merged values.
    pub values: Node,
    /// What the templates know of their target.
    pub target: Target,
    /// The folders of the spec, for files.
    pub folders: Vec<FilePath>,
    /// Templates and texts, of all renderings.
    pub shared: Arc<Shared>,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    reads: Vec<Node>,
    forgotten: usize,
    lost: FxHashSet<Span>,
    strings: FxHashMap<usize, (Value, Node)>,
    missed: Option<Missed>,
    emitted: Vec<Emitted>,
    /// The marker of the value that was emitted just now; empty once it is written.
    pending: String,
    indented: FxHashMap<usize, Value>,
    indented_bytes: usize,
    place: Option<Span>,
    calls: Vec<Span>,
    failure: Option<Failure>,
    undefined: Vec<Undefined>,
    needs: Vec<Need>,
    references: Vec<Reference>,
    nested: usize,
    checksums: bool,
}

/// How many undefined expressions of one rendering are told: who has more has another problem.
const MOST_UNDEFINED: usize = 100;

impl Notes {
    fn is_indented(&self, value: &Value) -> bool {
        let known = |text: &str| self.indented.contains_key(&(text.as_ptr() as usize));
        !self.indented.is_empty() && value.as_str().is_some_and(known)
    }
}

impl Context {
    pub(super) fn new(
        values: Node,
        target: Target,
        folders: Vec<FilePath>,
        shared: Arc<Shared>,
    ) -> Arc<Self> {
        Arc::new(Context { values, target, folders, shared, notes: Mutex::default() })
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn outcome(&self) -> Outcome {
        let notes = std::mem::take(&mut *self.notes());
        Outcome {
            emitted: notes.emitted,
            failure: notes.failure,
            undefined: notes.undefined,
            missed: notes.missed,
            calls: notes.calls,
            place: notes.place,
            needs: notes.needs,
            references: notes.references,
            checksums: notes.checksums,
            reads: notes.reads,
        }
    }

    /// The value of a node that a template reads, noted as read.
    pub(super) fn read(self: &Arc<Self>, node: &Node) -> Value {
        let value = match node.value() {
            yaml::Value::Null => Value::from(()),
            yaml::Value::Bool(bool) => Value::from(*bool),
            yaml::Value::Number(yaml::Number::Int(int)) => Value::from(*int),
            yaml::Value::Number(yaml::Number::Uint(uint)) => Value::from(*uint),
            yaml::Value::Number(yaml::Number::Float(float)) => Value::from(*float),
            // In an allocation of its own, a string is known again by its address.
            yaml::Value::String(string) => Value::from(Arc::<str>::from(string.as_str())),
            yaml::Value::Sequence(_) | yaml::Value::Mapping(_) => {
                Value::from_object(Tree { node: node.clone(), context: Arc::clone(self) })
            }
        };
        let mut notes = self.notes();
        notes.add_read(node.clone());
        notes.know_again(&value, node);
        value
    }

    /// Notes that an operator or a filter works on a value which was read before, and handed on.
    pub(super) fn used(&self, value: &Value) {
        let node = match value.downcast_object_ref::<Tree>() {
            Some(tree) => Some(tree.node.clone()),
            None => self.same_string(value),
        };
        let mut notes = self.notes();
        if let Some(node) =
            node.filter(|node| notes.reads.last().is_none_or(|last| last.span() != node.span()))
        {
            notes.add_read(node);
        }
    }

    pub(super) fn miss(&self, map: &Node, key: &str) {
        self.notes().missed = Some(Missed { map: map.clone(), key: key.into() });
    }

    /// Notes that the expression at `place` begins to be evaluated; gives how much has been read before it.
    pub(super) fn begin(&self, place: Span) -> usize {
        let mut notes = self.notes();
        notes.place = Some(place);
        notes.calls.push(place);
        notes.forgotten + notes.reads.len()
    }

    /// Notes that the expression at `place`, which began last, is evaluated.
    pub(super) fn end(&self, place: Span) {
        let mut notes = self.notes();
        notes.calls.pop();
        notes.place = Some(place);
    }

    /// Notes a value as emitted by the expression at `place`, which began to read at `position`.
    ///
    /// Without a position the expression is a name of the template's own, and nothing was read for it.
    /// `padding` stands before the further lines of its text.
    pub(super) fn emit(
        self: &Arc<Self>,
        value: &Value,
        place: Span,
        position: Option<usize>,
        padding: &str,
    ) -> Result<(), Error> {
        let node = self.node(value, place, position)?;
        let mut notes = self.notes();
        let indented = notes.is_indented(value);
        let number = notes.emitted.len();
        notes.emitted.push(Emitted { node, place, indented });
        notes.pending.clear();
        Marker::Value(number, if indented { "" } else { padding }).write(&mut notes.pending);
        Ok(())
    }

    /// Writes the marker of the value that was emitted just now; gives whether there is one.
    pub(super) fn write_pending(&self, out: &mut Output) -> Result<bool, Error> {
        let mut notes = self.notes();
        if notes.pending.is_empty() {
            return Ok(false);
        }
        out.write_str(&notes.pending)?;
        notes.pending.clear();
        Ok(true)
    }

    /// Notes that the lines of a text stand where they are to stand: `indent` made it.
    pub(super) fn keep_indented(&self, value: &Value) {
        let Some(text) = value.as_str() else { return };
        let mut notes = self.notes();
        notes.indented_bytes += text.len();
        if notes.indented_bytes > MAX_INDENTED {
            notes.indented.clear();
            notes.indented_bytes = text.len();
        }
        // Kept, so that no other text can come to have its address.
        notes.indented.insert(text.as_ptr() as usize, value.clone());
    }

    /// Whether this is a text that `indent` made: the very text, not an equal one.
    pub(super) fn is_indented(&self, value: &Value) -> bool {
        self.notes().is_indented(value)
    }

    /// A value as a node that remembers its origin.
    fn node(self: &Arc<Self>, value: &Value, place: Span, position: Option<usize>) -> Result<Node, Error> {
        let cause = Cause { step: "template", span: place };
        if let Some(tree) = value.downcast_object_ref::<Tree>() {
            return Ok(from(&tree.node, cause));
        }
        if let Some(node) = self.same_string(value) {
            return Ok(from(&node, cause));
        }
        let made = super::tree::to_node(self, value, place)?;
        let cause = self.cause(place, &made);
        let notes = self.notes();
        let first = position.unwrap_or(usize::MAX).saturating_sub(notes.forgotten).min(notes.reads.len());
        let in_expression = &notes.reads[first..];
        if let Some(node) = only(in_expression.iter().filter(|read| **read == made)) {
            return Ok(from(node, cause));
        }
        let mut node = made;
        let spans = if let Some(position) = position {
            notes.made_from(position)
        } else {
            let near = &notes.reads[notes.reads.len().saturating_sub(NEAR)..];
            only(near.iter().filter(|read| **read == node)).map(Node::span).into_iter().collect()
        };
        node.rendered(cause, spans);
        Ok(node)
    }

    /// The node whose string this is: the very string, not an equal one.
    pub(super) fn same_string(&self, value: &Value) -> Option<Node> {
        let string = value.as_str()?;
        let notes = self.notes();
        let (kept, node) = notes.strings.get(&(string.as_ptr() as usize))?;
        (kept.as_str()?.len() == string.len()).then(|| node.clone())
    }

    /// Notes that the expression at `place` is not defined, once for all rounds of a loop; the rendering goes on.
    pub(super) fn leave_out(&self, place: Span) {
        let mut notes = self.notes();
        let missed = notes.missed.take();
        let is_new = notes.undefined.iter().all(|known| known.place != place);
        if is_new && notes.undefined.len() < MOST_UNDEFINED {
            let calls = notes.calls.clone();
            notes.undefined.push(Undefined { place, missed, calls });
        }
    }

    /// Ends the rendering: what is at `place` is not defined.
    pub(super) fn undefined(&self, place: Span) -> Error {
        let mut notes = self.notes();
        let missed = notes.missed.take();
        notes.failure.get_or_insert(Failure::Undefined(place, missed));
        Error::from(ErrorKind::InvalidOperation)
    }

    /// Ends the rendering with a problem.
    pub(super) fn fail(&self, problem: Diagnostic) -> Error {
        self.notes().failure.get_or_insert(Failure::Said(problem));
        Error::from(ErrorKind::InvalidOperation)
    }

    /// Ends the rendering with a sentence about what is at `place`.
    pub(super) fn wrong(&self, place: Span, message: impl Into<String>, label: impl Into<String>) -> Error {
        self.fail(Diagnostic::new(Code::TemplateError, message).at(place, label))
    }

    /// Ends the rendering, to be done again when `need` is there.
    pub(super) fn need(&self, need: Need) -> Error {
        self.notes().needs.push(need);
        Error::from(ErrorKind::InvalidOperation)
    }

    /// The place of the hook that ran last: where a function is called, or near to it.
    pub(super) fn place(&self) -> Option<Span> {
        self.notes().place
    }

    pub(super) fn set_place(&self, place: Span) {
        self.notes().place = Some(place);
    }

    pub(super) fn refer(&self, reference: Reference) {
        self.notes().references.push(reference);
    }

    /// Whether the rendering has made words that are not known yet.
    pub(super) fn defers(&self) -> bool {
        let notes = self.notes();
        notes.checksums || !notes.references.is_empty()
    }

    pub(super) fn uses_checksums(&self) {
        self.notes().checksums = true;
    }

    /// Counts a rendering inside this one; `false` if there are too many.
    pub(super) fn nest(&self) -> bool {
        let mut notes = self.notes();
        notes.nested += 1;
        notes.nested <= 100
    }

    /// Text of a template as the string that it stands for.
    pub(super) fn resolve(&self, captured: &str) -> Result<String, Error> {
        let mut out = String::with_capacity(captured.len());
        let mut rest = captured;
        while let Some((range, marker)) = marker::next(rest) {
            out.push_str(&rest[..range.start]);
            match marker {
                Marker::Place(_) => {}
                Marker::Character(character) => out.push(character),
                Marker::Value(number, padding) => {
                    let mut notes = self.notes();
                    if let Some(emitted) = notes.emitted.get(number) {
                        let node = emitted.node.clone();
                        let Some(text) = text::of_node(&node) else {
                            let problem = text::no_text(&node, emitted.place);
                            drop(notes);
                            return Err(self.fail(problem));
                        };
                        indent::put(&text, padding, &mut out);
                        notes.add_read(node);
                    }
                }
            }
            rest = &rest[range.end..];
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// A copy of a node that remembers being put there by a template.
fn from(node: &Node, cause: Cause) -> Node {
    let mut copy = node.clone();
    copy.rendered(cause, [node.span()]);
    copy
}

/// The one node of all, if they were written at one place.
fn only<'n>(mut nodes: impl Iterator<Item = &'n Node>) -> Option<&'n Node> {
    let first = nodes.next()?;
    nodes.all(|node| node.span() == first.span()).then_some(first)
}

/// The handle under which the root holds the context.
#[derive(Clone)]
struct Handle(Arc<Context>);

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("context")
    }
}

impl Object for Handle {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }
}

/// The context as a value, for the root.
pub(super) fn handle(context: &Arc<Context>) -> Value {
    Value::from_object(Handle(Arc::clone(context)))
}

/// The context of the rendering that `state` belongs to.
pub(super) fn of(state: &mut State<'_, '_>) -> Result<Arc<Context>, Error> {
    if let Some(known) = state.get_extension::<Handle>() {
        return Ok(Arc::clone(&known.0));
    }
    let value = state.lookup(NAME);
    let handle = value.as_ref().and_then(|value| value.downcast_object_ref::<Handle>());
    let handle = handle.ok_or_else(|| Error::from(ErrorKind::InvalidOperation))?.clone();
    Ok(Arc::clone(&state.get_or_insert_extension(handle).0))
}
