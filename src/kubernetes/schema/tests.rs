//! The tables, against facts taken from the API reference by hand.

use super::*;
use crate::kubernetes::kinds;

/// A field by type and name, as the words that the table has for it.
fn words(type_name: &str, field: &str) -> String {
    let field = Type::named(type_name).and_then(|of| of.field(field)).expect("the field is there");
    format!("{} {}", field.holds.0, field.words).trim_end().to_owned()
}

#[test]
fn fields_are_what_the_api_reference_says() {
    for (type_name, field, fact) in [
        ("apps.v1.DeploymentSpec", "replicas", "integer"),
        ("apps.v1.DeploymentSpec", "strategy", "apps.v1.DeploymentStrategy retainKeys"),
        ("apps.v1.StatefulSetSpec", "updateStrategy", "apps.v1.StatefulSetUpdateStrategy"),
        ("apps.v1.StatefulSetSpec", "volumeClaimTemplates", "[]core.v1.PersistentVolumeClaim atomic"),
        ("apps.v1.RollingUpdateDeployment", "maxSurge", "int-or-string"),
        ("core.v1.Container", "args", "[]string atomic"),
        ("core.v1.Container", "env", "[]core.v1.EnvVar merge=name keys=name"),
        ("core.v1.Container", "envFrom", "[]core.v1.EnvFromSource atomic"),
        (
            "core.v1.Container",
            "ports",
            "[]core.v1.ContainerPort merge=containerPort keys=containerPort,protocol",
        ),
        ("core.v1.Container", "volumeMounts", "[]core.v1.VolumeMount merge=mountPath keys=mountPath"),
        ("core.v1.PodSpec", "containers", "[]core.v1.Container merge=name keys=name"),
        ("core.v1.PodSpec", "hostAliases", "[]core.v1.HostAlias merge=ip keys=ip"),
        ("core.v1.PodSpec", "imagePullSecrets", "[]core.v1.LocalObjectReference merge=name keys=name"),
        ("core.v1.PodSpec", "nodeSelector", "{}string"),
        ("core.v1.PodSpec", "tolerations", "[]core.v1.Toleration atomic"),
        (
            "core.v1.PodSpec",
            "topologySpreadConstraints",
            "[]core.v1.TopologySpreadConstraint merge=topologyKey keys=topologyKey,whenUnsatisfiable",
        ),
        ("core.v1.PodSpec", "volumes", "[]core.v1.Volume merge=name retainKeys keys=name"),
        ("core.v1.ProjectedVolumeSource", "sources", "[]core.v1.VolumeProjection atomic"),
        ("core.v1.ResourceRequirements", "limits", "{}quantity"),
        ("core.v1.ServiceAccount", "imagePullSecrets", "[]core.v1.LocalObjectReference atomic"),
        ("core.v1.ServiceSpec", "ports", "[]core.v1.ServicePort merge=port keys=port,protocol"),
        ("meta.v1.ObjectMeta", "finalizers", "[]string merge set"),
        ("meta.v1.ObjectMeta", "ownerReferences", "[]meta.v1.OwnerReference merge=uid keys=uid"),
        ("networking.v1.IngressSpec", "rules", "[]networking.v1.IngressRule atomic"),
        ("policy.v1.PodDisruptionBudgetSpec", "selector", "meta.v1.LabelSelector replace"),
        ("rbac.v1.ClusterRole", "rules", "[]rbac.v1.PolicyRule atomic"),
    ] {
        assert_eq!(words(type_name, field), fact, "{type_name}.{field}");
    }
}

#[test]
fn accessors_read_the_words() {
    let field = |of: &str, name: &str| Type::named(of).and_then(|of| of.field(name)).expect("is there");
    let ports = field("core.v1.ServiceSpec", "ports");
    assert_eq!((ports.merges(), ports.merge_key(), ports.is_atomic()), (true, Some("port"), false));
    assert_eq!(ports.map_keys().collect::<Vec<_>>(), ["port", "protocol"]);
    let item = ports.holds.items().and_then(Holds::fields).expect("a list of maps");
    assert_eq!(
        (item.name(), item.field("nodePort").map(|field| field.holds.is_scalar())),
        ("ServicePort", Some(true))
    );
    let finalizers = field("meta.v1.ObjectMeta", "finalizers");
    assert_eq!((finalizers.merges(), finalizers.merge_key(), finalizers.is_set()), (true, None, true));
    assert_eq!(finalizers.map_keys().count(), 0);
    assert!(field("core.v1.PodSpec", "tolerations").is_atomic());
    assert!(field("core.v1.PodSpec", "volumes").retains_keys());
    assert!(field("policy.v1.PodDisruptionBudgetSpec", "selector").is_replaced());
    assert!(field("core.v1.PodSpec", "nodeSelector").holds.values().is_some_and(Holds::is_scalar));
}

#[test]
fn the_search_finds_all_that_is_there_and_nothing_else() {
    let mut fields = 0;
    for of in types() {
        assert_eq!(Type::named(of.name), Some(of));
        for field in of.fields() {
            assert_eq!(of.field(field.name), Some(field), "{}.{}", of.name, field.name);
            let of = std::iter::successors(Some(field.holds), |of| of.items().or(of.values())).last();
            let of = of.expect("it begins with one");
            assert!(of.is_scalar() || of.0 == "any" || of.fields().is_some(), "{of:?} is no type");
            fields += 1;
        }
        for absent in ["", " ", "a", "zzz", "name "] {
            assert!(of.fields().any(|field| field.name == absent) == of.field(absent).is_some());
        }
    }
    assert_eq!(fields, TYPES.lines().filter(|line| line.starts_with(' ')).count());
    for absent in ["", "a", "core.v1.Containe", "core.v1.Container\n", " args", "zzz"] {
        assert_eq!(Type::named(absent), None, "{absent:?}");
    }
    assert!(TYPES.is_ascii() && KINDS.is_ascii());
}

#[test]
fn every_kind_has_a_type() {
    for kind in kinds::ALL {
        let of = of_kind(kind.group, kind.version, kind.kind);
        assert_eq!(of.map(Type::name), Some(kind.kind), "{}/{}", kind.group, kind.version);
    }
    assert_eq!(of_kind("apps", "v1", "Deploymen"), None);
    assert_eq!(of_kind("apps", "v2", "Deployment"), None);
    assert_eq!(of_kind("", "v1", "Pod").map(Type::name), Some("Pod"));
}
