//! What is wrong with a text, said so that a person understands it.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

use super::events::{Fault, Reason};
use super::path::Path;
use super::{Origin, secret};

/// How deep lists and maps may lie in each other.
pub(super) const MAX_DEPTH: usize = 250;

/// A problem at a place in the text that is being read. It is boxed, for it is returned from hot functions.
#[derive(Debug)]
pub(super) struct Problem(Box<Parts>);

#[derive(Debug)]
struct Parts {
    code: Code,
    message: String,
    range: Range<usize>,
    label: String,
    second: Option<(Span, &'static str)>,
    help: Option<String>,
    field: Option<Path>,
    /// Whether a bracket that is not closed explains it better.
    in_brackets: bool,
}

impl Problem {
    /// Broken YAML at `range`.
    pub(super) fn new(message: impl Into<String>, range: Range<usize>) -> Self {
        Problem(Box::new(Parts {
            code: Code::InvalidYaml,
            message: message.into(),
            range,
            label: String::new(),
            second: None,
            help: None,
            field: None,
            in_brackets: false,
        }))
    }

    /// Another code than `invalid-yaml`.
    pub(super) fn code(mut self, code: Code) -> Self {
        self.0.code = code;
        self
    }

    /// The words beside the underline.
    pub(super) fn label(mut self, label: impl Into<String>) -> Self {
        self.0.label = label.into();
        self
    }

    /// A second place.
    pub(super) fn also(mut self, span: Span, label: &'static str) -> Self {
        self.0.second = Some((span, label));
        self
    }

    /// What to type instead.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// The way down to the field that it is about, if there is one.
    pub(super) fn field(mut self, field: Option<Path>) -> Self {
        self.0.field = field;
        self
    }

    /// Says that the bracket at the byte `open` is not closed, if this is a problem that comes of it.
    pub(super) fn within(mut self, text: &str, open: usize, origin: &dyn Origin) -> Self {
        let (bracket, close) = match text.as_bytes().get(open) {
            Some(b'[') => ('[', ']'),
            Some(b'{') => ('{', '}'),
            _ => return self,
        };
        if !self.0.in_brackets {
            return self;
        }
        if text[open..self.0.range.start.max(open)].contains('\n') {
            let problem = Problem::new(format!("`{bracket}` is opened and not closed"), open..open + 1)
                .label("opened here");
            if text[self.0.range.start..].trim().is_empty() {
                return problem.help(format!("write `{close}` where it ends"));
            }
            return problem
                .also(origin.span(self.0.range), "this does not belong into it")
                .help(format!("write `{close}` where it ends, or `,` before what follows"));
        }
        self.0.message = format!("`,` or `{close}` is missing");
        "expected before this".clone_into(&mut self.0.label);
        self.0.second = Some((origin.span(open..open + 1), "opened here"));
        self.0.help = None;
        self
    }

    fn if_in_brackets(mut self) -> Self {
        self.0.in_brackets = true;
        self
    }

