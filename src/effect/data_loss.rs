//! Data that a change deletes, no longer keeps, or no longer reaches.
//!
//! From the documentation of Kubernetes: Persistent Volumes (reclaiming), `StatefulSet`s (`persistentVolumeClaim`
//! retention), finalizers of namespaces and of custom resource definitions.

use super::life::replicas;
use super::read::{at, is_true, items, number, row, text, text_or};
use super::set::Set;
use super::workload::Workload;
use super::{Class, Found, Scene};
use crate::resource::Resource;

/// What is lost with an object that goes away, or by its change.
pub(super) fn find(scene: &Scene<'_>, found: &mut Found<'_>) {
    let change = found.change;
    if let Some(gone) = scene.gone(change) {
        deleted(gone, scene, found);
    }
    let Some((before, after)) = scene.update(change) else { return };
    if found.has(Class::Refused) {
        return;
    }
    match after.id().kind.as_str() {
        "CustomResourceDefinition" => served(before, after, found),
        "StatefulSet" => fewer(before, after, found),
        "PersistentVolume" => {
            let policy =
                |object| text_or(Resource::node(object), "spec.persistentVolumeReclaimPolicy", "Retain");
            if policy(before) != "Delete" && policy(after) == "Delete" {
                let place = "spec.persistentVolumeReclaimPolicy";
                found.at(place, Class::Safeguard, "from now on the volume is deleted with its claim");
            }
        }
        _ => {}
    }
    volumes(before, after, found);
}

fn deleted(gone: &Resource, scene: &Scene<'_>, found: &mut Found<'_>) {
    let id = gone.id();
    match (id.group.as_str(), id.kind.as_str()) {
        ("", "PersistentVolumeClaim") => claim(gone, scene, found),
        ("", "PersistentVolume")
            if text_or(gone.node(), "spec.persistentVolumeReclaimPolicy", "Retain") == "Delete" =>
        {
            let text =
                "the storage behind it is deleted, as soon as no claim uses it (reclaim policy Delete)";
            found.add(Class::DataLoss, text);
        }
        ("", "Namespace") => {
            let inside: Vec<String> = scene
                .before
                .objects
                .iter()
                .filter(|object| object.id().namespace.as_deref() == Some(&id.name))
                .filter(|object| match object.id().kind.as_str() {
                    "PersistentVolumeClaim" => kept(object, &scene.before).is_none(),
                    _ => claims(object).next().is_some(),
                })
                .map(|object| format!("`{}`", object.id()))
                .collect();
            let data =
                if inside.is_empty() { String::new() } else { format!(", and the data of {}", row(&inside)) };
            found.add(Class::DataLoss, format!("all that is in the namespace is deleted with it{data}"));
        }
        ("apiextensions.k8s.io", "CustomResourceDefinition") => {
            let kind = text_or(gone.node(), "spec.names.kind", "its kind");
            found
                .add(Class::DataLoss, format!("every {kind} in the cluster is deleted with its definition"))
                .help("see what there is: `kubectl get ".to_owned() + &id.name + " -A`");
        }
        ("apps", "StatefulSet") => stateful_set(gone, scene, found),
        _ => {}
    }
}

/// Versions in which objects are not served any more.
fn served(before: &Resource, after: &Resource, found: &mut Found<'_>) {
    let names = |object| -> Vec<String> {
        let versions = items(Resource::node(object), "spec.versions").iter();
        let served = versions.filter(|version| is_true(version, "served"));
        served.filter_map(|version| Some(format!("`{}`", text(version, "name")?))).collect()
    };
    let is = names(after);
    let gone: Vec<String> = names(before).into_iter().filter(|name| !is.contains(name)).collect();
    if !gone.is_empty() {
        let text = format!("no longer served in {}: who asks for that is refused", row(&gone));
        found.at("spec.versions", Class::Downtime, text);
    }
}

fn claim(gone: &Resource, scene: &Scene<'_>, found: &mut Found<'_>) {
    let id = gone.id();
    let whose =
        if found.change.after.is_some() { format!("the data of `{id}`") } else { "its data".to_owned() };
    if let Some(why) = kept(gone, &scene.before) {
        let text = format!("{whose} stay in its volume ({why}), which no other claim takes by itself");
        found.add(Class::Deleted, text);
        return;
    }
    let volume =
        format!("$(kubectl get pvc {}{} -o jsonpath='{{.spec.volumeName}}')", id.name, namespace(gone));
    let policy = "'{\"spec\":{\"persistentVolumeReclaimPolicy\":\"Retain\"}}'";
    found
        .add(Class::DataLoss, format!("{whose} are deleted with its volume"))
        .help(format!("to keep them, before: `kubectl patch pv {volume} -p {policy}`"));
}

/// The claims of a `StatefulSet` stay unless it says otherwise; one of another name has its own.
fn stateful_set(gone: &Resource, scene: &Scene<'_>, found: &mut Found<'_>) {
    let names: Vec<&str> = claims(gone).collect();
    let Some(first) = names.first() else { return };
    let claim = format!("{first}-{}-0", gone.id().name);
    let policy = text_or(gone.node(), "spec.persistentVolumeClaimRetentionPolicy.whenDeleted", "Retain");
    if policy == "Delete" {
        found
            .add(
                Class::DataLoss,
                format!(
                    "its claims are deleted with it, and their data (`{claim}` …; whenDeleted is Delete)"
                ),
            )
            .help("set `persistentVolumeClaimRetentionPolicy.whenDeleted: Retain` and apply that first");
    } else if gone.id().namespace.as_deref().is_some_and(|name| ends(scene, name)) {
        found.add(
            Class::DataLoss,
            format!("its claims are deleted with their namespace, and their data (`{claim}` …)"),
        );
    } else if let Some(after) = found.change.after {
        let new = format!("{first}-{}-0", after.id().name);
        found
            .add(Class::DataLoss, format!("it starts with empty volumes (`{new}` …): the data stay in the claims of the old one (`{claim}` …)"));
    } else {
        found.add(Class::Deleted, format!("its claims stay, and their data (`{claim}` …)"));
    }
}

