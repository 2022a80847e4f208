//! The Kubernetes version that a spec's output must be valid for.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted_list};
use crate::yaml::Node;

use super::fields;

/// The versions that output can be judged by.
pub(super) const VERSIONS: &[&str] = &["1.36"];

/// The version that counts where none is said.
pub(super) const DEFAULT: &str = "1.36";

/// The node, if it says a version that output can be judged by.
pub(super) fn check(node: &Node, diagnostics: &mut Diagnostics) -> Option<Node> {
    let version = fields::string(node, "`kubernetes`", diagnostics)?;
    if !VERSIONS.contains(&version) {
        let message = format!("this version of rkgen cannot judge by Kubernetes `{version}`");
        let problem = Diagnostic::new(Code::InvalidValue, message)
            .at(node.span(), "not a known version")
            .help(format!("it can judge by {}", quoted_list(VERSIONS, "and")));
        diagnostics.push(problem);
        return None;
    }
    Some(node.clone())
}
