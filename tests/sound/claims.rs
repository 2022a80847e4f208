//! Volumes that stay are one pod's at a time, and may be written by it.

use serde_json::json;

use super::scale::surge;
use super::set::{Set, Workload, id, list, text};
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "a volume of one node goes from the old pod to the new one",
        check: |set| {
            let deployments = set.workloads().filter(|one| text(one.object, "/kind") == "Deployment");
            let two = |one: &Workload| surge(one, 1) > 0 || set.replicas(one).1 > 1;
            let wrong = deployments.filter(|one| two(one) && has_own_volume(set, one));
            wrong
                .map(|one| format!("{}: two of its pods want one ReadWriteOnce volume", id(one.object)))
                .collect()
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "Deployment/redis",
            change: |object| object["spec"]["strategy"] = json!({"type": "RollingUpdate"}),
        }],
    },
    Rule {
        name: "a volume that stays belongs to the group of those who write it",
        check: |set| {
            let claims = |one: &Workload| {
                let named = list(one.template, "/spec/volumes").iter();
                let has_claim =
                    named.filter(|volume| volume.get("persistentVolumeClaim").is_some()).count() > 0;
                has_claim || !list(one.object, "/spec/volumeClaimTemplates").is_empty()
            };
            let has_group = |one: &Workload| one.template.pointer("/spec/securityContext/fsGroup").is_some();
            let wrong = set.workloads().filter(|one| claims(one) && !has_group(one));
            wrong.map(|one| format!("{}: no fsGroup, so the volume is root's", id(one.object))).collect()
        },
        mistakes: &[Mistake {
            target: "prod/rateguard",
            object: "StatefulSet/postgres",
            change: |object| object["spec"]["template"]["spec"]["securityContext"] = json!({}),
        }],
    },
];

fn has_own_volume(set: &Set, one: &Workload) -> bool {
    let claims = list(one.template, "/spec/volumes")
        .iter()
        .map(|volume| text(volume, "/persistentVolumeClaim/claimName"));
    let mut claims = claims.filter_map(|name| set.beside(one.object, "PersistentVolumeClaim", name));
    claims.any(|claim| list(claim, "/spec/accessModes").iter().any(|mode| mode == "ReadWriteOnce"))
}
