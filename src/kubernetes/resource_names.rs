//! The names of resources: what containers, limits and quotas may count.
//!
//! From `pkg/apis/core/helper/helpers.go` and `ValidateResourceName` in `pkg/apis/core/validation`, in Kubernetes 1.36.

use super::formats;

/// What huge pages are called, before their size.
pub const HUGE_PAGES: &str = "hugepages-";

/// `IsNativeResource`: of Kubernetes itself.
pub fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// `IsExtendedResourceName`: of a device, say, that somebody has added to nodes.
pub fn is_extended(name: &str) -> bool {
    !is_native(name)
        && !name.starts_with("requests.")
        && formats::qualified_name(&format!("requests.{name}")).is_none()
}

/// `IsOvercommitAllowed`.
pub fn may_overcommit(name: &str) -> bool {
    is_native(name) && !name.starts_with(HUGE_PAGES)
}

/// What a container computes with.
const COMPUTED: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

/// What a quota counts by whole numbers.
const COUNTED: [&str; 9] = [
    "configmaps",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "services",
    "services.loadbalancers",
    "services.nodeports",
];

/// `IsIntegerResourceName`: what there are whole numbers of only.
pub fn is_counted(name: &str) -> bool {
    COUNTED.contains(&name) || is_extended(name)
}

/// What is wrong with the name of a resource that a container has (`validateContainerResourceName`).
pub fn of_container(name: &str) -> Option<String> {
    match malformed(name) {
        None if !name.contains('/') && !COMPUTED.contains(&name) && !name.starts_with(HUGE_PAGES) => {
            Some("is no resource of a container".to_owned())
        }
        None if name.contains('/') && !is_native(name) && !is_extended(name) => {
            Some("is no name of an extended resource".to_owned())
        }
        fault => fault,
    }
}

/// What is wrong with the name of a resource that a quota counts (`ValidateResourceQuotaResourceName`).
pub fn of_quota(name: &str) -> Option<String> {
    malformed(name).or_else(|| {
        let known = name.contains('/') || (is_standard(name) && name != "storage");
        (!known).then(|| "is no resource that a quota counts".to_owned())
    })
}

/// What is wrong with the name of any resource (`ValidateResourceName`).
pub fn of_any(name: &str) -> Option<String> {
    malformed(name).or_else(|| {
        let known = name.contains('/') || is_standard(name);
        (!known).then(|| "is no resource: one that is not Kubernetes' own has a domain before it".to_owned())
    })
}

fn malformed(name: &str) -> Option<String> {
    formats::qualified_name(name).map(|fault| format!("is no name of a resource: it {fault}"))
}

/// `IsStandardResourceName`.
fn is_standard(name: &str) -> bool {
    let plain = name.strip_prefix("requests.").or_else(|| name.strip_prefix("limits.")).unwrap_or(name);
    COUNTED.contains(&name)
        || COMPUTED.contains(&plain)
        || ["storage", "requests.storage"].contains(&name)
        || name.strip_prefix("requests.").unwrap_or(name).starts_with(HUGE_PAGES)
}

/// What of a namespace a quota counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotaScope {
    /// Pods that ask for nothing, which can be counted only.
    BestEffort,
    /// Some of the pods.
    Pods,
    /// Claims of volumes of a class.
    Claims,
}

impl QuotaScope {
    /// The names of all.
    pub const NAMES: [&str; 7] = [
        "BestEffort",
        "CrossNamespacePodAffinity",
        "NotBestEffort",
        "NotTerminating",
        "PriorityClass",
        "Terminating",
        "VolumeAttributesClass",
    ];

    /// The scope of a name.
    pub fn named(name: &str) -> Option<QuotaScope> {
        match name {
            "BestEffort" => Some(QuotaScope::BestEffort),
            "VolumeAttributesClass" => Some(QuotaScope::Claims),
            _ => QuotaScope::NAMES.contains(&name).then_some(QuotaScope::Pods),
        }
    }

    /// `IsResourceQuotaScopeValidForResource`: whether a resource can be counted in it; one with a domain always can.
    pub fn has(self, resource: &str) -> bool {
        let plain = resource.strip_prefix("requests.").or_else(|| resource.strip_prefix("limits."));
        let computes = matches!(plain.unwrap_or(resource), "cpu" | "memory");
        resource.contains('/')
            || match self {
                QuotaScope::BestEffort => resource == "pods",
                QuotaScope::Pods => resource == "pods" || computes,
                QuotaScope::Claims => matches!(resource, "persistentvolumeclaims" | "requests.storage"),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_takes_its_own_names() {
        for name in ["cpu", "hugepages-2Mi", "example.com/gpu", "a.kubernetes.io/b"] {
            assert_eq!(of_container(name), None, "{name}");
        }
        for name in ["pods", "requests.cpu", "gpu", "a b", "", "requests.example.com/gpu"] {
            assert!(of_container(name).is_some(), "{name}");
        }
        for name in
            ["cpu", "requests.cpu", "limits.memory", "count/x", "requests.storage", "requests.hugepages-2Mi"]
        {
            assert_eq!(of_quota(name), None, "{name}");
        }
        for name in ["storage", "request.cpu", "podsx", "limits.storage", "limits.hugepages-2Mi"] {
            assert!(of_quota(name).is_some(), "{name}");
        }
        assert!(of_any("storage").is_none() && of_any("podsx").is_some());
        assert!(is_counted("pods") && is_counted("example.com/gpu") && !is_counted("cpu"));
    }
}
