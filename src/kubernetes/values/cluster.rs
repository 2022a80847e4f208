//! Quotas, roles, certificates and flow control. From `core/validation`, `rbac/validation`, `certificates/validation` and
//! `flowcontrol/validation`.

use super::{at_least, format, needed, needs, needs_one_of, rows, within};
use crate::kubernetes::formats::{dns_label, dns_subdomain};

rows! {
    "ScopedResourceSelectorRequirement" => [
        needs_one_of("operator", &["DoesNotExist", "Exists", "In", "NotIn"]),
    ],
    "CertificateSigningRequestSpec" => [at_least("expirationSeconds", 600)],
    "LeaseSpec" => [at_least("leaseDurationSeconds", 1), at_least("leaseTransitions", 0)],
    "RuntimeClass" => [format("handler", dns_label)],
    "LimitedPriorityLevelConfiguration" => [
        at_least("borrowingLimitPercent", 0),
        within("lendablePercent", 0, 100),
        at_least("nominalConcurrencyShares", 0),
    ],
    "ExemptPriorityLevelConfiguration" => [
        within("lendablePercent", 0, 100),
        at_least("nominalConcurrencyShares", 0),
    ],
    "PriorityLevelConfigurationReference" => [needs("name", dns_subdomain)],
    "UserSubject" | "GroupSubject" => [needed("name")],
    "FlowSchemaSpec" => [within("matchingPrecedence", 0, 10000)],
    "FlowDistinguisherMethod" => [needs_one_of("type", &["ByNamespace", "ByUser"])],
    "LimitResponse" => [needs_one_of("type", &["Queue", "Reject"])],
    "PriorityLevelConfigurationSpec" => [needs_one_of("type", &["Exempt", "Limited"])],
}
