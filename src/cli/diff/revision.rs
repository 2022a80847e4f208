//! What is built beside what the same built in a revision of the repository.

use ecow::EcoString;
use rustc_hash::FxHashSet;

use super::elsewhere;
use super::sides::{Asked, Part, Sides};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::effect::Cluster;
use crate::git::{NoRevision, Revision};
use crate::pipeline::{self, Environment, Selection};
use crate::snapshot;
use crate::world::{FilePath, Files};

/// Both sides of what was asked for, each environment beside itself in a revision. With an error among the diagnostics,
/// they are not to be used.
pub(super) fn sides(
    asked: &Asked<'_>,
    said: &str,
    diagnostics: &mut Diagnostics,
) -> Result<Sides, Box<Diagnostic>> {
    let (root, request) = asked.open(&asked.said.inputs)?;
    let files = root.files(asked.sources);
    let after = asked.built(&request, &files, diagnostics);
    let revision = asked.machine.revision(&root, said).map_err(|why| no_revision(&why, said))?;
    let then = revision.files(asked.sources);
    let mut problems = Diagnostics::default();
    let before = asked.built(&request, &then, &mut problems);
    // What was not there yet is new.
    let is_new = |problem: &Diagnostic| problem.code == Code::UnknownTarget;
    let told = problems.into_iter().filter(|problem| !is_new(problem));
    diagnostics.extend(told.map(|problem| with_prefix(problem, &revision)));
    let mut custom = after.custom;
    custom.add_unknown(&before.custom);
    let mut was = before.environments;
    let new: Vec<EcoString> = after.environments.iter().map(|environment| environment.name.clone()).collect();
    let known: FxHashSet<EcoString> = was.iter().map(|environment| environment.name.clone()).collect();
    let missing: Vec<&EcoString> = new.iter().filter(|name| !known.contains(*name)).collect();
    // Of all environments those that are gone are among what was built.
    let mut others = match &request.selection {
        Selection::Named(asked_for) if !missing.is_empty() && !request.is_of_kustomization() => {
            let gone = gone(&files, &then).into_iter();
            // What is of no use here may be as broken as it likes.
            let built =
                |named| asked.built(&request.of(named), &then, &mut Diagnostics::default()).environments;
            gone.map(|gone| named(&gone, asked_for, &missing)).flat_map(built).collect()
        }
        _ => Vec::new(),
    };
    let mut parts: Vec<Part> = Vec::new();
    for environment in after.environments {
        let same = was.iter().position(|other| other.name == environment.name);
        let mut before = same.map(|at| was.swap_remove(at));
        if before.is_none() {
            let likeness = |other: &Environment| {
                if new.contains(&other.name) {
                    0.0
                } else {
                    snapshot::likeness(&other.objects, &environment.objects)
                }
            };
            before = take(&mut was, likeness).or_else(|| take(&mut others, likeness));
        }
        let name = match &before {
            Some(before) if before.name != environment.name => {
                format!("{} → {}", before.name, environment.name)
            }
            _ => environment.name.to_string(),
        };
        let former = before.as_ref().map_or(&environment.name, |before| &before.name).to_string();
        let mut before = before.map(|before| before.objects).unwrap_or_default();
        let mut after = environment.objects;
        if !request.is_of_kustomization() && asked.said.inputs.is_part_of(&environment.name) {
            let whole = |name: String, files: &Files| {
                let built = asked.built(&request.of(vec![name]), files, &mut Diagnostics::default());
                built.environments.into_iter().flat_map(|environment| environment.objects).collect()
            };
            let now = environment.name.to_string();
            let sides = (&mut before, &mut after);
            elsewhere::complete(sides, || whole(former, &then), || whole(now, &files));
        }
        parts.push(Part { name, before, after, cluster: Cluster::Same, sides: None });
    }
    was.sort_by(|one, two| one.name.cmp(&two.name));
    parts.extend(was.into_iter().map(|gone| Part {
        name: gone.name.to_string(),
        before: gone.objects,
        after: Vec::new(),
        cluster: Cluster::Same,
        sides: None,
    }));
    let mut sides = Sides { parts, custom };
    sides.learn();
    Ok(sides)
}

/// The environments that were there then and are not any more.
fn gone(now: &Files, then: &Files) -> Vec<EcoString> {
    let environments = |files: &Files| {
        let targets = pipeline::targets(files, &mut Diagnostics::default());
        targets.into_iter().map(|(target, _)| target.environment).collect::<Vec<EcoString>>()
    };
    let here: FxHashSet<EcoString> = environments(now).into_iter().collect();
    let mut gone = environments(then);
    gone.dedup();
    gone.retain(|name| !here.contains(name));
    gone
}

/// The targets that were asked for of environments that were missing, under another name: `prod/web` for
/// `production/web`.
fn named(environment: &str, asked_for: &[String], missing: &[&EcoString]) -> Vec<String> {
    let rest = |target: &String| {
        let mut rests = missing.iter().filter_map(|name| target.strip_prefix(name.as_str()));
        let rest = rests.find(|rest| rest.is_empty() || rest.starts_with('/'))?;
        Some(format!("{environment}{rest}"))
    };
    asked_for.iter().filter_map(rest).collect()
}

/// Takes the environment that is most like what is looked for, if it is like it.
fn take(from: &mut Vec<Environment>, likeness: impl Fn(&Environment) -> f64) -> Option<Environment> {
    let all = from.iter().map(likeness).enumerate();
    let (at, likeness) = all.max_by(|one, two| one.1.total_cmp(&two.1))?;
    (likeness >= snapshot::ALIKE).then(|| from.swap_remove(at))
}

/// The problem with the revision before each path of a file or folder of it that its words name.
fn with_prefix(mut problem: Diagnostic, revision: &Revision<'_>) -> Diagnostic {
    let is_path = |word: &str| {
        let path = FilePath::root().join(word).filter(|path| path.as_str() == word && word.contains('/'));
        path.is_some_and(|path| revision.world.kind(&path.parent()).is_some())
    };
    for text in problem.help.iter_mut().chain([&mut problem.message]) {
        let words = text.split('`').enumerate().map(|(at, word)| {
            if at % 2 == 1 && is_path(word) { format!("{}{word}", revision.prefix) } else { word.to_owned() }
        });
        *text = words.collect::<Vec<_>>().join("`");
    }
    problem
}

/// Why there is nothing to compare with.
fn no_revision(why: &NoRevision, said: &str) -> Box<Diagnostic> {
    let problem = Diagnostic::new(Code::NoRevision, why.message());
    let problem = why.help().into_iter().fold(problem, Diagnostic::help);
    Box::new(problem.help(format!("there is no file or folder `{said}` either")))
}
