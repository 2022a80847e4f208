//! The order in which Kustomize prints: the one in which objects came, or its "legacy" order by kinds.

use std::cmp::Ordering;

use ecow::EcoString;

use crate::resource::{Resource, ResourceId};

/// The order of what is printed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// By kind, then by what an object is called.
    #[default]
    Legacy,
    /// By kind, with the kinds that come first and those that come last said.
    Kinds {
        /// Those that come first, in order.
        first: Vec<EcoString>,
        /// Those that come last, in order.
        last: Vec<EcoString>,
    },
    /// As it came.
    Kept,
}

/// The kinds that come first (oddity 19), from `legacysort` in `api/internal/builtins/SortOrderTransformer.go`.
const FIRST: &[&str] = &[
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
];

/// The kinds that come last.
const LAST: &[&str] = &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

/// The objects in an order.
pub(super) fn sorted(mut objects: Vec<Resource>, order: &Order) -> Vec<Resource> {
    let ranks = match order {
        Order::Kept => return objects,
        Order::Legacy => Ranks::of(FIRST, LAST),
        Order::Kinds { first, last } => Ranks::of(first, last),
    };
    let mut keyed: Vec<(Key, Resource)> =
        objects.drain(..).map(|object| (Key::of(object.id(), &ranks), object)).collect();
    keyed.sort_by(|(one, _), (two, _)| one.compare(two));
    keyed.into_iter().map(|(_, object)| object).collect()
}

/// The ranks of kinds: below zero for those that come first, above it for those that come last.
struct Ranks(Vec<(EcoString, i64)>);

impl Ranks {
    fn of(first: &[impl AsRef<str>], last: &[impl AsRef<str>]) -> Ranks {
        let number = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
        let count = number(first.len());
        let before =
            first.iter().enumerate().map(|(at, kind)| (EcoString::from(kind.as_ref()), number(at) - count));
        let behind =
            last.iter().enumerate().map(|(at, kind)| (EcoString::from(kind.as_ref()), number(at) + 1));
        // A kind that is there twice has its last rank, as in Go's map.
        let mut ranks: Vec<(EcoString, i64)> = before.chain(behind).collect();
        ranks.reverse();
        Ranks(ranks)
    }

    fn of_kind(&self, kind: &str) -> i64 {
        self.0.iter().find(|(known, _)| known == kind).map_or(0, |(_, rank)| *rank)
    }
}

/// The rank of kinds among those of fields, by which Kustomize sorts these (`IsLessThan` of `kyaml/resid/gvk.go`).
pub(super) fn of_kinds(group: &str, version: &str, kind: &str) -> (usize, String) {
    let among = |kinds: &[&str]| kinds.iter().position(|known| *known == kind);
    let rank = match (among(FIRST), among(LAST)) {
        (Some(at), _) => at,
        (None, None) => FIRST.len(),
        (None, Some(at)) => FIRST.len() + 1 + at,
    };
    (rank, type_word(group, version, kind))
}

/// What objects are sorted by: by kind alone whatever the group, then by the words that Kustomize makes of an identity,
/// where what is not said is written `~G`, `~V` and so on and stands behind all letters (oddity 19).
struct Key {
    rank: i64,
    is_namespace: bool,
    type_is: String,
    name: String,
}

impl Key {
    fn of(id: &ResourceId, ranks: &Ranks) -> Key {
        let namespace = or(id.namespace.as_deref().unwrap_or_default(), "~X");
        Key {
            rank: ranks.of_kind(&id.kind),
            // Only among objects of one kind, which have a rank of their own.
            is_namespace: ranks.of_kind(&id.kind) != 0 && id.group.is_empty() && id.kind == "Namespace",
            type_is: type_word(&id.group, &id.version, &id.kind),
            name: format!("{namespace}|{}", or(&id.name, "~N")),
        }
    }

    fn compare(&self, other: &Key) -> Ordering {
        self.rank
            .cmp(&other.rank)
            .then_with(|| other.is_namespace.cmp(&self.is_namespace))
            .then_with(|| self.type_is.cmp(&other.type_is))
            .then_with(|| self.name.cmp(&other.name))
    }
}

fn type_word(group: &str, version: &str, kind: &str) -> String {
    format!("{}_{}_{}", or(group, "~G"), or(version, "~V"), or(kind, "~K"))
}

fn or<'t>(text: &'t str, missing: &'t str) -> &'t str {
    if text.is_empty() { missing } else { text }
}
