//! Jobs, and what makes them by the clock. From `pkg/apis/batch/validation/validation.go` in Kubernetes 1.36.

use k8s_openapi::api::batch::v1::{CronJobSpec, JobSpec};

use super::at::At;
use super::findings::Findings;
use super::pods::{self, Template};
use super::{labels, with};
use crate::typed::Object;

/// Pods that end: nobody would make them again if they always did.
const ENDING: Template = Template { restart: &["OnFailure", "Never"] };

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    let spec = at.field("spec");
    match object {
        Object::CronJob(it) => cron_job(&it.spec, spec, out),
        Object::Job(it) => with(it.spec.as_ref(), |it| job(it, spec, out)),
        _ => {}
    }
}

/// `ValidateCronJobSpec`.
fn cron_job(it: &CronJobSpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.job_template.spec.as_ref(), |it| job(it, at.field("jobTemplate.spec"), out));
}

/// `validateJobSpec`.
fn job(it: &JobSpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.selector.as_ref(), |it| labels::selector(it, at.field("selector"), out));
    pods::template(&it.template, ENDING, at.field("template"), out);
}
