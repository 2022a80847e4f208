//! Fields of which at most one, or exactly one, may be set.

use super::findings::Findings;
use crate::diagnostic::{Code, Diagnostic, quoted_list};
use crate::yaml::{Entry, Mapping};

/// A type of which a few fields exclude each other.
struct Union {
    /// Whether one of them must be set.
    needs_one: bool,
    fields: &'static [&'static str],
    /// What they say, for messages: `source`.
    what: &'static str,
}

const fn exactly_one(what: &'static str, fields: &'static [&'static str]) -> Union {
    Union { needs_one: true, fields, what }
}

const fn at_most_one(what: &'static str, fields: &'static [&'static str]) -> Union {
    Union { needs_one: false, fields, what }
}

/// The rule of a type, by its name in the API.
///
/// From `pkg/apis/core/validation/validation.go` (env, volumes, handlers), `networking/validation`,
/// `policy/validation` and `apiserver/pkg/util/webhook` in Kubernetes 1.36.
#[rustfmt::skip]
fn rule(type_name: &str) -> Option<&'static Union> {
    Some(match type_name {
        "EnvFromSource" => const { &exactly_one("source", &["configMapRef", "secretRef"]) },
        "EnvVar" => const { &at_most_one("value", &["value", "valueFrom"]) },
        "EnvVarSource" => const { &exactly_one("source", &["configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef"]) },
        "IngressBackend" => const { &exactly_one("backend", &["resource", "service"]) },
        "LifecycleHandler" => const { &exactly_one("handler", &["exec", "httpGet", "sleep", "tcpSocket"]) },
        "PersistentVolumeSpec" => const { &exactly_one("volume", &[
            "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "csi", "fc", "flexVolume", "flocker", "gcePersistentDisk", "glusterfs",
            "hostPath", "iscsi", "local", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume",
        ]) },
        "PodDisruptionBudgetSpec" => const { &at_most_one("limit", &["maxUnavailable", "minAvailable"]) },
        "Probe" => const { &exactly_one("handler", &["exec", "grpc", "httpGet", "tcpSocket"]) },
        "ServiceBackendPort" => const { &exactly_one("port", &["name", "number"]) },
        "Volume" => const { &at_most_one("source", &[
            "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "fc",
            "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "hostPath", "image", "iscsi", "nfs", "persistentVolumeClaim",
            "photonPersistentDisk", "portworxVolume", "projected", "quobyte", "rbd", "scaleIO", "secret", "storageos", "vsphereVolume",
        ]) },
        "VolumeProjection" => const { &at_most_one("source", &["clusterTrustBundle", "configMap", "downwardAPI", "podCertificate", "secret", "serviceAccountToken"]) },
        "WebhookClientConfig" => const { &exactly_one("target", &["service", "url"]) },
        _ => return None,
    })
}

/// Checks the fields of a map that is read as the type `type_name`.
pub(super) fn check(findings: &mut Findings, type_name: &str, mapping: &Mapping) {
    let Some(union) = rule(type_name) else { return };
    let mut set = mapping.iter().filter(|entry| union.fields.contains(&entry.key.as_str()) && is_set(entry));
    match (set.next(), set.next()) {
        (Some(first), Some(second)) => findings.push(conflict(findings, union, first, second)),
        (None, _)
            if union.needs_one && !union.fields.iter().any(|field| findings.suggested(mapping, field)) =>
        {
            let field = findings.path(None);
            let message = format!("`{field}` names no {}", union.what);
            let diagnostic = Diagnostic::new(Code::MissingField, message)
                .at(findings.place_of(mapping), format!("{type_name} needs one"))
                .help(one_of(union));
            findings.push(diagnostic.field(field));
        }
        _ => {}
    }
}

fn conflict(findings: &Findings, union: &Union, first: &Entry, second: &Entry) -> Diagnostic {
    let path = findings.path(None);
    let message = format!("`{path}` sets both `{}` and `{}`", first.key, second.key);
    Diagnostic::new(Code::ConflictingFields, message)
        .at(second.key_span, format!("only one {} can be set", union.what))
        .at(first.key_span, "also set here")
        .field(findings.path(Some(&second.key)))
}

fn one_of(union: &Union) -> String {
    const SHOWN: usize = 6;
    if union.fields.len() > SHOWN {
        return format!("add one, such as {}", quoted_list(&union.fields[..3], "or"));
    }
    format!("add {}", quoted_list(union.fields, "or"))
}

/// The API server takes an empty text as not set, and so the number 0 of a port.
fn is_set(entry: &Entry) -> bool {
    let is_zero = entry.key == "number" && entry.node.as_i64() == Some(0);
    !entry.node.is_null() && entry.node.as_str() != Some("") && !is_zero
}
