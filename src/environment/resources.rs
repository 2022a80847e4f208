//! The resources of a spec: plain manifests, taken in as they are.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::world::{FileKind, FilePath, Files, MAX_ENTRIES};
use crate::yaml::{Node, Rules, read};

use crate::said::refusal::{Wanted, outside, refused, suggest_neighbours};

const WANTED: Wanted =
    Wanted { what: "resource", folder_help: "write `*.yaml` after it to take in the files that lie in it" };

/// The documents of the run's manifests, each file parsed once.
#[derive(Default)]
pub(super) struct Documents {
    known: Mutex<FxHashMap<FilePath, Option<Arc<[Node]>>>>,
}

impl Documents {
    /// The documents of a manifest that is named at `span`; nothing of a file that is wrong, which is reported.
    pub(super) fn of(
        &self,
        path: &FilePath,
        span: Span,
        files: &Files,
        wanted: Wanted,
        diagnostics: &mut Diagnostics,
    ) -> Option<Arc<[Node]>> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(documents) = known().get(path) {
            return documents.clone();
        }
        let file = match files.text(path) {
            Ok(file) => file,
            Err(refusal) => {
                let problem = refused(&refusal, path, wanted, Some(span));
                diagnostics.push(suggest_neighbours(problem, files, path));
                return None;
            }
        };
        let text = Arc::clone(files.sources().get(file).text());
        let mut problems = Diagnostics::default();
        let documents = read(&text, &file, Rules::Kustomize, &mut problems);
        // Half a file would only be wrong in other ways too.
        let documents: Option<Arc<[Node]>> = (!problems.has_errors()).then(|| documents.into());
        diagnostics.extend(problems);
        known().insert(path.clone(), documents.clone());
        documents
    }
}

/// The documents of all that the paths and patterns in `resources` name, each file once.
pub(super) fn resolve(
    resources: &[(FilePath, Node)],
    files: &Files,
    documents: &Documents,
    diagnostics: &mut Diagnostics,
) -> Vec<Node> {
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    for (folder, node) in resources {
        let written = node.as_str().unwrap_or_default();
        let paths = if written.contains(['*', '?']) {
            let Ok(paths) = matching(files, folder, written) else {
                diagnostics.push(too_many_folders(written, node.span()));
                continue;
            };
            paths
        } else {
            folder.join(written).map(|path| vec![path])
        };
        let Some(paths) = paths else {
            diagnostics.push(outside(written, WANTED, node.span()));
            continue;
        };
        if paths.is_empty() {
            let message = format!("`{written}` matches no file");
            let problem = Diagnostic::new(Code::NoMatch, message)
                .at(node.span(), "nothing found")
                .help(format!("it is looked up in `{folder}`; `*` and `?` stand for no `/`"));
            diagnostics.push(problem);
        }
        for path in paths {
            if seen.insert(path.clone()) {
                let documents = documents.of(&path, node.span(), files, WANTED, diagnostics);
                found.extend(documents.iter().flat_map(|documents| documents.iter()).cloned());
            }
        }
    }
    found
}

/// A pattern leads through more than [`MAX_ENTRIES`] of them.
struct TooManyFolders;

fn too_many_folders(written: &str, span: Span) -> Diagnostic {
    let message = format!("`{written}` leads through more than {MAX_ENTRIES} folders");
    Diagnostic::new(Code::InvalidValue, message)
        .at(span, "too many")
        .help("links to folders may lead in a circle; name the folder that is meant")
}

/// The files that a pattern matches, sorted; nothing if it leads out of the project.
///
/// `*` stands for any characters of a name and `?` for one; names with a dot in front need one in the pattern.
fn matching(
    files: &Files,
    folder: &FilePath,
    pattern: &str,
) -> Result<Option<Vec<FilePath>>, TooManyFolders> {
    if pattern.starts_with('/') {
        return Ok(None);
    }
    let mut found = vec![folder.clone()];
    let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
    for (depth, part) in parts.iter().enumerate() {
        let is_last = depth + 1 == parts.len();
        if !part.contains(['*', '?']) {
            let Some(joined) = found.iter().map(|folder| folder.join(part)).collect() else {
                return Ok(None);
            };
            found = joined;
            continue;
        }
        let kind = if is_last { FileKind::File } else { FileKind::Folder };
        let mut next = Vec::new();
        for folder in &found {
            let entries = files.world().list(folder).unwrap_or_default();
            let names = entries.iter().filter(|entry| entry.kind == kind).map(|entry| entry.name.as_str());
            next.extend(names.filter(|name| matches(part, name)).filter_map(|name| folder.join(name)));
            if !is_last && next.len() > MAX_ENTRIES {
                return Err(TooManyFolders);
            }
        }
        found = next;
    }
    found.retain(|path| files.kind(path) == Some(FileKind::File));
    found.sort_unstable();
    found.dedup();
    Ok(Some(found))
}

/// Whether a name fits a pattern of one part, in time that grows with the product of their lengths at most.
fn matches(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut name_at) = (0, 0);
    // Where to go on when the text after the last `*` does not fit: one character further.
    let mut star: Option<(usize, usize)> = None;
    while name_at < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, name_at));
                at += 1;
            }
            Some(character) if *character == '?' || *character == name[name_at] => {
                at += 1;
                name_at += 1;
            }
            _ => {
                let Some((star_at, taken)) = star else { return false };
                star = Some((star_at, taken + 1));
                at = star_at + 1;
                name_at = taken + 1;
            }
        }
    }
    pattern[at..].iter().all(|character| *character == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_match_within_a_name() {
        for (pattern, name, fits) in [
            ("*.yaml", "web.yaml", true),
            ("*.yaml", "web.yml", false),
            ("*", ".hidden", false),
            (".*", ".hidden", true),
            ("w?b*", "web.yaml", true),
            ("?", "é", true),
            ("*a*b", "xaxbxab", true),
            ("a*b", "a", false),
            ("*.*", "a", false),
            ("**", "", true),
        ] {
            assert_eq!(matches(pattern, name), fits, "{pattern} {name}");
        }
    }

    #[test]
    fn a_pattern_leads_through_so_many_folders() {
        let mut memory = crate::world::Memory::default();
        for index in 0..=MAX_ENTRIES + 1 {
            memory.add(&format!("{}/{index}/a.yaml", index % 2), "");
        }
        let sources = crate::source::Sources::default();
        let files = Files::new(&memory, &sources);
        assert!(matching(&files, &FilePath::root(), "*/*/a.yaml").is_err());
    }

    #[test]
    fn a_pattern_with_many_stars_ends() {
        assert!(!matches(&"*a".repeat(40), &"a".repeat(4000).replace("aaa", "aab").repeat(2)[..7999]));
    }
}
