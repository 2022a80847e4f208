//! Releases of Kubernetes, and what each serves.

use std::fmt;

/// A release, as `1.36`, of those that objects can be judged by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Release(u32);

impl Release {
    /// The first one.
    pub const OLDEST: Release = Release(16);
    /// The one whose rules are known.
    pub const NEWEST: Release = Release(36);

    /// The release of that name, with or without a `v` and the number of a patch: `1.30`, `v1.30.2`.
    pub fn parse(text: &str) -> Option<Release> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let (major, minor, patch) = (parts.next()?, parts.next()?, parts.next());
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if major != "1" || !is_number(minor) || !patch.is_none_or(is_number) || parts.next().is_some() {
            return None;
        }
        let release = Release(minor.parse().ok()?);
        (Release::OLDEST..=Release::NEWEST).contains(&release).then_some(release)
    }
}

/// The newest.
impl Default for Release {
    fn default() -> Self {
        Release::NEWEST
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}

/// The release that first served a kind in a version; nothing if all that can be told of did.
///
/// What came with 1.34 and later the table `schema/later.txt` knows.
pub fn first(api_version: &str, kind: &str) -> Option<Release> {
    let row = |(version, kinds, _): &&(&str, &[&str], u32)| *version == api_version && kinds.contains(&kind);
    FIRST.iter().find(row).map(|(_, _, minor)| Release(*minor))
}

/// From "available since" in Kubernetes' "Deprecated API Migration Guide", and `APILifecycleIntroduced` in
/// `k8s.io/api/<group>/<version>/zz_generated.prerelease-lifecycle.go`.
#[rustfmt::skip]
static FIRST: &[(&str, &[&str], u32)] = &[
    ("admissionregistration.k8s.io/v1", &["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"], 30),
    ("autoscaling/v2", &["HorizontalPodAutoscaler"], 23),
    ("batch/v1", &["CronJob"], 21),
    ("certificates.k8s.io/v1", &["CertificateSigningRequest"], 19),
    ("discovery.k8s.io/v1beta1", &["EndpointSlice"], 17),
    ("discovery.k8s.io/v1", &["EndpointSlice"], 21),
    ("events.k8s.io/v1", &["Event"], 19),
    ("flowcontrol.apiserver.k8s.io/v1", &["FlowSchema", "PriorityLevelConfiguration"], 29),
    ("flowcontrol.apiserver.k8s.io/v1beta1", &["FlowSchema", "PriorityLevelConfiguration"], 20),
    ("flowcontrol.apiserver.k8s.io/v1beta2", &["FlowSchema", "PriorityLevelConfiguration"], 23),
    ("flowcontrol.apiserver.k8s.io/v1beta3", &["FlowSchema", "PriorityLevelConfiguration"], 26),
    ("networking.k8s.io/v1", &["IPAddress", "ServiceCIDR"], 33),
    ("networking.k8s.io/v1", &["Ingress", "IngressClass"], 19),
    ("node.k8s.io/v1", &["RuntimeClass"], 20),
    ("policy/v1", &["PodDisruptionBudget"], 21),
    ("storage.k8s.io/v1", &["CSIDriver"], 19),
    ("storage.k8s.io/v1", &["CSINode"], 17),
    ("storage.k8s.io/v1", &["CSIStorageCapacity"], 24),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::kinds;

    #[test]
    fn releases_are_read_and_written() {
        for (text, shown) in [("1.36", "1.36"), ("v1.16.3", "1.16"), ("1.029", "1.29")] {
            assert_eq!(Release::parse(text).unwrap().to_string(), shown);
        }
        for text in ["1.15", "1.37", "1", "1.", "2.30", "1.30.", "1.30.1.1", "1.30-eks", "1.+20", ""] {
            assert_eq!(Release::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_came_first_is_served_now_or_was_once() {
        for (api_version, of, _) in FIRST {
            let (group, version) = api_version.rsplit_once('/').unwrap();
            for kind in *of {
                let served = kinds::index(group, version, kind).is_some();
                assert!(served || kinds::removed(api_version, kind).is_some(), "{api_version} {kind}");
            }
        }
    }
}
