//! What the API server takes, and `kubectl apply` does not.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::Resource;
use crate::yaml::Node;

/// Reports an object without a name of its own: the next `kubectl apply` would not find it again.
pub fn applied(resource: &Resource, diagnostics: &mut Diagnostics) {
    let Some(metadata) = resource.node().get("metadata").and_then(Node::as_mapping) else { return };
    let Some(generated) = metadata.entry("generateName").filter(|_| resource.id().name.is_empty()) else {
        return;
    };
    let message = format!("a `{}` without `metadata.name`", resource.id().kind);
    let problem = Diagnostic::new(Code::MissingField, message)
        .at(generated.key_span, "not found again by the next apply")
        .help("`kubectl apply` refuses `generateName`; write a `name`");
    diagnostics.push(problem.object(resource.id().to_string()).field("metadata.name"));
}
