//! What keeps pods healthy, bounded and running.

use super::read::{at, items, text, word};
use super::workload::Workload;
use super::{Class, Found, Scene};
use crate::resource::Resource;
use crate::yaml::Node;

/// Probes, limits, budgets and quotas that are gone or give way.
pub(super) fn find(scene: &Scene<'_>, found: &mut Found<'_>) {
    let (before, after) = (found.change.before, found.change.after);
    let id = found.change.object.id();
    match (id.group.as_str(), id.kind.as_str()) {
        ("policy", "PodDisruptionBudget") => {
            budget(found, before.map(Resource::node), after.map(Resource::node));
        }
        ("", "LimitRange" | "ResourceQuota") if scene.gone(found.change).is_some() && after.is_none() => {
            found.add(Class::Safeguard, "it no longer bounds what its namespace asks for");
        }
        _ => {
            if let (Some(old), Some(new)) = (before.and_then(Workload::of), after.and_then(Workload::of)) {
                containers(found, &old, &new);
            }
        }
    }
}

/// What watches over containers, or bounds them, on both sides.
fn containers(found: &mut Found<'_>, old: &Workload<'_>, new: &Workload<'_>) {
    const FIELDS: [(&str, &str); 5] = [
        ("readinessProbe", "is sent traffic as soon as it starts: no readiness probe"),
        ("livenessProbe", "is not restarted when it hangs: no liveness probe"),
        ("startupProbe", "is probed while it starts: no startup probe"),
        ("resources.limits.memory", "may take all memory of its node: no limit"),
        ("resources.limits.cpu", "may take all cpu of its node: no limit"),
    ];
    let place = new.place();
    for list in ["containers", "initContainers"] {
        for container in items(new.pod, list) {
            let Some(name) = text(container, "name") else { continue };
            let was = items(old.pod, list).iter().find(|other| text(other, "name") == Some(name));
            let Some(was) = was else { continue };
            for (field, words) in FIELDS {
                if at(was, field).is_some() && at(container, field).is_none() {
                    let at = format!("{place}.{list}[name={name}].{field}");
                    found.at(&at, Class::Safeguard, format!("container `{name}` {words}"));
                }
            }
        }
    }
}

/// How many pods may be evicted at once.
fn budget(found: &mut Found<'_>, before: Option<&Node>, after: Option<&Node>) {
    let says = |budget: &Node, field: &str| word(budget, &format!("spec.{field}"));
    let Some(new) = after else {
        found.add(Class::Safeguard, "nodes that are drained may stop all its pods at once");
        return;
    };
    let blocks = |budget: &Node| {
        matches!(says(budget, "maxUnavailable").as_deref(), Some("0" | "0%"))
            || says(budget, "minAvailable").as_deref() == Some("100%")
    };
    let field = if at(new, "spec.maxUnavailable").is_some() { "maxUnavailable" } else { "minAvailable" };
    let place = format!("spec.{field}");
    if blocks(new) && before.is_none_or(|old| !blocks(old)) {
        found.at(
            &place,
            Class::Safeguard,
            "none of its pods may be evicted: draining a node waits without end",
        );
        return;
    }
    let Some(old) = before else { return };
    // Only numbers of one kind can be compared.
    let number = |budget: &Node, field: &str| -> Option<(bool, i64)> {
        let text = says(budget, field)?;
        Some((text.ends_with('%'), text.trim_end_matches('%').parse().ok()?))
    };
    for (field, more_is_worse) in [("maxUnavailable", true), ("minAvailable", false)] {
        let (Some((unit, was)), Some((other, is))) = (number(old, field), number(new, field)) else {
            continue;
        };
        if unit != other || was == is {
            continue;
        }
        let percent = if unit { "%" } else { "" };
        let place = format!("spec.{field}");
        let step = format!("`{field}` {was}{percent} → {is}{percent}");
        if (is > was) == more_is_worse {
            found.at(&place, Class::Safeguard, format!("more of its pods may be evicted at once: {step}"));
        } else {
            found.at(&place, Class::Narrowed, format!("fewer of its pods may be evicted at once: {step}"));
        }
    }
}
