//! Fields of which at most one, or exactly one, may be set, as tables.

/// A few fields of a type that exclude each other.
pub struct Union {
    /// Whether one of them must be set.
    pub needs_one: bool,
    /// The fields.
    pub fields: &'static [&'static str],
    /// What they say, for messages: `source`.
    pub what: &'static str,
}

const fn exactly_one(what: &'static str, fields: &'static [&'static str]) -> Union {
    Union { needs_one: true, fields, what }
}

const fn at_most_one(what: &'static str, fields: &'static [&'static str]) -> Union {
    Union { needs_one: false, fields, what }
}

/// The fields of a type that exclude each other, by the type's name in the API.
///
/// From `pkg/apis/core/validation/validation.go` (env, volumes, handlers), `networking/validation`,
/// `policy/validation`, `scheduling/v1alpha2/zz_generated.validations.go` and `apiserver/pkg/util/webhook` in Kubernetes 1.36.
#[rustfmt::skip]
pub fn of(type_name: &str) -> Option<&'static Union> {
    Some(match type_name {
        "DownwardAPIVolumeFile" => const { &exactly_one("source", &["fieldRef", "resourceFieldRef"]) },
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
        "PodGroupSchedulingPolicy" => const { &exactly_one("policy", &["basic", "gang"]) },
        "PodGroupTemplateReference" => const { &exactly_one("template", &["workload"]) },
        "PodGroupResourceClaim" | "PodResourceClaim" => const { &exactly_one("claim", &["resourceClaimName", "resourceClaimTemplateName"]) },
        "Probe" => const { &exactly_one("handler", &["exec", "grpc", "httpGet", "tcpSocket"]) },
        "ServiceBackendPort" => const { &exactly_one("port", &["name", "number"]) },
        "Volume" => const { &at_most_one("source", &[
            "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "fc",
            "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "hostPath", "image", "iscsi", "nfs", "persistentVolumeClaim",
            "photonPersistentDisk", "portworxVolume", "projected", "quobyte", "rbd", "scaleIO", "secret", "storageos", "vsphereVolume",
        ]) },
        "VolumeProjection" => const { &at_most_one("source", &["configMap", "downwardAPI", "secret", "serviceAccountToken"]) },
        "WebhookClientConfig" => const { &exactly_one("target", &["service", "url"]) },
        _ => return None,
    })
}

/// Whether the API server takes two fields of a union together all the same, whichever is written first.
///
/// `ValidatePersistentVolumeSpec` looks for a source before that which it is at, but for `flexVolume`.
pub fn are_taken(type_name: &str, one: &str, other: &str) -> bool {
    const AHEAD: &[&str] = &[
        "awsElasticBlockStore",
        "cephfs",
        "cinder",
        "fc",
        "flocker",
        "gcePersistentDisk",
        "glusterfs",
        "hostPath",
        "iscsi",
        "nfs",
        "quobyte",
        "rbd",
    ];
    let ahead = |one: &str, other: &str| one == "flexVolume" && AHEAD.contains(&other);
    type_name == "PersistentVolumeSpec" && (ahead(one, other) || ahead(other, one))
}

/// Whether the API server takes a field as not set: an empty text, and the number 0 of a port.
pub fn is_unset(field: &str, text: Option<&str>, whole: Option<i64>) -> bool {
    text == Some("") || (field == "number" && whole == Some(0))
}

/// A field whose word says which of the others may be set.
pub struct Choice {
    /// The field with the word: `type`.
    pub field: &'static str,
    /// Each word that goes with a field, and that field.
    pub choices: &'static [(&'static str, &'static str)],
}

/// The field of a type whose word says which of the others may be set, by the type's name in the API.
///
/// From `x-kubernetes-unions` in the OpenAPI document of Kubernetes 1.36, and for strategies, whose document says it in
/// words only, from `ValidateDeploymentStrategy` and its like in `pkg/apis/apps/validation`.
#[rustfmt::skip]
pub fn choice(type_name: &str) -> Option<&'static Choice> {
    Some(match type_name {
        "AppArmorProfile" | "SeccompProfile" => &Choice { field: "type", choices: &[("Localhost", "localhostProfile")] },
        "CustomResourceConversion" => &Choice { field: "strategy", choices: &[("Webhook", "webhook")] },
        "DaemonSetUpdateStrategy" | "DeploymentStrategy" | "StatefulSetUpdateStrategy" => {
            &Choice { field: "type", choices: &[("RollingUpdate", "rollingUpdate")] }
        }
        "LimitResponse" => &Choice { field: "type", choices: &[("Queue", "queuing")] },
        "PriorityLevelConfigurationSpec" => &Choice { field: "type", choices: &[("Exempt", "exempt"), ("Limited", "limited")] },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::schema;

    #[test]
    fn every_field_of_a_union_is_one_of_its_type() {
        let mut found = 0;
        for of in schema::types() {
            let choice = choice(of.name());
            let named = choice.into_iter().flat_map(|choice| choice.choices.iter().map(|(_, field)| *field));
            let named = named.chain(choice.map(|choice| choice.field));
            for field in
                named.chain(self::of(of.name()).into_iter().flat_map(|union| union.fields.iter().copied()))
            {
                assert!(of.field(field).is_some(), "{} has no `{field}`", of.name());
                found += 1;
            }
        }
        assert!(found > 100, "{found}");
    }
}
