//! Who the processes of a pod are, and what they may do.
//!
//! From `validatePodSpecSecurityContext`, `ValidateSecurityContext` and `validateHostUsers` in
//! `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::{
    AppArmorProfile, Container, PodSecurityContext, PodSpec, SeccompProfile, SecurityContext, Sysctl,
};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{lists, with};
use super::windows;
use crate::kubernetes::paths;

/// The most bytes of the name of an `AppArmor` profile: the longest path less one.
const APP_ARMOR: usize = 4095;

/// The security of a pod as a whole.
pub(super) fn pod(it: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    if it.share_process_namespace == Some(true) && it.host_pid == Some(true) {
        out.invalid(at.field("shareProcessNamespace"), "cannot be true when `hostPID` is true")
            .see(at.field("hostPID"), "set here");
    }
    with(it.security_context.as_ref(), |context| {
        pod_context(context, it, at.field("securityContext"), out);
    });
    host_users(it, at, out);
    windows::host_process(it, at, out);
}

fn pod_context(it: &PodSecurityContext, pod: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    sysctls(it.sysctls.as_deref().unwrap_or_default(), pod, at.field("sysctls"), out);
    with(it.seccomp_profile.as_ref(), |it| seccomp(it, at.field("seccompProfile"), out));
    with(it.app_armor_profile.as_ref(), |it| app_armor(it, at.field("appArmorProfile"), out));
    with(it.windows_options.as_ref(), |it| windows::options(it, at.field("windowsOptions"), out));
}

/// `validateHostUsers`: a pod with users of its own shares nothing with its host.
fn host_users(it: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    if it.host_users != Some(false) {
        return;
    }
    let shared = [("hostNetwork", it.host_network), ("hostPID", it.host_pid), ("hostIPC", it.host_ipc)];
    for (field, _) in shared.into_iter().filter(|(_, set)| *set == Some(true)) {
        out.forbidden(at.field(field), "cannot be true when `hostUsers` is false")
            .see(at.field("hostUsers"), "set here");
    }
    let init = it.init_containers.as_deref().unwrap_or_default();
    for (list, containers) in [("initContainers", init), ("containers", &it.containers)] {
        let list = at.field(list);
        for (index, container) in containers.iter().enumerate() {
            if container.volume_devices.as_ref().is_some_and(|devices| !devices.is_empty()) {
                out.forbidden(
                    list.item(index).field("volumeDevices"),
                    "cannot be set when `hostUsers` is false",
                )
                .see(at.field("hostUsers"), "set here");
            }
        }
    }
}

/// `validateSysctls`: each once, and none of a namespace that the pod shares with its host.
fn sysctls(sysctls: &[Sysctl], pod: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    lists::unique(sysctls.iter().map(|it| it.name.as_str()), "name", at, out);
    for (index, it) in sysctls.iter().enumerate() {
        let shared = match namespace(&it.name) {
            Some("net") if pod.host_network == Some(true) => "hostNetwork",
            Some("ipc") if pod.host_ipc == Some(true) => "hostIPC",
            _ => continue,
        };
        out.invalid(at.item(index).field("name"), &format!("cannot be set when `{shared}` is true"))
            .help("it would be set for the whole host");
    }
}

/// `GetNamespace` of `component-helpers/node/util/sysctl`: the namespace of Linux that a sysctl is kept in.
fn namespace(name: &str) -> Option<&'static str> {
    let name = name.replace('/', ".");
    let ipc = ["kernel.shm", "kernel.msg", "fs.mqueue."];
    if name == "kernel.sem" || ipc.iter().any(|prefix| name.starts_with(prefix)) {
        return Some("ipc");
    }
    name.starts_with("net.").then_some("net")
}

/// `ValidateSecurityContext` of a container.
pub(super) fn container(it: &Container, pod: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.security_context.as_ref(), |it| context(it, pod, at.field("securityContext"), out));
}

fn context(it: &SecurityContext, pod: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    if it.proc_mount.as_deref() == Some("Unmasked") && pod.host_users != Some(false) {
        out.invalid(at.field("procMount"), "cannot be `Unmasked` when the pod has the users of its host")
            .help("set `hostUsers: false` for the pod");
    }
    if it.allow_privilege_escalation == Some(false) {
        let at_escalation = at.field("allowPrivilegeEscalation");
        if it.privileged == Some(true) {
            out.invalid(at_escalation, "cannot be false when `privileged` is true")
                .see(at.field("privileged"), "set here");
        }
        let added = it.capabilities.as_ref().and_then(|it| it.add.as_deref()).unwrap_or_default();
        if let Some(index) = added.iter().position(|name| name == "CAP_SYS_ADMIN") {
            out.invalid(at_escalation, "cannot be false when `CAP_SYS_ADMIN` is added")
                .see(at.field("capabilities.add").item(index), "added here");
        }
    }
    with(it.seccomp_profile.as_ref(), |it| seccomp(it, at.field("seccompProfile"), out));
    with(it.app_armor_profile.as_ref(), |it| app_armor(it, at.field("appArmorProfile"), out));
    with(it.windows_options.as_ref(), |it| windows::options(it, at.field("windowsOptions"), out));
}

/// `validateSeccompProfileField`.
fn seccomp(it: &SeccompProfile, at: At<'_>, out: &mut Findings<'_>) {
    let profile = it.localhost_profile.as_deref();
    if let Some(profile) = localhost(&it.type_, profile, at, out)
        && let Some(fault) = paths::relative(profile)
    {
        out.invalid(at.field("localhostProfile"), fault);
    }
}

/// `ValidateAppArmorProfileField`.
fn app_armor(it: &AppArmorProfile, at: At<'_>, out: &mut Findings<'_>) {
    let Some(profile) = localhost(&it.type_, it.localhost_profile.as_deref(), at, out) else { return };
    let at = at.field("localhostProfile");
    if profile.trim() != profile {
        out.invalid(at, "cannot begin or end with a blank");
    } else if profile.is_empty() {
        out.required(at);
    }
    if profile.len() > APP_ARMOR {
        out.invalid(at, "must have 4095 characters at most");
    }
}

/// The profile of the host that is named, which goes with the type `Localhost` and with no other.
fn localhost<'p>(
    type_name: &str,
    profile: Option<&'p str>,
    at: At<'_>,
    out: &mut Findings<'_>,
) -> Option<&'p str> {
    let place = at.field("localhostProfile");
    match (type_name, profile) {
        ("Localhost", None) => {
            out.required(place)
                .see(at.field("type"), "asks for it")
                .help("name the profile that is loaded on the nodes");
        }
        ("RuntimeDefault" | "Unconfined", Some(_)) => {
            out.invalid(place, "can only be set when `type` is `Localhost`")
                .see(at.field("type"), "set here");
        }
        ("Localhost", profile) => return profile,
        _ => {}
    }
    None
}
