//! Priorities of pods.

use k8s_openapi::api::scheduling::v1::PriorityClass;

use super::{At, Findings};

/// The highest priority that is not the system's own.
const MOST: i32 = 1_000_000_000;

/// The classes that the system has, and their values (`SystemPriorityClasses` in `pkg/apis/scheduling`).
const OF_THE_SYSTEM: [(&str, i32); 2] =
    [("system-cluster-critical", 2_000_000_000), ("system-node-critical", 2_000_001_000)];

/// `ValidatePriorityClass`.
pub(super) fn class(it: &PriorityClass, at: At<'_>, out: &mut Findings<'_>) {
    let name = it.metadata.name.as_deref().unwrap_or_default();
    let value = it.value.unwrap_or(0);
    if name.starts_with("system-") {
        match OF_THE_SYSTEM.iter().find(|(known, _)| *known == name) {
            Some((_, known)) if *known != value => {
                out.invalid(at.field("value"), &format!("must be {known}: this class is the system's own"));
            }
            Some(_) if it.global_default == Some(true) => {
                out.invalid(
                    at.field("globalDefault"),
                    "cannot be `true` of a class that is the system's own",
                );
            }
            Some(_) => {}
            None => {
                out.invalid(
                    at.field("metadata.name"),
                    "cannot begin with `system-`, as classes of the system do",
                );
            }
        }
    } else if value > MOST {
        out.invalid(at.field("value"), "must be at most 1000000000: what is above is the system's own");
    }
    if it.preemption_policy.as_deref() == Some("") {
        out.unsupported(at.field("preemptionPolicy"), &["Never", "PreemptLowerPriority"]);
    }
}
