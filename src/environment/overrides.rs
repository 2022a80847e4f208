//! What the command line says over the specs: `--values`, `--set`, `--set-json` and `--namespace`.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Span};
use crate::world::{FilePath, Files, Program};
use crate::yaml::{Cause, Node, Number, Origin, Path, Rules, Segment, Value, read};

use super::{spec, values};
use crate::said::refusal::{Wanted, outside, refused, suggest_neighbours};

const WANTED: Wanted = Wanted { what: "file of values", folder_help: "name a file in it" };

const SET: &str = "--set";
const SET_JSON: &str = "--set-json";

const JSON_EXAMPLE: &str = "hosts=[\"a.example\"]";

/// What the command line says over the specs, as it was written.
///
/// `values` lays its files over the specs first, in order; then `settings` assign single values, in order.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Overrides {
    /// Each `--values`: a file's path from the project's root.
    pub values: Vec<String>,
    /// Each `--set` and `--set-json`.
    pub settings: Vec<Setting>,
    /// `--namespace`.
    pub namespace: Option<String>,
    /// Each `--allow-exec`.
    pub allow_exec: Vec<Program>,
}

/// A path of a value and what to put there, with `=` between them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Setting {
    /// A `--set`: `image.tag=v1.0.0`.
    Text(String),
    /// A `--set-json`: `hosts=["a.example"]`.
    Json(String),
}

/// Overrides, read.
#[derive(Default)]
pub(super) struct Prepared {
    /// The maps of the files, in order.
    pub(super) layers: Vec<Node>,
    /// The namespace to move to: a string.
    pub(super) namespace: Option<Node>,
    pub(super) assignments: Vec<Assignment>,
}

/// A value for a path.
pub(super) struct Assignment {
    /// The argument's name: `--set`.
    step: &'static str,
    pub(super) path: Path,
    pub(super) key: Span,
    /// The value; for `--set` the text, to be read as what it replaces is.
    pub(super) value: Node,
}

/// What an assignment came to in one target.
pub(super) enum Outcome {
    /// It changed a value.
    Changed,
    /// It put a key where none was.
    Added,
    /// The value was the same already.
    Same,
    /// It does not fit, which was reported.
    Misfit,
    /// There is no such path: how far the way led, and the problem if that is so in all targets.
    Missing(usize, Box<Diagnostic>),
}

/// Reads the arguments; what is wrong with one is reported, and the others go on.
pub(super) fn prepare(overrides: &Overrides, files: &Files, diagnostics: &mut Diagnostics) -> Prepared {
    let sources = files.sources();
    let mut prepared = Prepared::default();
    for path in &overrides.values {
        let span = Span::new(sources.argument("--values", path, 0), 0..path.len());
        prepared.layers.extend(layer(path, span, files, diagnostics));
    }
    for (at, setting) in overrides.settings.iter().enumerate() {
        // Where the rest of an environment is looked at, too, they are read again, and are the same.
        let nth = overrides.settings[..at].iter().filter(|before| *before == setting).count();
        prepared.assignments.extend(match setting {
            Setting::Text(text) => text_assignment(text, sources.argument(SET, text, nth), diagnostics),
            Setting::Json(text) => json_assignment(text, sources.argument(SET_JSON, text, nth), diagnostics),
        });
    }
    drop_superseded(&mut prepared.assignments, diagnostics);
    if let Some(name) = &overrides.namespace {
        let span = Span::new(sources.argument("--namespace", name, 0), 0..name.len());
        if spec::is_namespace(name) {
            prepared.namespace = Some(Node::new(name.as_str(), span));
        } else {
            diagnostics.push(spec::not_a_namespace(name, span));
        }
    }
    prepared
}

fn layer(written: &str, span: Span, files: &Files, diagnostics: &mut Diagnostics) -> Option<Node> {
    let Some(path) = FilePath::root().join(written) else {
        diagnostics.push(outside(written, WANTED, span));
        return None;
    };
    let file = match files.text(&path) {
        Ok(file) => file,
        Err(refusal) => {
            let problem = refused(&refusal, &path, WANTED, Some(span));
            diagnostics.push(suggest_neighbours(problem, files, &path));
            return None;
        }
    };
    let text = files.sources().get(file);
    let documents = read(text.text(), &file, Rules::Kustomize, diagnostics);
    spec::values(documents.first()?, &format!("the file of values `{path}`"), diagnostics)
}

