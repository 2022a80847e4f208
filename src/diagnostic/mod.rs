//! Says what went wrong, where, and what to try: values that steps collect and renderers draw.
//!
//! A step never stops at its first problem and never prints. It pushes into a [`Diagnostics`] and goes on
//! with what is left; the command line draws them all, sorted by place.
//!
//! How to write one: the message is one sentence in lower case without a period, with backticks around what
//! the user typed. The first label is the place to edit, as narrow as can be; further ones say how it came
//! about ("defined here", "replaced here"), in under eight words. Help says what to type.

mod codes;
mod each;
mod mask;
pub mod render;
mod suggest;

pub use codes::Code;
pub use each::each;
pub use suggest::{nearest, one_of_words, quoted_list};

use crate::source::{Location, Sources, Span};

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Most likely not meant; the output is still made.
    Warning,
    /// Nothing is produced.
    Error,
}

impl Severity {
    /// The word that is printed: `error`, `warning` or `info`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// A place in a source and what to say about it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Label {
    /// The bytes to underline.
    pub span: Span,
    /// A few words beside the underline; may be empty.
    pub text: String,
}

/// One problem.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Diagnostic {
    /// The stable code; its page explains it.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// The places, the one to edit first. Empty when no text is involved, such as for a missing folder.
    pub labels: Vec<Label>,
    /// What to do, a line each.
    pub help: Vec<String>,
    /// Lines to be written into a file, below one that says where; empty if there are none.
    pub paste: Vec<String>,
    /// The object concerned, as `Deployment/web`, where there is one.
    pub object: Option<String>,
    /// The path of the field concerned, as `spec.replicas`, where there is one.
    pub field: Option<String>,
    /// Where else the same line leads to the same problem: other objects, or the places that gave them their values.
    pub also: Vec<String>,
    /// Places whose text is never drawn, in this problem or another: secrets that only this one knows of.
    pub hidden: Vec<Span>,
}

impl Diagnostic {
    /// A problem with the severity that its code has by default.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity(),
            message: message.into(),
            labels: Vec::new(),
            help: Vec::new(),
            paste: Vec::new(),
            object: None,
            field: None,
            also: Vec::new(),
            hidden: Vec::new(),
        }
    }

    /// Adds a place. The first one added is the primary place.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a line of help.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Names the object concerned, as `Deployment/web`.
    #[must_use]
    pub fn object(mut self, object: impl Into<String>) -> Self {
        self.object = Some(object.into());
        self
    }

    /// Names the field concerned, as `spec.replicas`.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Adds places whose text is never drawn, in no problem of the run.
    ///
    /// What a step knows to be secret it tells the sources ([`Sources::hide`]); this is for whoever has none.
    #[must_use]
    pub fn hide(mut self, places: Vec<Span>) -> Self {
        self.hidden.extend(places);
        self
    }

    /// Puts dots in the place of these values, wherever its words repeat them; but not of the shortest.
    #[must_use]
    pub fn without<'v>(mut self, values: impl IntoIterator<Item = &'v str>) -> Self {
        mask::values(&mut self, values);
        self
    }

    /// Adds "did you mean …" when a candidate is near what was written, else the list of what there is.
    #[must_use]
    pub fn suggest<'a>(
        self,
        written: &str,
        candidates: impl IntoIterator<Item = &'a str>,
        what: &str,
    ) -> Self {
        match suggest::suggestion(written, &mut candidates.into_iter(), what) {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// Whether the other one is this problem over again, perhaps in the same file read twice.
    fn says_the_same(&self, other: &Diagnostic, sources: &Sources) -> bool {
        self.code == other.code
            && self.message == other.message
            && self.location(sources) == other.location(sources)
    }

    /// What tells it from `other`, which says the same: its object, or its second place.
    fn concerns(&self, other: &Diagnostic, sources: &Sources) -> Option<String> {
        if self.object != other.object {
            return self.object.clone();
        }
        let second =
            |diagnostic: &Diagnostic| diagnostic.labels.get(1).map(|label| sources.location(label.span));
        let place = second(self).filter(|place| second(other).as_ref() != Some(place))?;
        Some(place.to_string())
    }

    /// Where the primary place begins.
    pub fn location(&self, sources: &Sources) -> Option<Location> {
        self.labels.first().map(|label| sources.location(label.span))
    }
}

/// The problems of a run, in the order in which they were found.
#[derive(Clone, Default, Debug)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds one, about which more is said then.
    pub fn push_mut(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        let at = self.list.len();
        self.list.push(diagnostic);
        &mut self.list[at]
    }

    /// Adds all of another run's.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(others);
    }

    /// Leaves out whatever is no error.
    pub fn keep_errors(&mut self) {
        self.list.retain(|diagnostic| diagnostic.severity == Severity::Error);
    }

    /// Whether there is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// The problems sorted by path, line and column, those without a place first, each only once.
    ///
    /// One line of a template makes many objects: what says the same at the same place is one problem, and
    /// the others are in its `also`.
    /// No text in them holds what the sources hide.
    pub fn into_sorted(mut self, sources: &Sources) -> Vec<Diagnostic> {
        sources.hide(self.list.iter().flat_map(|diagnostic| diagnostic.hidden.iter().copied()));
        for diagnostic in &mut self.list {
            mask::mask(diagnostic, sources);
            mask::paths(diagnostic, sources);
        }
        self.list.sort_by_cached_key(|diagnostic| {
            let places = diagnostic.labels.iter().map(|label| sources.location(label.span));
            (
                diagnostic.location(sources),
                diagnostic.code,
                diagnostic.message.clone(),
                diagnostic.object.clone(),
                places.collect::<Vec<_>>(),
            )
        });
        let mut sorted: Vec<Diagnostic> = Vec::new();
        for diagnostic in self.list {
            match sorted.last_mut().filter(|last| last.says_the_same(&diagnostic, sources)) {
                Some(last) => {
                    last.also.extend(diagnostic.concerns(last, sources));
                }
                None => sorted.push(diagnostic),
            }
        }
        for diagnostic in &mut sorted {
            diagnostic.also.dedup();
        }
        sorted
    }
}

