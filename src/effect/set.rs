//! One side as a whole: its workloads, who scales them, and who reads which ConfigMap or Secret.

use rustc_hash::FxHashMap;

use super::read::{at, is_true, items, number, text, text_or};
use super::reloader;
use super::workload::Workload;
use crate::resource::Resource;
use crate::yaml::Node;

/// A set of objects that can be asked.
pub(super) struct Set<'r> {
    pub(super) objects: &'r [Resource],
    scalers: FxHashMap<Key<'r>, Scaler<'r>>,
    uses: FxHashMap<Key<'r>, Vec<Use<'r>>>,
    by_name: FxHashMap<Key<'r>, &'r Resource>,
    /// The network policies of each namespace.
    policies: FxHashMap<Option<&'r str>, Vec<&'r Resource>>,
}

/// A kind, a namespace and a name.
type Key<'r> = (&'r str, Option<&'r str>, &'r str);

/// What sets the number of pods of a workload.
#[derive(Clone, Copy)]
pub(super) struct Scaler<'r> {
    pub(super) object: &'r Resource,
    pub(super) low: i64,
    pub(super) high: i64,
}

/// A workload that reads a ConfigMap or Secret.
#[derive(Clone, Copy)]
pub(super) struct Use<'r> {
    pub(super) object: &'r Resource,
    pub(super) how: Reading,
    /// Whether its pods do without what they read.
    pub(super) is_optional: bool,
}

/// When a change of the content is seen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reading {
    /// By containers that start: environment variables, files in the place of others (`subPath`).
    AtStart,
    /// In files, a minute or so later.
    AsFiles,
}

impl<'r> Set<'r> {
    pub(super) fn of(objects: &'r [Resource]) -> Set<'r> {
        let mut set = Set {
            objects,
            scalers: FxHashMap::default(),
            uses: FxHashMap::default(),
            by_name: FxHashMap::default(),
            policies: FxHashMap::default(),
        };
        for object in objects {
            let id = object.id();
            set.by_name.insert((&id.kind, id.namespace.as_deref(), &id.name), object);
            if id.kind == "NetworkPolicy" {
                set.policies.entry(id.namespace.as_deref()).or_default().push(object);
            }
            if let Some((kind, name, scaler)) = scaler(object) {
                set.scalers.insert((kind, id.namespace.as_deref(), name), scaler);
            }
            if let Some(workload) = Workload::of(object) {
                set.read_by(object, workload.pod);
                for (kind, name) in reloader::named(object) {
                    let uses = set.uses.entry((kind, id.namespace.as_deref(), name)).or_default();
                    if !uses.iter().rev().any(|known| std::ptr::eq(known.object, object)) {
                        uses.push(Use { object, how: Reading::AtStart, is_optional: true });
                    }
                }
            }
        }
        set
    }

    /// What sets the number of pods of an object.
    pub(super) fn scaler(&self, object: &Resource) -> Option<Scaler<'r>> {
        let id = object.id();
        let key: Key<'_> = (&id.kind, id.namespace.as_deref(), &id.name);
        self.scalers.get(&key).copied()
    }

    /// The workloads that read a ConfigMap or Secret, in their order.
    pub(super) fn uses<'a>(&'a self, object: &'a Resource) -> &'a [Use<'r>] {
        let id = object.id();
        let key: Key<'_> = (&id.kind, id.namespace.as_deref(), &id.name);
        self.uses.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The object of a kind beside another one.
    pub(super) fn beside(&self, object: &Resource, kind: &str, name: &str) -> Option<&'r Resource> {
        let key: Key<'_> = (kind, object.id().namespace.as_deref(), name);
        self.by_name.get(&key).copied()
    }

    /// The network policies of a namespace.
    pub(super) fn policies<'a>(&'a self, namespace: Option<&'a str>) -> &'a [&'r Resource] {
        self.policies.get(&namespace).map(Vec::as_slice).unwrap_or_default()
    }

    /// The object of a kind that lives in no namespace.
    pub(super) fn global(&self, kind: &str, name: &str) -> Option<&'r Resource> {
        let key: Key<'_> = (kind, None, name);
        self.by_name.get(&key).copied()
    }

    /// Notes what the pods of a workload read.
    fn read_by(&mut self, object: &'r Resource, pod: &'r Node) {
        let namespace = object.id().namespace.as_deref();
        let mut note = |kind, holder: Option<&'r Node>, key: &str, how| {
            let Some((holder, name)) = holder.and_then(|holder| Some((holder, text(holder, key)?))) else {
                return;
            };
            let is_optional = is_true(holder, "optional");
            let uses = self.uses.entry((kind, namespace, name)).or_default();
            // What one workload reads follows one another: at most once a way.
            let mut own = uses.iter_mut().rev().take_while(|known| std::ptr::eq(known.object, object));
            match own.find(|known| known.how == how) {
                Some(known) => known.is_optional &= is_optional,
                None => uses.push(Use { object, how, is_optional }),
            }
        };
        let containers = || ["containers", "initContainers"].iter().flat_map(|list| items(pod, list));
        for container in containers() {
            for from in items(container, "envFrom") {
                note("ConfigMap", at(from, "configMapRef"), "name", Reading::AtStart);
                note("Secret", at(from, "secretRef"), "name", Reading::AtStart);
            }
            for from in items(container, "env") {
                note("ConfigMap", at(from, "valueFrom.configMapKeyRef"), "name", Reading::AtStart);
                note("Secret", at(from, "valueFrom.secretKeyRef"), "name", Reading::AtStart);
            }
        }
        for volume in items(pod, "volumes") {
            let name = text(volume, "name").unwrap_or_default();
            let mounts = || {
                let all = containers().flat_map(|container| items(container, "volumeMounts"));
                all.filter(|mount| text(mount, "name") == Some(name))
            };
            let is_whole = |mount: &&Node| {
                text(mount, "subPath").is_none_or(str::is_empty) && text(mount, "subPathExpr").is_none()
            };
            let mut hows = Vec::new();
            if mounts().any(|mount| !is_whole(&mount)) {
                hows.push(Reading::AtStart);
            }
            if hows.is_empty() || mounts().any(|mount| is_whole(&mount)) {
                hows.push(Reading::AsFiles);
            }
            for how in hows {
                note("ConfigMap", at(volume, "configMap"), "name", how);
                note("Secret", at(volume, "secret"), "secretName", how);
                for source in items(volume, "projected.sources") {
                    note("ConfigMap", at(source, "configMap"), "name", how);
                    note("Secret", at(source, "secret"), "name", how);
                }
            }
        }
    }
}

/// The kind and the name of what an object scales, and the bounds.
///
/// From the defaults of `autoscaling/v2` in `pkg/apis/autoscaling/v2/defaults.go`, and of KEDA's `ScaledObject`.
pub(super) fn scaler(object: &Resource) -> Option<(&str, &str, Scaler<'_>)> {
    let spec = object.node().get("spec")?;
    let (low, high, kind) = match (object.id().group.as_str(), object.id().kind.as_str()) {
        ("autoscaling", "HorizontalPodAutoscaler") => {
            (number(spec, "minReplicas").unwrap_or(1), number(spec, "maxReplicas")?, "")
        }
        ("keda.sh", "ScaledObject") => {
            let high = number(spec, "maxReplicaCount").unwrap_or(100);
            (number(spec, "minReplicaCount").unwrap_or(0), high, "Deployment")
        }
        _ => return None,
    };
    let kind = text_or(spec, "scaleTargetRef.kind", kind);
    let name = text(spec, "scaleTargetRef.name")?;
    Some((kind, name, Scaler { object, low, high: high.max(low) }))
}
