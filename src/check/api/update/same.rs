//! Whether two ways to write a value are one to the server, which fills in what is not said.

use crate::kubernetes::quantity::Amount;
use crate::yaml::{Node, Path, Value};

/// A value that says something: no null, no empty text, list or map.
pub(super) fn given(node: Option<&Node>) -> Option<&Node> {
    node.filter(|node| match node.value() {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Sequence(items) => !items.is_empty(),
        Value::Mapping(entries) => !entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    })
}

/// Goes to the first place where two values differ, but for the keys in `free`, wherever they are. `path` leads to the
/// values, and to that place if there is one.
pub(super) fn difference(old: Option<&Node>, new: Option<&Node>, free: &[&str], path: &mut Path) -> bool {
    let (old, new) = match (given(old), given(new)) {
        (None, None) => return false,
        (Some(old), Some(new)) => (old, new),
        (Some(one), None) | (None, Some(one)) => return !is_default(one, path) && !has_only(one, free),
    };
    match (old.value(), new.value()) {
        (Value::Mapping(before), Value::Mapping(after)) => {
            let gone = before.iter().filter(|entry| !after.contains_key(&entry.key));
            after.iter().chain(gone).filter(|entry| !free.contains(&entry.key.as_str())).any(|entry| {
                path.push_key(entry.key.clone());
                let differs = difference(before.get(&entry.key), after.get(&entry.key), free, path);
                if !differs {
                    path.pop();
                }
                differs
            })
        }
        (Value::Sequence(before), Value::Sequence(after)) => {
            before.len() != after.len()
                || before.iter().zip(after).enumerate().any(|(index, (before, after))| {
                    path.push_index(index);
                    let differs = difference(Some(before), Some(after), free, path);
                    if !differs {
                        path.pop();
                    }
                    differs
                })
        }
        (old, new) => match (old.scalar_text(), new.scalar_text()) {
            // What a build without values has in the place of a secret tells nothing.
            (Some(old), Some(new)) => {
                let unknown = |text: &str| text.contains("<secret ") || text.contains("<hash>");
                old != new && !unknown(&old) && !unknown(&new) && !same_amount(&old, &new, path)
            }
            _ => true,
        },
    }
}

/// Whether a value is a map of nothing but these keys.
fn has_only(node: &Node, keys: &[&str]) -> bool {
    node.as_mapping().is_some_and(|entries| entries.iter().all(|entry| keys.contains(&entry.key.as_str())))
}

/// `1Gi` and `1024Mi`, where amounts are.
fn same_amount(old: &str, new: &str, path: &Path) -> bool {
    let holder = path.0.iter().rev().nth(1).map(ToString::to_string).unwrap_or_default();
    let amounts = matches!(holder.as_str(), "requests" | "limits" | "capacity");
    amounts && Amount::read(old).is_some_and(|old| Amount::read(new) == Some(old))
}

/// Whether a value is what the server fills in where nothing is said.
///
/// From the defaults in `pkg/apis/<group>/v1/defaults.go`. The `apiVersion`, `kind` and `status` of a claim template
/// are written by the server.
fn is_default(node: &Node, path: &Path) -> bool {
    let step = |back: usize| path.0.iter().rev().nth(back).map(ToString::to_string).unwrap_or_default();
    let key = step(0);
    if node.as_bool() == Some(false) {
        return PLAIN.contains(&key.as_str());
    }
    let of_claim = path.0.len() == 4 && matches!(&*key, "apiVersion" | "kind" | "status");
    if of_claim || key == "apiVersion" && step(1) == "fieldRef" && node.as_str() == Some("v1") {
        return true;
    }
    let text = node.value().scalar_text();
    match (text.as_deref(), node.value()) {
        (Some(text), _) => DEFAULTS.binary_search(&(key.as_str(), text)).is_ok(),
        (None, Value::Sequence(items)) => {
            key == "volumeLifecycleModes" && items.len() == 1 && items[0].as_str() == Some("Persistent")
        }
        (None, Value::Mapping(entries)) => {
            let mut path = path.clone();
            entries.iter().all(|entry| {
                path.push_key(entry.key.clone());
                let same = given(Some(&entry.node)).is_none() || is_default(&entry.node, &path);
                path.pop();
                same
            })
        }
        _ => false,
    }
}

/// The fields of which the server does not keep whether they were said to be false.
///
/// Those of type `bool`, not `*bool`, in what is compared: the types of pods and of volumes in `core/v1/types.go`.
const PLAIN: [&str; 7] = ["hostIPC", "hostNetwork", "hostPID", "readOnly", "stdin", "stdinOnce", "tty"];

/// By the name of the field; sorted.
static DEFAULTS: &[(&str, &str)] = &[
    ("apiGroup", "rbac.authorization.k8s.io"),
    ("attachRequired", "true"),
    ("completionMode", "NonIndexed"),
    ("completions", "1"),
    ("defaultMode", "420"),
    ("dnsPolicy", "ClusterFirst"),
    ("enableServiceLinks", "true"),
    ("failureThreshold", "3"),
    ("managedBy", "kubernetes.io/job-controller"),
    ("periodSeconds", "10"),
    ("podManagementPolicy", "OrderedReady"),
    ("preemptionPolicy", "PreemptLowerPriority"),
    ("protocol", "TCP"),
    ("reclaimPolicy", "Delete"),
    ("restartPolicy", "Always"),
    ("schedulerName", "default-scheduler"),
    ("scheme", "HTTP"),
    ("successThreshold", "1"),
    ("terminationGracePeriodSeconds", "30"),
    ("terminationMessagePath", "/dev/termination-log"),
    ("terminationMessagePolicy", "File"),
    ("timeoutSeconds", "1"),
    ("type", "Opaque"),
    ("volumeBindingMode", "Immediate"),
    ("volumeMode", "Filesystem"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_sorted() {
        assert!(DEFAULTS.is_sorted());
    }
}
