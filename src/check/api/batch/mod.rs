//! Jobs, and what makes them by the clock. From `pkg/apis/batch/validation/validation.go` in Kubernetes 1.36.

mod cron;
mod failures;
mod jobs;
mod success;

use super::at::At;
use super::findings::Findings;
use super::pods::Template;
use super::{labels, numbers, pods, with};
use crate::typed::Object;

/// Pods that end: nobody would make them again if they always did.
const ENDING: Template = Template { restart: &["OnFailure", "Never"] };

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    let spec = at.field("spec");
    match object {
        Object::CronJob(it) => cron::cron_job(&it.spec, spec, out),
        Object::Job(it) => with(it.spec.as_ref(), |spec| jobs::alone(it, spec, out)),
        _ => {}
    }
}
