//! Objects and patches of them, made from the table of types: the same ones for the same seed.

use rkgen::kubernetes::schema::{self, Field, Holds, Type};
use serde_json::{Map, Value, json};

use crate::yaml::hostile::Dice;

/// Kinds that kubectl 1.32 knows.
pub(super) const KINDS: &[(&str, &str, &str)] = &[
    ("", "v1", "ConfigMap"),
    ("", "v1", "Endpoints"),
    ("", "v1", "LimitRange"),
    ("", "v1", "Namespace"),
    ("", "v1", "Node"),
    ("", "v1", "PersistentVolume"),
    ("", "v1", "PersistentVolumeClaim"),
    ("", "v1", "Pod"),
    ("", "v1", "PodTemplate"),
    ("", "v1", "ReplicationController"),
    ("", "v1", "ResourceQuota"),
    ("", "v1", "Secret"),
    ("", "v1", "Service"),
    ("", "v1", "ServiceAccount"),
    ("admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration"),
    ("admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy"),
    ("admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration"),
    ("apps", "v1", "DaemonSet"),
    ("apps", "v1", "Deployment"),
    ("apps", "v1", "ReplicaSet"),
    ("apps", "v1", "StatefulSet"),
    ("autoscaling", "v2", "HorizontalPodAutoscaler"),
    ("batch", "v1", "CronJob"),
    ("batch", "v1", "Job"),
    ("coordination.k8s.io", "v1", "Lease"),
    ("discovery.k8s.io", "v1", "EndpointSlice"),
    ("flowcontrol.apiserver.k8s.io", "v1", "FlowSchema"),
    ("networking.k8s.io", "v1", "Ingress"),
    ("networking.k8s.io", "v1", "NetworkPolicy"),
    ("policy", "v1", "PodDisruptionBudget"),
    ("rbac.authorization.k8s.io", "v1", "ClusterRole"),
    ("rbac.authorization.k8s.io", "v1", "RoleBinding"),
    ("storage.k8s.io", "v1", "CSINode"),
    ("storage.k8s.io", "v1", "StorageClass"),
];

/// Fields that kubectl reads before it patches, and refuses where they are no times, or drops where they are empty.
const NOT_MADE: &[&str] = &["creationTimestamp", "deletionTimestamp", "managedFields", "namespace"];

/// An object and a patch of it.
pub(super) struct Pair {
    pub(super) base: Value,
    pub(super) patch: Value,
    pub(super) of: Type,
}

/// `count` pairs, of all kinds in turn.
pub(super) fn pairs(seed: u64, count: usize) -> Vec<Pair> {
    let mut dice = Dice::new(seed);
    (0..count).map(|at| pair(&mut dice, KINDS[at % KINDS.len()])).collect()
}

fn pair(dice: &mut Dice, (group, version, kind): (&str, &str, &str)) -> Pair {
    let of = schema::of_kind(group, version, kind).expect("the table has the kind");
    let mut base = object(dice, of, 0);
    let api_version = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    base.insert("apiVersion".to_owned(), json!(api_version));
    base.insert("kind".to_owned(), json!(kind));
    let mut metadata = object(dice, Type::named("meta.v1.ObjectMeta").expect("is there"), 4);
    metadata.insert("name".to_owned(), json!("web"));
    base.insert("metadata".to_owned(), Value::Object(metadata));
    let mut patch = patch_of(dice, &base, of.into(), 0);
    for key in ["apiVersion", "kind"] {
        patch.remove(key);
    }
    if let Some(metadata) = patch.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("name");
    }
    Pair { base: Value::Object(base), patch: Value::Object(patch), of }
}

/// A map of a type: of its fields, those that lead to lists with keys are likelier.
fn object(dice: &mut Dice, of: Type, depth: usize) -> Map<String, Value> {
    let mut map = Map::new();
    let fields: Vec<Field> = of.fields().filter(|field| !NOT_MADE.contains(&field.name)).collect();
    for field in &fields {
        let leads_on = field.merges() || field.holds.fields().is_some();
        let is_way = ["spec", "template", "jobTemplate", "containers"].contains(&field.name);
        let one_in = match (leads_on, is_way) {
            (_, true) => 1,
            (true, _) => 2 + depth / 2,
            _ => 3 + fields.len() / 3,
        };
        if dice.roll(one_in) == 0 && depth < 9 {
            map.insert(field.name.to_owned(), value_of(dice, *field, depth + 1));
        }
    }
    map
}

fn value_of(dice: &mut Dice, field: Field, depth: usize) -> Value {
    let Some(items) = field.holds.items() else { return value(dice, field.holds, depth) };
    let mut list = Vec::new();
    for at in 0..dice.roll(4) {
        let mut item = value(dice, items, depth);
        if let (Some(key), Some(map), Some(of)) = (field.merge_key(), item.as_object_mut(), items.fields()) {
            map.insert(key.to_owned(), key_value(of, key, at));
        } else if field.is_set() {
            item = json!(["a", "b", "c", "d"][at]);
        }
        list.push(item);
    }
    Value::Array(list)
}

fn key_value(of: Type, key: &str, at: usize) -> Value {
    let is_number = ["port", "containerPort"].contains(&key) && of.field(key).is_some();
    if is_number { json!(80 + at) } else { json!(["app", "proxy", "init", "data", "extra", "web"][at % 6]) }
}

