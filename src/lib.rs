//! Kubernetes manifests from a spec per environment.
//!
//! ```text
//! environments/*.yaml ─┐                                                             ┌─ YAML / JSON / folder
//!  + templates/        ├─ Plan ─ render ─ generate ─ patch ─ transform ─ type ─ check ┤
//! kustomization.yaml ──┘        (nodes with origins)                                 └─ diagnostics
//! ```
//!
//! A module imports only from rows above its own; `tests/architecture.rs` keeps it so.
//!
//! | row | modules |
//! |--:|---|
//! | 1 | [`source`], [`kubernetes`] |
//! | 2 | [`diagnostic`] |
//! | 3 | [`yaml`], [`world`], [`cel`] |
//! | 4 | [`resource`], [`template`]; [`git`] |
//! | 5 | [`generate`], [`patch`], [`said`] |
//! | 6 | [`plan`] |
//! | 7 | [`environment`], [`kustomize`]; [`transform`], [`typed`], [`secret`] |
//! | 8 | [`check`], [`diff`] |
//! | 9 | [`effect`], [`pipeline`] |
//! | 10 | [`snapshot`] |
//! | 11 | [`cli`] |

pub mod cel;
pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod diff;
pub mod effect;
pub mod environment;
pub mod generate;
pub mod git;
pub mod kubernetes;
pub mod kustomize;
pub mod patch;
pub mod pipeline;
pub mod plan;
pub mod resource;
pub mod said;
pub mod secret;
pub mod snapshot;
pub mod source;
pub mod template;
pub mod transform;
pub mod typed;
pub mod world;
pub mod yaml;
