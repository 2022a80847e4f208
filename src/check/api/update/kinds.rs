//! Changes that hang on more than one field.

use super::{Update, path, pods, same, services};
use crate::kubernetes::quantity::Amount;
use crate::resource::ResourceId;
use crate::yaml::Node;

/// The kinds that have such rules.
pub(super) fn check(update: &mut Update<'_>) {
    let id = update.new.id();
    match (id.group.as_str(), id.kind.as_str()) {
        ("", "ConfigMap") => content(update, &["data", "binaryData"]),
        ("", "Secret") => content(update, &["data", "stringData"]),
        ("", "PersistentVolume") => persistent_volume(update),
        ("", "PersistentVolumeClaim") => claim(update),
        ("", "Pod") => pods::pod(update),
        ("", "Service") => services::service(update),
        ("batch", "Job") => job(update),
        ("networking.k8s.io", "ServiceCIDR") => services::ranges(update),
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

/// `ValidateJobSpecUpdate`.
fn job(update: &mut Update<'_>) {
    // A Job that waits may be told where to run, and with how much.
    const WAITING: [&str; 7] = [
        "annotations",
        "labels",
        "nodeAffinity",
        "nodeSelector",
        "resources",
        "schedulingGates",
        "tolerations",
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
