//! Names must not be longer than the cluster takes, with all that was put around them.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::kubernetes::names::{longest, longest_of_use};
use crate::resource::Resource;

/// Reports the name of an object if it is too long for its kind: for the server, or for what the object is to do.
pub(super) fn check(resource: &Resource, diagnostics: &mut Diagnostics) {
    let id = resource.id();
    let length = id.name.len();
    let (most, reason) = longest(&id.group, &id.kind);
    if length > most {
        let message = format!(
            "names of the kind `{}` have {most} characters at most, and `{}` has {length}",
            id.kind, id.name
        );
        report(resource, Severity::Error, (most, reason), message, diagnostics);
    } else if let Some((most, reason)) =
        longest_of_use(&id.group, &id.kind).filter(|(most, _)| length > *most)
    {
        let message = format!(
            "a `{}` whose name has more than {most} characters gets no pods, and `{}` has {length}",
            id.kind, id.name
        );
        report(resource, Severity::Warning, (most, reason), message, diagnostics);
    }
}

fn report(
    resource: &Resource,
    severity: Severity,
    (most, reason): (usize, &str),
    message: String,
    diagnostics: &mut Diagnostics,
) {
    let Some(name) = resource.node().at(["metadata", "name"]) else { return };
    let many = resource.id().name.len() - most;
    let problem = Diagnostic::new(Code::InvalidValue, message).at(name.span(), format!("{many} too many"));
    let problem = resource.renamed().fold(problem, |problem, renamed| {
        let more = renamed.to.len().saturating_sub(renamed.from.len());
        problem.at(renamed.cause.span, format!("{more} more"))
    });
    let problem = problem.object(resource.id().to_string()).field("metadata.name");
    diagnostics.push(Diagnostic { severity, ..problem.help(format!("use a shorter one: {reason}")) });
}
