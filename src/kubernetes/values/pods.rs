//! Pods and what is in them. From `ValidatePodSpec` and what it calls in `core/validation/validation.go`.

use super::{at_least, format, needed, needs, needs_one_of, one_of, port, rows, within};
use crate::kubernetes::formats::{
    config_key, dns_label, dns_subdomain, dns_subdomain_prefix, env_name, http_header_name, port_name,
    qualified_name,
};

const PROTOCOLS: &[&str] = &["SCTP", "TCP", "UDP"];
const EFFECTS: &[&str] = &["NoExecute", "NoSchedule", "PreferNoSchedule"];
/// The highest number of a user or group (`IsValidUserID`).
const MOST_IDS: i64 = i32::MAX as i64;
/// The bits of a file's mode.
const MODES: i64 = 0o777;

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
    "ContainerRestartRuleOnExitCodes" => [needs_one_of("operator", &["In", "NotIn"])],
    "HTTPHeader" => [needs("name", http_header_name)],
    "VolumeMount" => [
        needed("name"),
        needed("mountPath"),
        one_of("mountPropagation", &["Bidirectional", "HostToContainer", "None"]),
        one_of("recursiveReadOnly", &["Disabled", "Enabled", "IfPossible"]),
    ],
    "VolumeDevice" => [needed("name"), needed("devicePath")],
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
        one_of("fsGroupChangePolicy", &["Always", "OnRootMismatch"]),
        one_of("supplementalGroupsPolicy", &["Merge", "Strict"]),
        within("fsGroup", 0, MOST_IDS),
        within("runAsGroup", 0, MOST_IDS),
        within("runAsUser", 0, MOST_IDS),
    ],
    "SecurityContext" => [
        one_of("procMount", &["Default", "Unmasked"]),
        within("runAsGroup", 0, MOST_IDS),
        within("runAsUser", 0, MOST_IDS),
    ],
    "AppArmorProfile" | "SeccompProfile" => [
        needs_one_of("type", &["Localhost", "RuntimeDefault", "Unconfined"]),
    ],
    "Toleration" => [one_of("operator", &["Equal", "Exists"]), one_of("effect", EFFECTS)],
    "Taint" => [needs("key", qualified_name), needs_one_of("effect", EFFECTS)],
    "TopologySpreadConstraint" => [
        at_least("maxSkew", 1),
        at_least("minDomains", 1),
        needed("topologyKey"),
        needs_one_of("whenUnsatisfiable", &["DoNotSchedule", "ScheduleAnyway"]),
        one_of("nodeAffinityPolicy", &["Honor", "Ignore"]),
        one_of("nodeTaintsPolicy", &["Honor", "Ignore"]),
    ],
    "PodAffinityTerm" => [needs("topologyKey", qualified_name)],
    "WeightedPodAffinityTerm" | "PreferredSchedulingTerm" => [within("weight", 1, 100)],
    "NodeSelectorRequirement" => [
        needs("key", qualified_name),
        needs_one_of("operator", &["DoesNotExist", "Exists", "Gt", "In", "Lt", "NotIn"]),
    ],
    "Volume" => [needs("name", dns_label)],
    "KeyToPath" => [needed("key"), needed("path"), within("mode", 0, MODES)],
    "ConfigMapVolumeSource" => [needed("name"), within("defaultMode", 0, MODES)],
    "SecretVolumeSource" => [needed("secretName"), within("defaultMode", 0, MODES)],
    "DownwardAPIVolumeSource" | "ProjectedVolumeSource" => [within("defaultMode", 0, MODES)],
    "DownwardAPIVolumeFile" => [needed("path"), within("mode", 0, MODES)],
    "HostPathVolumeSource" => [
        needed("path"),
        one_of("type", &[
            "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket",
        ]),
    ],
    "NFSVolumeSource" => [needed("server"), needed("path")],
    "CSIVolumeSource" => [needed("driver")],
    "PersistentVolumeClaimVolumeSource" => [needed("claimName")],
}
