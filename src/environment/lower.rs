//! Lowers targets into plans: what their specs say together becomes inputs and steps.

use std::sync::Arc;

use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, each};
use crate::generate::{Generator, Secrets};
use crate::patch::Patch;
use crate::plan::{self, Input, Layer, Manner, Plan, Rendering, Step};
use crate::source::Span;
use crate::template::Library;
use crate::world::{FilePath, Program};
use crate::yaml::{Cause, Mapping, Node};

use super::generators::{Decrypted, Reader};
use super::layers::{Layers, order};
use super::overrides::{self, Outcome, Overrides, Prepared};
use super::resources::Documents;
use super::spec::Spec;
use super::templates::Templates;
use super::{
    PARALLEL_FROM, Project, Target, generators, labels, patches, resources, templates, unfilled, unused,
    version,
};

/// A target whose values and templates are known.
pub(super) struct Lowered<'t> {
    pub(super) target: &'t Target,
    /// The specs that it sees, its own last.
    pub(super) specs: Vec<Arc<Spec>>,
    pub(super) layers: Layers,
    /// A map.
    pub(super) values: Node,
    pub(super) templates: Templates,
    /// What each assignment came to.
    pub(super) outcomes: Vec<Outcome>,
}

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

/// Targets without anything that the command line says, and without a word about what is wrong with them.
pub(super) fn quietly<'t>(project: &Project, targets: &'t [Target]) -> Vec<Lowered<'t>> {
    lower(project, targets, &Prepared::default(), &mut Diagnostics::default())
}

fn lower<'t>(
    project: &Project,
    targets: &'t [Target],
    prepared: &Prepared,
    diagnostics: &mut Diagnostics,
) -> Vec<Lowered<'t>> {
    let files = project.files;
    project.specs.load(targets.iter().map(|target| target.spec.clone()), diagnostics);
    let orders =
        each(targets.iter().collect(), PARALLEL_FROM, diagnostics, |target: &Target, diagnostics| {
            order(files, &project.specs, &target.spec, diagnostics).map(|specs| (target, specs))
        });
    let orders: Vec<(&Target, Vec<Arc<Spec>>)> = orders.into_iter().flatten().collect();
    let parents = Parents::of(&orders, diagnostics);
    let all_read = !diagnostics.has_errors();
    let lowered =
        each(orders.iter().collect(), PARALLEL_FROM, diagnostics, |(target, specs), diagnostics| {
            let (own, before) = specs.split_last()?;
            let mut layers = parents.layers(before);
            layers.add(own, diagnostics);
            if layers.templates.is_empty() && layers.resources.is_empty() && layers.generators.is_empty() {
                // A key that was refused may be the one that names them.
                if all_read {
                    diagnostics.push(nothing_to_build(target, own));
                }
                return None;
            }
            labels::report_conflicts(&layers, diagnostics);
            let (values, outcomes) = final_values(&mut layers, prepared, own.span, diagnostics);
            let templates =
                templates::resolve(&layers.templates, &values, files, &project.folders, diagnostics);
            Some(Lowered { target, specs: specs.clone(), layers, values, templates, outcomes })
        });
    lowered.into_iter().flatten().collect()
}

/// What the specs before a target's own say together, worked out once for all targets that share them.
struct Parents<'o> {
    known: FxHashMap<Vec<&'o FilePath>, Layers>,
}

impl<'o> Parents<'o> {
    fn of(orders: &'o [(&Target, Vec<Arc<Spec>>)], diagnostics: &mut Diagnostics) -> Self {
        let mut distinct: FxHashMap<Vec<&FilePath>, usize> = FxHashMap::default();
        let mut lists: Vec<&[Arc<Spec>]> = Vec::new();
        for (_, specs) in orders {
            let before = &specs[..specs.len().saturating_sub(1)];
            distinct.entry(key(before)).or_insert_with(|| {
                lists.push(before);
                lists.len() - 1
            });
        }
        let layers = each(lists.clone(), PARALLEL_FROM, diagnostics, |specs, diagnostics| {
            let mut layers = Layers::default();
            for spec in specs {
                layers.add(spec, diagnostics);
            }
            layers
        });
        Parents { known: lists.into_iter().map(key).zip(layers).collect() }
    }

    fn layers(&self, before: &[Arc<Spec>]) -> Layers {
        self.known.get(&key(before)).cloned().unwrap_or_default()
    }
}

fn key(specs: &[Arc<Spec>]) -> Vec<&FilePath> {
    specs.iter().map(|spec| &spec.path).collect()
}

/// The values with the command line's over them, and what each assignment came to.
fn final_values(
    layers: &mut Layers,
    prepared: &Prepared,
    spec: Span,
    diagnostics: &mut Diagnostics,
) -> (Node, Vec<Outcome>) {
    for layer in &prepared.layers {
        layers.add_values(Some(layer), diagnostics);
    }
    let mut values = layers.values.take().unwrap_or_else(|| Node::new(Mapping::default(), spec.start()));
    let apply = |assignment: &overrides::Assignment| assignment.apply(&mut values, diagnostics);
    let outcomes = prepared.assignments.iter().map(apply).collect();
    (values, outcomes)
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
        let rendering = Rendering {
            library: Arc::clone(library),
            templates: self.templates.on,
            values: self.values,
            target: plan::Target {
                environment: self.target.environment.clone(),
                system: self.target.system.clone(),
                namespace: namespace.clone(),
                kubernetes: kubernetes.and_then(Node::as_str).unwrap_or(version::DEFAULT).into(),
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
            layer: Layer { inputs, steps },
            manner: Manner::default(),
            external: project.config.external.iter().cloned().chain(external).collect(),
        }
    }
}

fn nothing_to_build(target: &Target, spec: &Spec) -> Diagnostic {
    let message = format!(
        "`{}` builds nothing: its spec names no templates, resources, configMaps or secrets",
        target.name
    );
    Diagnostic::new(Code::EmptyEnvironment, message)
        .at(spec.span.start(), "neither here nor in what it extends")
        .help("write `templates: [web]` for the templates in `templates/web`")
}
