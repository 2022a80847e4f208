//! One mistake each, and what is said about it.

use super::check;

/// A Pod with a container, and more lines in its `spec`.
fn pod(lines: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers: [{{name: a}}]\n  {lines}\n"
    )
}

/// What is said about a Pod with more lines in its `spec`.
fn in_pod(lines: &str) -> Vec<String> {
    check(&pod(lines))
}

#[test]
fn wrong_types() {
    for (lines, said) in [
        ("priority: high", "wrong-type spec.priority: `spec.priority` must be a whole number, not a string"),
        ("priority: \"3\"", "wrong-type spec.priority: `spec.priority` must be a whole number, not a string"),
        (
            "priority: 1.5",
            "wrong-type spec.priority: `spec.priority` must be a whole number, not a decimal number",
        ),
        ("priority: true", "wrong-type spec.priority: `spec.priority` must be a whole number, not a boolean"),
        ("priority: [1]", "wrong-type spec.priority: `spec.priority` must be a whole number, not a list"),
        ("priority: 2147483648", "invalid-value spec.priority: `spec.priority` must be at most 2147483647"),
        (
            "priority: -3000000000",
            "invalid-value spec.priority: `spec.priority` must be at least -2147483648",
        ),
        ("priority: 1e30", "invalid-value spec.priority: `spec.priority` must be at most 2147483647"),
        (
            "priority: 18446744073709551615",
            "invalid-value spec.priority: `spec.priority` must be at most 2147483647",
        ),
        (
            "activeDeadlineSeconds: 18446744073709551615",
            "invalid-value spec.activeDeadlineSeconds: `spec.activeDeadlineSeconds` must be at most 9223372036854775807",
        ),
        (
            "hostNetwork: \"true\"",
            "wrong-type spec.hostNetwork: `spec.hostNetwork` must be `true` or `false`, not a string",
        ),
        (
            "hostNetwork: 1",
            "wrong-type spec.hostNetwork: `spec.hostNetwork` must be `true` or `false`, not a number",
        ),
        ("hostname: 12", "wrong-type spec.hostname: `spec.hostname` must be a string, not a number"),
        (
            "hostname: 1.10",
            "wrong-type spec.hostname: `spec.hostname` must be a string, not a decimal number",
        ),
        ("hostname: {a: b}", "wrong-type spec.hostname: `spec.hostname` must be a string, not a map"),
        ("nodeSelector: [a]", "wrong-type spec.nodeSelector: `spec.nodeSelector` must be a map, not a list"),
        (
            "nodeSelector: {a: 1}",
            "wrong-type spec.nodeSelector.a: `spec.nodeSelector.a` must be a string, not a number",
        ),
        (
            "nodeSelector: {a.b/c: yes}",
            "wrong-type spec.nodeSelector[\"a.b/c\"]: `spec.nodeSelector[\"a.b/c\"]` must be a string, not a boolean",
        ),
        (
            "tolerations: {key: a}",
            "wrong-type spec.tolerations: `spec.tolerations` must be a list, not a map",
        ),
        (
            "tolerations: [a]",
            "wrong-type spec.tolerations[0]: `spec.tolerations[0]` must be a map, not a string",
        ),
        (
            "securityContext: strict",
            "wrong-type spec.securityContext: `spec.securityContext` must be a map, not a string",
        ),
        ("overhead: {cpu: much}", "invalid-value spec.overhead.cpu: `spec.overhead.cpu` is not a quantity"),
        (
            "overhead: {cpu: true}",
            "wrong-type spec.overhead.cpu: `spec.overhead.cpu` must be a quantity, not a boolean",
        ),
        (
            "overhead: {cpu: {a: 1}}",
            "wrong-type spec.overhead.cpu: `spec.overhead.cpu` must be a quantity, not a map",
        ),
    ] {
        assert_eq!(in_pod(lines), [said], "{lines}");
    }
}

