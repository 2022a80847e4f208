//! A rendered text, each byte of which knows its template.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use rustc_hash::FxHashSet;

use super::marker::{self, Marker};
use super::outcome::{Emitted, Outcome};
use super::{Reference, indent, text};
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Span};
use crate::yaml::{Cause, Node, Origin, Style};

/// A rendered template: YAML with markers for its values, which [`crate::yaml::read()`] asks back for.
pub struct Rendered {
    text: String,
    runs: Vec<Run>,
    emitted: Vec<Emitted>,
    references: Vec<Reference>,
    checksums: bool,
    file: FileId,
    problems: RefCell<Diagnostics>,
    /// How far the reader has come.
    furthest: Cell<usize>,
    /// The run that was found last.
    last: Cell<usize>,
}

/// From here on, text comes from one place of a template.
struct Run {
    at: usize,
    span: Span,
    /// Whether it is written there letter by letter, or made by an expression.
    literal: bool,
}

impl Rendered {
    /// Takes the markers of places out of a text and remembers where they were.
    pub(super) fn new(marked: &str, outcome: Outcome, file: FileId) -> Self {
        let mut text = String::with_capacity(marked.len());
        // Most values stand on a line of the template's.
        let mut runs = Vec::with_capacity(2 * outcome.emitted.len());
        let mut rest = marked;
        while let Some((range, marker)) = marker::next(rest) {
            text.push_str(&rest[..range.start]);
            match marker {
                Marker::Place(span) => runs.push(Run { at: text.len(), span, literal: true }),
                Marker::Character('{') => text.push('{'),
                Marker::Character(_) => text.push_str(&rest[range.clone()]),
                Marker::Value(number, _) => {
                    if let Some(emitted) = outcome.emitted.get(number) {
                        runs.push(Run { at: text.len(), span: emitted.place, literal: false });
                    }
                    text.push_str(&rest[range.clone()]);
                }
            }
            rest = &rest[range.end..];
        }
        text.push_str(rest);
        let Outcome { emitted, references, checksums, .. } = outcome;
        Rendered {
            text,
            runs,
            emitted,
            references,
            checksums,
            file,
            problems: RefCell::default(),
            furthest: Cell::default(),
            last: Cell::default(),
        }
    }

    /// The text, with markers.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as a person would read it: with the values' text in place of their markers.
    pub fn plain(&self) -> String {
        self.with_values(&self.text)
    }

    /// The rendered line that the template's line at `span` made, unless it says the same.
    ///
    /// Of several, as in a loop, the last that was read if the reader `stopped` there, else the first.
    pub fn line_of(&self, span: Span, written: &str, stopped: bool) -> Option<String> {
        let lines = self.runs.iter().filter(|run| run.span.file == span.file).filter(|run| {
            let range = run.span.range();
            range.contains(&(span.start as usize)) || (span.start..span.end).contains(&run.span.start)
        });
        let line = |run: &Run| {
            let start = self.text[..run.at].rfind('\n').map_or(0, |at| at + 1);
            let end = self.text[run.at..].find('\n').map_or(self.text.len(), |at| run.at + at);
            let line = self.with_values(&self.text[start..end]);
            (line.trim() != written.trim()).then_some(line)
        };
        if stopped {
            let read = lines.filter(|run| run.at <= self.furthest.get()).collect::<Vec<_>>();
            return read.into_iter().rev().find_map(line);
        }
        lines.into_iter().find_map(line)
    }

    /// The values that were put into it.
    pub fn values(&self) -> impl Iterator<Item = &Node> {
        self.emitted.iter().map(|emitted| &emitted.node)
    }

    /// The objects that it names with `ref()`.
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// Whether it asks for the checksum of an object.
    pub fn asks_for_checksums(&self) -> bool {
        self.checksums
    }

    /// What turned out to be wrong while its text was read.
    pub fn take_problems(&self) -> Diagnostics {
        self.problems.take()
    }

