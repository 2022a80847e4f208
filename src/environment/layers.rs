//! Puts the layers of a target together: all that its spec extends, parents first, then the spec.

use std::sync::Arc;

use ecow::EcoVec;
use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::{External, ImageOverride, Removal, ReplicaOverride};
use crate::world::{FilePath, Files};
use crate::yaml::Node;

use super::generators::Said;
use super::merge::{lay_over, replace};
use super::patches::PatchEntry;
use super::spec::{Extended, Known, Spec, Specs, WANTED};
use super::templates::TemplateEntry;
use super::{images, merge, replicas};
use crate::said::refusal::{refused, suggest_neighbours};

/// What specs say together.
#[derive(Clone, Default)]
pub(super) struct Layers {
    pub(super) namespace: Option<Node>,
    pub(super) name_prefix: Option<Node>,
    pub(super) name_suffix: Option<Node>,
    pub(super) kubernetes: Option<Node>,
    pub(super) templates: EcoVec<TemplateEntry>,
    /// Each with the folder that it is relative to.
    pub(super) resources: EcoVec<(FilePath, Node)>,
    /// A map, if there is one.
    pub(super) values: Option<Node>,
    pub(super) external: EcoVec<External>,
    pub(super) removals: EcoVec<Removal>,
    /// Each with the folder that its path is relative to.
    pub(super) patches: EcoVec<(FilePath, PatchEntry)>,
    /// A map of strings, if there is one.
    pub(super) labels: Option<Node>,
    /// A map of strings, if there is one.
    pub(super) annotations: Option<Node>,
    /// A map of strings, if there is one.
    pub(super) selector_labels: Option<Node>,
    pub(super) images: EcoVec<ImageOverride>,
    pub(super) generators: EcoVec<Arc<Said>>,
    pub(super) replicas: EcoVec<ReplicaOverride>,
}

impl Layers {
    /// Whether an object may be called otherwise than it is written: a prefix, a suffix or a hash is put to it.
    pub(super) fn may_rename(&self) -> bool {
        self.name_prefix.is_some()
            || self.name_suffix.is_some()
            || self.generators.iter().any(|said| said.may_rename())
    }

    /// Lays what `spec` says over what was said before it.
    pub(super) fn add(&mut self, spec: &Spec, diagnostics: &mut Diagnostics) {
        replace(&mut self.namespace, spec.namespace.as_ref());
        replace(&mut self.name_prefix, spec.name_prefix.as_ref());
        replace(&mut self.name_suffix, spec.name_suffix.as_ref());
        replace(&mut self.kubernetes, spec.kubernetes.as_ref());
        self.templates.extend(spec.templates.iter().cloned());
        let folder = spec.path.parent();
        self.resources.extend(spec.resources.iter().map(|path| (folder.clone(), path.clone())));
        self.external.extend(spec.external.iter().cloned());
        self.removals.extend(spec.removals.iter().cloned());
        self.patches.extend(spec.patches.iter().map(|patch| (folder.clone(), patch.clone())));
        self.add_values(spec.values.as_ref(), diagnostics);
        images::lay(&mut self.images, &spec.images);
        lay_over(&mut self.labels, spec.labels.as_ref(), merge::merge_flat);
        lay_over(&mut self.selector_labels, spec.selector_labels.as_ref(), merge::merge_flat);
        lay_over(&mut self.annotations, spec.annotations.as_ref(), merge::merge_flat);
        self.generators.extend(spec.generators.iter().cloned());
        replicas::lay(&mut self.replicas, &spec.replicas);
    }

    /// Lays values over those that are there.
    pub(super) fn add_values(&mut self, values: Option<&Node>, diagnostics: &mut Diagnostics) {
        lay_over(&mut self.values, values, |base, over| merge::merge(base, over, diagnostics));
    }
}

/// The specs whose layers make a target, the target's own last; nothing if one of them cannot be read.
///
/// Parents come first, depth first, each at the first place where it is met, so that two ways to one spec
/// apply it once. What cannot be extended is reported where it is written.
pub(super) fn order(
    files: &Files,
    specs: &Specs,
    target: &FilePath,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Arc<Spec>>> {
    let first = match specs.get(target)? {
        Known::Spec(spec) => spec,
        Known::Broken => return None,
        Known::Refused(refusal) => {
            diagnostics.push(refused(&refusal, target, WANTED, None));
            return None;
        }
    };
    let mut open = vec![Visit { spec: first, next: 0 }];
    let mut is_open: FxHashMap<FilePath, bool> = FxHashMap::from_iter([(target.clone(), true)]);
    let mut order = Vec::new();
    let mut whole = true;
    while let Some(visit) = open.last_mut() {
        let spec = Arc::clone(&visit.spec);
        let Some(parent) = spec.extends.get(visit.next) else {
            is_open.insert(spec.path.clone(), false);
            order.push(spec);
            open.pop();
            continue;
        };
        visit.next += 1;
        match is_open.get(&parent.path) {
            Some(false) => continue,
            Some(true) => {
                diagnostics.push(cycle(&open, &parent.path));
                whole = false;
                continue;
            }
            None => {}
        }
        match specs.get(&parent.path) {
            Some(Known::Spec(spec)) => {
                is_open.insert(spec.path.clone(), true);
                open.push(Visit { spec, next: 0 });
            }
            Some(Known::Refused(refusal)) => {
                let problem = refused(&refusal, &parent.path, WANTED, Some(parent.span));
                diagnostics.push(suggest_neighbours(problem, files, &parent.path));
                whole = false;
            }
            Some(Known::Broken) | None => whole = false,
        }
    }
    whole.then_some(order)
}

/// A spec whose parents are being met.
struct Visit {
    spec: Arc<Spec>,
    next: usize,
}

impl Visit {
    /// The line that led on from here.
    fn way(&self) -> &Extended {
        &self.spec.extends[self.next - 1]
    }
}

/// The problem of a way that leads back to `start`, the same whichever target it was found from.
fn cycle(open: &[Visit], start: &FilePath) -> Diagnostic {
    let from = open.iter().position(|visit| visit.spec.path == *start).unwrap_or_default();
    let mut ways: Vec<(&FilePath, &Extended)> =
        open[from..].iter().map(|visit| (&visit.spec.path, visit.way())).collect();
    let smallest = (0..ways.len()).min_by_key(|index| ways[*index].0).unwrap_or_default();
    ways.rotate_left(smallest);
    let message = match &ways[..] {
        [(path, _)] => format!("`{path}` extends itself"),
        [(path, _), ..] => format!("`{path}` extends itself by way of {} others", ways.len() - 1)
            .replace("of 1 others", "of another"),
        [] => "a spec extends itself".to_owned(),
    };
    ways.iter().fold(Diagnostic::new(Code::CyclicExtends, message), |problem, (_, way)| {
        problem.at(way.span, format!("leads to `{}`", way.path))
    })
}
