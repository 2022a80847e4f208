//! Renders templates into documents whose nodes know the line of the spec or of the template they come from.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::Rendering;
use crate::source::{Sources, Span};
use crate::template::{Reference, Rendered, Setting};
use crate::world::Files;
use crate::yaml::{self, Node, Rules};

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
        documents.extend(yaml::read(rendered.text(), &rendered, Rules::Kustomize, &mut found));
        found.extend(rendered.take_problems());
        for problem in found {
            diagnostics.push(with_rendered_line(problem, &rendered, files.sources()));
        }
        made.references.extend_from_slice(rendered.references());
        made.checksums |= rendered.asks_for_checksums();
    }
    documents
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
