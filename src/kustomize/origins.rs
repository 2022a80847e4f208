//! `buildMetadata`: annotations that say where objects come from, and which transformers worked on them.
//!
//! From `api/resource/origin.go` and `api/internal/target` of Kustomize. They are there from the first step on, whatever
//! of it is printed, so that patches find them.

use ecow::{EcoString, eco_format};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::generate::{Behavior, Generator};
use crate::plan::Step;
use crate::resource::{Field, Fresh};
use crate::source::Span;
use crate::yaml::{Cause, Entry, Mapping, Node, Rules, emit, read};

use super::said;

/// Where an object comes from.
pub(super) const ORIGIN: &str = "config.kubernetes.io/origin";
/// The transformers that worked on it.
pub(super) const TRANSFORMATIONS: &str = "alpha.config.kubernetes.io/transformations";

/// The step, in the past of what it changes.
const STEP: &str = "buildMetadata";

const ANNOTATIONS: Field = Field::new("", "", "", "metadata/annotations", true);

/// What the outermost kustomization wants to be told of objects.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct BuildMetadata {
    /// A label that says who printed them.
    pub(super) managed_by: bool,
    origins: bool,
    transformations: bool,
}

impl BuildMetadata {
    /// What the list `node` asks for; what is wrong is reported.
    pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> BuildMetadata {
        const KNOWN: [&str; 3] = ["managedByLabel", "originAnnotations", "transformerAnnotations"];
        let mut asked = BuildMetadata::default();
        for item in said::texts(node, "`buildMetadata`", diagnostics) {
            match item.as_str().unwrap_or_default() {
                "managedByLabel" => asked.managed_by = true,
                "originAnnotations" => asked.origins = true,
                "transformerAnnotations" => asked.transformations = true,
                other => {
                    // Kustomize passes over it.
                    let mut problem =
                        Diagnostic::new(Code::UnknownValue, format!("`buildMetadata` cannot be `{other}`"));
                    problem.severity = Severity::Warning;
                    diagnostics.push(problem.at(item.span(), "not known").suggest(other, KNOWN, "words"));
                }
            }
        }
        asked
    }

    /// Whether objects are to know where they come from, printed or not.
    pub(super) fn is_asked(self) -> bool {
        self != BuildMetadata::default()
    }

    /// The annotations that are not printed, whoever wrote them.
    pub(super) fn hidden(self) -> impl Iterator<Item = &'static str> {
        let shown = [(ORIGIN, self.origins), (TRANSFORMATIONS, self.transformations)];
        shown.into_iter().filter(|(_, is_shown)| !is_shown).map(|(key, _)| key)
    }
}

/// The path `written`, seen from where `folder` is, as Go's `path.Join` makes it: nobody looks where links lead.
pub(super) fn join(folder: &str, written: &str) -> EcoString {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(written.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    if parts.is_empty() { ".".into() } else { parts.join("/").into() }
}

/// Notes of objects that they come from the file of that path, which is written at `span`.
pub(super) fn annotate(objects: &mut [Node], path: &str, span: Span) {
    for object in objects {
        put(object, ORIGIN, &eco_format!("path: {}\n", scalar(path, span)), span);
    }
}

/// A generator or transformer, and the file that says it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Configured {
    file: EcoString,
    /// What it says it is, where that is said.
    by: Vec<(&'static str, EcoString)>,
    span: Span,
}

impl Configured {
    /// One that a field of the kustomization in that file stands for.
    pub(super) fn built_in(kind: &'static str, file: EcoString, span: Span) -> Configured {
        Configured { file, by: vec![("apiVersion", "builtin".into()), ("kind", kind.into())], span }
    }

    /// One that has a configuration of its own; nothing if that does not say where it comes from.
    pub(super) fn plugin(config: &Node) -> Option<Configured> {
        let origin = config.at(["metadata", "annotations", ORIGIN])?;
        let documents =
            read(origin.as_str()?, &origin.span().file, Rules::Kustomize, &mut Diagnostics::default());
        let file = documents.first()?.get("path")?.as_str()?.into();
        let said = [
            ("apiVersion", config.get("apiVersion")),
            ("kind", config.get("kind")),
            ("name", config.at(["metadata", "name"])),
            ("namespace", config.at(["metadata", "namespace"])),
        ];
        let by = said.into_iter().filter_map(|(key, node)| Some((key, EcoString::from(node?.as_str()?))));
        Some(Configured { file, by: by.collect(), span: config.span().start() })
    }

    /// As it is written, each line behind its own indent.
    fn text(&self, first: &str, indent: &str) -> EcoString {
        let mut text =
            eco_format!("{first}configuredIn: {}\n{indent}configuredBy:\n", scalar(&self.file, self.span));
        for (key, value) in &self.by {
            text.push_str(&eco_format!("{indent}  {key}: {}\n", scalar(value, self.span)));
        }
        text
    }

    /// Notes of what a generator makes that it comes from this. What is laid over an object comes from where that does.
    pub(super) fn note_of(&self, generator: &mut Generator) {
        if generator.behavior == Behavior::Merge {
            return;
        }
        let entry =
            Entry { key: ORIGIN.into(), key_span: self.span, node: Node::new(self.text("", ""), self.span) };
        let said = generator.annotations.as_ref().and_then(Node::as_mapping).into_iter().flatten();
        let kept = said.filter(|entry| entry.key != ORIGIN).cloned();
        generator.annotations = Some(Node::new(kept.chain([entry]).collect::<Mapping>(), self.span));
    }

    /// The same of objects that are there, but for those that come from elsewhere.
    pub(super) fn note_of_objects(&self, objects: &mut [Node]) {
        for object in objects {
            if object.at(["metadata", "annotations", ORIGIN]).is_none() {
                put(object, ORIGIN, &self.text("", ""), self.span);
            }
        }
    }

    /// The step that notes of all objects that it worked on them. One of which nobody knows where it comes from comes from
    /// it.
    pub(super) fn step(self) -> Step {
        Step::Each(Box::new(move |object| {
            let annotation = |key| Some(object.at(["metadata", "annotations", key])?.as_str()?.to_owned());
            match (annotation(ORIGIN), annotation(TRANSFORMATIONS)) {
                (Some(_), old) => {
                    let new = eco_format!("{}{}", old.unwrap_or_default(), self.text("- ", "  "));
                    put(object, TRANSFORMATIONS, &new, self.span);
                }
                (None, _) => put(object, ORIGIN, &self.text("", ""), self.span),
            }
        }))
    }
}

/// Puts an annotation into an object.
pub(super) fn put(object: &mut Node, key: &'static str, text: &EcoString, span: Span) {
    let cause = Cause { step: STEP, span };
    for way in ANNOTATIONS.find_or_make(object, Fresh::Map, cause).unwrap_or_default() {
        if let Some(annotations) = way.find_mut(object) {
            annotations.insert(cause, key, span, Node::new(text.clone(), span));
        }
    }
}

/// A string as YAML writes it.
fn scalar(text: &str, span: Span) -> EcoString {
    let mut written = String::new();
    emit(&Node::new(text, span), &mut written);
    written.trim_end().into()
}
