//! What is wrong with a text, said so that a person understands it.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

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

    /// Says that the bracket at the byte `open` is not closed, if this is a problem that comes of it.
    pub(super) fn within<O: Origin + ?Sized>(mut self, text: &str, open: usize, origin: &O) -> Self {
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
    pub(super) fn diagnostic<O: Origin + ?Sized>(
        self,
        text: &str,
        origin: &O,
        secrets: &[Range<usize>],
    ) -> Diagnostic {
        let Parts { code, mut message, range, label, second, mut help, .. } = *self.0;
        for secret in secrets.iter().filter(|secret| secret.start <= range.end && range.start <= secret.end) {
            message = secret::without(&message, &text[secret.clone()]);
            help = help.map(|help| secret::without(&help, &text[secret.clone()]));
        }
        let mut diagnostic = Diagnostic::new(code, message).at(origin.span(range), label);
        if let Some((span, label)) = second {
            diagnostic = diagnostic.at(span, label);
        }
        diagnostic = diagnostic.hide(secrets.iter().map(|secret| origin.span(secret.clone())).collect());
        match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

/// The parser's words at the byte `at` of `text`, in ours.
pub(super) fn explain(words: &str, text: &str, at: usize) -> Problem {
    let at = floor(text, at.min(text.len()));
    let here = at..text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let line = line_of(text, at);
    if let Some(problem) = look(words, text, at, &line) {
        return problem;
    }
    if let Some(problem) = look_above(words, text, at) {
        return problem;
    }
    match words {
        _ if words.contains("unknown anchor") => {
            Problem::new(format!("`{}` is not defined above", word(text, at)), word_range(text, at))
                .help("a name after `*` needs the same name after `&` before it, in the same document")
        }
        _ if words.contains("scanning a quoted scalar") || words.contains("in quoted scalar") => {
            Problem::new("a quote is opened and not closed", here)
                .label("opened here")
                .help("write the same quote at its end; further lines of it must be indented")
        }
        _ if words.contains("unknown escape") => {
            Problem::new("a backslash stands before a character that cannot be escaped", token(text, at))
                .help("write `\\\\` for a backslash, or use single quotes")
        }
        _ if words.contains("hexadecimal") || words.contains("Unicode character escape") => {
            Problem::new("an escape does not name a character", token(text, at))
                .help("`\\x` takes two digits, `\\u` four and `\\U` eight, each 0-9 or a-f")
        }
        _ if words.contains("expected ',' or") || words.contains("node content") => {
            Problem::new("a value is missing here", here).if_in_brackets()
        }
        _ if words.contains("trailing content") => {
            Problem::new("something stands behind the closing quote", here).help(
                "put quotes around the whole value, and a backslash or second quote before a quote in it",
            )
        }
        _ if words.contains("simple key expect") => missing_colon(text, at),
        _ if words.contains("mapping values are not allowed") || words.contains("illegal placement") => {
            Problem::new("a `:` with a blank behind it cannot stand inside this value", here)
                .help("put the value in quotes, or check the indentation of this line")
                .if_in_brackets()
        }
        _ if words.contains("valid YAML whitespace") => {
            Problem::new("a tab stands behind the `:` or `-`", here).help("write a blank in its place")
        }
        _ if words.contains("alphabetic or numeric") => {
            Problem::new(format!("a name must follow the `{}`", word(text, at)), here)
                .help("put the value in quotes if it is meant as text")
        }
        _ if words.contains("recursion limit") => {
            Problem::new("lists and maps in brackets are nested too deeply", here).code(Code::YamlLimit)
        }
        _ if words.contains("block scalar") && words.contains("comment or line break") => {
            Problem::new("text stands on the line of the `|` or `>`", here)
                .help("begin the text on the next line, indented")
        }
        _ if words == "invalid indentation" || words.contains("flow construct") => {
            Problem::new("a line within brackets begins left of what the brackets belong to", here)
                .help("indent it further than the key before the bracket")
        }
        _ if words.contains("expected '-' indicator")
            || words.contains("expected key")
            || words.contains("ndentation")
            || words.contains("wrongly indented") =>
        {
            Problem::new("the indentation of this line fits no line above", first_word(text, &line, here))
                .help("begin it in the same column as the lines that it belongs to")
        }
        _ if words.contains("misplaced bracket") => {
            Problem::new(format!("`{}` closes nothing", word(text, at)), here)
                .help("put the value in quotes if the bracket is part of it")
        }
        _ if words.contains("block sequence entries are not allowed") => {
            Problem::new("a list item cannot stand here", here)
                .help("begin the item on a line of its own, below its key")
        }
        _ if words.contains("document start") => {
            Problem::new("the document is already complete before this line", here)
                .help("check its indentation, or write `---` before a new document")
        }
        _ if words.contains("handle wasn't declared") => {
            Problem::new(format!("the tag `{}` is not known", word(text, at)), word_range(text, at))
        }
        _ => Problem::new("this is no valid YAML", here)
            .help("check the quotes, brackets and the indentation around here"),
    }
}

/// What the text around the place tells, whatever the parser stumbled over.
fn look(words: &str, text: &str, at: usize, line: &Range<usize>) -> Option<Problem> {
    let next = if words.contains("tab") { text.get(line.end + 1..) } else { None };
    let next = next.map(|_| line_of(text, line.end + 1));
    if let Some(tab) =
        [Some(line.clone()), next].into_iter().flatten().find_map(|line| indenting_tab(text, line))
    {
        return Some(
            Problem::new("a tab cannot indent YAML", tab..tab + 1).label("tab").help("indent with spaces"),
        );
    }
    if let Some(open) = text[line.clone()].find("{{") {
        return Some(expression(text, line.start + open));
    }
    let here = text[at..].chars().next()?;
    let quoted = if here == '`' { "a backtick".to_owned() } else { format!("`{here}`") };
    (matches!(here, '@' | '`' | '%') && words.contains("unexpected character")).then(|| {
        Problem::new(format!("a value cannot begin with {quoted}"), at..at + 1).help("put quotes around it")
    })
}

/// The `{{ … }}` of a template where no template is.
pub(super) fn expression(text: &str, at: usize) -> Problem {
    let line = line_of(text, at);
    let close = text[at..line.end].find("}}").map_or(at + 2, |length| at + length + 2);
    Problem::new("a value that begins with `{{` is a map to YAML", at..close)
        .help("put quotes around it; expressions work only in files below templates/")
}

fn indenting_tab(text: &str, line: Range<usize>) -> Option<usize> {
    let written = &text[line.clone()];
    let indented = written.len() - written.trim_start().len();
    written[..indented].find('\t').map(|tab| line.start + tab)
}

/// The word that a line begins with, if the place is on that line.
fn first_word(text: &str, line: &Range<usize>, here: Range<usize>) -> Range<usize> {
    let written = &text[line.clone()];
    let start = line.start + (written.len() - written.trim_start().len());
    if start < here.start { word_range(text, start) } else { here }
}

/// What the line above tells about a `:` that cannot stand here.
fn look_above(words: &str, text: &str, at: usize) -> Option<Problem> {
    let line = line_of(text, at);
    let above = line_of(text, line.start.checked_sub(1)?);
    let indent = |line: &Range<usize>| line.len() - text[line.clone()].trim_start().len();
    let written = text[above.clone()].trim();
    let is_about_colons = ["mapping values are not allowed", "simple key expect", "multiline"];
    if !is_about_colons.iter().any(|part| words.contains(part))
        || written.is_empty()
        || written.starts_with(['#', '-'])
        || written.ends_with(':')
    {
        return None;
    }
    let Some((_, value)) = written.split_once(": ") else {
        return (indent(&line) == indent(&above)).then(|| missing_colon(text, line.start));
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

/// The line before the place, or that of the place, is a word where a key and a colon should be.
fn missing_colon(text: &str, at: usize) -> Problem {
    let line = line_of(text, at);
    let mut written = line.clone();
    if text[line.start..at].trim().is_empty() && line.start > 0 {
        written = line_of(text, line.start - 1);
    }
    let content = text[written.clone()].trim();
    let start = written.start + (text[written.clone()].len() - text[written.clone()].trim_start().len());
    let problem = Problem::new("a key without a `:`", start..start + content.len());
    match content.split_once(' ') {
        Some((key, value)) if !key.contains(':') => {
            problem.help(format!("write `{key}: {}`", value.trim_start()))
        }
        _ if content.contains(':') => problem.help("a blank must follow the `:`"),
        _ => problem.help("write a `:` behind it, or indent it if it belongs to the line above"),
    }
}

fn line_of(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |index| index + 1);
    let end = text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length);
    start..end.max(start)
}

fn word(text: &str, at: usize) -> &str {
    &text[word_range(text, at)]
}

fn word_range(text: &str, at: usize) -> Range<usize> {
    let end =
        text[at..].find([' ', '\n', '\r', '\t', ',', ']', '}']).map_or(text.len(), |length| at + length);
    let first = text[at..].chars().next().map_or(0, char::len_utf8);
    at..end.max(at + first)
}

/// From the place to the end of its line.
fn token(text: &str, at: usize) -> Range<usize> {
    let line = line_of(text, at);
    at..at + text[at..line.end.max(at)].trim_end().len()
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
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
