//! Pods and what is in them. From `ValidatePodSpec` and what it calls in `core/validation/validation.go`.

use super::{at_least, format, needed, needs, needs_one_of, one_of, port, rows, within, words};
use crate::kubernetes::formats::{
    config_key, dns_label, dns_search, dns_subdomain, dns_subdomain_prefix, env_name, http_header_name, ip,
    port_name, qualified_name, sysctl_name,
};
use crate::kubernetes::paths::{relative, without_steps_up};

const PROTOCOLS: &[&str] = &["SCTP", "TCP", "UDP"];
const EFFECTS: &[&str] = &["NoExecute", "NoSchedule", "PreferNoSchedule"];
/// The highest number of a user or group (`IsValidUserID`).
const MOST_IDS: i64 = i32::MAX as i64;

rows! {
    "Container" | "EphemeralContainer" => [
        needs("name", dns_label),
        needed("image"),
        one_of("imagePullPolicy", &["Always", "IfNotPresent", "Never"]),
        one_of("restartPolicy", &["Always", "Never", "OnFailure"]),
        one_of("terminationMessagePolicy", &["FallbackToLogsOnError", "File"]),
    ],
    "ContainerPort" => [
        port("containerPort"),
        within("hostPort", 0, 65535),
        one_of("protocol", PROTOCOLS),
        format("name", port_name),
    ],
    "ContainerResizePolicy" => [
        needs_one_of("resourceName", &["cpu", "memory"]),
        needs_one_of("restartPolicy", &["NotRequired", "RestartContainer"]),
    ],
    "EnvVar" => [needs("name", env_name)],
    "EnvFromSource" => [format("prefix", env_name)],
    "ConfigMapEnvSource" | "SecretEnvSource" => [needs("name", dns_subdomain_prefix)],
    "ConfigMapKeySelector" | "SecretKeySelector" => [needs("name", dns_subdomain), needs("key", config_key)],
    "FileKeySelector" => [needs("key", env_name), needed("path"), needed("volumeName")],
    "ContainerRestartRule" => [needs_one_of("action", &["Restart", "RestartAllContainers"])],
    "ContainerRestartRuleOnExitCodes" => [needs_one_of("operator", &["In", "NotIn"])],
    "HTTPHeader" => [needs("name", http_header_name)],
    "VolumeMount" => [
        needed("name"),
        needed("mountPath"),
        words("mountPropagation", &["Bidirectional", "HostToContainer", "None"]),
        words("recursiveReadOnly", &["Disabled", "Enabled", "IfPossible"]),
        format("subPath", relative),
        format("subPathExpr", relative),
    ],
    "VolumeDevice" => [needed("name"), needs("devicePath", without_steps_up)],
    "HTTPGetAction" => [one_of("scheme", &["HTTP", "HTTPS"])],
    "GRPCAction" => [port("port")],
    "Probe" => [
        at_least("initialDelaySeconds", 0),
        at_least("timeoutSeconds", 0),
        at_least("periodSeconds", 0),
        at_least("successThreshold", 0),
        at_least("failureThreshold", 0),
        at_least("terminationGracePeriodSeconds", 1),
    ],
    "PodSpec" => [
        one_of("restartPolicy", &["Always", "Never", "OnFailure"]),
        one_of("preemptionPolicy", &["Never", "PreemptLowerPriority"]),
        one_of("dnsPolicy", &["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]),
        within("activeDeadlineSeconds", 1, i32::MAX as i64),
        format("hostname", dns_label),
        format("nodeName", dns_subdomain),
        format("priorityClassName", dns_subdomain),
        format("runtimeClassName", dns_subdomain),
        format("serviceAccountName", dns_subdomain),
        format("subdomain", dns_label),
    ],
    "PodOS" => [needs_one_of("name", &["linux", "windows"])],
    "PodReadinessGate" => [needs("conditionType", qualified_name)],
    "PodSchedulingGate" => [needs("name", qualified_name)],
    "PodSecurityContext" => [
        words("fsGroupChangePolicy", &["Always", "OnRootMismatch"]),
        // `MountOption` is behind a gate that is closed.
        words("seLinuxChangePolicy", &["Recursive"]),
        words("supplementalGroupsPolicy", &["Merge", "Strict"]),
        within("supplementalGroups", 0, MOST_IDS),
        within("fsGroup", 0, MOST_IDS),
        within("runAsGroup", 0, MOST_IDS),
        within("runAsUser", 0, MOST_IDS),
    ],
    "SecurityContext" => [
        words("procMount", &["Default", "Unmasked"]),
        within("runAsGroup", 0, MOST_IDS),
        within("runAsUser", 0, MOST_IDS),
    ],
    "AppArmorProfile" | "SeccompProfile" => [
        needs_one_of("type", &["Localhost", "RuntimeDefault", "Unconfined"]),
    ],
    "Sysctl" => [needs("name", sysctl_name)],
    "WindowsSecurityContextOptions" => [format("gmsaCredentialSpecName", dns_subdomain)],
    "HostAlias" => [needs("ip", ip), format("hostnames", dns_subdomain)],
    "PodDNSConfig" => [format("nameservers", ip), format("searches", dns_search)],
    "PodDNSConfigOption" => [needed("name")],
    "PodResourceClaim" => [
        needs("name", dns_label),
        format("resourceClaimName", dns_subdomain),
        format("resourceClaimTemplateName", dns_subdomain),
    ],
    "Toleration" => [
        one_of("operator", &["Equal", "Exists"]),
        one_of("effect", EFFECTS),
        format("key", qualified_name),
    ],
    "Taint" => [needs("key", qualified_name), needs_one_of("effect", EFFECTS)],
    "TopologySpreadConstraint" => [
        at_least("maxSkew", 1),
        at_least("minDomains", 1),
        needed("topologyKey"),
        needs_one_of("whenUnsatisfiable", &["DoNotSchedule", "ScheduleAnyway"]),
        words("nodeAffinityPolicy", &["Honor", "Ignore"]),
        words("nodeTaintsPolicy", &["Honor", "Ignore"]),
    ],
    "PodAffinityTerm" => [needs("topologyKey", qualified_name), format("namespaces", dns_label)],
    "WeightedPodAffinityTerm" | "PreferredSchedulingTerm" => [within("weight", 1, 100)],
    "NodeSelector" => [needed("nodeSelectorTerms")],
    "NodeSelectorRequirement" => [
        needs("key", qualified_name),
        needs_one_of("operator", &["DoesNotExist", "Exists", "Gt", "In", "Lt", "NotIn"]),
    ],
}
