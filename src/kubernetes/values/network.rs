//! Services, Ingresses, policies and endpoints. From `ValidateService` in `core/validation`, `networking/validation` and
//! `discovery/validation`.

use super::{needed, needs_one_of, one_of, port, rows, within};

const PROTOCOLS: &[&str] = &["SCTP", "TCP", "UDP"];

rows! {
    "ServiceSpec" => [
        one_of("type", &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]),
        one_of("sessionAffinity", &["ClientIP", "None"]),
        one_of("externalTrafficPolicy", &["Cluster", "Local"]),
        one_of("internalTrafficPolicy", &["Cluster", "Local"]),
        one_of("ipFamilyPolicy", &["PreferDualStack", "RequireDualStack", "SingleStack"]),
        one_of("ipFamilies", &["IPv4", "IPv6"]),
        one_of("trafficDistribution", &["PreferClose", "PreferSameNode", "PreferSameZone"]),
    ],
    "ServicePort" => [port("port"), within("nodePort", 0, 65535), one_of("protocol", PROTOCOLS)],
    "ClientIPConfig" => [within("timeoutSeconds", 1, 86400)],
    "HTTPIngressPath" => [needs_one_of("pathType", &["Exact", "ImplementationSpecific", "Prefix"])],
    "IngressServiceBackend" => [needed("name")],
    "NetworkPolicySpec" => [one_of("policyTypes", &["Egress", "Ingress"])],
    "NetworkPolicyPort" => [one_of("protocol", PROTOCOLS)],
    "EndpointSlice" => [needs_one_of("addressType", &["FQDN", "IPv4", "IPv6"])],
    "EndpointPort" => [one_of("protocol", PROTOCOLS)],
    "IngressClassParametersReference" => [one_of("scope", &["Cluster", "Namespace"])],
}
