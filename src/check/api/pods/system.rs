//! What a pod cannot say when it says for which system it is.
//!
//! From `validateLinux` and `validateWindows` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::{PodSecurityContext, PodSpec, SecurityContext};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::with;

/// A field, and whether it is set.
type Field = (&'static str, bool);

/// The system of a pod.
pub(super) fn pod(it: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    let name = it.os.as_ref().map(|os| os.name.as_str());
    let system = match name {
        Some("linux") => System::Linux,
        Some("windows") => System::Windows,
        _ => return,
    };
    if let System::Windows = system {
        report(&of_spec(it), system, at, at, out);
    }
    with(it.security_context.as_ref(), |context| {
        let fields = match system {
            System::Linux => vec![("windowsOptions", context.windows_options.is_some())],
            System::Windows => of_pod(context).to_vec(),
        };
        report(&fields, system, at.field("securityContext"), at, out);
    });
    let init = it.init_containers.as_deref().unwrap_or_default();
    for (list, containers) in [("initContainers", init), ("containers", &it.containers)] {
        let list = at.field(list);
        for (index, container) in containers.iter().enumerate() {
            let Some(context) = &container.security_context else { continue };
            let fields = match system {
                System::Linux => vec![("windowsOptions", context.windows_options.is_some())],
                System::Windows => of_container(context).to_vec(),
            };
            report(&fields, system, list.item(index).field("securityContext"), at, out);
        }
    }
}

#[derive(Clone, Copy)]
enum System {
    Linux,
    Windows,
}

fn report(fields: &[Field], system: System, at: At<'_>, pod: At<'_>, out: &mut Findings<'_>) {
    for (field, _) in fields.iter().filter(|(_, is_set)| *is_set) {
        let predicate = match system {
            System::Linux => "cannot be set for a pod of Linux",
            System::Windows => "cannot be set for a pod of Windows",
        };
        out.forbidden(at.field(field), predicate).see(pod.field("os.name"), "the system is said here");
    }
}

fn of_spec(it: &PodSpec) -> [Field; 4] {
    [
        ("hostUsers", it.host_users.is_some()),
        ("hostPID", it.host_pid == Some(true)),
        ("hostIPC", it.host_ipc == Some(true)),
        ("shareProcessNamespace", it.share_process_namespace.is_some()),
    ]
}

fn of_pod(it: &PodSecurityContext) -> [Field; 11] {
    [
        ("appArmorProfile", it.app_armor_profile.is_some()),
        ("seLinuxOptions", it.se_linux_options.is_some()),
        ("seccompProfile", it.seccomp_profile.is_some()),
        ("fsGroup", it.fs_group.is_some()),
        ("fsGroupChangePolicy", it.fs_group_change_policy.is_some()),
        ("sysctls", it.sysctls.as_ref().is_some_and(|sysctls| !sysctls.is_empty())),
        ("runAsUser", it.run_as_user.is_some()),
        ("runAsGroup", it.run_as_group.is_some()),
        ("supplementalGroups", it.supplemental_groups.is_some()),
        ("supplementalGroupsPolicy", it.supplemental_groups_policy.is_some()),
        ("seLinuxChangePolicy", it.se_linux_change_policy.is_some()),
    ]
}

fn of_container(it: &SecurityContext) -> [Field; 10] {
    [
        ("appArmorProfile", it.app_armor_profile.is_some()),
        ("seLinuxOptions", it.se_linux_options.is_some()),
        ("seccompProfile", it.seccomp_profile.is_some()),
        ("capabilities", it.capabilities.is_some()),
        ("readOnlyRootFilesystem", it.read_only_root_filesystem.is_some()),
        ("privileged", it.privileged.is_some()),
        ("allowPrivilegeEscalation", it.allow_privilege_escalation.is_some()),
        ("procMount", it.proc_mount.is_some()),
        ("runAsUser", it.run_as_user.is_some()),
        ("runAsGroup", it.run_as_group.is_some()),
    ]
}