/// In the order in which they were found.
impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_by_place_and_each_only_once() {
        let sources = Sources::default();
        let (b, a) = (sources.add("b", "one\ntwo"), sources.add("a", "one"));
        let mut diagnostics = Diagnostics::default();
        let new = |message: &str| Diagnostic::new(Code::UnknownField, message);
        diagnostics.push(new("4").at(Span::new(b, 4..5), ""));
        diagnostics.push(new("3").at(Span::new(b, 1..2), ""));
        diagnostics.push(new("2").at(Span::new(a, 0..1), ""));
        diagnostics.push(new("1"));
        diagnostics.push(new("3").at(Span::new(b, 1..2), ""));
        let sorted = diagnostics.into_sorted(&sources);
        let messages: Vec<&str> = sorted.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
        assert_eq!(messages, ["1", "2", "3", "4"]);
        assert!(sorted.iter().all(|diagnostic| diagnostic.also.is_empty()));
    }

    #[test]
    fn one_template_line_in_many_objects_is_one_problem() {
        let sources = Sources::default();
        let (template, spec) = (sources.add("t", "a: 1"), sources.add("s", "one\ntwo\nthree"));
        let mut diagnostics = Diagnostics::default();
        for (object, start) in [(Some("Deployment/c"), 0), (Some("Deployment/a"), 0), (None, 8), (None, 4)] {
            let place = Span::new(template, 0..1);
            let mut diagnostic = Diagnostic::new(Code::UnknownField, "no").at(place, "");
            diagnostic = diagnostic.at(Span::new(spec, start..start + 1), "value from here");
            diagnostic.object = object.map(str::to_owned);
            diagnostics.push(diagnostic);
        }
        diagnostics.push(Diagnostic::new(Code::UnknownField, "other").at(Span::new(template, 0..1), ""));
        let [one, _] = <[Diagnostic; 2]>::try_from(diagnostics.into_sorted(&sources)).unwrap();
        assert_eq!(sources.location(one.labels[1].span).line, 2);
        assert_eq!(one.also, ["s:3:1", "Deployment/a", "Deployment/c"]);
    }
}
