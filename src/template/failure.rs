//! Says what went wrong in a template, at its place in the template.

use std::ops::Range;
use std::sync::Arc;

use ecow::EcoString;
use minijinja::{Error, ErrorKind};

use super::names::FUNCTIONS;
use super::outcome::{Failure, Missed, Outcome, Undefined};
use super::rewrite::Rewritten;
use super::shared::{Shared, Template};
use super::syntax::{loop_around, unclosed};
use crate::diagnostic::{Code, Diagnostic, quoted_list};
use crate::source::{FileId, Sources, Span};
use crate::world::FilePath;
use crate::yaml::{Mapping, Node};

/// A rendering that ended early.
pub(super) struct Failed<'f> {
    pub error: &'f Error,
    pub outcome: Outcome,
    pub template: &'f Template,
}

impl Failed<'_> {
    pub(super) fn diagnostic(self, shared: &Shared, values: &Node, sources: &Sources) -> Diagnostic {
        let chain = chain(self.error);
        let innermost = chain.last().copied().unwrap_or(self.error);
        let place = place(innermost, shared).unwrap_or(Span::new(self.template.file, 0..0));
        let calls = self.outcome.calls;
        let problem = match self.outcome.failure {
            Some(Failure::Said(problem)) => problem,
            Some(Failure::Undefined(place, missed)) => undefined(place, missed, shared, values, sources),
            None => match innermost.kind() {
                ErrorKind::UndefinedError => undefined(place, self.outcome.missed, shared, values, sources),
                ErrorKind::UnknownFunction => unknown_function(place, shared, sources),
                ErrorKind::OutOfFuel => endless(self.outcome.place.unwrap_or(place), &calls, sources),
                _ => other(innermost, &chain, place, shared, sources),
            },
        };
        // Where the templates were included from, the nearest first.
        let mut problem = problem;
        for outer in chain.iter().rev().skip(1).filter(|error| error.kind() == ErrorKind::BadInclude).take(3)
        {
            let span = self::place(outer, shared);
            if let Some(span) = span.filter(|span| problem.labels.iter().all(|label| label.span != *span)) {
                problem = problem.at(span, "included here");
            }
        }
        with_calls(problem, &calls)
    }
}

/// The problems of what was left out because it is not defined.
pub(super) fn left_out(
    undefined: &[Undefined],
    shared: &Shared,
    values: &Node,
    sources: &Sources,
) -> Vec<Diagnostic> {
    let problem = |Undefined { place, missed, calls }: &Undefined| {
        with_calls(self::undefined(*place, missed.clone(), shared, values, sources), calls)
    };
    undefined.iter().map(problem).collect()
}

/// Shows the expressions that called the macro which a problem is in, the nearest and the outermost.
fn with_calls(mut problem: Diagnostic, calls: &[Span]) -> Diagnostic {
    let Some(place) = problem.labels.first().map(|label| label.span) else { return problem };
    let outside =
        |call: &&Span| call.file != place.file || call.end <= place.start || place.end <= call.start;
    let nearest = calls.iter().rev().find(outside);
    let outermost = calls.iter().find(outside);
    for call in nearest.into_iter().chain(outermost) {
        if problem.labels.iter().all(|label| label.span != *call) {
            problem = problem.at(*call, "called here");
        }
    }
    problem
}

/// What minijinja says itself, with what it does not know.
fn other(error: &Error, chain: &[&Error], place: Span, shared: &Shared, sources: &Sources) -> Diagnostic {
    let problem = Diagnostic::new(Code::TemplateError, sentence(error));
    if error.kind() == ErrorKind::TooManyArguments {
        return problem.at(place, takes(place, shared, sources).unwrap_or_default());
    }
    let problem = problem.at(place, "");
    match round(chain) {
        Some(names) => problem.help(format!("the way round: {}", names.join(" → "))),
        None => problem,
    }
}

/// The problem of a template that takes too many steps: with the loop that it was in, or that called where it was.
fn endless(place: Span, calls: &[Span], sources: &Sources) -> Diagnostic {
    let problem = Diagnostic::new(Code::TemplateError, "the template does not come to an end");
    let places = std::iter::once(place).chain(calls.iter().rev().copied());
    let in_loop = |place: Span| {
        let around = loop_around(sources.get(place.file).text(), place.start as usize)?;
        Some(Span::new(place.file, around))
    };
    match places.into_iter().find_map(in_loop) {
        Some(around) => problem.at(around, "this loop goes round too often"),
        None => problem.at(place, "it was ended here"),
    }
}

/// The templates that include each other in a circle, the first again at the end.
fn round<'e>(chain: &[&'e Error]) -> Option<Vec<&'e str>> {
    let mut names: Vec<&str> = Vec::new();
    for error in chain.iter().filter(|error| error.kind() == ErrorKind::BadInclude) {
        let name = error.name()?;
        if let Some(begin) = names.iter().position(|known| *known == name) {
            names.push(name);
            return Some(names.split_off(begin));
        }
        names.push(name);
    }
    None
}

