//! What matters of an object, in a few words: how many, of which image, at which port, how large.

use rustc_hash::FxHashMap;

use crate::cli::report::plural;
use crate::resource::{Resource, ResourceId};
use crate::yaml::{Mapping, Node, Value};

/// How many replicas autoscalers keep, as `3–10`, by the namespace, kind and name of what they scale.
pub(super) struct Scaled<'o>(FxHashMap<(Option<&'o str>, &'o str, &'o str), String>);

impl<'o> Scaled<'o> {
    /// Those that are said by the autoscalers among the objects.
    pub(super) fn of(objects: &'o [Resource]) -> Scaled<'o> {
        let bounds = |object: &'o Resource| {
            let target =
                object.node().at(["spec", "scaleTargetRef"]).filter(|_| is_autoscaler(object.id()))?;
            let (kind, name) = (target.get("kind")?.as_str()?, target.get("name")?.as_str()?);
            Some(((object.id().namespace.as_deref(), kind, name), range(object.node())))
        };
        Scaled(objects.iter().filter_map(bounds).collect())
    }

    fn replicas(&self, object: &Resource) -> String {
        let ResourceId { kind, name, namespace, .. } = object.id();
        match self.0.get(&(namespace.as_deref(), kind.as_str(), name.as_str())) {
            Some(range) => format!("{range} replicas"),
            None => match text(object.node(), &["spec", "replicas"]).as_deref() {
                None | Some("1") => "1 replica".to_owned(),
                Some(count) => format!("{count} replicas"),
            },
        }
    }
}

/// The words for an object; none for a kind of which nothing is to be said. No secret is among them, if the object is
/// as it may be shown.
pub(super) fn details(object: &Resource, scaled: &Scaled) -> String {
    let node = object.node();
    let spec = |path: &[&str]| text(node, &[&["spec"], path].concat());
    let parts: Vec<Option<String>> = match &*object.id().kind {
        "Deployment" | "ReplicaSet" => vec![Some(scaled.replicas(object)), images(node)],
        "StatefulSet" => vec![Some(scaled.replicas(object)), images(node), storage(node)],
        "DaemonSet" | "Job" | "Pod" => vec![images(node)],
        "CronJob" => vec![spec(&["schedule"]).map(|when| format!("\"{when}\"")), images(node)],
        "Service" => vec![service(node), ports(node)],
        "Ingress" => vec![join(list(node, &["spec", "rules"]), |rule| text(rule, &["host"]))],
        "HorizontalPodAutoscaler" => vec![scales(node)],
        "PodDisruptionBudget" => ["minAvailable", "maxUnavailable"]
            .map(|key| spec(&[key]).map(|count| format!("{key} {count}")))
            .into(),
        "PersistentVolumeClaim" => {
            vec![spec(&["resources", "requests", "storage"]), spec(&["storageClassName"])]
        }
        "PersistentVolume" => vec![spec(&["capacity", "storage"]), spec(&["storageClassName"])],
        "ConfigMap" | "Secret" => {
            let keys =
                ["data", "binaryData", "stringData"].iter().filter_map(|field| node.get(field)?.as_mapping());
            vec![Some(plural(keys.map(Mapping::len).sum(), "key"))]
        }
        "NetworkPolicy" => vec![join(list(node, &["spec", "policyTypes"]), |kind| text(kind, &[]))],
        "ResourceQuota" => ["pods", "requests.cpu", "requests.memory"]
            .map(|key| spec(&["hard", key]).map(|amount| format!("{key} {amount}")))
            .into(),
        "Role" | "ClusterRole" => vec![Some(plural(list(node, &["rules"]).len(), "rule"))],
        "RoleBinding" | "ClusterRoleBinding" => vec![grants(node)],
        "Namespace" => vec![text(node, &["metadata", "labels", "pod-security.kubernetes.io/enforce"])],
        _ => Vec::new(),
    };
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn is_autoscaler(id: &ResourceId) -> bool {
    id.kind == "HorizontalPodAutoscaler"
}

/// The replicas that an autoscaler keeps: `3–10`.
fn range(autoscaler: &Node) -> String {
    let least = text(autoscaler, &["spec", "minReplicas"]).unwrap_or_else(|| "1".to_owned());
    match text(autoscaler, &["spec", "maxReplicas"]) {
        Some(most) if most != least => format!("{least}–{most}"),
        _ => least,
    }
}

/// What an autoscaler scales, and within which bounds.
fn scales(autoscaler: &Node) -> Option<String> {
    let target = autoscaler.at(["spec", "scaleTargetRef"])?;
    let (kind, name) = (text(target, &["kind"])?, text(target, &["name"])?);
    Some(format!("{} of {kind}/{name}", range(autoscaler)))
}

/// Which role a binding gives, and to whom.
fn grants(binding: &Node) -> Option<String> {
    let role = text(binding, &["roleRef", "name"])?;
    let to = join(list(binding, &["subjects"]), |subject| text(subject, &["name"]))?;
    Some(format!("{role} to {to}"))
}

/// The images of its containers, without those that only prepare the way.
fn images(node: &Node) -> Option<String> {
    let pods: [&[&str]; 3] =
        [&["spec", "template", "spec"], &["spec", "jobTemplate", "spec", "template", "spec"], &["spec"]];
    let pod = pods
        .into_iter()
        .find_map(|path| node.at(path.iter().copied()).filter(|pod| pod.get("containers").is_some()))?;
    join(list(pod, &["containers"]), |container| text(container, &["image"]))
}

fn storage(node: &Node) -> Option<String> {
    join(list(node, &["spec", "volumeClaimTemplates"]), |claim| {
        text(claim, &["spec", "resources", "requests", "storage"])
    })
}

/// What kind of Service it is, if not the usual one.
fn service(node: &Node) -> Option<String> {
    let is_headless = text(node, &["spec", "clusterIP"]).is_some_and(|address| address == "None");
    if is_headless {
        Some("headless".to_owned())
    } else {
        text(node, &["spec", "type"]).filter(|kind| kind != "ClusterIP")
    }
}

fn ports(node: &Node) -> Option<String> {
    let ports = list(node, &["spec", "ports"]);
    let numbers = join(ports, |port| text(port, &["port"]))?;
    Some(format!("port{} {numbers}", if ports.len() == 1 { "" } else { "s" }))
}

/// The words that `of` says of each item, each once, with commas between them.
fn join(items: &[Node], of: impl Fn(&Node) -> Option<String>) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    for word in items.iter().filter_map(of) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    (!words.is_empty()).then(|| words.join(", "))
}

fn list<'n>(node: &'n Node, path: &[&str]) -> &'n [Node] {
    node.at(path.iter().copied()).and_then(Node::as_sequence).unwrap_or_default()
}

/// A word or number in one line; nothing for all else.
fn text(node: &Node, path: &[&str]) -> Option<String> {
    let node = node.at(path.iter().copied())?;
    match node.value() {
        Value::String(text) => Some(text.to_string()),
        Value::Number(_) => node.as_i64().map(|number| number.to_string()),
        _ => None,
    }
}
