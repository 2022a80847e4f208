//! Jobs by the clock.

use k8s_openapi::api::batch::v1::CronJobSpec;

use super::{At, Findings, jobs, with};
use crate::kubernetes::{cron, zones};

/// `ValidateCronJobSpec`.
pub(super) fn cron_job(it: &CronJobSpec, at: At<'_>, out: &mut Findings<'_>) {
    if let Some(fault) =
        Some(&it.schedule).filter(|text| !text.is_empty()).and_then(|text| cron::schedule(text))
    {
        let finding = out.invalid(at.field("schedule"), &fault);
        if it.schedule.contains("TZ") {
            finding.help("write it in `timeZone`");
        }
    }
    with(it.time_zone.as_ref(), |it| time_zone(it, at.field("timeZone"), out));
    let job = at.field("jobTemplate.spec");
    let Some(it) = &it.job_template.spec else {
        out.required(job);
        return;
    };
    jobs::job(it, job, out);
    if it.selector.is_some() {
        out.forbidden(job.field("selector"), "cannot be set: each Job gets its own");
    }
    if it.manual_selector == Some(true) {
        out.invalid(job.field("manualSelector"), "cannot be `true`: each Job gets its own selector");
    }
}

/// `validateTimeZone`.
fn time_zone(zone: &str, at: At<'_>, out: &mut Findings<'_>) {
    if zone.is_empty() {
        out.invalid(at, "must not be empty").help("leave it out, or write it as `Europe/Paris`");
    } else if !zones::is_zone(zone) {
        out.invalid(at, "is no time zone")
            .help("write it as `Europe/Paris` or `Etc/UTC`, with these capital letters");
    }
}
