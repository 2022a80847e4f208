//! YAML trees that remember where every value came from: read with Go's rules, changed with a memory,
//! written as kubectl writes.

mod node;
mod path;

pub use node::{Cause, Change, Entry, Mapping, Node, Number, Past, Value};
pub use path::{Path, Segment};
