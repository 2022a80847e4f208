//! Network policies are for pods that there are, and let through what must come through.

use serde_json::{Value, json};

use super::ports::{backends, behind};
use super::set::{Set, Workload, id, keys, list, namespace, selects, text};
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "a namespace is selected by the name that each has",
        check: |set| {
            let mut found = Vec::new();
            for policy in set.of_kind("NetworkPolicy") {
                for selector in peers(policy).filter_map(|peer| peer.get("namespaceSelector")) {
                    let strange = keys(selector).into_iter().filter(|key| *key != NAME);
                    found.extend(
                        strange.map(|key| format!("{}: a namespaceSelector asks for `{key}`", id(policy))),
                    );
                }
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "NetworkPolicy/rate-limiter-network-policy",
            change: |object| {
                object["spec"]["ingress"][0]["from"][0]["namespaceSelector"]["matchLabels"] =
                    json!({"name": "ingress-nginx"});
            },
        }],
    },
    Rule {
        name: "a policy is for pods that there are, and about pods that there are",
        check: |set| {
            let mut found = Vec::new();
            for policy in set.of_kind("NetworkPolicy") {
                let inner = peers(policy).filter(|peer| peer.get("namespaceSelector").is_none());
                let selectors = inner
                    .filter_map(|peer| peer.get("podSelector"))
                    .chain(policy.pointer("/spec/podSelector"));
                let nobody =
                    selectors.filter(|selector| set.selected(namespace(policy), selector).is_empty());
                found.extend(nobody.map(|selector| format!("{}: {selector} takes no pod", id(policy))));
            }
            found
        },
        mistakes: &[
            Mistake {
                target: "prod/rate-limiter",
                object: "NetworkPolicy/redis-network-policy",
                change: |object| object["spec"]["podSelector"]["matchLabels"]["app"] = json!("rediss"),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "NetworkPolicy/redis-network-policy",
                change: |object| {
                    object["spec"]["ingress"][0]["from"][0]["podSelector"]["matchLabels"]["app"] =
                        json!("api");
                },
            },
        ],
    },
    Rule {
        name: "pods that may go out may ask for names",
        check: |set| {
            let is_deaf = |one: &Workload| {
                let rules = rules(set, one, Way::Out);
                let names = Peer { namespace: "kube-system", pods: None };
                rules.is_some_and(|rules| !rules.is_empty() && !admits(set, one, Way::Out, &names, &[53]))
            };
            let deaf = set.workloads().filter(is_deaf);
            deaf.map(|one| format!("{}: may go out, but not to port 53 of kube-system", id(one.object)))
                .collect()
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "NetworkPolicy/rate-limiter-network-policy",
            change: |object| drop(object["spec"]["egress"].as_array_mut().map(|rules| rules.remove(0))),
        }],
    },
    Rule {
        name: "what an Ingress leads to lets its controller in",
        check: |set| {
            let mut found = Vec::new();
            for ingress in set.of_kind("Ingress") {
                for (one, port) in backends(ingress).flat_map(|backend| behind(set, ingress, backend)) {
                    let controller = Peer { namespace: "ingress-nginx", pods: None };
                    if !admits(set, &one, Way::In, &controller, &[port]) {
                        found.push(format!(
                            "{}: {} does not let it in at {port}",
                            id(ingress),
                            id(one.object)
                        ));
                    }
                }
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "NetworkPolicy/rate-limiter-network-policy",
            change: |object| object["spec"]["ingress"][0]["ports"] = json!([{"port": 80, "protocol": "TCP"}]),
        }],
    },
    Rule {
        name: "pods that Prometheus is told of let someone in at that port",
        check: |set| {
            let mut found = Vec::new();
            for one in set.workloads() {
                let told = text(one.template, "/metadata/annotations/prometheus.io~1port").parse::<u64>();
                let Some(rules) = rules(set, &one, Way::In) else { continue };
                let opens = |port: u64| rules.iter().any(|(_, rule)| is_open(rule, &one, &[port]));
                if let Ok(port) = told
                    && !opens(port)
                {
                    found.push(format!("{}: nobody may come in at {port}", id(one.object)));
                }
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "NetworkPolicy/redis-network-policy",
            change: |object| drop(object["spec"]["ingress"].as_array_mut().map(|rules| rules.remove(1))),
        }],
    },
];

