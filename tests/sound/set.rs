//! The objects of a target, and what rules ask of them.

use serde_json::{Map, Value};

/// The objects of a target.
pub(super) struct Set {
    /// As it is named on the command line: `prod/web`.
    pub(super) target: String,
    pub(super) objects: Vec<Value>,
}

impl Set {
    pub(super) fn environment(&self) -> &str {
        self.target.split('/').next().unwrap_or_default()
    }

    pub(super) fn of_kind<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = &'s Value> {
        self.objects.iter().filter(move |object| text(object, "/kind") == kind)
    }

    /// The object of that name, in the namespace of another one.
    pub(super) fn beside<'s>(&'s self, other: &Value, kind: &str, name: &str) -> Option<&'s Value> {
        let is_meant = |object: &&Value| {
            text(object, "/kind") == kind
                && text(object, "/metadata/name") == name
                && namespace(object) == namespace(other)
        };
        self.objects.iter().find(is_meant)
    }

    /// What makes pods.
    pub(super) fn workloads(&self) -> impl Iterator<Item = Workload<'_>> {
        self.objects.iter().filter_map(Workload::of)
    }

    /// The workloads in that namespace whose pods a selector takes.
    pub(super) fn selected<'s>(&'s self, namespace: &str, selector: &Value) -> Vec<Workload<'s>> {
        let is_taken = |one: &Workload| one.namespace() == namespace && selects(selector, one.labels());
        self.workloads().filter(is_taken).collect()
    }

    /// The autoscaler of a workload.
    pub(super) fn autoscaler(&self, of: &Workload) -> Option<&Value> {
        self.of_kind("HorizontalPodAutoscaler").find(|scaler| {
            namespace(scaler) == of.namespace()
                && text(scaler, "/spec/scaleTargetRef/kind") == text(of.object, "/kind")
                && text(scaler, "/spec/scaleTargetRef/name") == of.name()
        })
    }

    /// The fewest and the most pods that a workload has in peace.
    pub(super) fn replicas(&self, of: &Workload) -> (u64, u64) {
        let said =
            |object: &Value, pointer: &str| object.pointer(pointer).and_then(Value::as_u64).unwrap_or(1);
        if let Some(scaler) = self.autoscaler(of) {
            return (said(scaler, "/spec/minReplicas"), said(scaler, "/spec/maxReplicas"));
        }
        let count = said(of.object, if of.is_service() { "/spec/replicas" } else { "/spec/parallelism" });
        (count, count)
    }
}

/// An object that makes pods.
#[derive(Clone, Copy)]
pub(super) struct Workload<'s> {
    pub(super) object: &'s Value,
    /// The template of its pods.
    pub(super) template: &'s Value,
}

impl<'s> Workload<'s> {
    fn of(object: &'s Value) -> Option<Workload<'s>> {
        let pointer = match text(object, "/kind") {
            "Deployment" | "StatefulSet" | "DaemonSet" | "Job" => "/spec/template",
            "CronJob" => "/spec/jobTemplate/spec/template",
            _ => return None,
        };
        Some(Workload { object, template: object.pointer(pointer)? })
    }

    /// Whether its pods run until someone stops them.
    pub(super) fn is_service(&self) -> bool {
        matches!(text(self.object, "/kind"), "Deployment" | "StatefulSet" | "DaemonSet")
    }

    pub(super) fn name(&self) -> &'s str {
        text(self.object, "/metadata/name")
    }

    pub(super) fn namespace(&self) -> &'s str {
        namespace(self.object)
    }

    /// The labels of its pods.
    pub(super) fn labels(&self) -> &'s Value {
        self.template.pointer("/metadata/labels").unwrap_or(&Value::Null)
    }

    /// The containers of its pods, those first that only prepare the way.
    pub(super) fn containers(&self) -> impl Iterator<Item = &'s Value> {
        list(self.template, "/spec/initContainers").iter().chain(self.main_containers())
    }

    /// The containers that run as long as the pod.
    pub(super) fn main_containers(&self) -> &'s [Value] {
        list(self.template, "/spec/containers")
    }

    /// Each variable of its containers.
    pub(super) fn variables(&self) -> impl Iterator<Item = &'s Value> {
        self.containers().flat_map(|container| list(container, "/env"))
    }

    /// The number of a port that its pods have, by number or name.
    pub(super) fn port(&self, said: &Value) -> Option<u64> {
        let mut ports = self.containers().flat_map(|container| list(container, "/ports"));
        let number = |port: &Value| port["containerPort"].as_u64();
        match (said.as_u64(), said.as_str()) {
            (Some(wanted), _) => ports.find_map(|port| number(port).filter(|number| *number == wanted)),
            (None, Some(name)) => ports.find(|port| text(port, "/name") == name).and_then(number),
            (None, None) => None,
        }
    }
}

/// Whether a selector, as `{matchLabels: …}` or as a Service has it, takes these labels. None takes nothing, an empty
/// one all.
pub(super) fn selects(selector: &Value, labels: &Value) -> bool {
    let Some(map) = selector.as_object() else { return false };
    let is_plain =
        !map.is_empty() && !map.contains_key("matchLabels") && !map.contains_key("matchExpressions");
    let none = Map::new();
    let wanted =
        if is_plain { map } else { map.get("matchLabels").and_then(Value::as_object).unwrap_or(&none) };
    let has = |expression: &Value| {
        let label = labels.get(text(expression, "/key"));
        let is_among = label.is_some_and(|label| list(expression, "/values").contains(label));
        match text(expression, "/operator") {
            "In" => is_among,
            "NotIn" => !is_among,
            "Exists" => label.is_some(),
            _ => label.is_none(),
        }
    };
    wanted.iter().all(|(key, value)| labels.get(key) == Some(value))
        && list(selector, "/matchExpressions").iter().all(has)
}

/// The keys of labels that a selector asks for.
pub(super) fn keys(selector: &Value) -> Vec<&str> {
    let expressions = list(selector, "/matchExpressions").iter().map(|expression| text(expression, "/key"));
    let labels = selector.get("matchLabels").and_then(Value::as_object);
    labels.into_iter().flat_map(|labels| labels.keys().map(String::as_str)).chain(expressions).collect()
}

/// The text at a place; nothing if it is no text.
pub(super) fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The list at a place; an empty one if there is none.
pub(super) fn list<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

pub(super) fn namespace(object: &Value) -> &str {
    text(object, "/metadata/namespace")
}

/// As in messages: `Deployment/web`.
pub(super) fn id(object: &Value) -> String {
    format!("{}/{}", text(object, "/kind"), text(object, "/metadata/name"))
}

/// Each text in a value, with the way to it.
pub(super) fn texts(value: &Value) -> Vec<(String, &str)> {
    fn collect<'v>(value: &'v Value, way: &str, found: &mut Vec<(String, &'v str)>) {
        match value {
            Value::String(text) => found.push((way.to_owned(), text)),
            Value::Array(items) => {
                items.iter().zip(0..).for_each(|(item, at)| collect(item, &format!("{way}[{at}]"), found));
            }
            Value::Object(map) => {
                let way = if way.is_empty() { String::new() } else { format!("{way}.") };
                map.iter().for_each(|(key, value)| collect(value, &format!("{way}{key}"), found));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(value, "", &mut found);
    found
}