/// Which arguments the macro takes that is called at `place`.
fn takes(place: Span, shared: &Shared, sources: &Sources) -> Option<String> {
    let source = sources.get(place.file);
    let callee = source.text().get(place.range())?.split('(').next()?.trim();
    let name = callee.rsplit('.').next()?.trim();
    let template = shared.template(&FilePath::root().join(source.path())?)?;
    let linked = template.rewritten.links.iter().filter_map(|link| shared.template(&link.path));
    let parameters = std::iter::once(Arc::clone(&template))
        .chain(linked)
        .find_map(|template| Some(template.rewritten.macros.get(name)?.parameters.clone()))?;
    let names: Vec<&str> = parameters.iter().map(EcoString::as_str).collect();
    if names.is_empty() {
        return Some(format!("`{name}` takes no arguments"));
    }
    Some(format!("`{name}` takes {}", quoted_list(&names, "and")))
}

/// An error and what caused it, the outermost first.
fn chain(error: &Error) -> Vec<&Error> {
    let mut list = vec![error];
    let mut at: &dyn std::error::Error = error;
    while let Some(next) = at.source() {
        list.extend(next.downcast_ref::<Error>());
        at = next;
    }
    list
}

/// Where in a written template an error in the rewritten one is.
fn place(error: &Error, shared: &Shared) -> Option<Span> {
    let path = FilePath::root().join(error.name()?)?;
    let template = shared.template(&path)?;
    let range = error.range().or_else(|| {
        let line = error.line()?;
        let starts = template.rewritten.text.split_inclusive('\n').take(line.checked_sub(1)?);
        let start = starts.map(str::len).sum();
        Some(start..start)
    })?;
    Some(Span::new(template.file, written(&template.rewritten, range)))
}

/// The bytes of the template that a range of the rewritten text stands for.
fn written(rewritten: &Rewritten, range: Range<usize>) -> Range<usize> {
    let holds = |at: usize| {
        rewritten.segments.iter().filter(move |segment| segment.rewritten.contains(&at)).min_by_key(
            move |segment| {
                let missing = range.end.saturating_sub(segment.rewritten.end);
                (missing, segment.rewritten.len())
            },
        )
    };
    holds(range.start).map_or(0..0, |segment| segment.written.clone())
}

fn undefined(
    place: Span,
    missed: Option<Missed>,
    shared: &Shared,
    values: &Node,
    sources: &Sources,
) -> Diagnostic {
    let source = sources.get(place.file);
    let written = source.text().get(place.range()).unwrap_or_default().trim();
    let template = FilePath::root().join(source.path()).and_then(|path| shared.template(&path));
    let parameter = template.as_ref().is_some_and(|template| template.rewritten.parameters.contains(written));
    if parameter {
        return Diagnostic::new(Code::UndefinedName, format!("the parameter `{written}` was not given"))
            .at(place, "needed here")
            .help("give it where the macro is called, or a default where the macro is defined");
    }
    let missed = missed.filter(|missed| mentions(written, &missed.key));
    let problem = Diagnostic::new(Code::UndefinedName, format!("`{written}` is not defined"));
    if let Some((known, node)) = scalar_in(written, values) {
        let label = format!("`{known}` is {}", node.value().kind_name());
        return problem.at(place, label).at(node.span(), "the value");
    }
    match missed {
        Some(Missed { map, key }) if map.span() != values.span() || map != *values => {
            let known: Vec<&str> = map.as_mapping().into_iter().flat_map(Mapping::keys).collect();
            let problem = problem.at(place, format!("there is no `{key}`"));
            let entry = map.as_mapping().and_then(|map| map.iter().next());
            let problem = match entry {
                Some(entry) => problem.at(entry.key_span, format!("`{key}` is not among these")),
                None => problem.at(map.span(), "this map is empty"),
            };
            problem.suggest(&key, known, "keys")
        }
        _ => {
            let name = written.split(['.', '[', ' ', '|', '(']).next().unwrap_or_default();
            let own = template.iter().flat_map(|template| &template.rewritten.names).map(EcoString::as_str);
            let known = values.as_mapping().into_iter().flat_map(Mapping::keys);
            let known: Vec<&str> =
                known.chain(own).chain(["target"]).filter(|known| *known != name).collect();
            problem.at(place, "no value of that name").suggest(name, known, "names")
        }
    }
}

/// The value in a chain of names that has nothing below it, though the chain goes on.
fn scalar_in<'w, 'v>(written: &'w str, values: &'v Node) -> Option<(&'w str, &'v Node)> {
    let (mut node, mut end) = (values, 0);
    for name in written.split('.') {
        let Some(next) = node.get(name) else { break };
        node = next;
        end += name.len() + 1;
    }
    let is_short = end > 0 && end < written.len() && node.as_mapping().is_none();
    is_short.then(|| (&written[..end - 1], node))
}

