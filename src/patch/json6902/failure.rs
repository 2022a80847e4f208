//! What to say about an operation that cannot be done.

use super::pointer::{Missing, Pointer, index};
use super::{Action, Operation};
use crate::diagnostic::{Code, Diagnostic, nearest, quoted_list};
use crate::source::Span;
use crate::yaml::{Mapping, Node, Value, emit_json};

/// Why an operation cannot be done.
pub(super) struct Failure {
    /// As it stands behind the operation: "`spec` has no `replcas`".
    reason: String,
    /// The place in the patch, and that in the object, each with a few words.
    labels: Vec<(Span, String)>,
    help: Vec<String>,
    /// Whether a key is missing, and if so whether it is the last one of the way.
    missing_key: Option<bool>,
    /// The path of the place in the object.
    field: String,
    /// Whether nobody may see what stands at the labels.
    is_secret: bool,
}

impl Failure {
    /// The problem of the operation that this is about.
    pub(super) fn problem(self, operation: &Operation) -> Diagnostic {
        let (number, action) = (operation.number, &operation.action);
        let message =
            format!("operation {number}, `{} {}`: {}", action.name(), action.path().text, self.reason);
        let mut problem = Diagnostic::new(Code::PatchFailed, message);
        if self.is_secret {
            problem = problem.hide(self.labels.iter().map(|(span, _)| *span).collect());
        }
        for (span, text) in self.labels {
            problem = problem.at(span, text);
        }
        problem = self.help.into_iter().fold(problem, Diagnostic::help);
        problem = match (action, self.missing_key) {
            (Action::Replace { .. }, Some(true)) => problem.help("`add` puts it there"),
            (Action::Add { .. }, Some(false)) => {
                problem.help("an operation makes no maps on the way; a `merge` does")
            }
            _ => problem,
        };
        if self.field.is_empty() { problem } else { problem.field(self.field) }
    }

    fn new(reason: impl Into<String>, span: Span, label: &str) -> Failure {
        Failure {
            reason: reason.into(),
            labels: vec![(span, label.to_owned())],
            help: Vec::new(),
            missing_key: None,
            field: String::new(),
            is_secret: false,
        }
    }

    fn help(mut self, text: impl Into<String>) -> Failure {
        self.help.push(text.into());
        self
    }

    /// `path` leads to nothing in `root`.
    pub(super) fn missing(path: &Pointer, root: &Node, missing: &Missing) -> Failure {
        let Missing { depth, last, place } = missing;
        let Some(token) = path.tokens.get(*depth) else {
            return Failure::new("there is nothing", path.span, "leads to nothing");
        };
        let way = path.way(root, *depth).to_string();
        let holder = if way.is_empty() { "the object".to_owned() } else { format!("`{way}`") };
        let wanted = &token.text;
        let (reason, second) = match last.value() {
            Value::Sequence(items) if wanted == "-" => {
                (format!("`-` is the place behind the last item of {holder}"), count(items))
            }
            Value::Sequence(items) if index(wanted).is_some() => {
                (format!("{holder} has no item {wanted}"), count(items))
            }
            Value::Sequence(items) => {
                (format!("{holder} is a list, and `{wanted}` is not the number of an item"), count(items))
            }
            Value::Mapping(_) => {
                (format!("{holder} has no `{wanted}`"), "what it was looked for in".to_owned())
            }
            other => (
                format!("{holder} is {}, which has nothing in it", other.kind_name()),
                other.kind_name().to_owned(),
            ),
        };
        let mut failure = Failure::new(reason, token.span, "not there");
        failure.labels.push((*place, second));
        failure.field = way;
        match last.value() {
            Value::Mapping(mapping) => {
                failure.missing_key = Some(depth + 1 == path.tokens.len());
                failure.suggest_key(mapping, path, *depth)
            }
            Value::Sequence(items) => failure.suggest_item(items, path, *depth),
            _ => failure,
        }
    }

    /// `path` leads to a place where nothing can be added: its last token names none.
    pub(super) fn no_place(path: &Pointer, root: &Node, parent: &Node, place: Span) -> Failure {
        let depth = path.tokens.len().saturating_sub(1);
        let failure = Failure::missing(path, root, &Missing { depth, last: parent, place });
        match parent.as_sequence() {
            Some(_) => failure.help("`-` adds behind the last item"),
            None => failure,
        }
    }

