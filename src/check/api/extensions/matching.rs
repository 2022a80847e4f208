//! What webhooks and policies match: operations on resources, selectors and conditions.
//!
//! From `pkg/apis/admissionregistration/validation/validation.go` in Kubernetes 1.36.

use k8s_openapi::api::admissionregistration::v1::{
    MatchCondition, MatchResources, NamedRuleWithOperations, RuleWithOperations,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use rustc_hash::FxHashSet;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{labels, lists, with};
use super::expressions::Scope;
use crate::kubernetes::formats;

/// What rules with and without names have.
struct Rule<'r> {
    operations: &'r [String],
    groups: &'r [String],
    versions: &'r [String],
    resources: &'r [String],
}

/// The rules of a webhook.
pub(super) fn rules(rules: Option<&[RuleWithOperations]>, at: At<'_>, out: &mut Findings<'_>) {
    for (index, it) in rules.unwrap_or_default().iter().enumerate() {
        let it = Rule {
            operations: it.operations.as_deref().unwrap_or_default(),
            groups: it.api_groups.as_deref().unwrap_or_default(),
            versions: it.api_versions.as_deref().unwrap_or_default(),
            resources: it.resources.as_deref().unwrap_or_default(),
        };
        rule(&it, at.item(index), out);
    }
}

/// The rules of a policy, which can name objects: `validateNamedRuleWithOperations`.
fn named_rules(rules: Option<&[NamedRuleWithOperations]>, at: At<'_>, out: &mut Findings<'_>) {
    for (index, it) in rules.unwrap_or_default().iter().enumerate() {
        let at = at.item(index);
        let names = at.field("resourceNames");
        let listed = it.resource_names.as_deref().unwrap_or_default();
        for (index, name) in listed.iter().enumerate() {
            if let Some(fault) = formats::path_segment(name) {
                out.invalid(names.item(index), fault);
            }
        }
        lists::distinct(listed, names, out);
        let it = Rule {
            operations: it.operations.as_deref().unwrap_or_default(),
            groups: it.api_groups.as_deref().unwrap_or_default(),
            versions: it.api_versions.as_deref().unwrap_or_default(),
            resources: it.resources.as_deref().unwrap_or_default(),
        };
        rule(&it, at, out);
    }
}

/// `validateRuleWithOperations`.
fn rule(it: &Rule<'_>, at: At<'_>, out: &mut Findings<'_>) {
    for (list, field) in [
        (it.operations, "operations"),
        (it.groups, "apiGroups"),
        (it.versions, "apiVersions"),
        (it.resources, "resources"),
    ] {
        let at = at.field(field);
        if list.is_empty() {
            out.required(at);
        }
        if field != "resources" && list.len() > 1 && list.iter().any(|item| item == "*") {
            out.invalid(at, "cannot have another item beside `*`");
        }
        // The group of the oldest kinds is empty.
        if matches!(field, "apiVersions" | "resources") {
            for (index, _) in list.iter().enumerate().filter(|(_, item)| item.is_empty()) {
                out.required(at.item(index));
            }
        }
    }
    resources(it.resources, at.field("resources"), out);
}

/// `validateResources`.
fn resources(list: &[String], at: At<'_>, out: &mut Findings<'_>) {
    let (mut with_all_parts, mut parts_of_all) = (FxHashSet::default(), FxHashSet::default());
    let mut is_whole = false;
    for (index, item) in list.iter().enumerate().filter(|(_, item)| !item.is_empty()) {
        let Some((resource, part)) = item.split_once('/') else {
            is_whole = item != "*";
            continue;
        };
        if with_all_parts.contains(resource) || parts_of_all.contains(part) {
            out.invalid(at.item(index), "is in one with `*` before it already");
        }
        if part == "*" {
            with_all_parts.insert(resource);
        }
        if resource == "*" {
            parts_of_all.insert(part);
        }
    }
    if list.len() > 1 && list.iter().any(|item| item == "*/*") {
        out.invalid(at, "cannot have another item beside `*/*`");
    }
    if is_whole && list.iter().any(|item| item == "*") {
        out.invalid(at, "cannot have another resource beside `*`");
    }
}

/// The selectors by which objects are picked: of their namespaces, and of their own labels.
pub(super) fn selectors(
    [namespaces, objects]: [&Option<LabelSelector>; 2],
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    with(namespaces.as_ref(), |it| labels::selector(it, at.field("namespaceSelector"), out));
    with(objects.as_ref(), |it| labels::selector(it, at.field("objectSelector"), out));
}

/// `validateMatchResources`.
pub(super) fn match_resources(it: &MatchResources, at: At<'_>, out: &mut Findings<'_>) {
    selectors([&it.namespace_selector, &it.object_selector], at, out);
    named_rules(it.resource_rules.as_deref(), at.field("resourceRules"), out);
    named_rules(it.exclude_resource_rules.as_deref(), at.field("excludeResourceRules"), out);
}

/// `validateMatchConditions`.
pub(super) fn conditions(
    conditions: Option<&[MatchCondition]>,
    scope: &Scope,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    let conditions = conditions.unwrap_or_default();
    if conditions.len() > 64 {
        out.invalid(at, "can have 64 items at most");
    }
    for (index, it) in conditions.iter().enumerate() {
        let (at, text) = (at.item(index), &it.expression);
        expression(Some(text), at.field("expression"), out);
        // The server cuts the blanks off before.
        scope.condition(text, at.field("expression"), out);
    }
    lists::unique(conditions.iter().map(|it| it.name.as_str()), "name", at, out);
}

/// An expression of nothing but blanks is none. One that is absent or empty is said by the tables.
pub(super) fn expression(text: Option<&str>, at: At<'_>, out: &mut Findings<'_>) {
    if text.is_some_and(|text| !text.is_empty() && text.trim().is_empty()) {
        out.required(at);
    }
}