#[test]
fn what_the_server_takes_is_no_mistake() {
    for lines in [
        "priority: 3.0",
        "priority: 1e3",
        "priority: 0x10",
        "priority: null",
        "tolerations: null",
        "nodeSelector: {a: null}",
        "securityContext: null",
        "hostNetwork: yes",
        "overhead: {cpu: 1, memory: 0.5, storage: \"\\u00a01Gi \"}",
        "volumes: [{name: a, emptyDir: {}}, {name: b}]",
    ] {
        assert_eq!(in_pod(lines), [""; 0], "{lines}");
    }
}

#[test]
fn ports_are_whole_numbers_or_names() {
    let service = |port: &str| {
        check(&format!(
            "{{apiVersion: v1, kind: Service, metadata: {{name: a}}, spec: {{ports: [{{port: 1, targetPort: {port}}}]}}}}"
        ))
    };
    let field = "spec.ports[0].targetPort";
    for good in ["80", "http", "\"80\"", "80.0", "null"] {
        assert_eq!(service(good), [""; 0], "{good}");
    }
    for (bad, said) in [
        ("true", format!("wrong-type {field}: `{field}` must be a whole number or a string, not a boolean")),
        ("1.5", format!("wrong-type {field}: `{field}` must be a whole number, not a decimal number")),
        ("3000000000", format!("invalid-value {field}: `{field}` must be at most 2147483647")),
        ("{a: b}", format!("wrong-type {field}: `{field}` must be a whole number or a string, not a map")),
    ] {
        assert_eq!(service(bad), [said], "{bad}");
    }
}

