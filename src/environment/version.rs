//! The Kubernetes version that a spec's output must be valid for.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kubernetes::release::Release;
use crate::yaml::Node;

use super::fields;

/// The node, if it says a version that output can be judged by.
pub(super) fn check(node: &Node, diagnostics: &mut Diagnostics) -> Option<Node> {
    let version = fields::string(node, "`kubernetes`", diagnostics)?;
    if Release::parse(version).is_none() {
        let message = format!("this version of rkgen cannot judge by Kubernetes `{version}`");
        let problem = Diagnostic::new(Code::InvalidValue, message)
            .at(node.span(), "not a known version")
            .help(format!("it can judge by `{}` to `{}`", Release::OLDEST, Release::NEWEST));
        diagnostics.push(problem);
        return None;
    }
    Some(node.clone())
}

/// The release that such a node says; the newest if there is none.
pub(super) fn release(node: Option<&Node>) -> Release {
    node.and_then(Node::as_str).and_then(Release::parse).unwrap_or_default()
}
