//! How many pods there are, who says so, and that a node can be drained.

use serde_json::{Value, json};

use super::set::{Workload, id, namespace, text};
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "an autoscaler's workload is there, and leaves the number of its pods to it",
        check: |set| {
            let mut found = Vec::new();
            for scaler in set.of_kind("HorizontalPodAutoscaler") {
                let target = &scaler["spec"]["scaleTargetRef"];
                match set.beside(scaler, text(target, "/kind"), text(target, "/name")) {
                    None => found.push(format!("{}: {target} is not there", id(scaler))),
                    Some(object) if object.pointer("/spec/replicas").is_some() => {
                        found.push(format!(
                            "{}, spec.replicas: each apply undoes {}",
                            id(object),
                            id(scaler)
                        ));
                    }
                    Some(_) => {}
                }
                let bound = |key: &str| scaler["spec"][key].as_u64().unwrap_or(1);
                if bound("minReplicas") > bound("maxReplicas") {
                    found.push(format!("{}: the least is more than the most", id(scaler)));
                }
            }
            found
        },
        mistakes: &[
            Mistake {
                target: "prod/rate-limiter",
                object: "Deployment/rate-limiter",
                change: |object| object["spec"]["replicas"] = json!(3),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "HorizontalPodAutoscaler/rate-limiter-hpa",
                change: |object| object["spec"]["scaleTargetRef"]["name"] = json!("other"),
            },
        ],
    },
    Rule {
        name: "a budget lets a pod go when there are as few as can be",
        check: |set| {
            let mut found = Vec::new();
            for budget in set.of_kind("PodDisruptionBudget") {
                for one in set.selected(namespace(budget), &budget["spec"]["selector"]) {
                    let (least, _) = set.replicas(&one);
                    if may_go(budget, least) == 0 {
                        found.push(format!(
                            "{}: of {least} pods of {} none may go",
                            id(budget),
                            id(one.object)
                        ));
                    }
                }
            }
            found
        },
        mistakes: &[
            Mistake {
                target: "prod/rate-limiter",
                object: "PodDisruptionBudget/rate-limiter-pdb",
                change: |object| object["spec"]["minAvailable"] = json!(3),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "PodDisruptionBudget/rate-limiter-pdb",
                change: |object| object["spec"]["minAvailable"] = json!("70%"),
            },
        ],
    },
];

/// How many of `count` pods a budget lets go.
fn may_go(budget: &Value, count: u64) -> u64 {
    let part = |said: &Value| match said.as_str().and_then(|text| text.strip_suffix('%')?.parse::<u64>().ok())
    {
        Some(percent) => Some((count * percent).div_ceil(100)),
        None => said.as_u64(),
    };
    match (part(&budget["spec"]["minAvailable"]), part(&budget["spec"]["maxUnavailable"])) {
        (Some(stay), _) => count.saturating_sub(stay),
        (None, Some(go)) => go.min(count),
        (None, None) => count.min(1),
    }
}

/// How many pods beyond `count` there are while a workload is rolled out.
pub(super) fn surge(one: &Workload, count: u64) -> u64 {
    if text(one.object, "/kind") != "Deployment" || text(one.object, "/spec/strategy/type") == "Recreate" {
        return 0;
    }
    let said = one.object.pointer("/spec/strategy/rollingUpdate/maxSurge").cloned().unwrap_or(json!("25%"));
    match said.as_str().and_then(|text| text.strip_suffix('%')?.parse::<u64>().ok()) {
        Some(percent) => (count * percent).div_ceil(100),
        None => said.as_u64().unwrap_or(0),
    }
}