/// Whether an expression can have looked up the key.
fn mentions(written: &str, key: &str) -> bool {
    written.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).any(|word| word == key)
        || !written.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
}

fn unknown_function(place: Span, shared: &Shared, sources: &Sources) -> Diagnostic {
    let source = sources.get(place.file);
    let written = source.text().get(place.range()).unwrap_or_default();
    let name = written.split('(').next().unwrap_or_default().trim();
    let template = FilePath::root().join(source.path()).and_then(|path| shared.template(&path));
    let below = template.as_ref().and_then(|template| template.rewritten.macros.get(name));
    if let Some(below) = below.filter(|below| below.span.start > place.start) {
        return Diagnostic::new(Code::UndefinedName, format!("the macro `{name}` is defined further down"))
            .at(place, "called here")
            .at(below.span, "defined here")
            .help("a macro can be called from behind its definition on: move it up");
    }
    let own = template.iter().flat_map(|template| &template.rewritten.names).map(EcoString::as_str);
    let known: Vec<&str> = FUNCTIONS.iter().copied().chain(own).collect();
    Diagnostic::new(Code::UndefinedName, format!("there is no function or macro `{name}`"))
        .at(place, "called here")
        .suggest(name, known, "functions")
}

/// The problem of a template that cannot be parsed.
pub(super) fn syntax(error: &Error, file: FileId, text: &str) -> Diagnostic {
    let range = error.range().unwrap_or(0..0);
    let clamp =
        |at: usize| (at.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (start, end) = (clamp(range.start), clamp(range.end));
    let span = Span::new(file, start..end.max(start));
    let detail = error.detail().unwrap_or("this is no template");
    let open = unclosed(text).filter(|_| detail.starts_with("unexpected end of input"));
    if let Some((name, range)) = open {
        return Diagnostic::new(Code::TemplateSyntax, format!("this `{name}` has no end"))
            .at(Span::new(file, range), "opened here")
            .help(format!("write `{{% end{name} %}}` where it ends"));
    }
    let (begin, end) =
        if detail.contains("block") && !detail.contains("variable") { ("{%", "%}") } else { ("{{", "}}") };
    let before = &text[..span.range().start];
    let opened = before
        .rfind(begin)
        .filter(|open| detail.contains("expected end of") && before[*open..].contains('\n'));
    if let Some(open) = opened {
        return Diagnostic::new(Code::TemplateSyntax, format!("this `{begin}` has no end on its line"))
            .at(Span::new(file, open..open + begin.len()), "opened here")
            .help(format!("write `{end}` where it ends"));
    }
    Diagnostic::new(Code::TemplateSyntax, lower(detail)).at(span, "")
}

/// The problem of a template that is parsed, but not when it is written out with hooks.
pub(super) fn rewritten_syntax(error: &Error, template: &Template) -> Diagnostic {
    let place = written(&template.rewritten, error.range().unwrap_or(0..0));
    Diagnostic::new(Code::TemplateSyntax, "this is nested too deep")
        .at(Span::new(template.file, place), "parentheses, lists and blocks nest here")
}

/// What minijinja says, as a sentence of ours.
fn sentence(error: &Error) -> String {
    let detail = error.detail().unwrap_or_default();
    match error.kind() {
        _ if detail.starts_with("unable to calculate ") => {
            format!("`{}` cannot be calculated", detail.trim_start_matches("unable to calculate "))
        }
        _ if detail.starts_with("tried to use ") => detail
            .replace("tried to use ", "`")
            .replace(" operator on unsupported types ", "` cannot be used on a ")
            .replace(" and ", " and a ")
            .replace("a none", "null")
            .replace("a sequence", "a list"),
        _ if detail.contains("recursion limit") => {
            "the templates or macros call each other without end".to_owned()
        }
        ErrorKind::TooManyArguments if detail.is_empty() => "too many arguments are given".to_owned(),
        ErrorKind::MissingArgument if detail.is_empty() => "an argument is missing".to_owned(),
        kind if detail.is_empty() => lower(&kind.to_string()),
        _ => lower(detail),
    }
}

/// With a small letter at the beginning, and in YAML's words.
fn lower(text: &str) -> String {
    let mut text = text.trim_end_matches('.').to_owned();
    let words = [("sequence", "list"), ("iterator", "list"), ("usize", "a number"), ("isize", "a number")];
    let more = [("u64", "a number"), ("i64", "a number"), ("u32", "a number"), ("f64", "a number")];
    for (theirs, ours) in words.into_iter().chain(more) {
        text = text.replace(theirs, ours);
    }
    if let Some(first) = text.get(..1) {
        let first = first.to_lowercase();
        text.replace_range(..1, &first);
    }
    text
}
