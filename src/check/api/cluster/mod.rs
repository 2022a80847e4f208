//! What a cluster's owner makes: quotas and limits, namespaces, nodes, priorities, events, certificates, flow control and
//! API services. From `pkg/apis/<group>/validation` in Kubernetes 1.36.

mod api_services;
mod candidates;
mod certificates;
mod events;
mod flow;
mod limits;
mod namespaces;
mod nodes;
mod priorities;
mod quotas;
mod scheduling;

use super::at::At;
use super::findings::Findings;
use super::{labels, with};
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    let spec = at.field("spec");
    match object {
        Object::APIService(it) => api_services::service(it, at, out),
        Object::CertificateSigningRequest(it) => certificates::request(&it.spec, spec, out),
        Object::ClusterTrustBundle(it) => certificates::bundle(&it.spec, spec, out),
        Object::Event(it) => events::event(it, at, out),
        Object::EventsEvent(it) => events::event_of_group(it, at, out),
        Object::FlowSchema(it) => with(it.spec.as_ref(), |spec| flow::schema(it, spec, out)),
        Object::LeaseCandidate(it) => candidates::candidate(&it.spec, spec, out),
        Object::LimitRange(it) => with(it.spec.as_ref(), |it| limits::range(it, spec, out)),
        Object::Namespace(it) => namespaces::namespace(it, at, out),
        Object::Node(it) => nodes::node(it, at, out),
        Object::PodGroup(it) => scheduling::group(&it.spec, spec, out),
        Object::PodCertificateRequest(it) => certificates::of_pod(&it.spec, spec, out),
        Object::PriorityClass(it) => priorities::class(it, at, out),
        Object::PriorityLevelConfiguration(it) => with(it.spec.as_ref(), |spec| flow::level(it, spec, out)),
        Object::ResourceQuota(it) => with(it.spec.as_ref(), |it| quotas::quota(it, spec, out)),
        Object::RuntimeClass(it) => nodes::runtime_class(it, at, out),
        // `ValidateStorageVersionMigration`.
        Object::StorageVersionMigration(it) => with(it.spec.as_ref(), |it| {
            if it.resource.resource.is_empty() {
                out.required(spec.field("resource.resource"));
            }
        }),
        Object::Workload(it) => scheduling::workload(&it.spec, spec, out),
        _ => {}
    }
}
