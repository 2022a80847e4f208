//! Lowers targets into plans: what their specs say together becomes inputs and steps.

use std::sync::Arc;

use ecow::EcoString;
use rustc_hash::FxHashSet;

use crate::diagnostic::{Diagnostics, each};
use crate::generate::{Generator, Secrets};
use crate::patch::Patch;
use crate::plan::{self, Input, Layer, Manner, Plan, Rendering, Step};
use crate::resource::Tell;
use crate::template::Library;
use crate::world::{FilePath, Program};
use crate::yaml::{Cause, Node};

use super::generators::{Decrypted, Reader};
use super::layers::{Layers, order};
use super::lowered::{Lowered, lower};
use super::overrides::{self, Overrides, Prepared};
use super::resources::Documents;
use super::{PARALLEL_FROM, Project, Target, generators, patches, resources, unfilled, unused, version};

/// The plans of the targets, in the same order. What overrides and values are of no use is reported only of targets
/// that were asked for.
pub(super) fn plans(
    project: &Project,
    targets: &[Target],
    overrides: &Overrides,
    secrets: Secrets,
    is_asked: bool,
    diagnostics: &mut Diagnostics,
) -> Vec<Plan> {
    let files = project.files;
    let prepared = overrides::prepare(overrides, files, diagnostics);
    let lowered = lower(project, targets, &prepared, diagnostics);
    for (index, assignment) in prepared.assignments.iter().enumerate().filter(|_| is_asked) {
        let outcomes = lowered.iter().filter_map(|lowered| lowered.outcomes.get(index));
        overrides::judge(assignment, outcomes, diagnostics);
    }
    let library = Arc::new(Library::default());
    let taken = lowered.iter().flat_map(|lowered| &lowered.templates.on);
    let mut seen = FxHashSet::default();
    let distinct = taken.filter(|(path, _)| seen.insert(path)).collect();
    each(distinct, PARALLEL_FROM, diagnostics, |(path, span), diagnostics| {
        library.add(files, path, *span, diagnostics);
    });
    if is_asked && lowered.len() == targets.len() && !diagnostics.has_errors() {
        unused::report(project, &lowered, &prepared, &library, diagnostics);
    }
    let documents = Documents::default();
    let decrypted = Decrypted::default();
    let may =
        |program| overrides.allow_exec.contains(&program) || project.config.allow_exec.contains(&program);
    let reader = Reader { files, secrets, may_decrypt: may(Program::Sops), decrypted: &decrypted };
    each(lowered, PARALLEL_FROM, diagnostics, |lowered, diagnostics| {
        let resources = resources::resolve(&lowered.layers.resources, files, &documents, diagnostics);
        let generated = generators::resolve(&lowered.layers.generators, &reader, diagnostics);
        let patches = patches::resolve(&lowered.layers.patches, files, &documents, diagnostics);
        unfilled::report(&lowered.values, &lowered.layers, &patches, diagnostics);
        lowered.into_plan(project, &prepared, &library, Made { resources, generated, secrets, patches })
    })
}

/// The namespace that the specs of each target say. What is wrong with them is reported.
pub(super) fn namespaces(
    project: &Project,
    targets: &[Target],
    diagnostics: &mut Diagnostics,
) -> Vec<Option<EcoString>> {
    project.specs.load(targets.iter().map(|target| target.spec.clone()), diagnostics);
    let namespace = |target: &Target, diagnostics: &mut Diagnostics| {
        let specs = order(project.files, &project.specs, &target.spec, diagnostics)?;
        let said = specs.iter().rev().find_map(|spec| spec.namespace.as_ref())?;
        said.as_str().map(EcoString::from)
    };
    targets.iter().map(|target| namespace(target, diagnostics)).collect()
}

/// Hides what goes into the Secrets that the specs of targets make themselves, as far as these can be read.
pub(super) fn hide_secrets(project: &Project, targets: &[Target]) {
    let mut ignored = Diagnostics::default();
    let (secrets, decrypted) = (Secrets::Placeholders, Decrypted::default());
    let reader = Reader { files: project.files, secrets, may_decrypt: false, decrypted: &decrypted };
    for target in targets {
        let specs = order(project.files, &project.specs, &target.spec, &mut ignored);
        for spec in specs.into_iter().flatten() {
            generators::resolve(&spec.generators, &reader, &mut ignored);
        }
    }
}

/// What a target consists of beside its templates.
struct Made {
    resources: Vec<Node>,
    generated: Vec<Generator>,
    secrets: Secrets,
    patches: Vec<Patch>,
}

impl Lowered<'_> {
    fn into_plan(self, project: &Project, prepared: &Prepared, library: &Arc<Library>, made: Made) -> Plan {
        let Made { resources, generated, secrets, patches } = made;
        let Layers { namespace, name_prefix: prefix, name_suffix: suffix, kubernetes, .. } = self.layers;
        let Layers { external, removals, labels, annotations, images, .. } = self.layers;
        let Layers { selector_labels, replicas, .. } = self.layers;
        let said = namespace.as_ref().and_then(Node::as_str).map(Into::into);
        let (namespace, from) = match (namespace, prepared.namespace.clone()) {
            (Some(mut old), Some(new)) => {
                old.replace(Cause { step: "--namespace", span: new.span() }, new);
                (Some(old), said)
            }
            (old, new) => (new.or(old), None),
        };
        let mut folders: Vec<FilePath> = self.specs.iter().rev().map(|spec| spec.path.parent()).collect();
        folders.dedup();
        let kubernetes = kubernetes.as_ref().or(project.config.kubernetes.as_ref());
        let release = version::release(kubernetes);
        let rendering = Rendering {
            library: Arc::clone(library),
            templates: self.templates.on,
            values: self.values,
            target: plan::Target {
                environment: self.target.environment.clone(),
                system: self.target.system.clone(),
                namespace: namespace.clone(),
                kubernetes: release.to_string().into(),
            },
            folders,
        };
        let mut inputs = vec![Input::Templates(rendering)];
        inputs.extend(resources.into_iter().map(Input::Document));
        inputs.extend(generated.into_iter().map(Input::Generated));
        let mut steps = Vec::new();
        if !removals.is_empty() {
            steps.push(Step::Remove(removals.into_iter().collect()));
        }
        if !patches.is_empty() {
            steps.push(Step::Patches(patches));
        }
        if !images.is_empty() {
            steps.push(Step::Images(images));
        }
        if !replicas.is_empty() {
            steps.push(Step::Replicas { overrides: replicas, fields: None });
        }
        steps.extend(labels.map(Step::Labels));
        steps.extend(annotations.map(Step::Annotations));
        steps.extend(selector_labels.map(Step::SelectorLabels));
        steps.extend(namespace.map(|namespace| Step::Namespace { namespace, from }));
        if prefix.is_some() || suffix.is_some() {
            steps.push(Step::Names { prefix, suffix, fixed: None });
        }
        steps.push(Step::Hashes(secrets));
        Plan {
            target: self.target.name.clone(),
            environment: self.target.environment.clone(),
            layer: Layer { inputs, steps, tell: Tell::default() },
            manner: Manner { release, ..Manner::default() },
            external: project.config.external.iter().cloned().chain(external).collect(),
        }
    }
}
