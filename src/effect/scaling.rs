//! How many pods run.

use super::life::replicas;
use super::read::{count, is_true};
use super::set::scaler;
use super::workload::Workload;
use super::{Class, Found, Scene};
use crate::resource::Resource;

/// Another number of pods, or another say in it.
pub(super) fn find(scene: &Scene<'_>, found: &mut Found<'_>) {
    let change = found.change;
    let any = change.object;
    if scaler(any).is_some() {
        return bounds(scene, found);
    }
    let Some((before, after)) = scene.update(change) else { return };
    if found.has(Class::Refused) || Workload::of(after).is_none() {
        return;
    }
    match after.id().kind.as_str() {
        "Deployment" | "ReplicaSet" | "ReplicationController" | "Rollout" | "StatefulSet" => {
            number(scene, found, before, after);
        }
        "Job" => {
            let suspended = |object: &Resource| is_true(object.node(), "spec.suspend");
            match (suspended(before), suspended(after)) {
                (false, true) => found.at("spec.suspend", Class::Scaling, "it is suspended: its pods stop"),
                (true, false) => {
                    found.at("spec.suspend", Class::Scaling, "it is no longer suspended: its pods start")
                }
                _ => return,
            };
        }
        _ => {}
    }
}

/// The number that a workload asks for.
fn number(scene: &Scene<'_>, found: &mut Found<'_>, before: &Resource, after: &Resource) {
    let (was, is) = (replicas(before), replicas(after));
    let place = "spec.replicas";
    if let Some(scaler) = scene.after.scaler(after) {
        let who = scaler.object.id();
        match (was, is) {
            (Some(_), None) => {
                found
                    .at(place, Class::Scaling, format!("`replicas` is left to `{who}`; a client-side `kubectl apply` sets 1 first"))
                    .help("apply with `--server-side`, or take the field out of the last applied configuration before");
            }
            (was, Some(number)) if was != is => {
                let text = format!(
                    "{}, until `{who}` sets its own number again ({} to {})",
                    count(number, "pod"),
                    scaler.low,
                    scaler.high
                );
                found.at(place, Class::Scaling, text);
            }
            _ => {}
        }
        return;
    }
    let (old, new) = (was.unwrap_or(1), is.unwrap_or(1));
    let verb = |count: i64, verb: &str| if count == 1 { format!("{verb}s") } else { verb.to_owned() };
    let text = match new - old {
        0 => return,
        _ if new == 0 => format!("all {} stop", count(old, "pod")),
        more if more > 0 => format!("{old} → {new} pods: {more} {}", verb(more, "start")),
        fewer => format!("{old} → {}: {} {}", count(new, "pod"), -fewer, verb(-fewer, "stop")),
    };
    found.at(place, Class::Scaling, text);
}

/// The bounds of an autoscaler.
fn bounds(scene: &Scene<'_>, found: &mut Found<'_>) {
    let change = found.change;
    let read = |object: Option<&Resource>| {
        let (kind, name, scaler) = scaler(object?)?;
        Some((format!("{kind}/{name}"), scaler.low, scaler.high))
    };
    let gone = scene.gone(change).is_some() && change.after.is_none();
    let range =
        |low: i64, high: i64| if low == high { count(low, "pod") } else { format!("{low} to {high} pods") };
    match (read(change.before), read(change.after)) {
        (Some((target, ..)), None) if gone => {
            found.add(
                Class::Scaling,
                format!("nothing scales `{target}` any more: it keeps the number of pods that it has"),
            );
        }
        (None, Some((target, low, high))) => {
            found.add(Class::Scaling, format!("`{target}` gets {}", range(low, high)));
        }
        (Some((was, old_low, old_high)), Some((target, low, high))) => {
            if was != target {
                found.at(
                    "spec.scaleTargetRef",
                    Class::Scaling,
                    format!("scales `{target}` in the place of `{was}`"),
                );
            }
            if (old_low, old_high) != (low, high) {
                let place = if old_high == high { "spec.minReplicas" } else { "spec.maxReplicas" };
                found.at(
                    place,
                    Class::Scaling,
                    format!("`{target}`: {} → {}", range(old_low, old_high), range(low, high)),
                );
            }
        }
        _ => {}
    }
}
