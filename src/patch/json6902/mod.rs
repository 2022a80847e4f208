//! JSON patches: lists of operations, exactly as RFC 6902 has them.

mod apply;
mod failure;
mod pointer;
mod read;

pub use apply::{apply, apply_as};
pub use pointer::Pointer;
pub use read::read;

use crate::source::Span;
use crate::yaml::Node;

/// One operation of a JSON patch.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Which one of the patch it is, from 1.
    pub number: usize,
    /// What is to be done.
    pub action: Action,
    /// Where it is written.
    pub span: Span,
}

/// What an operation does.
#[derive(Clone, Debug)]
pub enum Action {
    /// Puts a value into a map or a list; in a map it takes the place of what is there.
    Add {
        /// Where to.
        path: Pointer,
        /// The value.
        value: Node,
    },
    /// Takes a value out.
    Remove {
        /// Which.
        path: Pointer,
    },
    /// Puts a value in the place of one that is there.
    Replace {
        /// Of which.
        path: Pointer,
        /// The value.
        value: Node,
    },
    /// Takes a value out and adds it elsewhere.
    Move {
        /// Which.
        from: Pointer,
        /// Where to.
        path: Pointer,
    },
    /// Adds a value that is there elsewhere too.
    Copy {
        /// Which.
        from: Pointer,
        /// Where to.
        path: Pointer,
    },
    /// Holds a value against one that is there.
    Test {
        /// Which.
        path: Pointer,
        /// What it must be.
        value: Node,
    },
}

impl Action {
    /// The word for it, as it is written in `op`.
    pub fn name(&self) -> &'static str {
        match self {
            Action::Add { .. } => "add",
            Action::Remove { .. } => "remove",
            Action::Replace { .. } => "replace",
            Action::Move { .. } => "move",
            Action::Copy { .. } => "copy",
            Action::Test { .. } => "test",
        }
    }

    /// The place that it works on.
    pub fn path(&self) -> &Pointer {
        match self {
            Action::Add { path, .. }
            | Action::Remove { path }
            | Action::Replace { path, .. }
            | Action::Move { path, .. }
            | Action::Copy { path, .. }
            | Action::Test { path, .. } => path,
        }
    }

    /// The value that it brings.
    pub fn value(&self) -> Option<&Node> {
        match self {
            Action::Add { value, .. } | Action::Replace { value, .. } | Action::Test { value, .. } => {
                Some(value)
            }
            Action::Remove { .. } | Action::Move { .. } | Action::Copy { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests;
