//! YAML trees that remember where every value came from: read with Go's rules, changed with a memory,
//! written as kubectl writes.
//!
//! ```text
//! text ─ control ─ events ─ read ─┬─ scalar ─ plain, timestamp ─┬─ Node ─┬─ emit ─ order, quote, number ─ YAML
//!        (what Go   (the layout,  ├─ keys                       │        └─ json ───────────────────── JSON
//!        refuses)    as in Go)    └─ merge                      └─ Diagnostics
//! ```
//!
//! What comes in: a text, and an [`Origin`] that says where its bytes were written. What goes out of [`read()`]:
//! a tree for each document, every node and key with its span, and problems. [`emit()`] and [`emit_json`] go back.
//! The scalar rules are Go's, because Go's readers decide what a cluster gets; `docs/yaml.md` lists them.

mod chain;
mod control;
mod emit;
mod events;
mod frame;
mod json;
mod keys;
mod mapping;
mod merge;
mod node;
mod number;
mod order;
mod origin;
mod path;
mod plain;
mod problem;
mod quote;
mod read;
mod scalar;
mod secret;
mod styled;
mod surrogates;
mod timestamp;
mod written;

pub use chain::{Link, chain};
pub use emit::emit;
pub use events::Style;
pub use json::{emit_compact_json, emit_indented_json, emit_json};
pub use mapping::{Entry, Mapping};
pub use node::{Cause, Change, Node, Number, PLACEHOLDER, Past, Spelling, Value};
pub use origin::{Origin, Within};
pub use path::{Path, Segment};
pub use plain::is_whole;
pub use quote::needs_quotes;
pub use read::{Rules, read, read_last};
pub use scalar::{key_of_plain, plain_node, plain_value};
pub use secret::{may_hold_secrets, secrets_in, stands_in};
pub use styled::{Unsupported, rewritten};
pub use written::{Written, WrittenLine};
