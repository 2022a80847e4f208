//! Roles and who has them. From `pkg/apis/rbac/validation/validation.go` in Kubernetes 1.36.

use k8s_openapi::api::rbac::v1::{AggregationRule, PolicyRule, RoleRef, Subject};

use super::at::At;
use super::findings::Findings;
use super::{labels, with};
use crate::kubernetes::formats;
use crate::typed::Object;

/// The group of roles.
const GROUP: &str = "rbac.authorization.k8s.io";
const SUBJECTS: [&str; 3] = ["Group", "ServiceAccount", "User"];

/// Whether a role or a binding holds for one namespace or for all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Namespace,
    Cluster,
}

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    let (rule_list, ref_at, subject_list) = (at.field("rules"), at.field("roleRef"), at.field("subjects"));
    match object {
        Object::ClusterRole(it) => {
            rules(it.rules.as_deref(), Reach::Cluster, rule_list, out);
            with(it.aggregation_rule.as_ref(), |it| aggregation(it, at.field("aggregationRule"), out));
        }
        Object::Role(it) => rules(it.rules.as_deref(), Reach::Namespace, rule_list, out),
        Object::ClusterRoleBinding(it) => {
            role(&it.role_ref, &["ClusterRole"], ref_at, out);
            subjects(it.subjects.as_deref(), Reach::Cluster, subject_list, out);
        }
        Object::RoleBinding(it) => {
            role(&it.role_ref, &["ClusterRole", "Role"], ref_at, out);
            subjects(it.subjects.as_deref(), Reach::Namespace, subject_list, out);
        }
        _ => {}
    }
}

fn rules(rules: Option<&[PolicyRule]>, reach: Reach, at: At<'_>, out: &mut Findings<'_>) {
    for (index, it) in rules.unwrap_or_default().iter().enumerate() {
        rule(it, reach, at.item(index), out);
    }
}

/// `ValidatePolicyRule`.
fn rule(it: &PolicyRule, reach: Reach, at: At<'_>, out: &mut Findings<'_>) {
    let count = |list: &Option<Vec<String>>| list.as_ref().map_or(0, Vec::len);
    if it.verbs.is_empty() {
        out.required(at.field("verbs")).help("write at least one verb, as `verbs: [get, list]`");
    }
    if count(&it.non_resource_urls) > 0 {
        let urls = at.field("nonResourceURLs");
        if reach == Reach::Namespace {
            out.invalid(urls, "cannot be set in a `Role`: paths belong to no namespace")
                .help("write a `ClusterRole`");
        }
        if count(&it.api_groups) + count(&it.resources) + count(&it.resource_names) > 0 {
            out.invalid(urls, "cannot be set beside resources").help("give them a rule of their own");
        }
        return;
    }
    if count(&it.api_groups) == 0 {
        out.required(at.field("apiGroups")).help("write `apiGroups: [\"\"]` for what has no group");
    }
    if count(&it.resources) == 0 {
        out.required(at.field("resources"));
    }
}

/// The roles that a role is made of: `ValidateClusterRole`.
fn aggregation(it: &AggregationRule, at: At<'_>, out: &mut Findings<'_>) {
    let all = at.field("clusterRoleSelectors");
    let selectors = it.cluster_role_selectors.as_deref().unwrap_or_default();
    if selectors.is_empty() {
        out.required(all);
    }
    for (index, it) in selectors.iter().enumerate() {
        labels::selector(it, all.item(index), out);
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
    } else if let Some(fault) = formats::path_segment(&it.name) {
        out.invalid(at.field("name"), fault);
    }
}

fn subjects(subjects: Option<&[Subject]>, reach: Reach, at: At<'_>, out: &mut Findings<'_>) {
    for (index, it) in subjects.unwrap_or_default().iter().enumerate() {
        subject(it, reach, at.item(index), out);
    }
}

/// `ValidateRoleBindingSubject`. Absent, the group is filled in.
fn subject(it: &Subject, reach: Reach, at: At<'_>, out: &mut Findings<'_>) {
    if it.name.is_empty() {
        out.required(at.field("name"));
    }
    let group = it.api_group.as_deref().unwrap_or_default();
    match it.kind.as_str() {
        "ServiceAccount" => {
            if let Some(fault) = formats::dns_subdomain(&it.name).filter(|_| !it.name.is_empty()) {
                out.invalid(at.field("name"), fault);
            }
            if !group.is_empty() {
                out.invalid(at.field("apiGroup"), "must be empty: a `ServiceAccount` has no group");
            }
            if reach == Reach::Cluster && it.namespace.as_deref().unwrap_or_default().is_empty() {
                out.required(at.field("namespace")).help("say which namespace's `ServiceAccount` it is");
            }
        }
        "Group" | "User" if !matches!(group, "" | GROUP) => {
            out.unsupported(at.field("apiGroup"), &[GROUP]);
        }
        "Group" | "User" => {}
        _ => {
            out.unsupported(at.field("kind"), &SUBJECTS);
        }
    }
}
