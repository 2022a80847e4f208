//! Targets whose values and templates are known: what their specs say, merged.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, each};
use crate::source::Span;
use crate::world::FilePath;
use crate::yaml::{Mapping, Node};

use super::labels;
use super::layers::{Layers, order};
use super::overrides::{self, Outcome, Prepared};
use super::spec::Spec;
use super::templates::{self, Templates};
use super::{PARALLEL_FROM, Project, Target};

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

/// Targets without anything that the command line says, and without a word about what is wrong with them.
pub(super) fn quietly<'t>(project: &Project, targets: &'t [Target]) -> Vec<Lowered<'t>> {
    lower(project, targets, &Prepared::default(), &mut Diagnostics::default())
}

/// The targets, in the same order, without those that cannot be understood.
pub(super) fn lower<'t>(
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
            let Layers { labels, selector_labels, .. } = &layers;
            labels::report_conflicts(labels.as_ref(), selector_labels.as_ref(), diagnostics);
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

fn nothing_to_build(target: &Target, spec: &Spec) -> Diagnostic {
    let message = format!(
        "`{}` builds nothing: its spec names no templates, resources, configMaps or secrets",
        target.name
    );
    Diagnostic::new(Code::EmptyEnvironment, message)
        .at(spec.span.start(), "neither here nor in what it extends")
        .help("write `templates: [web]` for the templates in `templates/web`")
}
