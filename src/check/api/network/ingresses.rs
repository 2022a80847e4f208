//! Ingresses and their classes.
//!
//! From `ValidateIngressCreate` and `ValidateIngressClass` in `pkg/apis/networking/validation/validation.go` of Kubernetes
//! 1.36.

use k8s_openapi::api::core::v1::TypedLocalObjectReference;
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, Ingress, IngressBackend, IngressClassParametersReference, IngressClassSpec, IngressRule,
    IngressServiceBackend, IngressSpec,
};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{numbers, with};
use super::written;
use crate::kubernetes::{address, formats};

/// The annotation that said the class before there was a field for it.
const CLASS: &str = "kubernetes.io/ingress.class";

/// `ValidateIngressCreate`.
pub(super) fn ingress(it: &Ingress, at: At<'_>, out: &mut Findings<'_>) {
    let Some(spec) = &it.spec else { return };
    self::spec(spec, at.field("spec"), out);
    let said = it.metadata.annotations.as_ref().and_then(|all| all.get(CLASS));
    if let (Some(said), Some(class)) = (said, &spec.ingress_class_name)
        && said != class
    {
        let annotations = at.field("metadata.annotations");
        out.invalid(annotations.key(CLASS), "must say the same as `spec.ingressClassName`")
            .see(at.field("spec.ingressClassName"), "said here")
            .help("leave the annotation out");
    }
}

/// `ValidateIngressSpec`.
fn spec(it: &IngressSpec, at: At<'_>, out: &mut Findings<'_>) {
    let rules = it.rules.as_deref().unwrap_or_default();
    if rules.is_empty() && it.default_backend.is_none() {
        out.required(at.field("rules")).help("write `rules`, or a `defaultBackend` for all requests");
    }
    with(it.default_backend.as_ref(), |it| backend(it, at.field("defaultBackend"), out));
    let all = at.field("rules");
    for (index, it) in rules.iter().enumerate() {
        rule(it, all.item(index), out);
    }
    let all = at.field("tls");
    for (index, it) in it.tls.iter().flatten().enumerate() {
        let hosts = all.item(index);
        let hosts = hosts.field("hosts");
        for (index, host) in it.hosts.iter().flatten().enumerate() {
            written(Some(host), formats::host, hosts.item(index), out);
        }
    }
    written(it.ingress_class_name.as_deref(), formats::dns_subdomain, at.field("ingressClassName"), out);
}

/// `validateIngressRules`.
fn rule(it: &IngressRule, at: At<'_>, out: &mut Findings<'_>) {
    if let Some(host) = it.host.as_deref().filter(|host| !host.is_empty()) {
        if address::is_address(host) {
            out.invalid(at.field("host"), "must be a name, and is an IP address")
                .help("leave `host` out to take every name and address");
        } else if let Some(fault) = formats::host(host) {
            out.invalid(at.field("host"), fault);
        }
    }
    let paths = at.field("http.paths");
    for (index, it) in it.http.iter().flat_map(|it| &it.paths).enumerate() {
        let at = paths.item(index);
        path(it, at, out);
        backend(&it.backend, at.field("backend"), out);
    }
}

/// `validateHTTPIngressPath`. Which types there are is said by the tables.
fn path(it: &HTTPIngressPath, at: At<'_>, out: &mut Findings<'_>) {
    let at = at.field("path");
    let strict = matches!(it.path_type.as_str(), "Exact" | "Prefix");
    let path = it.path.as_deref().unwrap_or_default();
    if path.is_empty() {
        if strict {
            out.required(at).help("write `/` for all paths");
        }
        return;
    }
    if !path.starts_with('/') && (strict || it.path_type == "ImplementationSpecific") {
        out.invalid(at, "must begin with `/`");
    }
    if !strict {
        return;
    }
    for wrong in ["//", "/./", "/../", "%2f", "%2F"] {
        if let Some(start) = path.find(wrong) {
            out.invalid(at, &format!("cannot have `{wrong}`")).part(path, start..start + wrong.len());
        }
    }
    for wrong in ["/..", "/."] {
        if path.ends_with(wrong) {
            out.invalid(at, &format!("cannot end with `{wrong}`"))
                .part(path, path.len() - wrong.len()..path.len());
        }
    }
}

/// `validateIngressBackend`. That it is one, and one only, is said by the tables.
fn backend(it: &IngressBackend, at: At<'_>, out: &mut Findings<'_>) {
    match (&it.resource, &it.service) {
        (Some(it), None) => resource(it, at.field("resource"), out),
        (None, Some(it)) => service(it, at.field("service"), out),
        _ => {}
    }
}

/// A Service and its port. Of the port, that it is a name or a number is said by the tables.
fn service(it: &IngressServiceBackend, at: At<'_>, out: &mut Findings<'_>) {
    let at = at.field("port");
    match &it.port {
        None => {
            out.required(at).help("write `port: {number: 80}`, or `port: {name: http}`");
        }
        Some(it) => {
            let number = it.number.filter(|number| *number != 0);
            numbers::within(number, 1, 65535, at.field("number"), out);
        }
    }
}

/// `validateIngressTypedLocalObjectReference`. That `kind` and `name` must be there is said by the shape.
fn resource(it: &TypedLocalObjectReference, at: At<'_>, out: &mut Findings<'_>) {
    written(it.api_group.as_deref(), formats::dns_subdomain, at.field("apiGroup"), out);
    for (text, field) in [(&it.kind, "kind"), (&it.name, "name")] {
        if text.is_empty() {
            out.required(at.field(field));
        } else {
            written(Some(text), formats::path_segment, at.field(field), out);
        }
    }
}

/// `validateIngressClassSpec`.
pub(super) fn class(it: &IngressClassSpec, at: At<'_>, out: &mut Findings<'_>) {
    if it.controller.as_ref().is_some_and(|controller| controller.len() > 250) {
        out.invalid(at.field("controller"), "must have 250 bytes at most");
    }
    with(it.parameters.as_ref(), |it| parameters(it, at.field("parameters"), out));
}

/// `validateIngressClassParametersReference`. They are of the whole cluster if nothing is said.
fn parameters(it: &IngressClassParametersReference, at: At<'_>, out: &mut Findings<'_>) {
    written(it.api_group.as_deref(), formats::dns_subdomain, at.field("apiGroup"), out);
    let namespace = at.field("namespace");
    match (it.scope.as_deref().unwrap_or("Cluster"), &it.namespace) {
        ("Namespace", None) => {
            out.required(namespace).see(at.field("scope"), "set here");
        }
        ("Namespace", Some(name)) => written(Some(name), formats::dns_label, namespace, out),
        ("Cluster", Some(_)) => {
            out.forbidden(namespace, "cannot be set when `scope` is `Cluster`")
                .help("write `scope: Namespace`");
        }
        _ => {}
    }
}
