//! Services, Ingresses, policies and endpoints. From `ValidateService` in `core/validation`, `networking/validation` and
//! `discovery/validation`.

use super::{format, needed, needs, needs_one_of, one_of, port, rows, within, words};
use crate::kubernetes::formats::{dns_label, dns_subdomain, qualified_name};

const PROTOCOLS: &[&str] = &["SCTP", "TCP", "UDP"];

rows! {
    "ServiceSpec" => [
        one_of("type", &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]),
        one_of("sessionAffinity", &["ClientIP", "None"]),
        one_of("externalTrafficPolicy", &["Cluster", "Local"]),
        words("internalTrafficPolicy", &["Cluster", "Local"]),
        words("trafficDistribution", &["PreferClose", "PreferSameNode", "PreferSameZone"]),
    ],
    "ServicePort" => [
        port("port"),
        within("nodePort", 0, 65535),
        one_of("protocol", PROTOCOLS),
        format("name", dns_label),
    ],
    "HTTPIngressPath" => [needs_one_of("pathType", &["Exact", "ImplementationSpecific", "Prefix"])],
    "IngressServiceBackend" => [needs("name", dns_label)],
    "NetworkPolicySpec" => [one_of("policyTypes", &["Egress", "Ingress"])],
    "NetworkPolicyPort" => [words("protocol", PROTOCOLS)],
    "IPBlock" => [needed("cidr")],
    "EndpointSlice" => [needs_one_of("addressType", &["FQDN", "IPv4", "IPv6"])],
    "Endpoint" => [format("hostname", dns_label), format("nodeName", dns_subdomain)],
    "EndpointAddress" => [needed("ip"), format("hostname", dns_label)],
    "EndpointPort" => [
        one_of("protocol", PROTOCOLS),
        format("name", dns_label),
        format("appProtocol", qualified_name),
    ],
    "IngressClassParametersReference" => [words("scope", &["Cluster", "Namespace"])],
}
