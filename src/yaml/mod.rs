//! YAML trees that remember where every value came from: read with Go's rules, changed with a memory,
//! written as kubectl writes.

mod mapping;
mod node;
mod path;

pub use mapping::{Entry, Mapping};
pub use node::{Cause, Change, Node, Number, Past, Value};
pub use path::{Path, Segment};
