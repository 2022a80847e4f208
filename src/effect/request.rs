//! What a pod asks for.
//!
//! From `PodRequests` and `PodLimits` in `component-helpers/resource/helpers.go` of Kubernetes 1.36.

use std::collections::BTreeMap;

use super::read::{amount, at, entries, items, text};
use crate::kubernetes::quantity::Amount;
use crate::yaml::Node;

/// Amounts by what they are of: `cpu`, `memory`, `storage`.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Amounts(pub(super) BTreeMap<String, Amount>);

/// Which side of `resources` is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Requests,
    Limits,
}

impl Amounts {
    pub(super) fn add(&mut self, others: &Amounts) {
        for (name, amount) in &others.0 {
            self.add_one(name, *amount);
        }
    }

    pub(super) fn add_one(&mut self, name: &str, amount: Amount) {
        let sum = self.0.entry(name.to_owned()).or_insert(Amount::ZERO);
        *sum = sum.plus(amount);
    }

    fn raise_to(&mut self, others: &Amounts) {
        for (name, amount) in &others.0 {
            let most = self.0.entry(name.clone()).or_insert(Amount::ZERO);
            *most = (*most).max(*amount);
        }
    }

    /// So many times as much.
    pub(super) fn times(&self, count: i64) -> Amounts {
        Amounts(self.0.iter().map(|(name, amount)| (name.clone(), amount.times(count))).collect())
    }

    pub(super) fn get(&self, name: &str) -> Amount {
        self.0.get(name).copied().unwrap_or(Amount::ZERO)
    }
}

/// What one pod of a spec asks for, or may use at most.
pub(super) fn of_pod(pod: &Node, bound: Bound) -> Amounts {
    let mut all = Amounts::default();
    for container in items(pod, "containers") {
        all.add(&of_container(container, bound));
    }
    // Containers that start before the others run one after another, but for those that stay beside them.
    let (mut beside, mut most) = (Amounts::default(), Amounts::default());
    for container in items(pod, "initContainers") {
        let mut own = of_container(container, bound);
        if text(container, "restartPolicy") == Some("Always") {
            all.add(&own);
            beside.add(&own);
            most.raise_to(&beside);
        } else {
            own.add(&beside);
            most.raise_to(&own);
        }
    }
    all.raise_to(&most);
    for (name, amount) in of_container(pod, bound).0 {
        if matches!(name.as_str(), "cpu" | "memory") || name.starts_with("hugepages-") {
            all.0.insert(name, amount);
        }
    }
    for entry in entries(pod, "overhead") {
        let is_bounded = bound == Bound::Requests || all.0.contains_key(entry.key.as_str());
        if let Some(amount) = amount(&entry.node).filter(|_| is_bounded) {
            all.add_one(&entry.key, amount);
        }
    }
    all
}

/// What `resources` says. A request that is not made is as much as the limit.
fn of_container(container: &Node, bound: Bound) -> Amounts {
    let read = |side: &str| -> BTreeMap<String, Amount> {
        let list = entries(container, side);
        list.filter_map(|entry| Some((entry.key.to_string(), amount(&entry.node)?))).collect()
    };
    let mut amounts = read("resources.limits");
    if bound == Bound::Requests {
        amounts.extend(read("resources.requests"));
    }
    Amounts(amounts)
}

/// What is claimed of storage: by a claim, or by each pod.
pub(super) fn of_claim(spec: &Node) -> Amount {
    at(spec, "resources.requests.storage").and_then(amount).unwrap_or(Amount::ZERO)
}

/// An amount as people write those of its kind.
pub(super) fn written(name: &str, amount: Amount) -> String {
    let is_bytes = ["memory", "storage"].iter().any(|end| name.ends_with(end)) || name.contains("hugepages-");
    if is_bytes { amount.to_bytes() } else { amount.to_number() }
}
