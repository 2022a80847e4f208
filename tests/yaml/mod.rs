//! Reading and writing YAML, against what Go does with the same bytes.

pub(crate) mod hostile;
mod layouts;
mod limits;
pub(crate) mod oracle;
mod problems;
mod read;
mod saphyr;
mod scalars;

use rkgen::diagnostic::{Diagnostic, Diagnostics, Severity};
use rkgen::source::{FileId, Sources};
use rkgen::yaml::{Node, Rules, emit, read};

/// What came of a text.
struct Outcome {
    text: String,
    documents: Vec<Node>,
    problems: Vec<Diagnostic>,
    sources: Sources,
    file: FileId,
}

/// Reads a text by Kustomize's rules.
fn read_text(text: &str) -> Outcome {
    read_by(text, Rules::Kustomize)
}

fn read_by(text: &str, rules: Rules) -> Outcome {
    let sources = Sources::default();
    let file = sources.add("a.yaml", text);
    let mut diagnostics = Diagnostics::default();
    let documents = read(text, &file, rules, &mut diagnostics);
    let problems = diagnostics.iter().cloned().collect();
    Outcome { text: text.to_owned(), documents, problems, sources, file }
}

impl Outcome {
    /// All documents as they are written.
    fn printed(&self) -> String {
        let mut out = String::new();
        for (index, document) in self.documents.iter().enumerate() {
            if index > 0 {
                out.push_str("---\n");
            }
            emit(document, &mut out);
        }
        out
    }

    /// Whether it was read without an error.
    fn is_right(&self) -> bool {
        self.problems.iter().all(|problem| problem.severity != Severity::Error)
    }

    /// `code line:column 'underlined text' message`, a line each.
    fn problems(&self) -> String {
        let line = |problem: &Diagnostic| {
            let place = problem.labels.first().map(|label| {
                let (line, column) = self.sources.get(self.file).line_column(label.span.start as usize);
                format!("{line}:{column} {:?}", &self.text[label.span.range()])
            });
            format!("{} {} {}\n", problem.code.name(), place.unwrap_or_default(), problem.message)
        };
        self.problems.iter().map(line).collect()
    }
}
