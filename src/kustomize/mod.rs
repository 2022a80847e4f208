//! The compatible front end: kustomization folders, read and lowered into plans.
//!
//! In: a folder. Out: a [`Plan`] whose steps print what Kustomize 5.8 prints, and every problem on the way. What
//! Kustomize does that nobody would do on purpose is kept in here, at the place where it happens.

mod ambiguous;
mod books;
mod configurations;
mod crds;
mod deprecated;
mod documents;
mod field_tables;
mod file;
mod file_names;
mod folded;
mod generators;
mod helm;
mod iam_policy;
mod identity;
mod images;
mod kustomization;
mod labels;
mod link;
mod lower;
mod merge;
mod openapi;
mod order;
mod origins;
mod patches;
mod plugins;
mod remote;
mod replacements;
mod resources;
mod said;
mod scopes;
mod sort_options;
mod steps;
mod tables;
mod taken;
mod value_add;
mod vars;
mod words;

pub use file_names::file_names;
pub use helm::Helm;
pub use order::Order;
pub use remote::is_remote;
pub use scopes::Scopes;
pub use steps::VERSION;
pub use taken::Taken;

use ecow::EcoString;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::generate::Secrets;
use crate::plan::{Layer, Manner, Plan, Step};
use crate::resource::{Resource, ResourceSet};
use crate::world::{FilePath, Files};
use crate::yaml::Node;

use configurations::Configuration;
use field_tables::Table;
use origins::BuildMetadata;
use vars::Vars;

/// What the command line says of how a kustomization is built.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Whether files may lie outside the folder of the kustomization that names them.
    pub any_file: bool,
    /// Whether objects get a label that says who printed them.
    pub managed_by: bool,
    /// How charts are rendered; nothing if no program may run for them.
    pub helm: Option<Helm>,
    /// The order of what is printed, unless the kustomization says another.
    pub order: Order,
}

/// What the objects of a plan go through once all of them are there.
pub struct Finish {
    order: Order,
    configuration: Configuration,
    vars: Vars,
    build_metadata: BuildMetadata,
    /// Which kinds live in no namespace.
    pub scopes: Scopes,
}

/// What makes the objects of a plan: configurations of plugins may be made and changed as others are.
pub type Run = fn(Plan, &Files, &mut Diagnostics) -> ResourceSet;

/// Whether the folder holds a kustomization.
pub fn is_kustomization(files: &Files, folder: &FilePath) -> bool {
    !file::names(files, folder).is_empty()
}

/// The problem of a folder, as it is called on the command line, in which no kustomization is.
pub fn no_kustomization(files: &Files, folder: &FilePath, called: &str) -> Diagnostic {
    let problem = Diagnostic::new(Code::MissingFile, format!("no kustomization is in `{called}`"));
    file::instead(problem, files, folder)
}

/// The plan of the kustomization in a folder, what its objects go through afterwards, and where its files were taken in;
/// nothing if it could not be read.
pub fn plan(
    files: &Files,
    folder: &FilePath,
    options: &Options,
    run: Run,
    diagnostics: &mut Diagnostics,
) -> Option<(Plan, Finish, Taken)> {
    let mut problems = Diagnostics::default();
    let lowered = lower::folder(files, folder, options, run, &mut problems);
    let place = |problem: &Diagnostic| {
        problem.location(files.sources()).map(|place| place.to_string()).unwrap_or_default()
    };
    diagnostics.extend(deprecated::together(remote::together(problems), place));
    let mut lowered = lowered?;
    // Behind all other steps (oddity 21).
    lowered.layer.steps.push(Step::Hashes(Secrets::Resolve));
    if let Some(span) = lowered.span.filter(|_| lowered.build_metadata.managed_by || options.managed_by) {
        lowered.layer.steps.push(steps::managed_by(span));
    }
    let name = EcoString::from(folder.to_string());
    let plan = plan_of(name, lowered.layer);
    let order = lowered.order.unwrap_or_else(|| options.order.clone());
    let lower::Lowered { configuration, vars, build_metadata, scopes, taken, .. } = lowered;
    Some((plan, Finish { order, configuration, vars, build_metadata, scopes }, taken))
}

fn plan_of(name: EcoString, layer: Layer) -> Plan {
    // What is generated is merged into what was ever called so (oddity 24).
    let manner = Manner { is_strict: false, by_former_names: true, keeps_quotes: true, ..Manner::default() };
    Plan { target: name.clone(), environment: name, layer, manner, external: Vec::new() }
}

/// What is printed of the objects that a plan came to: their references follow, vars are put in, and what is only there
/// to be read is left out.
pub fn printed(mut set: ResourceSet, finish: &Finish, diagnostics: &mut Diagnostics) -> Vec<Resource> {
    link::run(&mut set, &finish.configuration.references(), &finish.scopes, diagnostics);
    let mut objects: Vec<Resource> = set.into_iter().collect();
    vars::run(&mut objects, &finish.vars, &finish.configuration.fields(&Table::Vars), diagnostics);
    ambiguous::settle(&objects, diagnostics);
    let objects = objects.into_iter().filter(|object| !is_local(object));
    let objects = objects.map(|object| books::closed(object, finish.build_metadata.hidden()));
    order::sorted(objects.collect(), &finish.order)
}

/// Whether an object is for other tools: with any value of the annotation but exactly `false` (oddity 18).
fn is_local(object: &Resource) -> bool {
    let said = object.node().at(["metadata", "annotations", "config.kubernetes.io/local-config"]);
    said.and_then(Node::text).is_some_and(|said| said != "false")
}
