//! Roles and who has them. From `pkg/apis/rbac/validation/validation.go` in Kubernetes 1.36.

use k8s_openapi::api::rbac::v1::RoleRef;

use super::at::At;
use super::findings::Findings;
use crate::typed::Object;

/// The group of roles.
const GROUP: &str = "rbac.authorization.k8s.io";

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    match object {
        Object::ClusterRoleBinding(it) => role(&it.role_ref, &["ClusterRole"], at.field("roleRef"), out),
        Object::RoleBinding(it) => role(&it.role_ref, &["ClusterRole", "Role"], at.field("roleRef"), out),
        _ => {}
    }
}

/// The role that a binding gives: `ValidateRoleBinding` and `ValidateClusterRoleBinding`.
fn role(it: &RoleRef, kinds: &[&str], at: At<'_>, out: &mut Findings<'_>) {
    // Absent, the group is filled in.
    if !matches!(it.api_group.as_deref().unwrap_or_default(), "" | GROUP) {
        out.unsupported(at.field("apiGroup"), &[GROUP]);
    }
    if !kinds.contains(&it.kind.as_str()) {
        out.unsupported(at.field("kind"), kinds);
    }
    if it.name.is_empty() {
        out.required(at.field("name"));
    }
}
