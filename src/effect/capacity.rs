//! What pods and claims ask for, before and after.

use super::pods::Per;
use super::read::{count, items};
use super::request::{Amounts, Bound, of_claim, of_pod, written};
use super::set::{Set, scaler};
use super::workload::Workload;
use super::{Class, Cluster, Found, Scene, life};
use crate::resource::Resource;

/// What all of a set asks for of a resource, before and after: for the pods that are asked for, and for the most that
/// autoscalers make. What runs on each node, what jobs run and what requests ask for is not in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Total {
    /// As `cpu`, `memory`, `storage`.
    pub resource: String,
    /// What was asked for, as people write it.
    pub before: String,
    /// What is asked for.
    pub after: String,
    /// What was asked for at the most.
    pub most_before: String,
    /// What is asked for at the most.
    pub most_after: String,
}

/// What an object asks for.
#[derive(Clone, Default)]
struct Asked {
    usual: Amounts,
    most: Amounts,
    /// How many pods there are, at the most.
    pods: i64,
    per: Option<Per>,
}

/// What one pod of a workload asks for, with the storage that it claims.
pub(super) fn each_pod(workload: &Workload<'_>, bound: Bound) -> Amounts {
    let mut amounts = of_pod(workload.pod, bound);
    if bound == Bound::Requests {
        let own = items(workload.object.node(), "spec.volumeClaimTemplates");
        let ephemeral = items(workload.pod, "volumes").iter();
        let ephemeral =
            ephemeral.filter_map(|volume| super::read::at(volume, "ephemeral.volumeClaimTemplate"));
        for spec in own.iter().chain(ephemeral).filter_map(|claim| claim.get("spec")) {
            amounts.add_one("storage", of_claim(spec));
        }
    }
    amounts
}

fn asked(object: &Resource, set: &Set<'_>) -> Option<Asked> {
    if object.id().group.is_empty() && object.id().kind == "PersistentVolumeClaim" {
        let mut usual = Amounts::default();
        usual.add_one("storage", of_claim(object.node().get("spec")?));
        return Some(Asked { most: usual.clone(), usual, pods: 0, per: Some(Per::Cluster) });
    }
    let workload = Workload::of(object)?;
    let (pods, one) = (workload.pods(set), each_pod(&workload, Bound::Requests));
    Some(Asked {
        usual: one.times(pods.usual),
        most: one.times(pods.high),
        pods: pods.high,
        per: Some(pods.per),
    })
}

/// What an object asks for that was not asked for before, or is not any more.
pub(super) fn find(scene: &Scene<'_>, found: &mut Found<'_>) {
    let change = found.change;
    if found.has(Class::Refused) || is_kept(scene, change.object) {
        return;
    }
    if let Some((before, after)) = scaled(scene, change.before, change.after) {
        return tell(found, &before, &after);
    }
    let before = change.before.and_then(|object| asked(object, &scene.before));
    let after = change.after.and_then(|object| asked(object, &scene.after));
    if before.is_some() || after.is_some() {
        tell(found, &before.unwrap_or_default(), &after.unwrap_or_default());
    }
}

/// What the target of an autoscaler asks for, if that does not differ itself and says so.
fn scaled(scene: &Scene<'_>, before: Option<&Resource>, after: Option<&Resource>) -> Option<(Asked, Asked)> {
    let object = after.or(before)?;
    let (kind, name, _) = scaler(object)?;
    let target = scene.after.beside(object, kind, name)?;
    if scene.change(target).is_some() {
        return None;
    }
    // It is the same on both sides, but for who scales it.
    let was = scene.before.beside(object, kind, name)?;
    Some((asked(was, &scene.before)?, asked(target, &scene.after)?))
}

fn tell(found: &mut Found<'_>, before: &Asked, after: &Asked) {
    let (usual, most) = (changes(&before.usual, &after.usual), changes(&before.most, &after.most));
    if usual.is_empty() && most.is_empty() {
        return;
    }
    let per = match after.per.or(before.per) {
        Some(Per::Node) => " on each node, which is in no sum",
        Some(Per::Demand) => " with as many pods as requests need, which is in no sum",
        Some(Per::Run) => " while it runs",
        _ => "",
    };
    let pods = if after.pods == 0 { String::new() } else { format!(" ({})", count(after.pods, "pod")) };
    let text = match (usual.is_empty(), most == usual) {
        (false, true) => format!("asks for {usual}{per}"),
        (false, false) if most.is_empty() => format!("asks for {usual}{per}; at the most as before{pods}"),
        (false, false) => format!("asks for {usual}{per}; at the most {most}{pods}"),
        (true, _) => format!("asks for {most}{per} at the most{pods}"),
    };
    let asks = |place: &str| place.contains(".resources") || place.contains("eplica");
    let field = found.fields().find(|(_, place, _)| asks(place)).map(|(field, ..)| field);
    match field {
        Some(field) => found.of(field, Class::Capacity, text),
        None => found.add(Class::Capacity, text),
    };
}

/// As `cpu 1 → 2, memory 1Gi → 2Gi`: what differs.
fn changes(before: &Amounts, after: &Amounts) -> String {
    let names: std::collections::BTreeSet<&String> = before.0.keys().chain(after.0.keys()).collect();
    let differing = names.into_iter().filter(|name| before.get(name) != after.get(name));
    let text = |name: &String| {
        format!("{name} {} → {}", written(name, before.get(name)), written(name, after.get(name)))
    };
    differing.map(text).collect::<Vec<_>>().join(", ")
}

/// Whether an object that is not in the set any more stays in the cluster.
fn is_kept(scene: &Scene<'_>, object: &Resource) -> bool {
    let is_left_out = scene.change(object).is_some_and(|change| change.after.is_none());
    is_left_out && scene.cluster == Cluster::Same && life::stays(object).is_some()
}

/// What both sets ask for, of what differs.
pub(super) fn totals(scene: &Scene<'_>) -> Vec<Total> {
    let sum = |all: &mut dyn Iterator<Item = Asked>| {
        let mut sum = Asked::default();
        for one in all.filter(|asked| asked.per == Some(Per::Cluster)) {
            sum.usual.add(&one.usual);
            sum.most.add(&one.most);
        }
        sum
    };
    let old = |object| asked(object, &scene.before);
    let before = sum(&mut scene.before.objects.iter().filter_map(old));
    // What is refused is as it was, and what is not pruned is still there.
    let as_it_was = |object| scene.change(object).filter(|_| scene.refused.contains_key(object.id()))?.before;
    let new = |object| as_it_was(object).map_or_else(|| asked(object, &scene.after), old);
    let kept = scene.before.objects.iter().filter(|object| is_kept(scene, object)).filter_map(old);
    let after = sum(&mut scene.after.objects.iter().filter_map(new).chain(kept));
    let names: std::collections::BTreeSet<&String> =
        before.most.0.keys().chain(after.most.0.keys()).collect();
    let total = |name: &String| {
        let pairs = [(&before.usual, &after.usual), (&before.most, &after.most)];
        let [(was, is), (most_was, most_is)] =
            pairs.map(|(before, after)| (before.get(name), after.get(name)));
        let differs = was != is || most_was != most_is;
        differs.then(|| Total {
            resource: name.clone(),
            before: written(name, was),
            after: written(name, is),
            most_before: written(name, most_was),
            most_after: written(name, most_is),
        })
    };
    names.into_iter().filter_map(total).collect()
}
