//! Quotas of namespaces.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ResourceQuotaSpec, ScopedResourceSelectorRequirement};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::{At, Findings, with};
use crate::kubernetes::quantity::Amount;
use crate::kubernetes::resource_names::{self as names, QuotaScope};

type Hard = BTreeMap<String, Quantity>;
/// What is counted, and where that is said.
type Counted<'h> = (&'h Hard, At<'h>);

/// Scopes that no object is in both of.
const APART: [(&str, &str); 2] = [("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")];

/// `ValidateResourceQuotaSpec`.
pub(super) fn quota(it: &ResourceQuotaSpec, at: At<'_>, out: &mut Findings<'_>) {
    let none = Hard::new();
    let hard = it.hard.as_ref().unwrap_or(&none);
    let at_hard = at.field("hard");
    for (name, Quantity(amount)) in hard {
        let at = at_hard.key(name);
        if let Some(fault) = names::of_quota(name) {
            out.invalid(at, &fault);
        }
        let Some(amount) = Amount::read(amount) else { continue };
        if amount.is_negative() {
            out.invalid(at, "must be at least 0");
        }
        if names::is_counted(name) && !amount.counts_whole() {
            out.invalid(at, "must be a whole number");
        }
    }
    let scopes = it.scopes.as_deref().unwrap_or_default();
    let at_scopes = at.field("scopes");
    for (index, name) in scopes.iter().enumerate() {
        scope(name, (hard, at_hard), at_scopes.item(index), out);
    }
    apart(&scopes.iter().map(String::as_str).collect::<Vec<_>>(), at_scopes, out);
    with(it.scope_selector.as_ref(), |it| {
        let at = at.field("scopeSelector.matchExpressions");
        let all = it.match_expressions.as_deref().unwrap_or_default();
        for (index, it) in all.iter().enumerate() {
            requirement(it, (hard, at_hard), at.item(index), out);
        }
        apart(&all.iter().map(|it| it.scope_name.as_str()).collect::<Vec<_>>(), at, out);
    });
}

/// `validateResourceQuotaScopes`: a scope is known, and has all the resources that are counted.
fn scope(name: &str, (hard, at_hard): Counted<'_>, at: At<'_>, out: &mut Findings<'_>) {
    let Some(scope) = QuotaScope::named(name) else {
        out.unsupported(at, &QuotaScope::NAMES);
        return;
    };
    if let Some(other) = hard.keys().find(|name| names::of_quota(name).is_none() && !scope.has(name)) {
        out.invalid(at, &format!("is a scope in which there is no `{other}`"))
            .see(at_hard.key(other), "counted here");
    }
}

fn apart(scopes: &[&str], at: At<'_>, out: &mut Findings<'_>) {
    for (one, other) in APART {
        if scopes.contains(&one) && scopes.contains(&other) {
            out.invalid(at, &format!("cannot have both `{one}` and `{other}`: nothing is in both"));
        }
    }
}

/// `validateScopedResourceSelectorRequirement`. Operators are judged by the words that there are.
fn requirement(
    it: &ScopedResourceSelectorRequirement,
    hard: Counted<'_>,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    scope(&it.scope_name, hard, at.field("scopeName"), out);
    let values = it.values.as_deref().unwrap_or_default();
    let has_values = matches!(it.scope_name.as_str(), "PriorityClass" | "VolumeAttributesClass");
    if QuotaScope::named(&it.scope_name).is_some() && !has_values && it.operator != "Exists" {
        out.invalid(
            at.field("operator"),
            &format!("must be `Exists` when `scopeName` is `{}`", it.scope_name),
        );
    }
    match it.operator.as_str() {
        "In" | "NotIn" if values.is_empty() => {
            out.required(at.field("values")).help("`In` and `NotIn` ask for at least one value");
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            out.forbidden(at.field("values"), &format!("cannot be set when `operator` is `{}`", it.operator));
        }
        _ => {}
    }
}
