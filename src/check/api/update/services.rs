//! Changes of Services and of the ranges that their addresses come from.

use super::{Update, path};

/// `ValidateServiceUpdate`.
pub(super) fn service(update: &mut Update<'_>) {
    let (old, new) = update.texts("spec.type");
    if old != "ExternalName" && new != "ExternalName" {
        addresses(update);
    }
    if old == "LoadBalancer" && new == "LoadBalancer" {
        update.keep("spec.loadBalancerClass", &[]);
        health_check(update);
    }
}

/// `validateUpgradeDowngradeClusterIPs` and `validateUpgradeDowngradeIPFamilies`.
fn addresses(update: &mut Update<'_>) {
    let (old, new) = update.texts("spec.clusterIP");
    let (was_headless, is_headless) = (old == "None", new == "None");
    if was_headless && is_headless {
        return;
    }
    // An address that nobody wrote was given by the cluster, and is kept where nobody says one.
    if !new.is_empty() && old != new && (!old.is_empty() || is_headless) {
        update.refuse(&path("spec.clusterIP"), "cannot be changed");
    }
    each(update, "spec.clusterIPs");
    if !was_headless && !is_headless {
        each(update, "spec.ipFamilies");
    }
}

/// Each item that is in both lists is the same. A second one may come or go.
fn each(update: &mut Update<'_>, field: &str) {
    let (old, new) = update.lists(field);
    for (index, (old, new)) in old.iter().zip(new).enumerate() {
        if old.as_str() != new.as_str() {
            update.refuse(&path(&format!("{field}[{index}]")), "cannot be changed");
        }
    }
}

/// `validateServiceExternalTrafficFieldsUpdate`. A port that nobody wrote was given by the cluster, and is kept.
fn health_check(update: &mut Update<'_>) {
    let (before, after) = update.texts("spec.externalTrafficPolicy");
    let (old, new) = update.texts("spec.healthCheckNodePort");
    let given = |port: &str| !matches!(port, "" | "0");
    if before == "Local" && after == "Local" && given(&old) && given(&new) && old != new {
        update.refuse(&path("spec.healthCheckNodePort"), "cannot be changed");
    }
}

/// `ValidateServiceCIDRUpdate`: nothing changes, but a second range may be added.
pub(super) fn ranges(update: &mut Update<'_>) {
    let (old, new) = update.lists("spec.cidrs");
    if old.len() != new.len() && (old.len(), new.len()) != (1, 2) {
        update.refuse(&path("spec.cidrs"), "cannot be changed but for one more range");
        return;
    }
    each(update, "spec.cidrs");
}
