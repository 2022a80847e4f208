//! The Common Expression Language as Kubernetes speaks it: read, judged by types, and run under bounds.
//!
//! ```text
//! text ─ lex ─ parse ─ Expression ─┬─ check (types, signatures) ─ Faults
//!                                  ├─ cost (types, sizes) ──────── the most it can cost
//!                                  └─ run (functions/, value) ── Outcome
//! ```
//!
//! From the language's definition and `cel-go` for the language, and `apiserver/pkg/cel` in Kubernetes 1.36 for what it adds.
//! Foreign text never panics, nests no deeper than [`parse()`] allows, and runs no longer than its budget.

mod check;
mod cost;
mod escape;
mod functions;
mod lex;
mod loops;
mod macros;
mod parse;
mod programs;
mod run;
mod signatures;
mod signs;
mod syntax;
mod types;
mod value;

pub use check::{Environment, check};
pub use cost::{Sizes, Within, cost};
pub use escape::escape;
pub use functions::{duration_of, order_of_versions, timestamp_of};
pub use parse::parse;
pub use programs::{Budget, Outcome, Programs, run, text};
pub use syntax::{Expression, Fault};
pub use types::{Shape, Type};
pub use value::{Key, ListKind, Value};
