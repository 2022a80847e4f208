//! The rules by which the API server validates objects, as its own code is organised.
//!
//! A rule is a function over a typed object: `fn deployment(it: &DeploymentSpec, at: At<'_>, out: &mut Findings<'_>)`.
//! What every kind has is in `metadata`; each group of kinds has a file with a function `object` that picks its kinds;
//! what several kinds use (labels, lists, numbers, pods) has a file that is called from there. Which words, bounds and
//! formats a field of a type takes, whoever has it, is no rule here but a row in the tables of `kubernetes::values`.
//!
//! The server fills defaults in before it validates. Here nothing is filled in: a rule takes a field that is absent for
//! its default, and so an empty text or list where the server's default takes that for nothing.

mod at;
mod autoscaling;
mod batch;
mod cluster;
mod config;
mod definitions;
mod devices;
mod embedded;
mod expressions;
mod extensions;
mod findings;
mod hooks;
mod labels;
mod lists;
mod metadata;
mod network;
mod numbers;
mod pods;
mod rbac;
mod storage;
pub(super) mod update;
mod workloads;

use findings::Findings;

use crate::diagnostic::Diagnostics;
use crate::resource::{CustomKinds, Resource};
use crate::typed::{Object, Typed};

/// Judges an object that was read into its type.
pub(super) fn check(resource: &Resource, custom: &CustomKinds, typed: &Typed, diagnostics: &mut Diagnostics) {
    let Some(object) = &typed.object else { return };
    let out = &mut Findings::new(resource, typed, diagnostics);
    metadata::object(object.metadata(), custom, out);
    if let Object::Custom(_) = object {
        embedded::of_custom(custom, out);
    }
    for group in GROUPS {
        group(object, out);
    }
}

/// The groups of kinds. Each looks only for its own.
const GROUPS: [fn(&Object, &mut Findings<'_>); 11] = [
    autoscaling::object,
    batch::object,
    cluster::object,
    config::object,
    devices::object,
    extensions::object,
    network::object,
    pods::object,
    rbac::object,
    storage::object,
    workloads::object,
];

/// Judges a part of an object that is there. That it must be is said by the shape.
fn with<T>(part: Option<&T>, judge: impl FnOnce(&T)) {
    if let Some(part) = part {
        judge(part);
    }
}
