//! What a table of facts cannot say of the 254Carbon access layer.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{changes, objects, run};

/// Its script made the namespace that it was told, and deployed into production's; so did its pipeline.
#[test]
fn another_namespace_moves_every_object_and_all_that_names_it() {
    let moved = objects(&["prod/254carbon", "--namespace", "my-namespace"]);
    assert_eq!(named(&moved, "Namespace", "my-namespace")["kind"], "Namespace");
    for object in moved.iter().filter(|object| object["kind"] != "Namespace") {
        assert_eq!(object["metadata"]["namespace"], "my-namespace", "{}", object["metadata"]["name"]);
    }
    let text = run(&["build", "prod/254carbon", "--namespace", "my-namespace"]);
    let left: BTreeSet<&str> =
        text.lines().map(str::trim).filter(|line| line.contains("254carbon-access")).collect();
    assert_eq!(left, BTreeSet::from(["app.kubernetes.io/part-of: 254carbon-access-layer"]));
}

/// The images of the five services and the labels that repeat their tag, and nothing else.
#[test]
fn a_tag_from_the_command_line_changes_the_services_and_nothing_else() {
    let changed = changes("prod/254carbon", &["--set", "image.tag=v2.1.0"]);
    let images = changed.iter().filter(|line| line.starts_with("image: ghcr.io/254carbon/")).count();
    let labels = changed.iter().filter(|line| *line == "app.kubernetes.io/version: v2.1.0").count();
    assert_eq!((images, labels, changed.len()), (5, 10, 15), "{changed:#?}");
}

/// As `kubectl set image deployment/gateway-deployment gateway=…`, which the README shows.
#[test]
fn one_service_can_have_a_tag_of_its_own() {
    assert_eq!(
        changes("prod/254carbon", &["--set-json", r#"services.gateway.image.tag="v2.1.0""#]),
        [
            "app.kubernetes.io/version: v2.1.0",
            "app.kubernetes.io/version: v2.1.0",
            "image: ghcr.io/254carbon/gateway:v2.1.0",
        ]
    );
}

/// The values that the README tells to set, none of which its chart read.
#[test]
fn the_values_of_the_readme_do_what_it_says() {
    let scaled = objects(&["staging/254carbon", "--set", "services.gateway.replicas=5"]);
    assert_eq!(named(&scaled, "Deployment", "gateway-deployment")["spec"]["replicas"], 5);

    let on = "services.gateway.autoscaling.enabled=true";
    let (least, most) =
        ("services.gateway.autoscaling.minReplicas=3", "services.gateway.autoscaling.maxReplicas=20");
    let scaling = objects(&["dev/254carbon", "--set", on, "--set", least, "--set", most]);
    assert_eq!(named(&scaling, "Deployment", "gateway-deployment")["spec"]["replicas"], Value::Null);
    let bounds = &named(&scaling, "HorizontalPodAutoscaler", "gateway-deployment-hpa")["spec"];
    assert_eq!((&bounds["minReplicas"], &bounds["maxReplicas"]), (&3.into(), &20.into()));

    for service in ["gateway", "streaming", "auth", "entitlements", "metrics"] {
        let on = format!("services.{service}.autoscaling.enabled=true");
        let scaling = objects(&["dev/254carbon", "--set", &on]);
        let name = format!("{service}-deployment-hpa");
        let bounds = &named(&scaling, "HorizontalPodAutoscaler", &name)["spec"];
        assert_eq!((&bounds["minReplicas"], &bounds["maxReplicas"]), (&2.into(), &10.into()));
    }

    let closed = objects(&["dev/254carbon", "--set", "networkPolicy.enabled=true"]);
    assert_eq!(of_kind(&closed, "NetworkPolicy").count(), 12);
}

/// One that has an autoscaler already is only looked at.
#[test]
fn vertical_autoscaling_leaves_to_the_other_autoscaler_what_it_does() {
    let scaled = objects(&["prod/254carbon", "--set", "verticalAutoscaling.enabled=true"]);
    assert_eq!(of_kind(&scaled, "VerticalPodAutoscaler").count(), 5);
    let mode =
        |name| named(&scaled, "VerticalPodAutoscaler", name)["spec"]["updatePolicy"]["updateMode"].clone();
    assert_eq!((mode("gateway-vpa"), mode("metrics-vpa")), ("Off".into(), "Recreate".into()));
}

/// Nobody is told its address, and nobody is woken because it is not there.
#[test]
fn a_service_that_is_not_enabled_is_asked_for_nowhere() {
    let left = objects(&["prod/254carbon", "--set", "services.metrics.enabled=false"]);
    assert_eq!(of_kind(&left, "Deployment").count(), 4);
    let config = &named(&left, "ConfigMap", "access-config")["data"];
    assert_eq!(config["ACCESS_METRICS_SERVICE_URL"], Value::Null);
    let rules = &named(&left, "ConfigMap", "prometheus-config")["data"]["missing.yml"];
    assert!(!rules.as_str().expect("a text").contains("metrics"), "{rules}");
    let policies: Vec<&Value> = of_kind(&left, "NetworkPolicy").collect();
    assert_eq!(policies.len(), 11);
    for policy in policies {
        assert!(!policy["spec"].to_string().contains(r#""app":"metrics""#), "{policy}");
    }
}

fn of_kind<'o>(objects: &'o [Value], kind: &'o str) -> impl Iterator<Item = &'o Value> {
    objects.iter().filter(move |object| object["kind"] == kind)
}

fn named<'o>(objects: &'o [Value], kind: &str, name: &str) -> &'o Value {
    let found = objects.iter().find(|object| object["kind"] == kind && object["metadata"]["name"] == name);
    found.unwrap_or_else(|| panic!("there is no {kind}/{name}"))
}