fn text_assignment(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Assignment> {
    let (path, key, value) = split(text, file, SET, "image.tag=v1.0.0", diagnostics)?;
    let value = Node::new(&text[value.clone()], Span::new(file, value));
    Some(Assignment { step: SET, path, key, value })
}

fn json_assignment(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Assignment> {
    let (path, key, value) = split(text, file, SET_JSON, JSON_EXAMPLE, diagnostics)?;
    let json = &text[value.clone()];
    if json.trim().is_empty() {
        diagnostics.push(no_value(text, Span::new(file, value), "nothing after `=`", SET_JSON, JSON_EXAMPLE));
        return None;
    }
    if serde_json::from_str::<serde::de::IgnoredAny>(json).is_err() {
        let example = if json.starts_with(['[', '{']) { "[\"a\", 2]".to_owned() } else { quoted(json) };
        let problem = Diagnostic::new(Code::InvalidOverride, format!("`{json}` is not JSON"))
            .at(Span::new(file, value), "not JSON")
            .help(format!("strings in JSON have double quotes: `--set-json '{path}={example}'`"));
        diagnostics.push(problem);
        return None;
    }
    let origin = Inside { file, start: value.start };
    let value = read(json, &origin, Rules::Kustomize, diagnostics).into_iter().next()?;
    Some(Assignment { step: SET_JSON, path, key, value })
}

/// Takes out the assignments to what a later one assigns as a whole, with a warning for each.
///
/// A `--set-json` before a `--set` of the same path stays: it says the type that the text is read as.
fn drop_superseded(assignments: &mut Vec<Assignment>, diagnostics: &mut Diagnostics) {
    let mut later: FxHashMap<Vec<String>, (Span, &'static str)> = FxHashMap::default();
    let mut kept = Vec::new();
    for assignment in assignments.drain(..).rev() {
        let keys: Vec<String> = assignment.path.0.iter().map(segment).collect();
        let by = (1..=keys.len()).find_map(|depth| later.get(&keys[..depth]).copied());
        if let Some((place, step)) = by.filter(|(_, step)| *step == SET_JSON || !assignment.is_json()) {
            let (own, path) = (assignment.step, &assignment.path);
            let message = format!("`{own}` of `{path}` has no effect: a `{step}` after it sets the same");
            let problem = Diagnostic::new(Code::NoEffect, message);
            // Nobody can tell whether a value that is not used would have been secret.
            let problem = problem.hide(vec![assignment.value.span()]);
            diagnostics.push(problem.at(assignment.key, "no effect").at(place, "set again here"));
        } else {
            later.insert(keys, (assignment.key, assignment.step));
            kept.push(assignment);
        }
    }
    kept.reverse();
    *assignments = kept;
}

/// A segment as a word: an item is `0` in `hosts[0]` and in `hosts.0`.
fn segment(segment: &Segment) -> String {
    match segment {
        Segment::Key(key) => key.to_string(),
        Segment::Index(index) => index.to_string(),
    }
}

/// The path before the first `=` and the bytes after it.
fn split(
    text: &str,
    file: FileId,
    argument: &str,
    example: &str,
    diagnostics: &mut Diagnostics,
) -> Option<(Path, Span, Range<usize>)> {
    let Some(equals) = text.find('=') else {
        let whole = Span::new(file, 0..text.len());
        diagnostics.push(no_value(text, whole, "no `=` in it", argument, example));
        return None;
    };
    let key = Span::new(file, 0..equals);
    let Some(path) = Path::parse(&text[..equals]) else {
        diagnostics.push(values::no_path(&text[..equals], key));
        return None;
    };
    Some((path, key, equals + 1..text.len()))
}

fn no_value(text: &str, span: Span, label: &str, argument: &str, example: &str) -> Diagnostic {
    Diagnostic::new(Code::InvalidOverride, format!("`{argument} {text}` says no value"))
        .at(span, label)
        .help(format!("write `{argument} '{example}'`"))
}

/// A part of an argument.
struct Inside {
    file: FileId,
    start: usize,
}

impl Origin for Inside {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.start + range.start..self.start + range.end)
    }
}

impl Assignment {
    /// Assigns in the values of one target.
    pub(super) fn apply(&self, values: &mut Node, diagnostics: &mut Diagnostics) -> Outcome {
        let cause = Cause { step: self.step, span: self.key };
        let missing = match values::find(values, &self.path) {
            Ok(old) => {
                let Some(new) = self.fitted(old, diagnostics) else { return Outcome::Misfit };
                if new == *old {
                    return Outcome::Same;
                }
                values::change(values, &self.path.0, |old| old.replace(cause, new));
                return Outcome::Changed;
            }
            Err(missing) => missing,
        };
        let depth = missing.depth;
        let parent_is_map = depth + 1 == self.path.0.len() && missing.last.as_mapping().is_some();
        match self.path.0.last() {
            Some(Segment::Key(key)) if self.is_json() && parent_is_map => {
                let add = |parent: &mut Node| parent.insert(cause, key.clone(), self.key, self.value.clone());
                values::change(values, &self.path.0[..depth], add);
                Outcome::Added
            }
            _ => Outcome::Missing(
                depth,
                Box::new(missing.problem(&self.path, &self.path.to_string(), self.key)),
            ),
        }
    }

    fn is_json(&self) -> bool {
        self.step == SET_JSON
    }

    /// The value, read as the type of the one that it replaces.
    fn fitted(&self, old: &Node, diagnostics: &mut Diagnostics) -> Option<Node> {
        let text = self.value.as_str().filter(|_| !self.is_json());
        let Some(text) = text else { return Some(self.value.clone()) };
        let value = match old.value() {
            Value::String(_) => Some(Value::from(text)),
            Value::Bool(_) => text.parse::<bool>().ok().map(Value::from),
            Value::Number(_) => number(text).map(Value::from),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        };
        if value.is_none() {
            diagnostics.push(self.misfit(text, old));
        }
        value.map(|value| Node::new(value, self.value.span()))
    }

    fn misfit(&self, text: &str, old: &Node) -> Diagnostic {
        let (path, kind) = (&self.path, old.value().kind_name());
        let (message, example) = match old.value() {
            Value::Null => {
                (format!("the value `{path}` is null, which says no type for `{text}`"), quoted(text))
            }
            Value::Sequence(_) => (
                format!("the value `{path}` is {kind}, which `--set` cannot write"),
                format!("[{}]", quoted(text)),
            ),
            Value::Mapping(_) => (
                format!("the value `{path}` is {kind}, which `--set` cannot write"),
                "{\"key\": 1}".to_owned(),
            ),
            _ => (format!("the value `{path}` is {kind}, and `{text}` is none"), quoted(text)),
        };
        Diagnostic::new(Code::WrongType, message)
            .at(self.value.span(), format!("not {kind}"))
            .at(old.span(), "the value that it replaces")
            .help(format!("a value of another type: `--set-json '{path}={example}'`"))
    }
}

/// A text as JSON writes it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The number that a text writes in the way of JSON.
fn number(text: &str) -> Option<Number> {
    let number: serde_json::Number = serde_json::from_str(text).ok()?;
    number
        .as_i64()
        .map(Number::Int)
        .or_else(|| number.as_u64().map(Number::Uint))
        .or_else(|| number.as_f64().filter(|float| float.is_finite()).map(Number::Float))
}

/// Reports the assignments that hit nothing in any target, or changed nothing in all that they hit.
///
/// `outcomes` are those of one assignment, target by target.
pub(super) fn judge<'o>(
    assignment: &Assignment,
    outcomes: impl Iterator<Item = &'o Outcome>,
    diagnostics: &mut Diagnostics,
) {
    let (mut any, mut same) = (false, false);
    let mut nearest: Option<(usize, &Diagnostic)> = None;
    for outcome in outcomes {
        match outcome {
            Outcome::Changed | Outcome::Added | Outcome::Misfit => any = true,
            Outcome::Same => same = true,
            Outcome::Missing(depth, problem) => {
                if nearest.is_none_or(|(deepest, _)| *depth > deepest) {
                    nearest = Some((*depth, problem));
                }
            }
        }
    }
    if any {
        return;
    }
    if same {
        let (step, path) = (assignment.step, &assignment.path);
        let problem = Diagnostic::new(
            Code::NoEffect,
            format!("`{step}` changes nothing: `{path}` has this value already"),
        )
        .at(assignment.value.span(), "the value that it has");
        diagnostics.push(problem);
    } else if let Some((_, problem)) = nearest {
        diagnostics.push(problem.clone());
    }
}
