//! Merging, by small trees.

use crate::diagnostic::Diagnostics;
use crate::resource::{CustomKinds, ResourceId};
use crate::source::Sources;
use crate::yaml::{self, Change, Node, Rules};

use super::{Merged, Schema, merge};

/// What a patch makes of a base, and the problems, each as `code field: message`.
fn merged(base: &str, patch: &str) -> (String, Vec<String>, Merged) {
    let sources = Sources::default();
    let mut problems = Diagnostics::default();
    let mut read = |name: &str, text: &str| -> Node {
        let file = sources.add(name, text);
        let mut documents = yaml::read(text, &file, Rules::Kustomize, &mut problems);
        assert!(!problems.has_errors(), "{problems:?}");
        documents.remove(0)
    };
    let (mut base, patch) = (read("base.yaml", base), read("patch.yaml", patch));
    let custom = CustomKinds::default();
    let schema = ResourceId::of(&base).map_or(Schema::unknown(), |id| Schema::of(&id, &custom));
    let merged = merge(&mut base, &patch, schema, &mut problems);
    let problems = problems.iter().map(|problem| {
        format!(
            "{} {}: {}",
            problem.code.name(),
            problem.field.as_deref().unwrap_or_default(),
            problem.message
        )
    });
    let mut out = String::new();
    yaml::emit(&base, &mut out);
    (out, problems.collect(), merged)
}