    /// The problem as it is reported, with places in the source. `secrets` are what nobody may see of the text.
    pub(super) fn diagnostic(self, text: &str, origin: &dyn Origin, secrets: &[Range<usize>]) -> Diagnostic {
        let Parts { code, mut message, range, label, second, mut help, mut field, .. } = *self.0;
        for secret in secrets.iter().filter(|secret| secret.start <= range.end && range.start <= secret.end) {
            message = secret::without(&message, &text[secret.clone()]);
            help = help.map(|help| secret::without(&help, &text[secret.clone()]));
            field = None;
        }
        let mut diagnostic = Diagnostic::new(code, message).at(origin.span(range), label);
        if let Some((span, label)) = second {
            diagnostic = diagnostic.at(span, label);
        }
        if let Some(field) = field {
            diagnostic = diagnostic.field(field.to_string());
        }
        diagnostic = diagnostic.hide(secrets.iter().map(|secret| origin.span(secret.clone())).collect());
        match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

/// Why the parser stopped, in words.
pub(super) fn explain(fault: &Fault, text: &str) -> Problem {
    let Fault { reason, range } = fault;
    let at = range.start;
    let character = text[at..].chars().next();
    let here = at..at + character.map_or(0, char::len_utf8);
    let line = line_of(text, at);
    if let Some(open) = text[line.clone()].find("{{").filter(|_| *reason != Reason::Directive) {
        return expression(text, line.start + open);
    }
    match reason {
        Reason::Directive => {
            Problem::new("a YAML directive is not accepted by Kubernetes' tools", range.clone())
                .label("a line that begins with `%`")
                .help("take this line away")
        }
        Reason::Tab if text[line.start..at].trim().is_empty() => {
            Problem::new("a tab cannot indent YAML", here).label("tab").help("indent with spaces")
        }
        Reason::Tab => Problem::new("a tab stands where a blank must", here)
            .label("tab")
            .help("write a blank in its place"),
        Reason::NoStart => {
            let quoted = match character {
                Some('`') => "a backtick".to_owned(),
                other => format!("`{}`", other.unwrap_or(' ')),
            };
            Problem::new(format!("a value cannot begin with {quoted}"), here).help("put quotes around it")
        }
        Reason::OpenQuote => Problem::new("a quote is opened and not closed", here)
            .label("opened here")
            .help("write the same quote at its end"),
        Reason::UnknownEscape => {
            Problem::new("a backslash stands before a character that cannot be escaped", range.clone())
                .help("write `\\\\` for a backslash, or use single quotes")
        }
        Reason::NoCharacter => Problem::new("an escape does not name a character", range.clone())
            .help("`\\x` takes two digits, `\\u` four and `\\U` eight, each 0-9 or a-f"),
        Reason::NoName => Problem::new(format!("a name must follow the `{}`", &text[here.clone()]), here)
            .help("put the value in quotes if it is meant as text"),
        Reason::BadName => {
            let message = format!("the name behind the `{}` has a character that no name has", &text[here]);
            Problem::new(message, word_range(text, at)).help(
                "a name is of letters, digits, `-` and `_`; put the value in quotes if it is meant as text",
            )
        }
        Reason::BadTag => Problem::new("this is no tag", word_range(text, at))
            .help("put the value in quotes if it is meant as text"),
        Reason::UnknownTag => {
            let range = word_range(text, at);
            Problem::new(format!("the tag `{}` is not known", &text[range.clone()]), range)
        }
        Reason::BlockHeader => Problem::new("text stands on the line of the `|` or `>`", here)
            .help("begin the text on the next line, indented"),
        Reason::BlockIndent => Problem::new("a text cannot be indented by no blank", range.clone())
            .help("take the `0` away, or write how many blanks there are"),
        Reason::NoColon => missing_colon(text, line),
        Reason::NoKey => Problem::new("a `:` without a key before it", here)
            .help("write the key before the `:`, or `\"\"` for an empty one"),
        Reason::ColonInValue => colon_in_value(text, at, here),
        Reason::KeyInValue => {
            Problem::new("a `?` with a blank behind it cannot stand inside this value", here)
                .help("put the value in quotes, or check the indentation of this line")
        }
        Reason::ItemInValue => Problem::new("a list item cannot stand here", here)
            .help("begin the item on a line of its own, below its key"),
        Reason::NoValue if character == Some(',') => {
            Problem::new("a value is missing before this `,`", here).help("write it, or take one `,` away")
        }
        Reason::NoValue | Reason::NoComma => Problem::new("a value is missing here", here).if_in_brackets(),
        Reason::StrayBracket => Problem::new(format!("`{}` closes nothing", &text[here.clone()]), here)
            .help("put the value in quotes if the bracket is part of it"),
        Reason::BehindQuote => Problem::new("something stands behind the closing quote", here)
            .help("put quotes around the whole value, and a backslash or second quote before a quote in it"),
        Reason::BehindValue => Problem::new("something stands behind the end of this value", here)
            .help("put quotes around the whole value if it is meant as text"),
        Reason::Indentation => {
            Problem::new("the indentation of this line fits no line above", first_word(text, &line, here))
                .help("begin it in the same column as the lines that it belongs to")
        }
        Reason::BehindDocument => Problem::new("the document is already complete before this line", here)
            .help("check its indentation, or write `---` before a new document"),
    }
}

/// The `{{ … }}` of a template where no template is.
pub(super) fn expression(text: &str, at: usize) -> Problem {
    let line = line_of(text, at);
    let close = text[at..line.end].find("}}").map_or(at + 2, |length| at + length + 2);
    Problem::new("a value that begins with `{{` is a map to YAML", at..close)
        .help("put quotes around it; expressions work only in files below templates/")
}

/// The word that a line begins with, if the place is on that line.
fn first_word(text: &str, line: &Range<usize>, here: Range<usize>) -> Range<usize> {
    let written = &text[line.clone()];
    let start = line.start + (written.len() - written.trim_start().len());
    if start < here.start { word_range(text, start) } else { here }
}

/// A `:` where the value of the line above goes on, or within a value.
fn colon_in_value(text: &str, at: usize, here: Range<usize>) -> Problem {
    above_colon(text, at).unwrap_or_else(|| {
        Problem::new("a `:` with a blank behind it cannot stand inside this value", here)
            .help("put the value in quotes, or check the indentation of this line")
            .if_in_brackets()
    })
}

/// What the line above tells about a `:` that cannot stand here.
fn above_colon(text: &str, at: usize) -> Option<Problem> {
    let line = line_of(text, at);
    let above = line_of(text, line.start.checked_sub(1)?);
    let indent = |line: &Range<usize>| line.len() - text[line.clone()].trim_start().len();
    let written = text[above.clone()].trim();
    if written.is_empty() || written.starts_with(['#', '-']) || written.ends_with(':') {
        return None;
    }
    let Some((_, value)) = written.split_once(": ") else {
        return (indent(&line) == indent(&above)).then(|| missing_colon(text, above));
    };
    let is_plain = !value.trim_start().is_empty() && !value.trim_start().starts_with(['#', '|', '>', '&']);
    if !is_plain || indent(&line) <= indent(&above) {
        return None;
    }
    let start = line.start + indent(&line);
    Some(
        Problem::new("this line is indented further than the one above, whose value it would go on with", {
            start..at.max(start)
        })
        .help("begin it in the same column as the line above")
        .if_in_brackets(),
    )
}

/// The line is a word where a key and a colon should be.
fn missing_colon(text: &str, line: Range<usize>) -> Problem {
    let content = text[line.clone()].trim();
    let start = line.start + (line.len() - text[line].trim_start().len());
    let problem = Problem::new("a key without a `:`", start..start + content.len());
    match content.split_once(' ') {
        Some((key, value)) if !key.contains(':') => {
            problem.help(format!("write `{key}: {}`", value.trim_start()))
        }
        _ if content.starts_with('-') => problem.help("a blank must follow the `-`"),
        _ if content.contains(':') => problem.help("a blank must follow the `:`"),
        _ => problem.help("write a `:` behind it, or indent it if it belongs to the line above"),
    }
}

fn line_of(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |index| index + 1);
    let end = text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length);
    start..end.max(start)
}

fn word_range(text: &str, at: usize) -> Range<usize> {
    let end =
        text[at..].find([' ', '\n', '\r', '\t', ',', ']', '}']).map_or(text.len(), |length| at + length);
    let first = text[at..].chars().next().map_or(0, char::len_utf8);
    at..end.max(at + first)
}

/// Refuses a key that the map has already.
pub(super) fn duplicate(key: &str, range: Range<usize>, first: Span) -> Problem {
    Problem::new(format!("the key `{key}` is written twice in this map"), range)
        .code(Code::DuplicateKey)
        .label("written again here")
        .also(first, "first written here")
}

/// Refuses a list or map that lies too deep in others.
pub(super) fn too_deep(range: Range<usize>) -> Problem {
    Problem::new(format!("lists and maps lie in each other more than {MAX_DEPTH} deep"), range)
        .code(Code::YamlLimit)
}
