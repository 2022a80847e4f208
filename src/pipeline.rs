//! From the names of targets to the objects of their environments: judged, and in the order a cluster wants.
//!
//! Plans come from the front end, are rendered, run through the steps, and meet in one set for each environment.
//! Every problem of every target is collected on the way; whoever asked looks at them before using a result.

mod finished;
mod kustomization;
mod others;
mod plain;
mod unused;

use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, each};
use crate::environment::{Allowance, Overrides, Project, Target};
use crate::generate::Secrets;
use crate::kubernetes::kinds;
use crate::kubernetes::release::Release;
use crate::resource::{CustomKinds, DeclaredScope, ReferenceFields, Resource, ResourceSet};
use crate::secret;
use crate::source::Sources;
use crate::transform::{self, Built, Prepared, references};
use crate::world::Files;
use crate::yaml::Node;
pub use finished::Environment;
pub use kustomization::build_kustomization;
use others::{Inputs, Others};
pub use plain::{Manifests, judge};
pub use unused::unused;

/// What is to be built.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Selection {
    /// Every target of every environment.
    All,
    /// The targets of these names.
    Named(Vec<String>),
}

/// By what the objects of an environment are judged.
#[derive(Clone, Copy, Default)]
pub struct Judging<'p> {
    /// Whether each is judged alone, as the API server sees it, and nothing else is said of them, nor of how they were
    /// built, but for errors; or by all that is known: the objects that they refer to, and what `kubectl apply` refuses.
    pub alone: bool,
    /// What the cluster has already.
    pub previous: &'p [Resource],
    /// Whether people see it: then it must be known what is secret in targets that were not asked for.
    pub is_shown: bool,
}

/// The kinds that are known without any object, each with its group: those that are built in, those that files in
/// `crds` define, and those whose scope is declared.
pub fn kinds(files: &Files) -> Vec<(EcoString, EcoString)> {
    let mut ignored = Diagnostics::default();
    let project = Project::open(files, &mut ignored);
    let mut custom = CustomKinds::default();
    for definition in project.custom_resource_definitions(&mut ignored) {
        custom.add(&definition);
    }
    let built_in = kinds::ALL.iter().map(|kind| (kind.group.into(), kind.kind.into()));
    let declared = project.declared_scopes().iter().map(|scope| (scope.group.clone(), scope.kind.clone()));
    let custom = custom.sorted().into_iter().map(|kind| (kind.group.clone(), kind.kind.clone()));
    built_in.chain(custom).chain(declared).collect()
}

/// The kinds that files in `crds` define, or whose scope is declared.
pub fn custom_kinds(files: &Files) -> CustomKinds {
    let mut ignored = Diagnostics::default();
    let project = Project::open(files, &mut ignored);
    let mut custom = CustomKinds::default();
    for definition in project.custom_resource_definitions(&mut ignored) {
        custom.add(&definition);
    }
    project.declared_scopes().iter().for_each(|scope| custom.declare(scope));
    custom
}

/// In what environments may differ, as `rkgen.yaml` says.
pub fn allowed_differences(files: &Files, diagnostics: &mut Diagnostics) -> Vec<Allowance> {
    Project::open(files, diagnostics).allowed_differences().to_vec()
}

/// Every target, sorted, with the namespace that its specs say; nothing is built. A spec that cannot be read is
/// reported, and its target is there all the same. Warnings are left to those who build.
pub fn targets(files: &Files, diagnostics: &mut Diagnostics) -> Vec<(Target, Option<EcoString>)> {
    let mut problems = Diagnostics::default();
    let project = Project::open(files, &mut problems);
    let targets = project.all_targets(&mut problems);
    let namespaces = project.namespaces(&targets, &mut problems);
    diagnostics.extend(problems.into_iter().filter(|problem| problem.severity == Severity::Error));
    if diagnostics.has_errors() {
        project.hide_secrets(&targets);
        secret::guess(files, false, diagnostics);
    }
    targets.into_iter().zip(namespaces).collect()
}

