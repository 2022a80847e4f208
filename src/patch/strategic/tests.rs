//! Merging, by small trees.

use crate::diagnostic::Diagnostics;
use crate::resource::{CustomKinds, ResourceId};
use crate::source::Sources;
use crate::yaml::{self, Node, Rules};

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
