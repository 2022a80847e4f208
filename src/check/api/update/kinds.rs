//! Changes that hang on more than one field.

use super::{Update, same};
use crate::kubernetes::quantity::Amount;
use crate::resource::ResourceId;
use crate::yaml::{Node, Path};

/// The kinds that have such rules.
pub(super) fn check(update: &mut Update<'_>) {
    let id = update.new.id();
    match (id.group.as_str(), id.kind.as_str()) {
        ("", "ConfigMap") => content(update, &["data", "binaryData"]),
        ("", "Secret") => content(update, &["data", "stringData"]),
        ("", "PersistentVolume") => persistent_volume(update),
        ("", "PersistentVolumeClaim") => claim(update),
        ("", "Pod") => pod(update),
        ("", "Service") => service(update),
        ("batch", "Job") => job(update),
        _ => {}
    }
}

/// What to do in the place of a change.
pub(super) fn advice(id: &ResourceId) -> Vec<String> {
    let kind = id.kind.to_lowercase();
    let namespace = id.namespace.as_deref().map(|name| format!(" -n {name}")).unwrap_or_default();
    let delete = format!("kubectl delete {kind} {}{namespace}", id.name);
    let texts: &[String] = &match id.kind.as_str() {
        "ConfigMap" | "Secret" => {
            ["give the new content a new name, which those who use it take too".to_owned()].to_vec()
        }
        "DaemonSet" | "Deployment" | "ReplicaSet" | "StatefulSet" => vec![
            "take the change back, or give the new object a new name".to_owned(),
            format!("or `{delete} --cascade=orphan` and apply: the pods go on running"),
        ],
        "Job" => vec![
            "give it a new name for each run, or `generateName`".to_owned(),
            format!("or `{delete}` and apply: it runs again"),
        ],
        "PersistentVolumeClaim" => vec![
            "make a claim of another name and move the data; a claim that is deleted takes its volume along"
                .to_owned(),
        ],
        "CustomResourceDefinition" => {
            vec!["make a definition of another name: deleting this one deletes all its objects".to_owned()]
        }
        "Service" => vec![
            "take the change back, or give the new Service a new name".to_owned(),
            format!("or `{delete}` and apply: nobody reaches it in between"),
        ],
        _ => vec![format!("take the change back, or `{delete}` and apply")],
    };
    texts.to_vec()
}

fn path(field: &str) -> Path {
    Path::parse(field).unwrap_or_default()
}

/// `ValidateConfigMapUpdate`, `ValidateSecretUpdate`: nothing changes once the object is `immutable`.
fn content(update: &mut Update<'_>, fields: &[&str]) {
    let is_immutable = |node: Option<&Node>| node.and_then(Node::as_bool) == Some(true);
    let (old, new) = update.both("immutable");
    if !is_immutable(old) {
        return;
    }
    if !is_immutable(new) {
        update.refuse(&path("immutable"), "cannot be taken back");
    }
    // The server writes the one into the other, with base64 around it.
    let moved = |node: &Node| node.get("stringData").is_some();
    if moved(update.old.node()) == moved(update.new.node()) {
        for field in fields {
            update.keep(field, &[]);
        }
    }
}

/// `ValidatePersistentVolumeUpdate`.
fn persistent_volume(update: &mut Update<'_>) {
    /// Those that are no source of the volume.
    const FREE: [&str; 9] = [
        "accessModes",
        "capacity",
        "claimRef",
        "controllerExpandSecretRef",
        "mountOptions",
        "nodeAffinity",
        "persistentVolumeReclaimPolicy",
        "storageClassName",
        "volumeAttributesClassName",
    ];
    update.keep("spec", &FREE);
    if update.both("spec.nodeAffinity").0.is_some() {
        update.keep("spec.nodeAffinity", &[]);
    }
}

/// `ValidatePersistentVolumeClaimUpdate`. What the cluster fills in, it may be told afterwards.
fn claim(update: &mut Update<'_>) {
    for field in ["spec.storageClassName", "spec.volumeName"] {
        if update.both(field).0.is_some() {
            update.keep(field, &[]);
        }
    }
    for field in ["spec.accessModes", "spec.selector", "spec.volumeMode", "spec.resources.limits"] {
        update.keep(field, &[]);
    }
    // Each is copied into the other.
    if update.both("spec.dataSource").0.is_some() == update.both("spec.dataSource").1.is_some() {
        update.keep("spec.dataSource", &[]);
    }
    let (old, new) = update.texts("spec.resources.requests.storage");
    if let (Some(old), Some(new)) = (Amount::read(&old), Amount::read(&new))
        && new < old
    {
        update.refuse(&path("spec.resources.requests.storage"), "cannot get smaller");
    }
}

/// `ValidatePodUpdate`.
fn pod(update: &mut Update<'_>) {
    const FREE: [&str; 9] = [
        "activeDeadlineSeconds",
        "ephemeralContainers",
        "image",
        "nodeName",
        "schedulingGates",
        "serviceAccount",
        "serviceAccountName",
        "terminationGracePeriodSeconds",
        "tolerations",
    ];
    let gated = update.both("spec.schedulingGates").0.is_some();
    // A pod that waits may be told where to run.
    let free = FREE.iter().copied().chain(["affinity", "nodeSelector"].into_iter().filter(|_| gated));
    update.keep("spec", &free.collect::<Vec<_>>());
}

/// `ValidateServiceUpdate`.
fn service(update: &mut Update<'_>) {
    let (old, new) = update.texts("spec.type");
    if old != "ExternalName" && new != "ExternalName" {
        let (old, new) = update.texts("spec.clusterIP");
        // An address that nobody wrote was given by the cluster, and is kept where nobody says one.
        if !new.is_empty() && old != new && (!old.is_empty() || new == "None") {
            update.refuse(&path("spec.clusterIP"), "cannot be changed");
        }
        for field in ["spec.clusterIPs", "spec.ipFamilies"] {
            let (old, new) = update.both(field);
            let first = |node: Option<&Node>| node?.as_sequence()?.first()?.as_str().map(str::to_owned);
            if first(old).is_some_and(|old| first(new).is_some_and(|new| old != new)) {
                update.refuse(&path(&format!("{field}[0]")), "cannot be changed");
            }
        }
    }
    if old == "LoadBalancer" && new == "LoadBalancer" {
        update.keep("spec.loadBalancerClass", &[]);
    }
}

/// `ValidateJobSpecUpdate`.
fn job(update: &mut Update<'_>) {
    // A Job that waits may be told where to run.
    const WAITING: [&str; 8] = [
        "affinity",
        "annotations",
        "labels",
        "nodeSelector",
        "resources",
        "schedulingGates",
        "tolerations",
        "topologySpreadConstraints",
    ];
    let (suspended, _) = update.both("spec.suspend");
    let waits = suspended.and_then(Node::as_bool) == Some(true);
    update.keep("spec.template", if waits { &WAITING } else { &[] });
    // An indexed Job may grow or shrink together with its parallelism.
    let indexed = update.texts("spec.completionMode").1 == "Indexed";
    let ((_, completions), (_, parallelism)) =
        (update.texts("spec.completions"), update.texts("spec.parallelism"));
    if !(indexed && completions == parallelism && same::given(update.both("spec.completions").1).is_some()) {
        update.keep("spec.completions", &[]);
    }
}