/// Builds what is selected, with what the command line overrides, and with the values of Secrets or placeholders for
/// them. Environments come in the order of the selection.
///
/// A part of an environment is what it is in the whole: names of objects that other parts rename are looked up there.
///
/// With an error among the diagnostics, what is returned is what could be built all the same: not to be used.
pub fn build(
    files: &Files,
    selection: &Selection,
    overrides: &Overrides,
    secrets: Secrets,
    diagnostics: &mut Diagnostics,
) -> Vec<Environment> {
    build_judged(files, selection, overrides, (secrets, Judging::default()), diagnostics)
}

/// The same, judged by what is asked for.
pub fn build_judged(
    files: &Files,
    selection: &Selection,
    overrides: &Overrides,
    (secrets, judging): (Secrets, Judging<'_>),
    diagnostics: &mut Diagnostics,
) -> Vec<Environment> {
    let project = Project::open(files, diagnostics);
    let targets = match selection {
        Selection::All => project.all_targets(diagnostics),
        Selection::Named(names) if names.is_empty() => {
            diagnostics.push(nothing_named(&project));
            return Vec::new();
        }
        Selection::Named(names) => project.targets(names.iter().map(String::as_str), diagnostics),
    };
    let definitions = project.custom_resource_definitions(diagnostics);
    let plans = project.plans(&targets, overrides, secrets, diagnostics);
    // What could not be read may be what makes a target empty.
    let all_read = !diagnostics.has_errors();
    let prepared = each(plans, PLANS_FOR_THREADS, diagnostics, |plan, diagnostics| {
        let mut problems = Diagnostics::default();
        let prepared = transform::prepare(plan, files, &mut problems);
        if prepared.objects().is_empty() && all_read && !problems.has_errors() {
            problems.push(no_objects(&prepared.target));
        }
        diagnostics.extend(problems);
        prepared
    });
    let mut kinds = Kinds::of(&definitions, project.declared_scopes(), &prepared, diagnostics);
    let inputs = Inputs { project: &project, files, overrides, secrets };
    let mut others = Others::of(&project, &targets);
    #[expect(clippy::iter_over_hash_type, reason = "each is of an environment of its own")]
    for (environment, others) in &mut others {
        others.define(environment, &prepared, &mut kinds, &inputs);
    }
    let kinds = kinds;
    for known in kinds.all() {
        project.check_reference_fields(known, diagnostics);
        project.check_scopes(known, diagnostics);
    }
    if *selection == Selection::All && !diagnostics.has_errors() {
        project.check_scopes_are_used(prepared.iter().flat_map(Prepared::objects), diagnostics);
    }
    let declared = ReferenceFields::of(project.reference_fields());
    let built = each(prepared, PLANS_FOR_THREADS, diagnostics, |prepared, diagnostics| {
        let environment = prepared.environment.clone();
        let built = transform::run(prepared, kinds.known_in(&environment), all_read, diagnostics);
        (environment, built)
    });
    // An object that could not be made, or was not asked for, is no reason to call a reference wrong.
    let all_made = !diagnostics.has_errors();

    if judging.alone {
        diagnostics.keep_errors();
    }
    let objects: usize = built.iter().map(|(_, built)| built.set.len()).sum();
    let enough = if objects < OBJECTS_FOR_THREADS { usize::MAX } else { 2 };
    let parts = by_environment(built).into_iter().map(|(name, parts)| {
        let others = others.remove(&name);
        (name, parts, others)
    });
    let has_problems = !diagnostics.is_empty();
    let existing = check::Existing::of(judging.previous);
    let judges = |whole| Judges { whole, alone: judging.alone, existing: &existing };
    let environments =
        each(parts.collect(), enough, diagnostics, |(name, mut parts, others), diagnostics| {
            let whole = all_made && others.is_none() && !judging.alone;
            let known = (kinds.known_in(&name), &declared);
            let asked = parts.len();
            let mut others = others;
            let told = match &mut others {
                Some(others) if all_made => others.join(&name, &mut parts, known, &inputs, diagnostics),
                Some(_) => false,
                None => true,
            };
            let mut problems = Diagnostics::default();
            transform::link(&mut parts, known.0, known.1, &mut problems);
            // What follows from other errors is not worth a word.
            diagnostics.extend(problems.into_iter().filter(|_| told));
            let mut elsewhere = parts.split_off(asked);
            // A build shows what it prints; but what is said of it, and all that other commands show, has no secret.
            let is_hidden = secrets == Secrets::Placeholders || judging.is_shown;
            if let Some(others) = others.as_mut().filter(|_| is_hidden) {
                if elsewhere.is_empty() {
                    elsewhere = others.build(known.0, &inputs);
                }
                if others.failed && judging.is_shown && told {
                    diagnostics.push(secrets_not_told(&name));
                }
            }
            let has_all = !elsewhere.is_empty();
            let environment =
                finish(name, parts, elsewhere, judges(whole), known.0, files.sources(), diagnostics);
            if let Some(mut others) = others.filter(|_| !has_all && (has_problems || !diagnostics.is_empty()))
            {
                for part in others.build(known.0, &inputs) {
                    part.set.iter().for_each(|object| secret::hide_own(object, files.sources()));
                }
            }
            environment
        });
    let has_secret =
        |environment: &Environment| environment.objects.iter().any(|object| object.id().kind == "Secret");
    secret::guess(files, environments.iter().any(has_secret), diagnostics);
    environments
}

/// The fewest plans for which threads are started.
const PLANS_FOR_THREADS: usize = 8;
/// The fewest objects for which threads are started.
const OBJECTS_FOR_THREADS: usize = 256;

/// The custom kinds of a run.
struct Kinds {
    /// Those that clusters have already.
    common: CustomKinds,
    /// Those and their own, for the environments that define some.
    by_environment: FxHashMap<EcoString, CustomKinds>,
}

impl Kinds {
    fn of(
        definitions: &[Node],
        scopes: &[DeclaredScope],
        prepared: &[Prepared],
        diagnostics: &mut Diagnostics,
    ) -> Kinds {
        let mut common = CustomKinds::default();
        for declared in scopes {
            common.declare(declared);
        }
        for problem in definitions.iter().filter_map(|definition| common.add(definition)) {
            diagnostics.push(problem);
        }
        let mut kinds = Kinds { common, by_environment: FxHashMap::default() };
        kinds.add(prepared, diagnostics);
        kinds
    }

    /// Learns the kinds that targets define.
    fn add(&mut self, prepared: &[Prepared], diagnostics: &mut Diagnostics) {
        let mut seen = FxHashSet::default();
        for part in prepared {
            let objects = part.objects().into_iter();
            for object in objects.filter(|object| object.id().kind == "CustomResourceDefinition") {
                let own = self.by_environment.entry(part.environment.clone()).or_default();
                let problem = own.add(object.node());
                // Two of one name are two objects of one identity, and that is said where they meet.
                if seen.insert((&part.environment, &object.id().name))
                    && let Some(problem) = problem
                {
                    diagnostics.push(problem);
                }
            }
        }
        for part in prepared.iter().filter(|part| part.release() != Release::NEWEST) {
            let own = self.by_environment.entry(part.environment.clone()).or_default();
            // Its parts go to one cluster: what the oldest does not know is wrong in all of them.
            own.set_release(own.release().min(part.release()));
        }
        // What an environment brings takes the place of what its cluster has: that is how a CRD is upgraded.
        #[expect(clippy::iter_over_hash_type, reason = "each is changed without a look at the others")]
        for own in self.by_environment.values_mut() {
            own.add_unknown(&self.common);
        }
    }

    /// What is known in each environment that defines some, or in all if none does.
    fn all(&self) -> impl Iterator<Item = &CustomKinds> {
        let common = Some(&self.common).filter(|_| self.by_environment.is_empty());
        self.by_environment.values().chain(common)
    }

    fn known_in(&self, environment: &str) -> &CustomKinds {
        self.by_environment.get(environment).unwrap_or(&self.common)
    }
}

/// The problem of a part that is to be shown, of an environment whose other parts cannot be built.
fn secrets_not_told(environment: &str) -> Diagnostic {
    let message = format!("what is secret here cannot be told: other parts of `{environment}` have errors");
    let help = format!("`rkgen build {environment}` says what is wrong with them");
    Diagnostic::new(Code::UnknownName, message).help(help)
}

fn no_objects(target: &str) -> Diagnostic {
    let message = format!("`{target}` builds nothing: no object is in its templates and resources");
    Diagnostic::new(Code::EmptyEnvironment, message)
}

fn nothing_named(project: &Project) -> Diagnostic {
    let targets = project.all_targets(&mut Diagnostics::default());
    let environments = targets.iter().map(|target| target.environment.as_str());
    Diagnostic::new(Code::UnknownTarget, "no target was named")
        .suggest("", environments, "environments")
        .help("or take every one: `--all`, as in `rkgen build --all`")
}

/// What each environment consists of, in the order in which the first part of each came.
fn by_environment(built: Vec<(EcoString, Built)>) -> Vec<(EcoString, Vec<Built>)> {
    let mut environments: Vec<(EcoString, Vec<Built>)> = Vec::new();
    for (name, part) in built {
        // Targets come in the order of their names, so one environment's stand together or nearly so.
        match environments.iter_mut().rev().find(|(other, _)| *other == name) {
            Some((_, parts)) => parts.push(part),
            None => environments.push((name, vec![part])),
        }
    }
    environments
}

/// By what the objects of one environment are judged.
#[derive(Clone, Copy)]
struct Judges<'p> {
    /// Whether all of it is there, so that references can be judged.
    whole: bool,
    alone: bool,
    existing: &'p check::Existing<'p>,
}

