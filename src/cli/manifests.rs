//! Plain manifests that were named on the command line: files, folders, standard input.

use std::path::{Path, PathBuf};

use super::machine::{Machine, Place};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::pipeline::Manifests;
use crate::source::Sources;
use crate::world::{FilePath, Refusal, World};

/// The ends of the names of the files that are read in a folder.
const ENDS: [&str; 3] = [".yaml", ".yml", ".json"];

/// Reads all that a flag names. Gives whether something could not be read.
pub(super) fn read_all(
    named: &[PathBuf],
    directory: Option<&Path>,
    machine: &dyn Machine,
    sources: &Sources,
    manifests: &mut Manifests,
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut blind = false;
    for named in named {
        let read = read(named, directory, machine, sources, manifests, diagnostics);
        blind |= read.map_err(|problem| diagnostics.push(*problem)).is_err();
    }
    blind
}

/// Reads the objects of a file, of all files in a folder, or of standard input.
fn read(
    named: &Path,
    directory: Option<&Path>,
    machine: &dyn Machine,
    sources: &Sources,
    manifests: &mut Manifests,
    diagnostics: &mut Diagnostics,
) -> Result<(), Box<Diagnostic>> {
    let refused = |shown: &str, refusal: &Refusal| unreadable(shown, refusal);
    if named == Path::new("-") {
        const INPUT: &str = "<stdin>";
        let bytes = machine.input().map_err(|refusal| refused(INPUT, &refusal))?;
        let text = String::from_utf8(bytes).map_err(|error| refused(INPUT, &Refusal::not_text(&error)))?;
        manifests.add(sources.add(INPUT, text), sources, diagnostics);
        return Ok(());
    }
    let shown = named.display().to_string();
    let place = machine.manifests(directory, named).map_err(|refusal| refused(&shown, &refusal))?;
    let Place { world, path } = place;
    if path != FilePath::root() {
        return add(&*world, &path, shown, sources, manifests, diagnostics);
    }
    let found = world.walk(&path).map_err(|(path, refusal)| refused(&below(named, &path), &refusal))?;
    let wanted: Vec<&FilePath> = found.iter().filter(|path| is_manifest(path.name())).collect();
    if wanted.is_empty() {
        let message = format!("no file in `{shown}` ends in `.yaml`, `.yml` or `.json`");
        return Err(Box::new(Diagnostic::new(Code::MissingFile, message)));
    }
    for path in wanted {
        // One that cannot be read hides none of the others.
        if let Err(problem) = add(&*world, path, below(named, path), sources, manifests, diagnostics) {
            diagnostics.push(*problem);
        }
    }
    Ok(())
}

/// Whether a file is called as those are that hold manifests.
pub(super) fn is_manifest(name: &str) -> bool {
    ENDS.iter().any(|end| name.ends_with(end))
}

/// Reads the objects of a file, which is `shown` by that name.
pub(super) fn add(
    world: &dyn World,
    path: &FilePath,
    shown: String,
    sources: &Sources,
    manifests: &mut Manifests,
    diagnostics: &mut Diagnostics,
) -> Result<(), Box<Diagnostic>> {
    let text = world
        .read(path)
        .and_then(|bytes| String::from_utf8(bytes).map_err(|error| Refusal::not_text(&error)));
    let text = text.map_err(|refusal| unreadable(&shown, &refusal))?;
    manifests.add(sources.add(shown, text), sources, diagnostics);
    Ok(())
}

/// A file in a folder, as someone would name it who named the folder.
pub(super) fn below(folder: &Path, path: &FilePath) -> String {
    folder.join(path.as_str()).display().to_string()
}

/// The problem of what cannot be read.
pub(super) fn unreadable(shown: &str, refusal: &Refusal) -> Box<Diagnostic> {
    let code = if *refusal == Refusal::Missing { Code::MissingFile } else { Code::UnreadableFile };
    Box::new(Diagnostic::new(code, format!("`{shown}` {}", refusal.predicate())))
}
