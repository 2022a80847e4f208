//! Templates of Kubernetes objects.

/// Parsed templates.
pub struct Library {}
