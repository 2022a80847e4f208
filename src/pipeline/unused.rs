//! What could be left out of a project, without another object for it.

use super::{Selection, build};
use crate::diagnostic::{Diagnostics, Severity};
use crate::environment::{Overrides, Project};
use crate::generate::Secrets;
use crate::world::{FilePath, Files};

/// Reports what has no effect in the specs that are selected, beyond what [`build`] tells, and gives the files of the project
/// that nothing at all uses; nothing in their place if not all of it can be built, for then nobody knows.
pub fn unused(files: &Files, selection: &Selection, diagnostics: &mut Diagnostics) -> Option<Vec<FilePath>> {
    let mut ignored = Diagnostics::default();
    let project = Project::open(files, &mut ignored);
    let targets = match selection {
        Selection::All => project.all_targets(&mut ignored),
        Selection::Named(names) => project.targets(names.iter().map(String::as_str), &mut ignored),
    };
    project.report_repeated(&targets, diagnostics);
    let mut problems = Diagnostics::default();
    build(files, &Selection::All, &Overrides::default(), Secrets::Placeholders, &mut problems);
    let is_whole = !problems.iter().any(|problem| problem.severity == Severity::Error);
    is_whole.then(|| project.unused_files())
}
