//! Facts about Kubernetes, as tables, and the grammars of its values. It imports nothing of ours.

pub mod order;
