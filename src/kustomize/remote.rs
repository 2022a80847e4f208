//! What Kustomize would fetch from elsewhere: refused, all of it in one problem.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Label};
use crate::source::{FileId, Span};

/// The words beside each place. They tell these problems from others of their code.
const LABEL: &str = "would have to be fetched";

/// Whether Kustomize would fetch what a path names from elsewhere.
///
/// Source: `parseHostSpec` in api/internal/git/repospec.go of Kustomize, and file loaders, which take URLs.
pub fn is_remote(written: &str) -> bool {
    const STARTS: [&str; 5] = ["git::", "gh:", "git@", "github.com/", "github.com:"];
    let starts_with =
        |start: &&str| written.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    // As `org-1234@github.com:org/repository`.
    let has_user = || {
        let host = written.split_once('@').filter(|(user, _)| !user.is_empty() && !user.contains('/'));
        host.is_some_and(|(_, host)| host.split('/').next().is_some_and(|host| host.contains(':')))
    };
    written.contains("://")
        || STARTS.iter().any(starts_with)
        || has_user()
        || [".git?", ".git//", "?ref="].iter().any(|part| written.contains(part))
}

/// The problem of what would have to be fetched.
pub(super) fn problem(written: &str, span: Span) -> Diagnostic {
    let message = format!("`{written}` is not on this machine, and nothing is fetched");
    Diagnostic::new(Code::NotAllowed, message).at(span, LABEL).help(what_to_do(written))
}

/// How a person gets it.
fn what_to_do(written: &str) -> String {
    let name = written.rsplit('/').next().unwrap_or_default();
    let is_file = ["http://", "https://"].iter().any(|scheme| written.starts_with(scheme))
        && [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending));
    if is_file {
        format!("fetch it once with `curl -fsSLO {written}`, and name it by its path: `{name}`")
    } else {
        "clone the repository into the project, and name the folder in it by its path".to_owned()
    }
}

/// The problems, of which all that would have to be fetched is one.
pub(super) fn together(diagnostics: Diagnostics) -> Diagnostics {
    let is_remote = |problem: &Diagnostic| {
        problem.code == Code::NotAllowed && problem.labels.first().is_some_and(|label| label.text == LABEL)
    };
    let (remote, others): (Vec<_>, Vec<_>) = diagnostics.into_iter().partition(is_remote);
    let mut all = Diagnostics::default();
    all.extend(others);
    let mut places: Vec<Label> = Vec::new();
    for label in remote.iter().flat_map(|problem| &problem.labels) {
        // What a base names is found as often as the base is taken in.
        if !places.contains(label) {
            places.push(label.clone());
        }
    }
    if places.len() < 2 {
        all.extend(remote.into_iter().take(1));
        return all;
    }
    // Those of a file stand together, in its order.
    let mut files: Vec<FileId> = Vec::new();
    for label in &places {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    let file = |label: &Label| files.iter().position(|file| *file == label.span.file);
    places.sort_by_key(|label| (file(label), label.span.start));
    let message =
        format!("{} files and folders are not on this machine, and nothing is fetched", places.len());
    let mut problem = Diagnostic::new(Code::NotAllowed, message)
        .help("fetch a file once with `curl -fsSLO URL`, clone a repository into the project, and name each by its path")
        .help("`kustomize localize DIR COPY` does so for all of them: build the copy then");
    problem.labels = places;
    all.push(problem);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kustomize_would_fetch_is_told_from_paths() {
        let remote = [
            "https://example.com/a.yaml",
            "HTTPS://example.com/a.yaml",
            "git@github.com:org/repository.git//path?ref=v1",
            "org-1234@github.com:org/repository",
            "github.com/org/repository/path?ref=v1",
            "GitHub.com/org/repository",
            "git::ssh://host/repository",
            "gh:org/repository",
            "file:///srv/repository//path",
            "bitbucket.org/org/repository?ref=v1",
            "example.com/repository.git//path",
        ];
        let local = ["../base", "a@b.yaml", "a:b.yaml", "web/v1@2/x:y", "github.com.yaml", "base.git", ""];
        assert_eq!(remote.iter().filter(|path| !is_remote(path)).collect::<Vec<_>>(), [] as [&&str; 0]);
        assert_eq!(local.iter().filter(|path| is_remote(path)).collect::<Vec<_>>(), [] as [&&str; 0]);
    }
}