fn value(dice: &mut Dice, holds: Holds, depth: usize) -> Value {
    if let Some(of) = holds.fields() {
        return Value::Object(object(dice, of, depth));
    }
    if let Some(values) = holds.values() {
        return (0..dice.roll(4))
            .map(|at| (["a", "b", "c"][at].to_owned(), value(dice, values, depth)))
            .collect();
    }
    if let Some(items) = holds.items() {
        return (0..dice.roll(3)).map(|_| value(dice, items, depth)).collect();
    }
    match (holds == Holds::INTEGER, holds == Holds::BOOLEAN) {
        (true, _) => json!(dice.roll(4)),
        (_, true) => json!(dice.roll(2) == 0),
        _ if holds.is_scalar() => json!(dice.pick(&["", "x", "y", "TCP", "UDP"])),
        _ => json!({"free": dice.roll(3)}),
    }
}

/// A patch of a map.
fn patch_of(dice: &mut Dice, base: &Map<String, Value>, holds: Holds, depth: usize) -> Map<String, Value> {
    let mut patch = Map::new();
    if depth > 0 && dice.roll(16) == 0 {
        patch.insert(
            "$patch".to_owned(),
            json!(dice.pick(&["replace", "replace", "delete", "delete", "merge", "remove"])),
        );
        if patch["$patch"] == "delete" && dice.roll(4) > 0 {
            return patch;
        }
    }
    for (key, old) in base {
        if dice.roll(if old.is_object() || old.is_array() { 2 } else { 4 }) > 0 {
            continue;
        }
        let field = holds.fields().and_then(|of| of.field(key));
        let below = field.map(|field| field.holds).or(holds.values());
        let new = match (old, below) {
            _ if dice.roll(9) == 0 => Value::Null,
            _ if dice.roll(40) == 0 => hostile(dice),
            (Value::Object(old), Some(below)) => Value::Object(patch_of(dice, old, below, depth + 1)),
            (Value::Array(old), Some(_)) => match field {
                Some(field) => list_patch(dice, &mut patch, old, field, depth),
                None => json!(["x"]),
            },
            (Value::String(_), _) => json!(dice.pick(&["new", "x", "TCP", "UDP"])),
            (Value::Number(_), _) => json!(dice.roll(9)),
            (other, _) => other.clone(),
        };
        patch.insert(key.clone(), new);
    }
    for field in holds.fields().into_iter().flat_map(Type::fields) {
        if dice.roll(14) == 0
            && depth < 8
            && !NOT_MADE.contains(&field.name)
            && !base.contains_key(field.name)
        {
            let new = if dice.roll(8) == 0 { Value::Null } else { value_of(dice, field, depth + 3) };
            patch.insert(field.name.to_owned(), new);
        }
    }
    if depth > 0 && dice.roll(16) == 0 && !patch.contains_key("$patch") {
        let kept =
            patch.iter().filter(|(key, new)| !key.starts_with('$') && !new.is_null()).map(|(key, _)| key);
        let also = base.keys().filter(|_| dice.roll(2) == 0);
        let keys: std::collections::BTreeSet<&String> = kept.chain(also).collect();
        let keys = json!(keys);
        patch.insert("$retainKeys".to_owned(), keys);
    }
    patch
}

fn hostile(dice: &mut Dice) -> Value {
    match dice.roll(6) {
        0 => json!({}),
        1 => json!([]),
        2 => json!([{"a": 1}]),
        3 => json!({"a": null, "b": {"c": null}}),
        4 => json!(["a", "a"]),
        _ => json!(1.5),
    }
}

/// A patch of a list; what stands beside it goes into `patch`.
fn list_patch(
    dice: &mut Dice,
    patch: &mut Map<String, Value>,
    old: &[Value],
    field: Field,
    depth: usize,
) -> Value {
    let is_primitive = old.iter().all(Value::is_string);
    if is_primitive && dice.roll(4) == 0 {
        let gone: Vec<&Value> = old.iter().filter(|_| dice.roll(2) == 0).collect();
        patch.insert(format!("$deleteFromPrimitiveList/{}", field.name), json!(gone));
        let kept = old.iter().filter(|value| !gone.contains(value) || dice.roll(9) == 0);
        return json!(kept.collect::<Vec<_>>());
    }
    let (Some(key), Some(items)) = (field.merge_key(), field.holds.items()) else {
        return value_of(dice, field, depth + 1);
    };
    let Some(of) = items.fields() else { return json!(old) };
    let mut list = Vec::new();
    for item in old.iter().filter_map(Value::as_object) {
        match dice.roll(12) {
            0..=2 => {}
            3 => list.push(json!({key: item[key], "$patch": "delete"})),
            4 if dice.roll(3) == 0 => list.push(json!({key: item[key], "$patch": "replace"})),
            _ => {
                let mut new = patch_of(dice, item, items, depth + 2);
                if dice.roll(60) > 0 {
                    new.insert(key.to_owned(), item[key].clone());
                }
                list.push(Value::Object(new));
            }
        }
    }
    match dice.roll(20) {
        0..=5 => {
            let mut new = object(dice, of, depth + 3);
            new.insert(key.to_owned(), key_value(of, key, 4 + dice.roll(2)));
            list.push(Value::Object(new));
        }
        6 => list.push(json!({"$patch": "replace"})),
        7 => list.push(json!({key: "absent", "$patch": "delete"})),
        8 => list.reverse(),
        9 | 10 => {
            let named =
                list.iter().filter(|item| item.get("$patch").is_none()).filter_map(|item| item.get(key));
            let mut order: Vec<Value> = named.map(|value| json!({key: value})).collect();
            for item in old.iter().filter(|_| dice.roll(2) == 0) {
                let item = json!({key: item[key]});
                let is_gone =
                    list.iter().any(|other| other.get(key) == item.get(key) && other.get("$patch").is_some());
                if !is_gone && !order.contains(&item) {
                    order.push(item);
                }
            }
            patch.insert(format!("$setElementOrder/{}", field.name), json!(order));
        }
        _ => {}
    }
    Value::Array(list)
}