/// Whether a namespace is deleted.
fn ends(scene: &Scene<'_>, name: &str) -> bool {
    let is_there = |set: &Set<'_>| set.global("Namespace", name).is_some();
    is_there(&scene.before) && !is_there(&scene.after)
}

/// Pods of a `StatefulSet` that go away may take their claims along.
fn fewer(before: &Resource, after: &Resource, found: &mut Found<'_>) {
    let node = after.node();
    let (was, is) = (replicas(before).unwrap_or(1), replicas(after).unwrap_or(1));
    let policy = |object| {
        text_or(Resource::node(object), "spec.persistentVolumeClaimRetentionPolicy.whenScaled", "Retain")
    };
    if is < was
        && policy(after) == "Delete"
        && let Some(claim) = claims(after).next()
    {
        let start = number(node, "spec.ordinals.start").unwrap_or(0);
        let name = &after.id().name;
        let first = format!("{claim}-{name}-{}", start + is);
        let last = format!("{claim}-{name}-{}", start + was - 1);
        let which = if first == last { format!("`{first}`") } else { format!("`{first}` to `{last}`") };
        found.at(
            "spec.replicas",
            Class::DataLoss,
            format!(
                "the claims of the pods that stop are deleted, and their data ({which}; whenScaled is Delete)"
            ),
        );
    }
    for when in ["whenDeleted", "whenScaled"] {
        let place = format!("spec.persistentVolumeClaimRetentionPolicy.{when}");
        let policy = |object: &Resource| text_or(object.node(), &place, "Retain") == "Delete";
        if !policy(before) && policy(after) && claims(after).next().is_some() {
            let what = if when == "whenDeleted" { "it is deleted" } else { "it has fewer pods" };
            found.at(
                &place,
                Class::Safeguard,
                format!("from now on its claims are deleted with their data when {what}"),
            );
        }
    }
}

/// A volume that was a claim, and is one of its own for each pod.
fn volumes(before: &Resource, after: &Resource, found: &mut Found<'_>) {
    let (Some(old), Some(new)) = (Workload::of(before), Workload::of(after)) else { return };
    let place = new.place();
    for volume in items(new.pod, "volumes") {
        let Some(name) = text(volume, "name") else { continue };
        let was = items(old.pod, "volumes").iter().find(|volume| text(volume, "name") == Some(name));
        let Some(claim) = was.and_then(|was| text(was, "persistentVolumeClaim.claimName")) else { continue };
        let what = if at(volume, "emptyDir").is_some() || volume.get("emptyDir").is_some() {
            "an emptyDir, which is empty at each start of a pod"
        } else if at(volume, "ephemeral").is_some() {
            "a claim of each pod, which is deleted with it"
        } else {
            match text(volume, "persistentVolumeClaim.claimName") {
                Some(other) if other != claim => {
                    let text = format!(
                        "the volume `{name}` is another claim, `{other}`: the data in `{claim}` are not in it"
                    );
                    found.at(&format!("{place}.volumes[name={name}]"), Class::DataLoss, text);
                    continue;
                }
                _ => continue,
            }
        };
        let text = format!("the volume `{name}` is no longer the claim `{claim}` but {what}");
        found.at(&format!("{place}.volumes[name={name}]"), Class::DataLoss, text);
    }
}

/// The names of the claims that a `StatefulSet` makes for each pod.
fn claims(object: &Resource) -> impl Iterator<Item = &str> {
    let is_one = object.id().group == "apps" && object.id().kind == "StatefulSet";
    let templates = if is_one { items(object.node(), "spec.volumeClaimTemplates") } else { &[] };
    templates.iter().filter_map(|claim| text(claim, "metadata.name"))
}

/// Why the volume of a claim stays when the claim is deleted, as far as the set tells.
///
/// A volume that was made for a claim has the policy of its class, which is Delete unless said; one that somebody made has
/// Retain unless said.
fn kept(claim: &Resource, set: &Set<'_>) -> Option<String> {
    let volume = text(claim.node(), "spec.volumeName").and_then(|name| set.global("PersistentVolume", name));
    if let Some(volume) = volume {
        let policy = text_or(volume.node(), "spec.persistentVolumeReclaimPolicy", "Retain");
        return (policy != "Delete").then(|| format!("`{}` has the reclaim policy {policy}", volume.id()));
    }
    let class =
        text(claim.node(), "spec.storageClassName").and_then(|name| set.global("StorageClass", name))?;
    let policy = text_or(class.node(), "reclaimPolicy", "Delete");
    (policy != "Delete").then(|| format!("`{}` has the reclaim policy {policy}", class.id()))
}

/// As an argument of kubectl.
fn namespace(object: &Resource) -> String {
    object.id().namespace.as_deref().map(|name| format!(" -n {name}")).unwrap_or_default()
}
