//! How many pods there are.

use super::read::{at, number};
use super::set::Set;
use super::workload::Workload;
use crate::yaml::Node;

/// How many pods there are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Pods {
    /// The fewest that an autoscaler leaves.
    pub(super) low: i64,
    /// As many as are asked for; as an autoscaler begins with.
    pub(super) usual: i64,
    /// The most that an autoscaler makes.
    pub(super) high: i64,
    pub(super) per: Per,
}

/// Where the number of pods is true.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Per {
    /// At all times.
    Cluster,
    /// On each node.
    Node,
    /// While a job runs.
    Run,
    /// As many as requests ask for.
    Demand,
}

impl Workload<'_> {
    /// How many pods it has.
    pub(super) fn pods(&self, set: &Set<'_>) -> Pods {
        let node = self.object.node();
        let fixed = |number: i64, per| Pods { low: number, usual: number, high: number, per };
        match self.kind() {
            "DaemonSet" => fixed(1, Per::Node),
            "Job" => fixed(parallel(node, "spec"), Per::Run),
            "CronJob" => fixed(parallel(node, "spec.jobTemplate.spec"), Per::Run),
            "Pod" => fixed(1, Per::Cluster),
            // Of Knative: it begins with one pod, and goes down to none without requests.
            "Service" => {
                let said = |key| {
                    let annotations = at(node, "spec.template.metadata.annotations");
                    let text = annotations.and_then(|all| all.get(key)).and_then(Node::as_str);
                    text.and_then(|text| text.parse().ok())
                };
                let either = |new, old| said(new).or_else(|| said(old)).unwrap_or(0);
                let low = either("autoscaling.knative.dev/min-scale", "autoscaling.knative.dev/minScale");
                let high = either("autoscaling.knative.dev/max-scale", "autoscaling.knative.dev/maxScale");
                Pods { low, usual: low.max(1), high: high.max(low).max(1), per: Per::Demand }
            }
            _ => {
                let said = number(node, "spec.replicas");
                match set.scaler(self.object) {
                    // Nothing scales what is at 0 on purpose.
                    Some(scaler) if said != Some(0) || scaler.low == 0 => Pods {
                        low: scaler.low,
                        usual: said.unwrap_or(scaler.low).clamp(scaler.low, scaler.high),
                        high: scaler.high,
                        per: Per::Cluster,
                    },
                    _ => fixed(said.unwrap_or(1), Per::Cluster),
                }
            }
        }
    }
}

/// How many pods of a job run at once.
fn parallel(node: &Node, spec: &str) -> i64 {
    let spec = at(node, spec);
    let said = |key| spec.and_then(|spec| number(spec, key));
    let parallelism = said("parallelism").unwrap_or(1);
    said("completions").map_or(parallelism, |completions| parallelism.min(completions))
}

impl Pods {
    /// As `its pod`, `its 3 pods`, `its 2 to 10 pods`.
    pub(super) fn its(self) -> String {
        match (self.per, self.low, self.high) {
            (Per::Node | Per::Demand, ..) => "its pods".to_owned(),
            (_, 1, 1) => "its pod".to_owned(),
            (_, low, high) if low == high => format!("its {low} pods"),
            (_, low, high) => format!("its {low} to {high} pods"),
        }
    }

    /// Whether there are none.
    pub(super) fn are_none(self) -> bool {
        self.high == 0
    }
}