/// The label that each namespace has of itself.
const NAME: &str = "kubernetes.io/metadata.name";

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    In,
    Out,
}

/// The other end of a connection: pods of the set, or whatever is in a namespace.
pub(super) struct Peer<'s> {
    pub(super) namespace: &'s str,
    pub(super) pods: Option<Workload<'s>>,
}

/// Whether the policies let a workload's pods have a connection that arrives at one of these ports.
pub(super) fn admits(set: &Set, one: &Workload, way: Way, peer: &Peer, ports: &[u64]) -> bool {
    let Some(rules) = rules(set, one, way) else { return true };
    // A port's name is that of the pods where the connection arrives.
    let arrives = if way == Way::In { Some(*one) } else { peer.pods };
    rules.iter().any(|(policy, rule)| {
        let said = rule.get(if way == Way::In { "from" } else { "to" });
        let is_peer = said
            .and_then(Value::as_array)
            .is_none_or(|peers| peers.is_empty() || peers.iter().any(|said| is_meant(said, policy, peer)));
        is_peer && arrives.map_or_else(|| is_open_number(rule, ports), |pods| is_open(rule, &pods, ports))
    })
}

/// The rules of all policies that say something of a way, each with its policy; nothing if none does, for then all
/// is allowed.
fn rules<'s>(set: &'s Set, one: &Workload, way: Way) -> Option<Vec<(&'s Value, &'s Value)>> {
    let (key, kind) = if way == Way::In { ("/spec/ingress", "Ingress") } else { ("/spec/egress", "Egress") };
    let speaks = |policy: &&Value| {
        let kinds = list(policy, "/spec/policyTypes");
        let is_said = kinds.iter().any(|said| said == kind);
        let is_meant =
            if kinds.is_empty() { way == Way::In || policy.pointer(key).is_some() } else { is_said };
        is_meant
            && namespace(policy) == one.namespace()
            && selects(&policy["spec"]["podSelector"], one.labels())
    };
    let policies: Vec<&Value> = set.of_kind("NetworkPolicy").filter(speaks).collect();
    let all = policies.iter().flat_map(|policy| list(policy, key).iter().map(|rule| (*policy, rule)));
    (!policies.is_empty()).then(|| all.collect())
}

fn peers(policy: &Value) -> impl Iterator<Item = &Value> {
    let of = |way, key| list(policy, way).iter().flat_map(move |rule| list(rule, key));
    of("/spec/ingress", "/from").chain(of("/spec/egress", "/to"))
}

/// Whether a policy means the other end by what it says. Addresses are not those of pods.
fn is_meant(said: &Value, policy: &Value, peer: &Peer) -> bool {
    if said.get("ipBlock").is_some() {
        return false;
    }
    let is_namespace = match said.get("namespaceSelector") {
        Some(selector) => selects(selector, &json!({ NAME: peer.namespace })),
        None => namespace(policy) == peer.namespace,
    };
    let is_pod = match (said.get("podSelector"), &peer.pods) {
        (Some(selector), Some(pods)) => selects(selector, pods.labels()),
        // Which labels the pods of others have is theirs to say.
        _ => true,
    };
    is_namespace && is_pod
}

/// Whether a rule leaves one of the ports open, where names are those of these pods.
fn is_open(rule: &Value, pods: &Workload, ports: &[u64]) -> bool {
    let is_one = |said: &Value| match said["port"].as_str() {
        Some(_) => pods.port(&said["port"]).is_some_and(|port| ports.contains(&port)),
        None => is_number(said, ports),
    };
    list(rule, "/ports").is_empty() || list(rule, "/ports").iter().any(is_one)
}

fn is_open_number(rule: &Value, ports: &[u64]) -> bool {
    list(rule, "/ports").is_empty() || list(rule, "/ports").iter().any(|said| is_number(said, ports))
}

fn is_number(said: &Value, ports: &[u64]) -> bool {
    let Some(first) = said["port"].as_u64() else { return said.get("port").is_none() };
    let last = said["endPort"].as_u64().unwrap_or(first);
    ports.iter().any(|port| (first..=last).contains(port))
}
