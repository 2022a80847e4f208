//! Finds the file of a kustomization, and reads the document in it.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, quoted_list};
use crate::source::Span;
use crate::world::{FileKind, FilePath, Files};
use crate::yaml::{Node, Rules, read_last};

/// The names that a kustomization may have.
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// The folder of a path that a kustomization may have, below the root.
pub(super) fn folder_of_kustomization(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    NAMES.contains(&name).then_some(folder)
}

/// Which of the names there are in a folder.
pub(super) fn names(files: &Files, folder: &FilePath) -> Vec<&'static str> {
    let is_file =
        |name: &&str| folder.join(name).is_some_and(|path| files.world().kind(&path) == Some(FileKind::File));
    NAMES.into_iter().filter(is_file).collect()
}

/// The document of the kustomization in a folder, with its file; nothing if it is wrong, which is reported.
///
/// It is read by the rules of YAML 1.1 (oddity 2), a later entry of a map goes before an earlier one (oddity 14), and
/// what is behind the first document does not count (oddity 51). `asked` is where the folder is named.
pub(super) fn document(
    files: &Files,
    folder: &FilePath,
    asked: Option<Span>,
    diagnostics: &mut Diagnostics,
) -> Option<(FilePath, Node)> {
    let at = |problem: Diagnostic, label: &str| match asked {
        Some(span) => problem.at(span, label),
        None => problem,
    };
    let found = names(files, folder);
    let path = match found[..] {
        [name] => folder.join(name)?,
        [] => {
            let message = format!("no kustomization is in `{folder}`");
            let problem =
                Diagnostic::new(Code::MissingFile, message).help("it is called `kustomization.yaml`");
            diagnostics.push(at(problem, "taken in here"));
            return None;
        }
        _ => {
            let message = format!("the kustomization in `{folder}` can be {}", quoted_list(&found, "or"));
            let problem = Diagnostic::new(Code::AmbiguousTarget, message).help("keep one of them");
            diagnostics.push(at(problem, "taken in here"));
            return None;
        }
    };
    let file = match files.text(&path) {
        Ok(file) => file,
        Err(refusal) => {
            let message = format!("`{path}` {}", refusal.predicate());
            diagnostics.push(at(Diagnostic::new(Code::UnreadableFile, message), "taken in here"));
            return None;
        }
    };
    let text = Arc::clone(files.sources().get(file).text());
    let mut problems = Diagnostics::default();
    let documents = read_last(&text, &file, Rules::Apply, &mut problems);
    let mut is_broken = false;
    for mut problem in problems {
        if problem.code == Code::DuplicateKey {
            problem.severity = Severity::Warning;
            problem.help = vec!["the last one counts; take the others away".to_owned()];
        }
        is_broken |= problem.severity == Severity::Error;
        diagnostics.push(problem);
    }
    if is_broken {
        return None;
    }
    let document = documents.into_iter().next();
    if document.is_none() {
        diagnostics.push(empty(&path, Span::new(file, 0..0)));
    }
    Some((path, document?))
}

/// The problem of a kustomization that says nothing.
pub(super) fn empty(path: &FilePath, span: Span) -> Diagnostic {
    Diagnostic::new(Code::InvalidValue, format!("`{path}` is empty"))
        .at(span, "says nothing")
        .help("name what it is made of, as `resources: [deployment.yaml]`")
}
