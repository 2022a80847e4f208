//! For a person: the look that Rust's compiler made familiar.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;

/// A diagnostic as text, without a line break at its end.
///
/// `width` is the number of columns to draw in; escapes for colour are in the text when `colour` is set.
pub fn human(diagnostic: &Diagnostic, sources: &Sources, width: usize, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.name());

    // The primary file's snippet first, then the others in the order in which their labels were given.
    let mut files = Vec::new();
    for label in &diagnostic.labels {
        if !files.iter().any(|(file, _)| *file == label.span.file) {
            files.push((label.span.file, sources.get(label.span.file)));
        }
    }
    let mut group = Group::with_title(title);
    for (file, source) in &files {
        let mut snippet =
            Snippet::source(source.text().as_ref()).path(source.path()).line_start(1).fold(true);
        for (index, label) in
            diagnostic.labels.iter().enumerate().filter(|(_, label)| label.span.file == *file)
        {
            let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(label.span.range());
            snippet = snippet.annotation(if label.text.is_empty() {
                annotation
            } else {
                annotation.label(label.text.as_str())
            });
        }
        group = group.element(snippet);
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(width).render(&[group])
}
