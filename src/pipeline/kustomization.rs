//! From the folder of a kustomization to what Kustomize prints of it.
//!
//! What is checked beyond Kustomize would refuse what it builds: types and references are not judged here.

use rustc_hash::FxHashMap;

use super::Environment;
use crate::diagnostic::{Code, Diagnostics};
use crate::kustomize::{self, Options};
use crate::plan::Plan;
use crate::resource::{CustomKinds, ResourceSet};
use crate::transform;
use crate::world::{FilePath, Files};

/// Builds the kustomization in a folder; nothing if it could not be read.
///
/// With an error among the diagnostics, what is returned is what could be built all the same: not to be used.
pub fn build_kustomization(
    files: &Files,
    folder: &FilePath,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<Environment> {
    let Some((plan, finish, taken)) = kustomize::plan(files, folder, options, run, diagnostics) else {
        leave_out_deprecated(diagnostics);
        return None;
    };
    let name = plan.target.clone();
    let all_read = !diagnostics.has_errors();
    let mut problems = Diagnostics::default();
    let prepared = transform::prepare(plan, files, &mut problems);
    let built = transform::run(prepared, &CustomKinds::default(), all_read, &mut problems);
    diagnostics.extend(problems.into_iter().map(|problem| taken.explain(problem)));
    let objects = kustomize::printed(built.set, &finish, diagnostics);
    leave_out_deprecated(diagnostics);
    let others = FxHashMap::default();
    let scopes = Some(finish.scopes);
    Some(Environment { target: name.clone(), name, objects, others, scopes, elsewhere: Vec::new() })
}

/// Who has errors to mend does not want to read of deprecated fields.
fn leave_out_deprecated(diagnostics: &mut Diagnostics) {
    if diagnostics.has_errors() {
        let all = std::mem::take(diagnostics);
        diagnostics.extend(all.into_iter().filter(|problem| problem.code != Code::DeprecatedField));
    }
}

/// The objects that a plan of a front end's own comes to.
fn run(plan: Plan, files: &Files, diagnostics: &mut Diagnostics) -> ResourceSet {
    let prepared = transform::prepare(plan, files, diagnostics);
    let all_read = !diagnostics.has_errors();
    transform::run(prepared, &CustomKinds::default(), all_read, diagnostics).set
}