    /// The whole object was to be removed or moved.
    pub(super) fn root(path: &Pointer) -> Failure {
        Failure::new("an object cannot be taken out of itself", path.span, "the whole object")
            .help("`remove` in the spec takes objects out")
    }

    /// A value was to be moved into itself.
    pub(super) fn inside(from: &Pointer) -> Failure {
        Failure::new("a value cannot be moved into itself", from.span, "what is moved")
    }

    /// A value lies too deep, or too much is copied.
    pub(super) fn limit(path: &Pointer, reason: &'static str) -> Failure {
        Failure::new(reason, path.span, "too much")
    }

    /// A test that fails.
    pub(super) fn other_value(path: &Pointer, root: &Node, expected: &Node, found: &Node) -> Failure {
        let reason = match (scalar(expected), scalar(found)) {
            _ if found.is_secret() => "it has another value".to_owned(),
            (Some(expected), Some(found)) => format!("it is `{found}`, not `{expected}`"),
            (None, Some(found)) => format!("it is `{found}`, not {}", expected.value().kind_name()),
            (Some(expected), None) => format!("it is {}, not `{expected}`", found.value().kind_name()),
            (None, None) => "it has another value".to_owned(),
        };
        let mut failure = Failure::new(reason, expected.span(), "expected");
        failure.labels.push((found.span(), "found".to_owned()));
        failure.field = path.way(root, path.tokens.len()).to_string();
        failure.is_secret = found.is_secret();
        failure
    }

    fn suggest_key(mut self, mapping: &Mapping, path: &Pointer, depth: usize) -> Failure {
        let wanted = &path.tokens[depth].text;
        let holder = depth.checked_sub(1).map(|depth| path.tokens[depth].text.as_str());
        // A `/` in a key has made two tokens of it.
        let rest: Vec<&str> = path.tokens[depth..].iter().map(|token| token.text.as_str()).collect();
        let mut keys = (2..=rest.len()).map(|count| rest[..count].join("/"));
        let strings = matches!(holder, Some("annotations" | "labels" | "matchLabels" | "nodeSelector"));
        let one = keys
            .clone()
            .find(|key| mapping.contains_key(key))
            .or_else(|| keys.next_back().filter(|_| strings));
        if let Some(key) = one {
            self.missing_key = None;
            return self.help(format!(
                "a `/` in a key is written `~1`: `{}`",
                key.replace('~', "~0").replace('/', "~1")
            ));
        }
        let near = nearest(wanted, mapping.keys());
        if !near.is_empty() {
            self.missing_key = None;
            return self.help(format!("did you mean {}?", quoted_list(&near, "or")));
        }
        self
    }

    fn suggest_item(self, items: &[Node], path: &Pointer, depth: usize) -> Failure {
        let wanted = path.tokens[depth].text.as_str();
        let before: String = path.text.split('/').take(depth + 1).collect::<Vec<_>>().join("/");
        let is_it = |item: &Node| item.get("name").and_then(Node::as_str) == Some(wanted);
        if let Some(at) = items.iter().position(is_it) {
            return self.help(format!("the item of that name is `{before}/{at}`"));
        }
        match items.len() {
            0 => self,
            1 => self.help(format!("items are counted from 0: its only one is `{before}/0`")),
            count => self.help(format!("items are counted from 0: the last one is `{before}/{}`", count - 1)),
        }
    }
}

fn count(items: &[Node]) -> String {
    match items.len() {
        1 => "has 1 item".to_owned(),
        count => format!("has {count} items"),
    }
}

/// A value on one line, if it is no list or map.
fn scalar(node: &Node) -> Option<String> {
    const LONGEST: usize = 60;
    if node.as_mapping().is_some() || node.as_sequence().is_some() {
        return None;
    }
    let mut text = String::new();
    emit_json(node, &mut text);
    let text = text.trim_end();
    let shown: String = text.chars().take(LONGEST).collect();
    Some(if shown.len() < text.len() { format!("{shown}…") } else { shown })
}
