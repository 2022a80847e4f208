//! Finds the file of a kustomization, and reads the document in it.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, nearest, quoted_list};
use crate::source::Span;
use crate::world::{FileKind, FilePath, Files};
use crate::yaml::{Node, Rules, read_last};

/// The names that a kustomization may have.
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// The folder of a path that a kustomization may have, below the root.
pub(super) fn folder_of_kustomization(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
    NAMES.contains(&name).then_some(folder)
}

/// The problem of a kustomization that is named as a file, in a folder, by the one in the folder `by`.
pub(super) fn named_itself(mut problem: Diagnostic, folder: &str, by: &FilePath) -> Diagnostic {
    // How to make an object of it is no help.
    problem.help.clear();
    if FilePath::root().join(folder).as_ref() == Some(by) {
        return problem.help("this is the kustomization itself: take it out of `resources`");
    }
    problem.help(format!("to take the kustomization in, name its folder: `{folder}`"))
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
            let problem = Diagnostic::new(Code::MissingFile, message);
            diagnostics.push(at(instead(problem, files, folder), "taken in here"));
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
    let mut documents = documents.into_iter();
    let document = documents.next();
    if let Some(second) = documents.next().filter(|second| !second.is_null()) {
        let message = "a kustomization is one document";
        let mut problem =
            Diagnostic::new(Code::NoEffect, message).at(second.span().start(), "does not count");
        problem.severity = Severity::Warning;
        diagnostics.push(problem.help("take it away, or the `---` above it"));
    }
    if document.is_none() {
        diagnostics.push(empty(&path, Span::new(file, 0..0)));
    }
    Some((path, document?))
}

/// Adds what to do about a folder without a kustomization: give a file the right name, or name the files in it.
pub(super) fn instead(problem: Diagnostic, files: &Files, folder: &FilePath) -> Diagnostic {
    const SHOWN: usize = 3;
    let entries = files.world().list(folder).unwrap_or_default();
    let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    let is_near = |name: &&&str| {
        let stem = name.split_once('.').map_or(**name, |(stem, _)| stem).to_ascii_lowercase();
        stem == "kustomize" || !nearest(&stem, ["kustomization"]).is_empty()
    };
    if let Some(near) = names.iter().find(is_near) {
        return problem.help(format!("rename `{near}`: it is called `kustomization.yaml`"));
    }
    let problem = problem.help("it is called `kustomization.yaml`");
    let is_yaml = |name: &&str| matches!(name.rsplit_once('.'), Some((_, "yaml" | "yml")));
    let yaml: Vec<&str> = names.into_iter().filter(is_yaml).collect();
    match yaml.len().checked_sub(SHOWN) {
        _ if yaml.is_empty() => problem,
        Some(more) if more > 0 => {
            let shown = quoted_list(&yaml[..SHOWN], ",").replace(" , ", ", ");
            problem.help(format!("without one each file is named by itself: {shown} and {more} more"))
        }
        _ => problem.help(format!("without one each file is named by itself: {}", quoted_list(&yaml, "and"))),
    }
}

/// The problem of a kustomization that says nothing.
pub(super) fn empty(path: &FilePath, span: Span) -> Diagnostic {
    Diagnostic::new(Code::InvalidValue, format!("`{path}` is empty"))
        .at(span, "says nothing")
        .help("name what it is made of, as `resources: [deployment.yaml]`")
}
