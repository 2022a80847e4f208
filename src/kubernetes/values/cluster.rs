//! Quotas, roles, devices, certificates and flow control. From `core/validation`, `rbac/validation`, `resource/validation`,
//! `certificates/validation` and `flowcontrol/validation`.

use super::{at_least, needs_one_of, one_of, rows, within};

const ALLOCATION: &[&str] = &["All", "ExactCount"];

rows! {
    "ScopedResourceSelectorRequirement" => [
        needs_one_of("operator", &["DoesNotExist", "Exists", "In", "NotIn"]),
    ],
    "ExactDeviceRequest" | "DeviceSubRequest" => [one_of("allocationMode", ALLOCATION)],
    "CertificateSigningRequestSpec" => [at_least("expirationSeconds", 600)],
    "FlowSchemaSpec" => [within("matchingPrecedence", 0, 10000)],
    "FlowDistinguisherMethod" => [needs_one_of("type", &["ByNamespace", "ByUser"])],
    "LimitResponse" => [needs_one_of("type", &["Queue", "Reject"])],
    "PriorityLevelConfigurationSpec" => [needs_one_of("type", &["Exempt", "Limited"])],
}
