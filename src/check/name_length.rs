//! Names must not be longer than the cluster takes, with all that was put around them.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kubernetes::names::longest;
use crate::resource::Resource;

/// Reports the name of an object if it is too long for its kind.
pub(super) fn check(resource: &Resource, diagnostics: &mut Diagnostics) {
    let id = resource.id();
    let length = id.name.len();
    let (most, reason) = longest(&id.group, &id.kind);
    if length <= most {
        return;
    }
    let Some(name) = resource.node().at(["metadata", "name"]) else { return };
    let message = format!(
        "names of the kind `{}` have {most} characters at most, and `{}` has {length}",
        id.kind, id.name
    );
    let problem =
        Diagnostic::new(Code::InvalidValue, message).at(name.span(), format!("{} too many", length - most));
    let problem = resource.renamed().fold(problem, |problem, renamed| {
        let more = renamed.to.len().saturating_sub(renamed.from.len());
        problem.at(renamed.cause.span, format!("{more} more"))
    });
    let problem = problem.object(id.to_string()).field("metadata.name");
    diagnostics.push(problem.help(format!("use a shorter one: {reason}")));
}
