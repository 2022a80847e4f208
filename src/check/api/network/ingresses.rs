//! Ingresses and their classes.
//!
//! From `pkg/apis/networking/validation/validation.go` in Kubernetes 1.36.

use std::collections::BTreeMap;

use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, IngressBackend, IngressClassParametersReference, IngressClassSpec, IngressRule,
    IngressSpec,
};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{numbers, with};
use super::format;
use crate::kubernetes::{address, formats};

/// The annotation that named the class before there was a field.
const CLASS: &str = "kubernetes.io/ingress.class";

/// `ValidateIngressCreate`: the class is said in one way, or the same in both.
pub(super) fn class_of(
    annotations: Option<&BTreeMap<String, String>>,
    it: &IngressSpec,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    if let (Some(old), Some(new)) = (annotations.and_then(|all| all.get(CLASS)), &it.ingress_class_name)
        && old != new
    {
        let all = at.field("metadata.annotations");
        out.invalid(all.key(CLASS), "must say the same as `spec.ingressClassName`")
            .see(at.field("spec.ingressClassName"), "this class")
            .help("take the annotation away: the field says it");
    }
}

/// `ValidateIngressSpec`.
pub(super) fn spec(it: Option<&IngressSpec>, at: At<'_>, out: &mut Findings<'_>) {
    let rules = it.and_then(|it| it.rules.as_deref()).unwrap_or_default();
    if rules.is_empty() && it.is_none_or(|it| it.default_backend.is_none()) {
        out.invalid(at, "must have `rules` or a `defaultBackend`");
    }
    let Some(it) = it else { return };
    with(it.default_backend.as_ref(), |it| backend(it, at.field("defaultBackend"), out));
    let all = at.field("rules");
    for (index, it) in rules.iter().enumerate() {
        rule(it, all.item(index), out);
    }
    let tls = at.field("tls");
    for (index, it) in it.tls.iter().flatten().enumerate() {
        let at = tls.item(index);
        let hosts = at.field("hosts");
        for (index, host) in it.hosts.iter().flatten().enumerate() {
            format(Some(host), formats::host, hosts.item(index), out);
        }
        let secret = it.secret_name.as_deref().filter(|name| !name.is_empty());
        format(secret, formats::dns_subdomain, at.field("secretName"), out);
    }
    format(it.ingress_class_name.as_deref(), formats::dns_subdomain, at.field("ingressClassName"), out);
}

/// `validateIngressRules`.
fn rule(it: &IngressRule, at: At<'_>, out: &mut Findings<'_>) {
    let host = it.host.as_deref().unwrap_or_default();
    if !host.is_empty() {
        if address::is_address(host) {
            out.invalid(at.field("host"), "must be a name, and cannot be an address");
        } else {
            format(Some(host), formats::host, at.field("host"), out);
        }
    }
    let Some(http) = &it.http else { return };
    let paths = at.field("http.paths");
    if http.paths.is_empty() {
        out.required(paths);
    }
    for (index, it) in http.paths.iter().enumerate() {
        path(it, paths.item(index), out);
    }
}

/// `validateHTTPIngressPath`.
fn path(it: &HTTPIngressPath, at: At<'_>, out: &mut Findings<'_>) {
    let path = it.path.as_deref().unwrap_or_default();
    let is_exact = matches!(it.path_type.as_str(), "Exact" | "Prefix");
    let is_known = is_exact || it.path_type == "ImplementationSpecific";
    let place = at.field("path");
    if is_known && !path.starts_with('/') && (is_exact || !path.is_empty()) {
        out.invalid(place, "must begin with `/`");
    }
    if is_exact && !path.is_empty() {
        let part = ["//", "/./", "/../", "%2f", "%2F"].into_iter().find(|part| path.contains(part));
        let end = ["/..", "/."].into_iter().find(|end| path.ends_with(end));
        if let Some(part) = part {
            out.invalid(place, &format!("cannot have `{part}` in it"));
        } else if let Some(end) = end {
            out.invalid(place, &format!("cannot end with `{end}`"));
        }
    }
    backend(&it.backend, at.field("backend"), out);
}

/// `validateIngressBackend`. That it is a service or a resource, and has one way to name a port, is said by the tables.
fn backend(it: &IngressBackend, at: At<'_>, out: &mut Findings<'_>) {
    with(it.resource.as_ref(), |it| {
        reference([&it.kind, &it.name], it.api_group.as_deref(), at.field("resource"), out);
    });
    let Some(service) = &it.service else { return };
    let at = at.field("service");
    let name = Some(service.name.as_str()).filter(|name| !name.is_empty());
    format(name, formats::dns_label, at.field("name"), out);
    let port = at.field("port");
    let Some(it) = &service.port else {
        out.required(port).help("write `port: {number: 80}`, or the port's name");
        return;
    };
    format(it.name.as_deref().filter(|name| !name.is_empty()), formats::port_name, port.field("name"), out);
    let number = it.number.filter(|number| *number != 0);
    numbers::within(number, 1, 65535, port.field("number"), out);
}

/// `validateIngressClassSpec`.
pub(super) fn class(it: &IngressClassSpec, at: At<'_>, out: &mut Findings<'_>) {
    match it.controller.as_deref().unwrap_or_default() {
        "" => {
            out.required(at.field("controller"))
                .help("write the controller's name, as `example.com/ingress`");
        }
        controller if controller.len() > 250 => {
            out.invalid(at.field("controller"), "must have 250 characters at most");
        }
        controller => format(Some(controller), formats::domain_prefixed_path, at.field("controller"), out),
    }
    with(it.parameters.as_ref(), |it| parameters(it, at.field("parameters"), out));
}

/// `validateIngressClassParametersReference`. Absent, the scope is `Cluster`.
fn parameters(it: &IngressClassParametersReference, at: At<'_>, out: &mut Findings<'_>) {
    reference([&it.kind, &it.name], it.api_group.as_deref(), at, out);
    match (it.scope.as_deref().unwrap_or("Cluster"), it.namespace.as_deref()) {
        ("Namespace", None) => {
            out.required(at.field("namespace")).see(at.field("scope"), "asked for by this");
        }
        ("Namespace", namespace) => format(namespace, formats::dns_label, at.field("namespace"), out),
        ("Cluster", Some(_)) => {
            out.forbidden(at.field("namespace"), "cannot be set when `scope` is `Cluster`");
        }
        _ => {}
    }
}

/// `validateIngressTypedLocalObjectReference`.
fn reference([kind, name]: [&String; 2], group: Option<&str>, at: At<'_>, out: &mut Findings<'_>) {
    format(group, formats::dns_subdomain, at.field("apiGroup"), out);
    for (text, field) in [(kind, "kind"), (name, "name")] {
        if text.is_empty() {
            out.required(at.field(field));
        } else {
            format(Some(text), formats::path_segment, at.field(field), out);
        }
    }
}
