//! Reads `openapi`: the document that merges go by, and that says which kinds live in no namespace.
//!
//! Kustomize has one for a whole build: that of the outermost kustomization, or the first that is met on the way in.

use std::sync::Arc;

use ecow::EcoString;
use rustc_hash::FxHashSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::patch::strategic::knows;
use crate::patch::{Change, Definitions};
use crate::plan::Step;
use crate::said::refusal::Wanted;
use crate::yaml::{Entry, Node, Rules, read};

use super::resources::Place;
use super::scopes::Scopes;

const WANTED: Wanted = Wanted { what: "OpenAPI document", folder_help: "name a file in it" };

/// The only version that Kustomize 5.8 has built in.
const BUILT_IN: &str = "v1.21.2";

/// What merges go by, so far.
#[derive(Default)]
pub(super) struct OpenApi {
    /// Whether a kustomization said it.
    is_said: bool,
    /// What is said in the place of what is built in.
    definitions: Option<Arc<Definitions>>,
    /// Which kinds live in no namespace, with what is said.
    pub(super) scopes: Scopes,
    /// Whether what is built in was looked at before: Kustomize keeps it beside what is said later then.
    has_looked: bool,
    /// The `apiVersion` and kind of each object that was read before: Kustomize looks up those that it does not know.
    kinds: FxHashSet<(EcoString, EcoString)>,
}

impl OpenApi {
    /// Takes in what a kustomization says, a map of strings. Only the first counts; what is wrong is reported.
    pub(super) fn take_in(&mut self, said: &Node, place: &Place<'_>, diagnostics: &mut Diagnostics) {
        let entry = |key| said.as_mapping().and_then(|said| said.entry(key));
        let (path, version) = (entry("path"), entry("version"));
        let file = path.map(|path| place.file(&path.node, WANTED, diagnostics));
        if self.is_said {
            return;
        }
        match (file, version) {
            (Some(_), Some(version)) => {
                let message = "`openapi` has either a `path` or a `version`";
                let problem = Diagnostic::new(Code::ConflictingFields, message);
                let path = path.map_or(said.span(), |path| path.key_span);
                diagnostics.push(problem.at(version.key_span, "one of them").at(path, "the other"));
            }
            (Some(None) | None, None) => {}
            (Some(Some(file)), None) => {
                self.is_said = true;
                let has_built_in =
                    self.has_looked || self.kinds.iter().any(|(version, kind)| !knows(version, kind));
                let text = Arc::clone(place.files.sources().get(file).text());
                let mut problems = Diagnostics::default();
                let documents = read(&text, &file, Rules::Apply, &mut problems);
                // Of what the document says, only its definitions and paths are looked at.
                let stops = |problem: &Diagnostic| {
                    !matches!(problem.code, Code::AmbiguousScalar | Code::DuplicateKey)
                };
                diagnostics.extend(problems.into_iter().filter(stops));
                if let Some(document) = documents.first() {
                    self.definitions = Some(Arc::new(Definitions::of(document, has_built_in)));
                    self.scopes = Scopes::of(document);
                }
            }
            (None, Some(version)) => {
                self.is_said |= version.node.as_str() != Some("");
                diagnostics.extend(not_built_in(version));
            }
        }
    }

    /// Takes note of objects that are read.
    pub(super) fn note(&mut self, objects: &[Node]) {
        if self.is_said {
            return;
        }
        let text = |object: &Node, key| object.get(key).and_then(Node::as_str).unwrap_or_default().into();
        self.kinds.extend(objects.iter().map(|object| (text(object, "apiVersion"), text(object, "kind"))));
    }

    /// Lets the merges among the steps of a kustomization go by what is said so far.
    pub(super) fn stamp(&mut self, steps: &mut [Step]) {
        for step in steps {
            let Step::Patches(patches) = step else { continue };
            for patch in patches.iter_mut().filter(|patch| matches!(patch.change, Change::Merge(_))) {
                patch.definitions.clone_from(&self.definitions);
                self.has_looked |= self.definitions.is_none();
            }
        }
    }
}

fn not_built_in(version: &Entry) -> Option<Diagnostic> {
    let said = version.node.as_str().filter(|said| !matches!(*said, BUILT_IN | ""))?;
    let message = format!("the OpenAPI document of `{said}` is not built in");
    let problem = Diagnostic::new(Code::UnknownValue, message).at(version.node.span(), "not known");
    Some(problem.help(format!("write `version: {BUILT_IN}`, or leave it out")))
}
