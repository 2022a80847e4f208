//! Renders templates into documents whose nodes know the line of the spec or of the template they come from.

use super::deferred;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::Rendering;
use crate::source::{Sources, Span};
use crate::template::{self, Deferred, Reference, Rendered, Setting};
use crate::world::Files;
use crate::yaml::{self, Cause, Node, Rules};

/// What templates leave for later steps.
#[derive(Default)]
pub struct Made {
    /// The objects that they name with `ref()`.
    pub references: Vec<Reference>,
    /// Whether any of them asks for a checksum.
    pub checksums: bool,
}

/// The documents that the templates make, in order.
pub fn run(
    rendering: &Rendering,
    files: &Files,
    made: &mut Made,
    diagnostics: &mut Diagnostics,
) -> Vec<Node> {
    let setting =
        Setting { values: &rendering.values, target: &rendering.target, folders: &rendering.folders };
    let mut documents = Vec::new();
    for (path, asked) in &rendering.templates {
        if !rendering.library.add(files, path, *asked, diagnostics) {
            continue;
        }
        let Some(rendered) = rendering.library.render(files, path, setting, diagnostics) else { continue };
        let mut found = Diagnostics::default();
        let read = yaml::read(rendered.text(), &rendered, Rules::Kustomize, &mut found);
        let has_names = !rendered.references().is_empty();
        documents.extend(read.into_iter().map(|node| if has_names { named(node) } else { node }));
        found.extend(rendered.take_problems());
        let has_secrets = found.has_errors() && yaml::may_hold_secrets(&rendered.plain());
        let secrets: Vec<&Node> = rendered.values().filter(|_| has_secrets).collect();
        if has_secrets {
            rendering.library.hide_secrets(path, secrets.iter().copied(), files.sources());
        }
        for problem in found {
            let problem = with_rendered_line(problem, &rendered, files.sources());
            diagnostics.push(problem.without(secrets.iter().filter_map(|node| node.as_str())));
        }
        made.references.extend_from_slice(rendered.references());
        made.checksums |= rendered.asks_for_checksums();
    }
    documents
}

/// A document with the names of other objects filled in where it says what it is itself called: it is known by what
/// templates write, as those are, and a prefix comes once.
fn named(mut document: Node) -> Node {
    if document.get("items").is_some() {
        for (key, items) in document.values_mut() {
            if key == "items" {
                items.items_mut().iter_mut().for_each(|item| *item = named(item.clone()));
            }
        }
    }
    let Some(metadata) = document.get_mut("metadata") else { return document };
    for field in ["name", "namespace"] {
        let Some(node) = metadata.get_mut(field) else { continue };
        let Some(text) = node.as_str().filter(|text| template::next(text).is_some()) else { continue };
        let known = template::fill(text, |word| match word {
            Deferred::Name { name, .. } => Some(name.into()),
            Deferred::Checksum(_) => None,
        });
        let step = if template::next(&known).is_some() { template::CHECKSUM } else { "template" };
        let cause = Cause { step, span: node.span() };
        *node = deferred::filled(node, cause, known);
    }
    document
}

/// Shows the line that was rendered, where the template's line does not show what is wrong.
fn with_rendered_line(mut problem: Diagnostic, rendered: &Rendered, sources: &Sources) -> Diagnostic {
    problem.message = rendered.with_values(&problem.message);
    let Some(span) = problem.labels.first().map(|label| label.span) else { return problem };
    if problem.code == Code::TemplateError || !problem.hidden.is_empty() {
        return problem;
    }
    let stopped = problem.code == Code::InvalidYaml;
    match rendered.line_of(span, &line(sources, span), stopped) {
        Some(line) => problem.help(format!("rendered, the line is `{}`", line.trim())),
        None => problem,
    }
}

fn line(sources: &Sources, span: Span) -> String {
    let source = sources.get(span.file);
    let (number, _) = source.line_column(span.start as usize);
    source.text().get(source.line_range(number)).unwrap_or_default().to_owned()
}