#[test]
fn times_and_bytes() {
    let lease = |time: &str| {
        check(&format!(
            "{{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {{name: a}}, spec: {{renewTime: {time}}}}}"
        ))
    };
    assert_eq!(lease("\"2024-01-01T00:00:00.000000Z\""), [""; 0]);
    assert_eq!(lease("\"9999-12-31T23:59:59.999999Z\""), [""; 0]);
    assert_eq!(
        lease("\"2024-01-01T00:00:00Z\""),
        ["invalid-value spec.renewTime: `spec.renewTime` is not a time with microseconds"]
    );
    assert_eq!(lease("5"), ["wrong-type spec.renewTime: `spec.renewTime` must be a time, not a number"]);

    let secret = |data: &str| {
        check(&format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\ndata:\n  {data}\n"))
    };
    assert_eq!(secret("a: |\n    YWJj\n    YWJj"), [""; 0]);
    assert_eq!(secret("a: hunter2!"), ["invalid-value data.a: `data.a` is not base64"]);
    assert_eq!(secret("a: 1234"), ["wrong-type data.a: `data.a` must be a string, not a number"]);
}

#[test]
fn all_mistakes_of_an_object_at_once() {
    let text = pod("priority: high\n  hostnam: a\n  volumes: [{name: 1, emptydir: {}}]\n  nodeSelector: x");
    assert_eq!(
        check(&text),
        [
            "wrong-type spec.priority: `spec.priority` must be a whole number, not a string",
            "unknown-field spec.hostnam: unknown field `spec.hostnam`",
            "wrong-type spec.volumes[0].name: `spec.volumes[0].name` must be a string, not a number",
            "unknown-field spec.volumes[0].emptydir: unknown field `spec.volumes[0].emptydir`",
            "wrong-type spec.nodeSelector: `spec.nodeSelector` must be a map, not a string",
        ]
    );
}

#[test]
fn what_is_missing_is_said_once_where_it_belongs() {
    let deployment = |spec: &str| {
        check(&format!("{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: a}}, {spec}}}"))
    };
    assert_eq!(deployment("spec: null"), ["missing-field spec: `spec` is missing"]);
    assert_eq!(
        deployment("spec: {}"),
        [
            "missing-field spec.selector: `spec.selector` is missing",
            "missing-field spec.template: `spec.template` is missing",
        ]
    );
    assert_eq!(
        deployment("spec: {selector: null, template: {spec: {containers: [{image: a}]}}}"),
        [
            "missing-field spec.selector: `spec.selector` is missing",
            "missing-field spec.template.spec.containers[0].name: `spec.template.spec.containers[0].name` is missing",
        ]
    );
    // The one is a misspelling of the other, and only one mistake.
    assert_eq!(
        deployment("spec: {selecter: {}, template: {spec: {contaners: []}}}"),
        [
            "unknown-field spec.selecter: unknown field `spec.selecter`",
            "unknown-field spec.template.spec.contaners: unknown field `spec.template.spec.contaners`",
        ]
    );
    assert_eq!(deployment("spec: [], status: {}"), ["wrong-type spec: `spec` must be a map, not a list"]);
}

#[test]
fn fields_that_exclude_each_other() {
    let container = |fields: &str| in_pod(&format!("initContainers: [{{name: i, {fields}}}]"));
    let at = "spec.initContainers[0]";
    for (fields, said) in [
        (
            "env: [{name: A, value: b, valueFrom: {fieldRef: {fieldPath: a}}}]",
            format!(
                "conflicting-fields {at}.env[0].valueFrom: `{at}.env[0]` sets both `value` and `valueFrom`"
            ),
        ),
        (
            "env: [{name: A, valueFrom: {}}]",
            format!("missing-field {at}.env[0].valueFrom: `{at}.env[0].valueFrom` names no source"),
        ),
        (
            "envFrom: [{prefix: a}]",
            format!("missing-field {at}.envFrom[0]: `{at}.envFrom[0]` names no source"),
        ),
        (
            "livenessProbe: {periodSeconds: 3}",
            format!("missing-field {at}.livenessProbe: `{at}.livenessProbe` names no handler"),
        ),
        (
            "livenessProbe: {exec: {}, grpc: {port: 1}}",
            format!(
                "conflicting-fields {at}.livenessProbe.grpc: `{at}.livenessProbe` sets both `exec` and `grpc`"
            ),
        ),
        (
            "livenessProbe: {tcpSokcet: {port: 1}}",
            format!(
                "unknown-field {at}.livenessProbe.tcpSokcet: unknown field `{at}.livenessProbe.tcpSokcet`"
            ),
        ),
    ] {
        assert_eq!(container(fields), [said], "{fields}");
    }
    assert_eq!(container("env: [{name: A, value: \"\", valueFrom: {fieldRef: {fieldPath: a}}}]"), [""; 0]);
    let budget = "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: a}, spec: {minAvailable: 0, maxUnavailable: 1}}";
    assert_eq!(
        check(budget),
        ["conflicting-fields spec.maxUnavailable: `spec` sets both `minAvailable` and `maxUnavailable`"]
    );
    assert_eq!(
        in_pod("volumes: [{name: a, emptyDir: {}, secret: {secretName: b}}]"),
        ["conflicting-fields spec.volumes[0].secret: `spec.volumes[0]` sets both `emptyDir` and `secret`"]
    );
}

#[test]
fn names() {
    let map = |metadata: &str| check(&format!("{{apiVersion: v1, kind: ConfigMap, {metadata}}}"));
    let said = ["missing-field metadata.name: a `ConfigMap` without `metadata.name`"];
    for metadata in ["", "metadata: {}", "metadata: null", "metadata: {name: \"\"}"] {
        assert_eq!(map(metadata), said, "{metadata}");
    }
    // What the server takes is refused where it is to be applied, by `check::applied`.
    assert_eq!(map("metadata: {generateName: a-}"), [""; 0]);
    assert_eq!(map("metadata: {nam: a}"), ["unknown-field metadata.nam: unknown field `metadata.nam`"]);
    assert_eq!(map("metadata: a"), ["wrong-type metadata: `metadata` must be a map, not a string"]);
}

#[test]
fn kinds_and_versions() {
    for (object, field, said) in [
        ("apiVersion: apps/v1, kind: Deploymnet", "kind", "unknown kind `Deploymnet`"),
        ("apiVersion: v1, kind: Deployment", "apiVersion", "there is no `Deployment` in `v1`"),
        (
            "apiVersion: apps/v1beta1, kind: Deployment",
            "apiVersion",
            "`Deployment` of `apps/v1beta1` is no longer served",
        ),
        (
            "apiVersion: policy/v1beta1, kind: PodSecurityPolicy",
            "apiVersion",
            "`PodSecurityPolicy` of `policy/v1beta1` is no longer served",
        ),
        ("apiVersion: v1, kind: Binding", "kind", "a `Binding` cannot be applied"),
        ("apiVersion: example.com/v1, kind: Widget", "kind", "unknown kind `Widget`"),
    ] {
        assert_eq!(
            check(&format!("{{{object}, metadata: {{name: a}}}}")),
            [format!("unknown-kind {field}: {said}")],
            "{object}"
        );
    }
    for (object, said) in [
        ("kind: Deployment", "missing-field apiVersion: `Deployment/a` has no `apiVersion`"),
        (
            "kind: Deployment, apiVersion: 1",
            "wrong-type apiVersion: `apiVersion` must be a string, not a number",
        ),
        ("kind: Pod, apiVersion: /v1", "invalid-value apiVersion: `apiVersion` cannot be `/v1`"),
        ("apiVersion: v1", "missing-field kind: an object without `kind`"),
        ("apiVersion: v1, kind: [a]", "wrong-type kind: `kind` must be a string, not a list"),
    ] {
        assert_eq!(check(&format!("{{{object}, metadata: {{name: a}}}}")), [said], "{object}");
    }
    assert_eq!(
        check("{apiVersion: networking.k8s.io/v1beta1, kind: ServiceCIDR, metadata: {name: a}}"),
        [
            "unknown-kind apiVersion: `ServiceCIDR` of `networking.k8s.io/v1beta1` is only served where it was turned on"
        ]
    );
}

#[test]
fn schemas_of_definitions() {
    let schema = |schema: &str| {
        check(&format!(
            "{{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {{name: cs.a.b}}, spec: {{group: a.b, \
             names: {{plural: cs, kind: C}}, scope: Cluster, versions: [{{name: v1, schema: {{openAPIV3Schema: {schema}}}}}]}}}}"
        ))
    };
    let at = "spec.versions[0].schema.openAPIV3Schema";
    for good in [
        "{type: object, properties: {a: {type: string, default: [1, {b: null}]}}}",
        "{additionalProperties: true}",
        "{additionalProperties: {type: string}}",
        "{items: [{type: string}]}",
        "{minimum: 1, maximum: 1.5}",
    ] {
        assert_eq!(schema(good), [""; 0], "{good}");
    }
    for (bad, said) in [
        ("{typ: object}", format!("unknown-field {at}.typ: unknown field `{at}.typ`")),
        (
            "{properties: {items: {typ: a}}}",
            format!("unknown-field {at}.properties.items.typ: unknown field `{at}.properties.items.typ`"),
        ),
        ("{items: {typ: a}}", format!("unknown-field {at}.items.typ: unknown field `{at}.items.typ`")),
        (
            "{additionalProperties: 1}",
            format!(
                "wrong-type {at}.additionalProperties: `{at}.additionalProperties` must be a map, `true` or `false`, not a number"
            ),
        ),
        ("{items: a}", format!("wrong-type {at}.items: `{at}.items` must be a map or a list, not a string")),
        (
            "{maximum: 9007199254740993}",
            format!("rounded-number {at}.maximum: `{at}.maximum` has more digits than Kubernetes keeps"),
        ),
    ] {
        assert_eq!(schema(bad), [said], "{bad}");
    }
}

/// The API server drops such a `dataSource`, and refuses such a backend.
#[test]
fn one_type_may_be_half_in_one_place_and_not_in_another() {
    let claim = "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {dataSource: {kind: Tape}}}";
    assert_eq!(check(claim), [""; 0]);
    let ingress = "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, spec: {defaultBackend: {resource: {kind: Bucket}}}}";
    let missing = "spec.defaultBackend.resource.name";
    assert_eq!(check(ingress), [format!("missing-field {missing}: `{missing}` is missing")]);
}