fn read(text: &str) -> Node {
    let mut problems = Diagnostics::default();
    let file = Sources::default().add("a.yaml", text);
    let mut documents = yaml::read(text, &file, Rules::Kustomize, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    documents.remove(0)
}

const POD: &str = "
apiVersion: v1
kind: Pod
metadata: {name: web, finalizers: [a, b]}
spec:
  containers:
  - {name: app, image: app, ports: [{containerPort: 53}, {containerPort: 53, protocol: UDP}]}
  - {name: proxy, image: proxy, env: [{name: A, value: a}]}
  tolerations: [{key: a}]
";

/// The `spec` that a patch of `spec` makes of the pod, and the problems.
fn pod(patch: &str) -> (serde_json::Value, Vec<String>) {
    let (out, problems, _) = merged(POD, &format!("spec: {patch}"));
    let object: serde_json::Value = yaml_serde::from_str(&out).unwrap();
    (object["spec"].clone(), problems)
}

#[test]
fn lists_are_merged_by_their_key() {
    let (spec, problems) =
        pod("{containers: [{name: proxy, image: new}], tolerations: [{key: b}], hostname: x}");
    assert_eq!(problems, [""; 0]);
    assert_eq!(
        spec["containers"][1],
        serde_json::json!({"name": "proxy", "image": "new", "env": [{"name": "A", "value": "a"}]})
    );
    assert_eq!(spec["containers"][0]["image"], "app");
    assert_eq!((&spec["tolerations"], &spec["hostname"]), (&serde_json::json!([{"key": "b"}]), &"x".into()));
}

#[test]
fn what_is_the_same_is_no_change() {
    let (_, problems, outcome) =
        merged(POD, "spec: {containers: [{name: app, image: app}], tolerations: [{key: a}]}");
    assert_eq!((problems, outcome), (vec![], Merged::default()));
}

#[test]
fn items_are_deleted_replaced_and_put_first() {
    let (spec, problems) = pod("{containers: [{name: app, $patch: delete}, {name: new, image: i}]}");
    assert_eq!(problems, [""; 0]);
    let names: Vec<&str> =
        spec["containers"].as_array().unwrap().iter().filter_map(|item| item["name"].as_str()).collect();
    assert_eq!(names, ["new", "proxy"]);
    let (spec, _) = pod("{containers: [{$patch: replace}, {name: new, image: i}]}");
    assert_eq!(spec["containers"], serde_json::json!([{"name": "new", "image": "i"}]));
}

#[test]
fn the_other_keys_of_a_list_tell_items_apart_only_where_they_must() {
    let (spec, problems) =
        pod("{containers: [{name: app, ports: [{containerPort: 53, protocol: UDP, name: dns}]}]}");
    assert_eq!(problems, [""; 0]);
    let ports = &spec["containers"][0]["ports"];
    assert_eq!(
        ports,
        &serde_json::json!([{"containerPort": 53}, {"containerPort": 53, "protocol": "UDP", "name": "dns"}])
    );
    let (spec, _) = pod("{containers: [{name: app, ports: [{containerPort: 53, name: dns}]}]}");
    assert_eq!(spec["containers"][0]["ports"][0], serde_json::json!({"containerPort": 53, "name": "dns"}));
}

#[test]
fn what_has_nothing_to_work_on_is_reported() {
    let (_, problems) = pod("{containers: [{name: ap, $patch: delete}, {image: x}], hostnam: null}");
    assert_eq!(
        problems,
        [
            "missing-field spec.containers: an item of `spec.containers` without `name`",
            "no-match spec.containers: `spec.containers` has no item `ap` to delete",
            "no-effect spec.hostnam: `spec.hostnam` is not there to be taken away",
        ]
    );
}

#[test]
fn a_field_takes_away_those_that_it_excludes() {
    let (spec, problems) =
        pod("{containers: [{name: proxy, env: [{name: A, valueFrom: {fieldRef: {fieldPath: x}}}]}]}");
    let env = serde_json::json!({"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "x"}}});
    assert_eq!(spec["containers"][1]["env"][0], env);
    assert_eq!(
        problems,
        [
            "conflicting-fields spec.containers[1].env[0]: the patch takes `value` away from `spec.containers[1].env[0]`"
        ]
    );
    let base = "
apiVersion: apps/v1
kind: Deployment
spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}
";
    let (out, problems, _) = merged(base, "spec: {strategy: {type: Recreate}}");
    assert!(out.ends_with("  strategy:\n    type: Recreate\n"), "{out}");
    assert_eq!(problems.len(), 1);
    let (_, problems, _) = merged(base, "spec: {strategy: {type: Recreate, rollingUpdate: null}}");
    assert_eq!(problems, [""; 0]);
}

#[test]
fn a_container_without_an_image_is_most_likely_misspelt() {
    let (spec, problems) = pod("{containers: [{name: ap, command: [x]}]}");
    assert_eq!(problems, ["no-match spec.containers: `spec.containers` has no container `ap`"]);
    assert_eq!(spec["containers"].as_array().map(Vec::len), Some(2));
    let (_, problems) = pod("{containers: [{name: ap, image: x}]}");
    assert_eq!(problems, [""; 0]);
}

/// The examples of RFC 7386, appendix A, as far as they are maps.
#[test]
fn what_nobody_knows_is_merged_as_json() {
    for (base, patch, expected) in [
        (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
        (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
        (r#"{"a":"b"}"#, r#"{"a":null}"#, "{}"),
        (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
        (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
        (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
        (r#"{"a":{"b":"c"}}"#, r#"{"a":{"b":"d","c":null}}"#, r#"{"a":{"b":"d"}}"#),
        (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
        (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"e":null,"a":1}"#),
        ("{}", r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
    ] {
        let (out, problems, _) = merged(base, patch);
        let out: serde_json::Value = yaml_serde::from_str(&out).unwrap();
        assert_eq!(out, serde_json::from_str::<serde_json::Value>(expected).unwrap(), "{base} {patch}");
        assert!(problems.iter().all(|problem| problem.starts_with("no-effect ")), "{problems:?}");
    }
}

#[test]
fn a_custom_resource_is_merged_by_its_definition() {
    let mut problems = Diagnostics::default();
    let definition = read(
        "
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gates.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Gate, plural: gates}
  versions:
  - name: v1
    served: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              routes:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [host]
                items: {type: object, properties: {host: {type: string}, to: {type: string}}}
              hosts: {type: array, x-kubernetes-list-type: set, items: {type: string}}
              weights: {type: array, items: {type: integer}}
",
    );
    let base = "{apiVersion: example.com/v1, kind: Gate, metadata: {name: a, finalizers: [x]}, spec: {routes: [{host: a, to: b}, {host: c}], hosts: [a], weights: [1]}}";
    let patch = "{metadata: {finalizers: [z]}, spec: {routes: [{host: a, to: d}, {host: c, $patch: delete}], hosts: [b], weights: [2]}}";
    let (mut base, patch) = (read(base), read(patch));
    let mut custom = CustomKinds::default();
    assert!(custom.add(&definition).is_none());
    let schema = Schema::of(&ResourceId::of(&base).unwrap(), &custom);
    merge(&mut base, &patch, schema, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    let expected = read(
        "{apiVersion: example.com/v1, kind: Gate, metadata: {name: a, finalizers: [z, x]}, spec: {routes: [{host: a, to: d}], hosts: [b, a], weights: [2]}}",
    );
    assert_eq!(base, expected);
}

#[test]
fn a_node_remembers_what_the_patch_did_and_where_it_says_so() {
    let mut problems = Diagnostics::default();
    let patch_text = "spec: {hostname: b, subdomain: null, containers: [{name: x, $patch: delete}]}";
    let mut base = read(
        "{apiVersion: v1, kind: Pod, spec: {hostname: a, subdomain: s, nodeName: one, containers: [{name: x, image: i}]}}",
    );
    let patch = read(patch_text);
    let of = crate::kubernetes::schema::of_kind("", "v1", "Pod").unwrap();
    merge(&mut base, &patch, Schema::built_in(of), &mut problems);
    let past = |node: &Node| -> Vec<String> {
        let line = |past: &yaml::Past| {
            let change = match &past.change {
                Change::Replaced(old) => format!("replaced {}", old.as_str().unwrap_or_default()),
                Change::Removed(key, _) => format!("removed {key}"),
                other => format!("{other:?}"),
            };
            format!("{} {change} by {}", past.cause.step, &patch_text[past.cause.span.range()])
        };
        node.past().map(line).collect()
    };
    let spec = base.get("spec").unwrap();
    assert_eq!(past(spec), ["patch removed subdomain by subdomain: null"]);
    assert_eq!(past(spec.get("hostname").unwrap()), ["patch replaced a by b"]);
    assert_eq!(past(spec.get("containers").unwrap()), ["patch removed 0 by $patch: delete"]);
    assert_eq!(past(spec.get("nodeName").unwrap()), [""; 0]);
}

#[test]
fn a_second_item_beside_one_with_the_same_first_key_is_said() {
    let base = "
apiVersion: v1
kind: Pod
spec:
  topologySpreadConstraints: [{topologyKey: zone, whenUnsatisfiable: DoNotSchedule, maxSkew: 1}]
";
    let soft = "{topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}";
    let (_, problems, _) = merged(base, &format!("spec: {{topologySpreadConstraints: [{soft}]}}"));
    assert_eq!(
        problems,
        [
            "no-match spec.topologySpreadConstraints: the patch adds a second `zone` to `spec.topologySpreadConstraints`"
        ]
    );
    let only = "{topologyKey: zone, whenUnsatisfiable: DoNotSchedule, $patch: delete}";
    let (out, _, _) = merged(base, &format!("spec: {{topologySpreadConstraints: [{only}, {soft}]}}"));
    assert_eq!(out.matches("topologyKey").count(), 1, "{out}");
    let (out, problems, _) =
        merged(base, "spec: {topologySpreadConstraints: [{topologyKey: zone, maxSkew: 2}]}");
    assert!(out.contains("maxSkew: 2") && problems.is_empty(), "{out}{problems:?}");
}

#[test]
fn the_whole_object_is_deleted_or_replaced() {
    let (out, problems, outcome) = merged(POD, "{kind: Pod, metadata: {name: web}, $patch: delete}");
    assert!(outcome.deleted && outcome.changed && problems.is_empty() && out.contains("image: app"), "{out}");
    let (_, problems, _) = merged(POD, "{$patch: delete, spec: {}}");
    assert_eq!(problems, ["conflicting-fields : `spec` does nothing beside `$patch: delete`"]);
    let (out, problems, outcome) = merged(POD, "{$patch: replace, metadata: {labels: {a: b}}}");
    assert_eq!((problems, outcome), (vec![], Merged { changed: true, deleted: false }));
    assert_eq!(out, "apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    a: b\n  name: web\n");
}
