//! The steps: a plan's inputs become objects, and each step changes all of them, one file a step.
//!
//! In: a [`Plan`], which no step looks beyond. Out: a [`ResourceSet`], each value with the place that it
//! comes from and the steps that changed it.

mod checksum;
mod metadata;
mod namespace;
pub mod references;
pub mod render;

use crate::diagnostic::Diagnostics;
use crate::plan::{External, Input, Layer, Plan, Step};
use crate::resource::{CustomKinds, Duplicate, Resource, ResourceSet, objects};
use crate::template::Reference;
use crate::world::Files;
use render::Made;

/// The objects of a plan, with all of its steps done.
///
/// `custom` says where the objects of kinds that are not built in live; kinds that the plan's own objects
/// define are known as well.
pub fn run(plan: Plan, files: &Files, custom: &CustomKinds, diagnostics: &mut Diagnostics) -> Built {
    let mut made = Made::default();
    let set = finish(plan.layer, files, custom, &mut made, diagnostics);
    Built { set, references: made.references, external: plan.external }
}

/// What a plan came to.
#[derive(Default)]
pub struct Built {
    /// The objects.
    pub set: ResourceSet,
    /// The objects that templates name, to be held against all objects of the environment.
    pub references: Vec<Reference>,
    /// What the cluster has without these objects.
    pub external: Vec<External>,
}

fn finish(
    layer: Layer,
    files: &Files,
    custom: &CustomKinds,
    made: &mut Made,
    diagnostics: &mut Diagnostics,
) -> ResourceSet {
    let mut set = ResourceSet::default();
    for input in layer.inputs {
        match input {
            Input::Document(document) => add(&mut set, objects(document, diagnostics), diagnostics),
            Input::Templates(rendering) => {
                for document in render::run(&rendering, files, made, diagnostics) {
                    add(&mut set, objects(document, diagnostics), diagnostics);
                }
            }
            Input::Layer(layer) => {
                let inner = finish(layer, files, custom, made, diagnostics);
                add(&mut set, inner.into_iter().collect(), diagnostics);
            }
        }
    }
    for step in layer.steps {
        match step {
            Step::Labels(labels) => metadata::run(&mut set, "labels", &labels),
            Step::Annotations(annotations) => metadata::run(&mut set, "annotations", &annotations),
            Step::Namespace { namespace, from } => {
                namespace::run(&mut set, &namespace, from.as_deref(), custom, diagnostics);
            }
            Step::Checksums if made.checksums => checksum::run(&mut set, diagnostics),
            Step::Checksums => {}
        }
    }
    set
}

fn add(set: &mut ResourceSet, resources: Vec<Resource>, diagnostics: &mut Diagnostics) {
    for resource in resources {
        if let Err(duplicate) = set.add(resource) {
            diagnostics.push(duplicate.problem());
        }
    }
}

/// Reports the objects that a change gave the identity of an earlier one.
fn report_taken(set: &ResourceSet, taken: Vec<Resource>, diagnostics: &mut Diagnostics) {
    for second in taken {
        if let Some(first) = set.get(second.id()) {
            diagnostics.push(Duplicate { first, second: Box::new(second) }.problem());
        }
    }
}
