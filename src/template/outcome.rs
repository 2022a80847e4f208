//! What a rendering leaves behind.

use ecow::EcoString;

use super::Reference;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::world::FilePath;
use crate::yaml::Node;

/// A value that was put into the text.
#[derive(Debug)]
pub(super) struct Emitted {
    pub node: Node,
    /// The expression.
    pub place: Span,
    /// Whether its text went through `indent`.
    pub indented: bool,
}

/// A key that was looked up in vain.
#[derive(Clone, Debug)]
pub(super) struct Missed {
    pub map: Node,
    pub key: EcoString,
}

/// An expression that is not defined.
#[derive(Clone, Debug)]
pub(super) struct Undefined {
    pub place: Span,
    pub missed: Option<Missed>,
    /// The expressions that it was emitted in, the outermost first.
    pub calls: Vec<Span>,
}

/// Why a rendering ended.
pub(super) enum Failure {
    /// Something at this place is not defined.
    Undefined(Span, Option<Missed>),
    /// Anything else.
    Said(Diagnostic),
}

/// What must be read before the rendering can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Need {
    Text(FilePath),
    Template(FilePath),
}

/// What a rendering leaves behind.
pub(super) struct Outcome {
    pub emitted: Vec<Emitted>,
    pub failure: Option<Failure>,
    /// What was to be emitted, and left out, so that the rendering could go on and find more.
    pub undefined: Vec<Undefined>,
    pub missed: Option<Missed>,
    /// The expressions that were being emitted at the end, the outermost first.
    pub calls: Vec<Span>,
    /// What was evaluated last.
    pub place: Option<Span>,
    pub needs: Vec<Need>,
    pub references: Vec<Reference>,
    pub checksums: bool,
    /// What was read last of the values.
    pub reads: Vec<Node>,
}
