//! Says where a path is written why what it names was not read.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::world::{FileKind, FilePath, Files, Refusal};

/// What a path was meant to name, for messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// As `template`, `resource`, `spec`.
    pub what: &'static str,
    /// What to write instead when it names a folder.
    pub folder_help: &'static str,
}

/// The problem of a path that was refused, and is written at `span` where it is written at all.
pub fn refused(refusal: &Refusal, path: &FilePath, wanted: Wanted, span: Option<Span>) -> Diagnostic {
    let what = wanted.what;
    let message = format!("the {what} `{path}` {}", refusal.predicate());
    let (code, label) = match refusal {
        Refusal::Missing => (Code::MissingFile, "not found"),
        Refusal::IsFolder => (Code::UnreadableFile, "names a folder"),
        Refusal::IsFile => (Code::UnreadableFile, "names a file"),
        Refusal::Outside => (Code::OutsideProject, "leads out of the project"),
        Refusal::Loop => (Code::UnreadableFile, "leads in a circle"),
        Refusal::TooLarge => (Code::UnreadableFile, "too large"),
        Refusal::NotText { .. } => (Code::UnreadableFile, "not text"),
        Refusal::Unreadable(_) => (Code::UnreadableFile, "not readable"),
    };
    let problem = match span {
        Some(span) => Diagnostic::new(code, message).at(span, label),
        None => Diagnostic::new(code, message),
    };
    match refusal {
        Refusal::IsFolder => problem.help(wanted.folder_help),
        Refusal::Outside => problem.help("copy what the link leads to into the project"),
        _ => problem,
    }
}

/// The problem of a path, as written, that leads out of the project.
pub fn outside(written: &str, wanted: Wanted, span: Span) -> Diagnostic {
    let message = format!("the {} `{written}` lies outside the project", wanted.what);
    Diagnostic::new(Code::OutsideProject, message).at(span, "leads out of the project").help(
        if written.starts_with('/') {
            "write a path without a `/` at its start"
        } else {
            "copy what it leads to into the project"
        },
    )
}

/// Adds the names that are in the folder of a missing file, the nearest ones if some are near.
pub fn suggest_neighbours(problem: Diagnostic, files: &Files, path: &FilePath) -> Diagnostic {
    if problem.code != Code::MissingFile {
        return problem;
    }
    let folder = path.parent();
    let Ok(entries) = files.world().list(&folder) else {
        if let Some((from, written)) = from_root(files, path) {
            return problem.help(format!("it is looked for from `{from}`: write `{written}`"));
        }
        return problem.help(format!("there is no folder `{folder}` either"));
    };
    let visible = entries.iter().map(|entry| entry.name.as_str()).filter(|name| !name.starts_with('.'));
    problem.suggest(path.name(), visible, &format!("names in `{folder}`"))
}

/// If the end of `path` is the path of a file from the project's root, as others write it: the folder that it was taken
/// from, and what to write there.
fn from_root(files: &Files, path: &FilePath) -> Option<(String, String)> {
    let text = path.to_string();
    let folders = text.match_indices('/').map(|(at, _)| text.split_at(at));
    folders.map(|(from, rest)| (from, rest.trim_start_matches('/'))).find_map(|(from, rest)| {
        let file = FilePath::root().join(rest)?;
        (files.kind(&file) == Some(FileKind::File)).then(|| {
            let below = rest.strip_prefix(from).and_then(|rest| rest.strip_prefix('/'));
            let up = "../".repeat(from.split('/').count());
            (from.to_owned(), below.map_or_else(|| format!("{up}{rest}"), str::to_owned))
        })
    })
}