    /// A piece of the text, or a message about it, with the values' text in place of their markers.
    pub fn with_values(&self, marked: &str) -> String {
        let mut out = String::with_capacity(marked.len());
        let mut rest = marked;
        while let Some((range, marker)) = marker::next(rest) {
            out.push_str(&rest[..range.start]);
            match marker {
                Marker::Character(character) => out.push(character),
                Marker::Place(_) => {}
                Marker::Value(number, padding) => {
                    let node = self.emitted.get(number).map(|emitted| &emitted.node);
                    let text = node.and_then(text::of_node).unwrap_or("…".into());
                    indent::put(&text, padding, &mut out);
                }
            }
            rest = &rest[range.end..];
        }
        out.push_str(rest);
        out
    }

    /// The run that a byte of the text is in. The reader goes from one to the next, so that is looked at first.
    fn run(&self, at: usize) -> Option<&Run> {
        let holds = |index: usize| {
            self.runs.get(index).is_some_and(|run| run.at <= at)
                && self.runs.get(index + 1).is_none_or(|next| at < next.at)
        };
        let last = self.last.get();
        let near = [last, last + 1].into_iter().find(|index| holds(*index));
        let index = near.unwrap_or_else(|| self.runs.partition_point(|run| run.at <= at).saturating_sub(1));
        self.last.set(index);
        self.runs.get(index)
    }

    /// The place that a byte of the text comes from.
    fn place(&self, at: usize) -> Span {
        let Some(run) = self.run(at) else { return Span::new(self.file, 0..0) };
        if !run.literal {
            return run.span;
        }
        let range = run.span.range();
        let start = (range.start + at.saturating_sub(run.at)).min(range.end);
        Span::new(run.span.file, start..range.end.min(start + 1))
    }
}

impl Origin for Rendered {
    fn span(&self, range: Range<usize>) -> Span {
        self.furthest.set(self.furthest.get().max(range.end));
        let first = self.place(range.start);
        if range.is_empty() {
            return first.start();
        }
        first.to(self.place(range.end - 1))
    }

    fn scalar(&self, scalar: &str, style: Style, range: Range<usize>) -> Option<Node> {
        if let Some(emitted) =
            marker::only_value(scalar).filter(|_| style == Style::Plain).and_then(|n| self.emitted.get(n))
        {
            return Some(emitted.node.clone());
        }
        let block = matches!(style, Style::Literal | Style::Folded)
            .then(|| indent::of_block(&self.text, range.start, scalar));
        let span = self.span(range);
        let mut out = String::with_capacity(scalar.len());
        let (mut from, mut seen) = (Vec::new(), FxHashSet::default());
        let mut defers = false;
        let mut rest = scalar;
        while let Some((range, marker)) = marker::next(rest) {
            out.push_str(&rest[..range.start]);
            match marker {
                Marker::Character(character) => out.push(character),
                Marker::Place(_) => {}
                Marker::Value(number, padding) => {
                    let Some(emitted) = self.emitted.get(number) else { break };
                    match text::of_node(&emitted.node) {
                        Some(text) => match block {
                            Some(column) if emitted.indented => {
                                out.push_str(&indent::within_block(&text, column));
                            }
                            Some(column) => {
                                indent::put(&text, padding.get(column..).unwrap_or_default(), &mut out);
                            }
                            None => out.push_str(&text),
                        },
                        None => {
                            self.problems.borrow_mut().push(text::no_text(&emitted.node, emitted.place));
                        }
                    }
                    for past in emitted.node.past() {
                        defers |= [super::CHECKSUM, super::NAME].contains(&past.cause.step);
                        if let crate::yaml::Change::Rendered(spans) = &past.change {
                            from.extend(spans.iter().filter(|span| seen.insert(**span)));
                        }
                    }
                }
            }
            rest = &rest[range.end..];
        }
        out.push_str(rest);
        let deferred = if defers { super::deferred::step(&out) } else { None };
        let mut node = Node::new(out, span);
        node.rendered(Cause { step: deferred.unwrap_or("template"), span }, from);
        Some(node)
    }
}
