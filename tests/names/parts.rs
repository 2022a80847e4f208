//! Each part of an environment, built for itself, is what it is in the whole.

use rkgen::diagnostic::Diagnostics;
use rkgen::environment::Overrides;
use rkgen::generate::Secrets;
use rkgen::pipeline::{Selection, build};
use rkgen::source::Sources;
use rkgen::world::{Files, Memory};
use rkgen::yaml::emit;

const PROJECT: &[(&str, &str)] = &[
    ("rkgen.yaml", "references: [{group: example.com, kind: Lamp, field: spec.room, to: ConfigMap}]"),
    ("environments/prod/lamps.yaml", "resources: [files/lamps.yaml]"),
    (
        "environments/prod/files/lamps.yaml",
        "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: lamps.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Lamp, plural: lamps}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
",
    ),
    (
        "environments/prod/shared.yaml",
        "namespace: shop
namePrefix: eu-
resources: [files/shared.yaml]
configMaps:
  settings: {literals: {LEVEL: info}}
secrets:
  keys: {literals: {key: for-tests-only}, hash: none}",
    ),
    (
        "environments/prod/files/shared.yaml",
        "apiVersion: v1
kind: ServiceAccount
metadata: {name: worker}
",
    ),
    ("environments/prod/db.yaml", "namespace: shop\nnameSuffix: -v2\ntemplates: [db.yaml]"),
    (
        "templates/db.yaml",
        "apiVersion: v1
kind: Service
metadata: {name: db}
spec: {ports: [{port: 5432}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: db}
data:
  account: '{{ ref(\"ServiceAccount/worker\").name }}'
  web: '{{ checksum(\"ConfigMap/web\") }}'
",
    ),
    ("environments/prod/web.yaml", "namespace: shop\nnamePrefix: web-\ntemplates: [web.yaml]"),
    (
        "templates/web.yaml",
        "apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: {db: '{{ ref(\"Service/db\").host }}'}
---
apiVersion: v1
kind: Pod
metadata: {name: web, annotations: {db: '{{ checksum(\"ConfigMap/db\") }}'}}
spec:
  serviceAccountName: worker
  containers:
    - name: web
      image: shop/web:1.4.0
      envFrom: [{configMapRef: {name: settings}}, {configMapRef: {name: web}}, {secretRef: {name: keys}}]
---
apiVersion: example.com/v1
kind: Lamp
metadata: {name: hall}
spec: {room: settings}
",
    ),
];

/// Each object of a target as it is printed.
fn built(target: &str) -> Vec<String> {
    let mut memory = Memory::default();
    for (path, text) in PROJECT {
        memory.add(path, *text);
    }
    let sources = Sources::default();
    let files = Files::new(&memory, &sources);
    let mut diagnostics = Diagnostics::default();
    let selection = Selection::Named(vec![target.to_owned()]);
    let environments = build(&files, &selection, &Overrides::default(), Secrets::Resolve, &mut diagnostics);
    let messages: Vec<String> =
        diagnostics.into_sorted(&sources).into_iter().map(|problem| problem.message).collect();
    assert!(messages.is_empty(), "{target}: {messages:?}");
    let print = |node: &_| {
        let mut text = String::new();
        emit(node, &mut text);
        text
    };
    environments
        .iter()
        .flat_map(|environment| &environment.objects)
        .map(|object| print(object.node()))
        .collect()
}

#[test]
fn each_part_is_what_it_is_in_the_whole() {
    let mut whole = built("prod");
    let mut parts: Vec<String> = Vec::new();
    for part in ["prod/db", "prod/lamps", "prod/shared", "prod/web"] {
        let part = built(part);
        // In the same order.
        let of_part: Vec<&String> = whole.iter().filter(|object| part.contains(object)).collect();
        assert_eq!(of_part, part.iter().collect::<Vec<_>>());
        parts.extend(part);
    }
    whole.sort();
    parts.sort();
    assert_eq!(whole, parts);
    let web = whole.iter().find(|object| object.contains("kind: Pod")).map_or("", String::as_str);
    for name in ["name: eu-settings-", "name: web-web", "name: eu-keys", "serviceAccountName: eu-worker"] {
        assert!(web.contains(name), "{name} in\n{web}");
    }
}
