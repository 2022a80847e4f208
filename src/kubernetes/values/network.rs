//! Services, Ingresses, policies and endpoints. From `core/validation`, `networking/validation` and
//! `discovery/validation`.

use super::{format, needed, needs, needs_one_of, one_of, port, rows, words};
use crate::kubernetes::address::cidr;
use crate::kubernetes::formats::{
    dns_label, dns_subdomain, domain_path, label_value, path_segment, port_name,
};

const PROTOCOLS: &[&str] = &["SCTP", "TCP", "UDP"];

rows! {
    "ServiceSpec" => [
        one_of("type", &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]),
        one_of("sessionAffinity", &["ClientIP", "None"]),
        words("internalTrafficPolicy", &["Cluster", "Local"]),
        words("trafficDistribution", &["PreferClose", "PreferSameNode", "PreferSameZone"]),
    ],
    "ServicePort" => [format("name", dns_label), port("port"), one_of("protocol", PROTOCOLS)],
    "EndpointAddress" => [format("hostname", dns_label)],
    "EndpointSlice" => [needs_one_of("addressType", &["FQDN", "IPv4", "IPv6"])],
    "Endpoint" => [needed("addresses")],
    "ForZone" => [format("name", label_value)],
    "ForNode" => [needs("name", dns_subdomain)],
    "IngressTLS" => [format("secretName", dns_subdomain)],
    "HTTPIngressRuleValue" => [needed("paths")],
    "HTTPIngressPath" => [words("pathType", &["Exact", "ImplementationSpecific", "Prefix"])],
    "IngressServiceBackend" => [needs("name", dns_label)],
    "ServiceBackendPort" => [format("name", port_name)],
    "IngressClassSpec" => [needs("controller", domain_path)],
    "IngressClassParametersReference" => [
        needs("kind", path_segment),
        needs("name", path_segment),
        words("scope", &["Cluster", "Namespace"]),
    ],
    "NetworkPolicyPort" => [words("protocol", PROTOCOLS)],
    "IPBlock" => [needs("cidr", cidr)],
    "ParentReference" => [
        format("group", dns_subdomain),
        needs("resource", path_segment),
        needs("name", path_segment),
        format("namespace", path_segment),
    ],
}
