//! Rewrites a template so that rendering it emits markers in the place of values.
//!
//! The rewritten template is the parsed one written out again, in minijinja's language, with calls of the
//! filters in [`super::hooks`] put in: where an expression is emitted, where an operator or a filter wants
//! text, where something must be defined. All whitespace control has been applied by the parser. In template
//! data a marker of its place stands before the first character of each line.

mod access;
mod alone;
mod apply;
mod expression;
mod scope;
mod statement;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ecow::EcoString;

use super::marker::{CLOSE, Marker, OPEN, PLACE, pack};
use super::reads::ValuePaths;
use super::syntax::{self, ast};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use crate::world::FilePath;
use scope::Scope;

/// A template as minijinja is to read it, and what was learned on the way.
#[derive(Debug)]
pub(super) struct Rewritten {
    /// The text for minijinja.
    pub text: String,
    /// Which bytes of the text came from where.
    pub segments: Vec<Segment>,
    /// The values that it reads itself.
    pub reads: ValuePaths,
    /// The templates that it names.
    pub links: Vec<Link>,
    /// All names that it binds, anywhere.
    pub names: BTreeSet<EcoString>,
    /// The names that an import of it can take.
    pub exports: BTreeSet<EcoString>,
    /// Its macros, by their names.
    pub macros: BTreeMap<EcoString, Macro>,
    /// The names that are parameters of its macros and calls.
    pub parameters: BTreeSet<EcoString>,
    /// What must be refused.
    pub problems: Vec<Diagnostic>,
}

/// Bytes of the rewritten text and the bytes of the template that they stand for.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub rewritten: Range<usize>,
    pub written: Range<usize>,
}

/// A macro of a template.
#[derive(Debug)]
pub(super) struct Macro {
    /// The names of its parameters.
    pub parameters: Vec<EcoString>,
    /// Where its name is written.
    pub span: Span,
}

/// A template that is named by another one.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// Where it is.
    pub path: FilePath,
    /// Where it is named.
    pub span: Span,
    /// The names that are imported from it.
    pub names: Vec<(EcoString, Span)>,
}

/// What an operand must be where it stands; says which hook it goes through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    /// Whatever it is.
    Anything,
    /// Whatever it is, to be looped over.
    Items,
    /// Defined; text of the template stays what it is.
    Defined,
    /// Defined; text of the template becomes a string.
    Value,
    /// Defined, with no word in it that is not known before all is finished; and the filter that wants it.
    Known(&'static str),
    /// The answer to a question: text of the template counts as the string that it is.
    Answer,
}

/// How a name in `include`, `import` and the like is found; nothing if there is no such template.
pub(super) type Find<'f> = &'f dyn Fn(&str) -> Option<FilePath>;

/// Rewrites the template `text` of `file`; or says what is wrong with its syntax.
pub(super) fn rewrite(
    text: &str,
    name: &str,
    file: FileId,
    find: Find<'_>,
) -> Result<Rewritten, minijinja::Error> {
    let parsed = syntax::parse(text, name)?;
    let rewritten = Rewritten {
        text: String::with_capacity(text.len() * 4),
        segments: Vec::with_capacity(text.len() / 32),
        reads: ValuePaths::default(),
        links: Vec::new(),
        names: BTreeSet::new(),
        exports: BTreeSet::new(),
        macros: BTreeMap::new(),
        parameters: BTreeSet::new(),
        problems: Vec::new(),
    };
    let mut rewriter =
        Rewriter { written: text, file, find, scope: Scope::default(), data: None, soft: false, rewritten };
    rewriter.statement(&parsed);
    rewriter.rewritten.exports = rewriter.scope.exports().map(EcoString::from).collect();
    Ok(rewriter.rewritten)
}

struct Rewriter<'t, 'f> {
    written: &'t str,
    file: FileId,
    find: Find<'f>,
    scope: Scope<'t>,
    /// The text of the template right before the statement, if there is some.
    data: Option<Range<usize>>,
    /// Whether names below something undefined are undefined too, and no error: where they are emitted, that is told.
    soft: bool,
    rewritten: Rewritten,
}

impl<'t> Rewriter<'t, '_> {
    fn put(&mut self, text: &str) {
        self.rewritten.text.push_str(text);
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    /// The place of an expression as the constant that hooks take.
    fn place(&self, expr: &ast::Expr<'_>) -> String {
        pack(self.span(syntax::extent(expr))).to_string()
    }

    fn refuse(&mut self, message: impl Into<String>, range: Range<usize>, label: &str) {
        let span = self.span(range);
        self.rewritten.problems.push(Diagnostic::new(Code::TemplateSyntax, message).at(span, label));
    }

    fn bind(&mut self, name: &'t str, range: Range<usize>, defined: bool) {
        if name.starts_with("__") {
            self.refuse(format!("the name `{name}` is reserved"), range, "begins with `__`");
        }
        self.rewritten.names.insert(name.into());
        self.scope.bind(name, defined);
    }

    /// Notes that what was written since the text had `start` bytes stands for `written`.
    fn segment(&mut self, start: usize, written: Range<usize>) {
        let rewritten = start..self.rewritten.text.len();
        self.rewritten.segments.push(Segment { rewritten, written });
    }

    /// Template data: each line's first character gets a marker of its place before it.
    fn data(&mut self, raw: &str, offset: usize) {
        let start = self.rewritten.text.len();
        let mut position = offset;
        for line in raw.split_inclusive('\n') {
            let content = line.trim_start_matches([' ', '\t']);
            let blank = &line[..line.len() - content.len()];
            self.put(blank);
            let first = position + blank.len();
            if !content.trim().is_empty() {
                let end = first + content.trim_end().len();
                Marker::Place(self.span(first..end)).write(&mut self.rewritten.text);
            }
            self.characters(content);
            position += line.len();
        }
        self.segment(start, offset..offset + raw.len());
    }

    /// Characters of the template, none of which may begin a tag or a marker.
    fn characters(&mut self, text: &str) {
        let mut rest = text;
        while let Some(index) = rest.find(['{', OPEN, CLOSE, PLACE]) {
            let Some(character) = rest[index..].chars().next() else { break };
            let after = &rest[index + character.len_utf8()..];
            self.put(&rest[..index]);
            let harmless = character == '{' && !after.is_empty() && !after.starts_with(['{', '%', '#']);
            if harmless {
                self.rewritten.text.push(character);
            } else {
                Marker::Character(character).write(&mut self.rewritten.text);
            }
            rest = after;
        }
        self.put(rest);
    }
}
