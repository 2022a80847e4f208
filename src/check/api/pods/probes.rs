//! What is asked of a container, and told to it: probes and lifecycle handlers.
//!
//! From `validateProbe`, `validateLifecycle` and `validateHandler` in `pkg/apis/core/validation/validation.go` of Kubernetes
//! 1.36. That there is one handler is in the tables of unions, bounds and words in those of values.

use k8s_openapi::api::core::v1::{Container, ExecAction, Lifecycle, LifecycleHandler, PodSpec, Probe};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::with;
use super::ports;

/// The seconds that a pod has to end when it does not say.
const GRACE: i64 = 30;

/// The probes and handlers of a container that has them.
pub(super) fn container(it: &Container, pod: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.lifecycle.as_ref(), |it| lifecycle(it, pod, at.field("lifecycle"), out));
    with(it.liveness_probe.as_ref(), |it| once(it, at.field("livenessProbe"), out));
    with(it.readiness_probe.as_ref(), |it| readiness(it, at.field("readinessProbe"), out));
    with(it.startup_probe.as_ref(), |it| once(it, at.field("startupProbe"), out));
}

/// Those of an init container that ends, which may not have any.
pub(super) fn none(it: &Container, at: At<'_>, out: &mut Findings<'_>) {
    let fields = [
        ("lifecycle", it.lifecycle.is_some()),
        ("livenessProbe", it.liveness_probe.is_some()),
        ("readinessProbe", it.readiness_probe.is_some()),
        ("startupProbe", it.startup_probe.is_some()),
    ];
    for (name, _) in fields.into_iter().filter(|(_, set)| *set) {
        out.forbidden(at.field(name), "cannot be set for an init container that ends")
            .help("write `restartPolicy: Always` if it is to run beside the others");
    }
}

/// `validateLivenessProbe` and `validateStartupProbe`.
fn once(it: &Probe, at: At<'_>, out: &mut Findings<'_>) {
    // Below 0 it is told by its bounds, and 0 is 1.
    if it.success_threshold.is_some_and(|times| times > 1) {
        out.invalid(at.field("successThreshold"), "must be 1")
            .help("only a readiness probe can ask for more");
    }
    probe(it, at, out);
}

/// `validateReadinessProbe`.
fn readiness(it: &Probe, at: At<'_>, out: &mut Findings<'_>) {
    if it.termination_grace_period_seconds.is_some_and(|seconds| seconds > 0) {
        out.forbidden(at.field("terminationGracePeriodSeconds"), "cannot be set for a readiness probe")
            .help("a container that is not ready is not ended");
    }
    probe(it, at, out);
}

fn probe(it: &Probe, at: At<'_>, out: &mut Findings<'_>) {
    with(it.exec.as_ref(), |it| exec(it, at.field("exec"), out));
    with(it.http_get.as_ref(), |it| ports::number_or_name(&it.port, at.field("httpGet.port"), out));
    with(it.tcp_socket.as_ref(), |it| ports::number_or_name(&it.port, at.field("tcpSocket.port"), out));
}

/// `validateLifecycle`.
fn lifecycle(it: &Lifecycle, pod: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.post_start.as_ref(), |it| handler(it, pod, at.field("postStart"), out));
    with(it.pre_stop.as_ref(), |it| handler(it, pod, at.field("preStop"), out));
}

fn handler(it: &LifecycleHandler, pod: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.exec.as_ref(), |it| exec(it, at.field("exec"), out));
    with(it.http_get.as_ref(), |it| ports::number_or_name(&it.port, at.field("httpGet.port"), out));
    with(it.tcp_socket.as_ref(), |it| ports::number_or_name(&it.port, at.field("tcpSocket.port"), out));
    let grace = pod.termination_grace_period_seconds.unwrap_or(GRACE);
    with(it.sleep.as_ref(), |it| {
        if it.seconds < 0 || it.seconds > grace {
            let predicate = format!("must be 0 to {grace}, the seconds that the pod has to end");
            out.invalid(at.field("sleep.seconds"), &predicate);
        }
    });
}

/// `validateExecAction`.
fn exec(it: &ExecAction, at: At<'_>, out: &mut Findings<'_>) {
    if it.command.as_ref().is_none_or(Vec::is_empty) {
        out.required(at.field("command")).help("write what to run, as `command: [\"cat\", \"/tmp/ready\"]`");
    }
}