/// Makes one set of all that an environment consists of, judges each object, and puts them in order.
fn finish(
    name: EcoString,
    mut parts: Vec<Built>,
    elsewhere: Vec<Built>,
    judges: Judges<'_>,
    kinds: &CustomKinds,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Environment {
    let target = parts.first().map(|part| part.target.clone()).unwrap_or_default();
    let mut others = FxHashMap::default();
    for part in parts.iter().skip(1) {
        others.extend(part.set.iter().map(|object| (object.id().clone(), part.target.clone())));
    }
    let sets = parts.iter_mut().map(|part| std::mem::take(&mut part.set)).collect();
    let mut set = one_set(sets, diagnostics);
    let is_secret = |object: &Resource| object.secrets().next().is_some();
    let elsewhere: Vec<(EcoString, Resource)> = elsewhere
        .into_iter()
        .flat_map(|part| part.set.into_iter().map(move |object| (part.target.clone(), object)))
        .filter(|(_, object)| is_secret(object))
        .collect();
    let secrets: Vec<&Resource> = elsewhere.iter().map(|(_, object)| object).collect();
    secret::carry(&mut set, &secrets, sources);
    for part in parts.iter().filter(|_| judges.whole) {
        references::check(&part.references, &set, &part.external, diagnostics);
    }
    let objects = set.into_order();
    let told = check::Told::of(diagnostics);
    each(objects.iter().collect(), OBJECTS_FOR_THREADS, diagnostics, |object, diagnostics| {
        let mut problems = Diagnostics::default();
        check::object(object, judges.existing, kinds, &mut problems);
        if !judges.alone {
            check::applied(object, &mut problems);
        }
        diagnostics.extend(problems.into_iter().filter(|problem| !told.holds(problem)));
    });
    Environment { name, objects, scopes: None, target, others, elsewhere }
}

fn one_set(sets: Vec<ResourceSet>, diagnostics: &mut Diagnostics) -> ResourceSet {
    let mut sets = sets.into_iter();
    let mut all = sets.next().unwrap_or_default();
    for resource in sets.flatten() {
        if let Err(duplicate) = all.add(resource) {
            diagnostics.push(duplicate.problem());
        }
    }
    all
}
