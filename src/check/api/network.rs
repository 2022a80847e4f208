//! Services, Ingresses, network policies and endpoints. From `ValidateService` in `pkg/apis/core/validation` and
//! `pkg/apis/networking/validation` in Kubernetes 1.36.

use k8s_openapi::api::core::v1::{ServicePort, ServiceSpec};

use super::at::At;
use super::findings::Findings;
use super::{lists, with};
use crate::kubernetes::formats;
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    if let Object::Service(it) = object {
        with(it.spec.as_ref(), |it| service(it, at.field("spec"), out));
    }
}

/// `ValidateService`: a Service has ports, unless it has no address of its own or stands for a name elsewhere.
fn service(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    let ports = it.ports.as_deref().unwrap_or_default();
    let is_headless = it.cluster_ip.as_deref() == Some("None");
    let is_name = it.type_.as_deref() == Some("ExternalName");
    if ports.is_empty() && !is_headless && !is_name {
        out.required(at.field("ports"));
    }
    service_ports(ports, at.field("ports"), out);
}

/// `validateServicePort`: where there are several, each has a name of its own.
fn service_ports(ports: &[ServicePort], at: At<'_>, out: &mut Findings<'_>) {
    for (index, port) in ports.iter().enumerate() {
        match port.name.as_deref().unwrap_or_default() {
            "" if ports.len() > 1 => {
                out.required(at.item(index).field("name")).help("of several ports, each must have a name");
            }
            "" => {}
            name => {
                if let Some(fault) = formats::dns_label(name) {
                    out.invalid(at.item(index).field("name"), fault);
                }
            }
        }
    }
    lists::unique(ports.iter().map(|port| port.name.as_deref().unwrap_or_default()), "name", at, out);
}
