//! Workloads, autoscalers, disruption budgets and groups of pods. From `apps/validation`, `batch/validation`,
//! `autoscaling/validation`, `policy/validation`, `scheduling/v1alpha2/zz_generated.validations.go` and, for
//! `ReplicationController`, `core/validation`.

use super::{at_least, format, needed, needs, needs_one_of, one_of, rows, within, words};
use crate::kubernetes::formats::{dns_label, dns_subdomain, qualified_name};

const UPDATES: &[&str] = &["OnDelete", "RollingUpdate"];
const DISRUPTIONS: &[&str] = &["Pod", "PodGroup"];
const LEAST_PRIORITY: i64 = -2_147_483_648;
const MOST_PRIORITY: i64 = 1_000_000_000;
const CLAIMS: &[&str] = &["Delete", "Retain"];

rows! {
    "DeploymentSpec" => [
        at_least("replicas", 0),
        at_least("minReadySeconds", 0),
        at_least("revisionHistoryLimit", 0),
        at_least("progressDeadlineSeconds", 0),
    ],
    "DeploymentStrategy" => [one_of("type", &["Recreate", "RollingUpdate"])],
    "DaemonSetSpec" => [at_least("minReadySeconds", 0), at_least("revisionHistoryLimit", 0)],
    "DaemonSetUpdateStrategy" | "StatefulSetUpdateStrategy" => [one_of("type", UPDATES)],
    "RollingUpdateStatefulSetStrategy" => [at_least("partition", 0)],
    "ReplicaSetSpec" | "ReplicationControllerSpec" => [at_least("replicas", 0), at_least("minReadySeconds", 0)],
    "ControllerRevision" => [at_least("revision", 0)],
    "StatefulSetSpec" => [
        format("serviceName", dns_label),
        at_least("replicas", 0),
        at_least("minReadySeconds", 0),
        one_of("podManagementPolicy", &["OrderedReady", "Parallel"]),
    ],
    "StatefulSetOrdinals" => [at_least("start", 0)],
    "StatefulSetPersistentVolumeClaimRetentionPolicy" => [
        one_of("whenDeleted", CLAIMS),
        one_of("whenScaled", CLAIMS),
    ],
    "JobSpec" => [
        at_least("activeDeadlineSeconds", 0),
        at_least("backoffLimit", 0),
        at_least("backoffLimitPerIndex", 0),
        at_least("completions", 0),
        at_least("maxFailedIndexes", 0),
        at_least("parallelism", 0),
        at_least("ttlSecondsAfterFinished", 0),
        words("completionMode", &["Indexed", "NonIndexed"]),
        one_of("podReplacementPolicy", &["Failed", "TerminatingOrFailed"]),
    ],
    "PodFailurePolicyRule" => [needs_one_of("action", &["Count", "FailIndex", "FailJob", "Ignore"])],
    "PodFailurePolicyOnPodConditionsPattern" => [one_of("status", &["False", "True", "Unknown"])],
    "PodFailurePolicyOnExitCodesRequirement" => [needs_one_of("operator", &["In", "NotIn"])],
    "CronJobSpec" => [
        needed("schedule"),
        one_of("concurrencyPolicy", &["Allow", "Forbid", "Replace"]),
        at_least("startingDeadlineSeconds", 0),
        at_least("successfulJobsHistoryLimit", 0),
        at_least("failedJobsHistoryLimit", 0),
    ],
    "HorizontalPodAutoscalerSpec" => [at_least("minReplicas", 1), at_least("maxReplicas", 1)],
    "MetricSpec" => [needs_one_of("type", &["ContainerResource", "External", "Object", "Pods", "Resource"])],
    "MetricTarget" => [needs_one_of("type", &["AverageValue", "Utilization", "Value"])],
    "HPAScalingRules" => [
        one_of("selectPolicy", &["Disabled", "Max", "Min"]),
        within("stabilizationWindowSeconds", 0, 3600),
    ],
    "HPAScalingPolicy" => [
        needs_one_of("type", &["Percent", "Pods"]),
        at_least("value", 1),
        within("periodSeconds", 1, 1800),
    ],
    "PodDisruptionBudgetSpec" => [one_of("unhealthyPodEvictionPolicy", &["AlwaysAllow", "IfHealthyBudget"])],
    "PodGroupTemplate" => [
        needs("name", dns_label),
        one_of("disruptionMode", DISRUPTIONS),
        format("priorityClassName", dns_subdomain),
        within("priority", LEAST_PRIORITY, MOST_PRIORITY),
    ],
    "PodGroupSpec" => [
        one_of("disruptionMode", DISRUPTIONS),
        format("priorityClassName", dns_subdomain),
        within("priority", LEAST_PRIORITY, MOST_PRIORITY),
    ],
    "PodGroupResourceClaim" => [
        needs("name", dns_label),
        format("resourceClaimName", dns_subdomain),
        format("resourceClaimTemplateName", dns_subdomain),
    ],
    "TopologyConstraint" => [needs("key", qualified_name)],
    "GangSchedulingPolicy" => [at_least("minCount", 1)],
    "WorkloadPodGroupTemplateReference" => [
        needs("workloadName", dns_subdomain),
        needs("podGroupTemplateName", dns_label),
    ],
    "PriorityClass" => [one_of("preemptionPolicy", &["Never", "PreemptLowerPriority"])],
}
