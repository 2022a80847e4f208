//! What a table of facts cannot say of order generation.

use std::collections::BTreeSet;

use super::{build, changes, objects, run};

/// The script of this system made the namespace that it was told, and deployed into another. Here all that names the
/// spec's own follows: what is left has other names, which only look alike.
#[test]
fn another_namespace_moves_every_object_and_all_that_names_it() {
    let line = ["prod/globeco", "--namespace", "test-globeco", "--set", "image.tag=latest"];
    let moved = objects(&line);
    let of = |kind: &str| moved.iter().find(|object| object["kind"] == kind).expect("there is one");
    assert_eq!(of("Namespace")["metadata"]["name"], "test-globeco");
    assert_eq!(of("RoleBinding")["subjects"][0]["namespace"], "test-globeco");
    for object in moved.iter().filter(|object| object["kind"] != "Namespace") {
        assert_eq!(object["metadata"]["namespace"], "test-globeco", "{}", object["metadata"]["name"]);
    }
    let text = run(&[&["build"], &line[..]].concat());
    assert!(text.contains("  KUBERNETES_NAMESPACE: test-globeco\n"), "{text}");
    assert!(text.contains("image: kasbench/globeco-order-generation-service:latest\n"), "{text}");
    let is_old = |line: &&str| line.split(['.', '/', ':', '@', ' ']).any(|word| word == "globeco");
    let left: BTreeSet<&str> =
        text.lines().filter(is_old).map(|line| line.trim_start_matches(['-', ' '])).collect();
    let alike = [
        "METRICS_NAMESPACE: globeco",
        "app.kubernetes.io/part-of: globeco",
        "host: order-generation.globeco.kasbench.org",
        "key: globeco/prod",
        "order-generation.globeco.kasbench.org",
    ];
    assert_eq!(left, BTreeSet::from(alike));
}

/// The tag is the image's, and what repeats it: two labels, and what the program says of itself.
#[test]
fn a_tag_changes_the_program_and_what_says_its_version() {
    let changed = changes("prod/globeco", &["--set", "image.tag=v1.2.4"]);
    let [version, label, checksum, pod_label, image] = &changed[..] else { panic!("{changed:#?}") };
    assert_eq!(version, "DEPLOYMENT_VERSION: v1.2.4");
    assert!(checksum.starts_with("checksum/globeco-order-generation-service-environment: "), "{checksum}");
    let labels = [label, pod_label];
    assert_eq!(labels, ["app.kubernetes.io/version: v1.2.4"; 2]);
    assert_eq!(image, "image: kasbench/globeco-order-generation-service:v1.2.4");
}

/// Its README patches the ConfigMap and restarts the pods by hand.
#[test]
fn a_setting_changes_the_config_map_and_restarts_the_pods() {
    let changed = changes("prod/globeco", &["--set", "config.LOG_LEVEL=DEBUG"]);
    let [level, checksum] = &changed[..] else { panic!("{changed:#?}") };
    assert_eq!(level, "LOG_LEVEL: DEBUG");
    assert!(checksum.starts_with("checksum/globeco-order-generation-service-config: "), "{checksum}");
}

/// A variable of each key, by a name that every program can read.
#[test]
fn each_setting_is_a_variable_of_the_program() {
    let objects = build("prod/globeco");
    let find = |kind: &str, name: &str| {
        let found =
            objects.iter().find(|object| object["kind"] == kind && object["metadata"]["name"] == name);
        found.unwrap_or_else(|| panic!("there is no {kind}/{name}"))
    };
    let name = "globeco-order-generation-service";
    let config = find("ConfigMap", &format!("{name}-config"));
    let settings = config["data"].as_object().expect("a map").keys().map(String::as_str);
    let container = &find("Deployment", name)["spec"]["template"]["spec"]["containers"][0];
    let variables = container["env"].as_array().expect("a list").iter();
    let read: BTreeSet<&str> = variables
        .filter_map(|variable| {
            let key = variable["valueFrom"]["configMapKeyRef"]["key"].as_str()?;
            assert_eq!(variable["name"], key.replace('-', "_").to_uppercase());
            Some(key)
        })
        .collect();
    assert_eq!(read, settings.collect());
}
