//! Templates of Kubernetes objects: text in which values stay values.
//!
//! ```text
//! file ─ syntax ─ rewrite ─ Library ─ render ─ text with markers ─ Rendered ─ (yaml::read) ─ nodes
//!                              ▲         │ hooks, filters, functions          places, values ▲
//!                           values ──────┘ context: what was read, what was emitted ─────────┘
//! ```
//!
//! An expression does not emit text but a marker; the YAML reader sees the marker, and the tree decides: a plain
//! scalar that is one marker *is* the value, in any longer text the value's text is put in. So no value can break
//! the YAML or change its type, and each rendered line knows the line of the template that it comes from.
//! `docs/templates.md` describes the language.

mod context;
mod deferred;
mod failure;
mod filters;
mod functions;
mod hooks;
mod indent;
mod library;
mod marker;
mod names;
mod outcome;
mod reads;
mod rendered;
mod rewrite;
mod shared;
mod syntax;
mod text;
mod tree;

pub use deferred::{CHECKSUM, Deferred, NAME, fill, next};
pub use library::{Library, Setting};
pub use reads::ValuePaths;
pub use rendered::Rendered;

use ecow::EcoString;

use crate::source::Span;
use crate::world::FilePath;
use crate::yaml::Node;

/// What templates know of the target they are rendered for.
#[derive(Clone, Debug)]
pub struct Target {
    /// The environment: the first part of the target's path, as `prod`.
    pub environment: EcoString,
    /// The last part of the target's path, as `rate-limiter`; for a target of one part, that part.
    pub system: EcoString,
    /// The namespace that objects without one are put into.
    pub namespace: Option<Node>,
    /// The Kubernetes version that the output must be valid for, as `1.36`.
    pub kubernetes: EcoString,
}

/// An object that a template names with `ref()`; it must be in the set, or declared to be in the cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// The kind, as `Service`.
    pub kind: EcoString,
    /// The name.
    pub name: EcoString,
    /// The namespace that is meant, if one is known.
    pub namespace: Option<EcoString>,
    /// Where it is named.
    pub span: Span,
}

/// The folder of all templates.
pub fn folder() -> FilePath {
    FilePath::root().join("templates").unwrap_or_default()
}
