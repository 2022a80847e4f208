//! What a table of facts cannot say of `RateGuard`.

use serde_json::Value;

use super::{build, environments, run};

/// What its guide requires of rateguard-secrets.
const KEYS: [&str; 6] =
    ["CLICKHOUSE_URL", "DATABASE_URL", "ENCRYPTION_KEY", "JWT_SECRET", "KAFKA_BROKERS", "REDIS_URL"];

const MANAGED: &str = "databases.inCluster=false";

/// `rkgen build prod/rateguard -l phase=databases` and so on are a release, so no object may be without a phase.
#[test]
fn each_object_is_in_the_phase_of_its_kind() {
    for environment in environments("rateguard") {
        for object in build(&format!("{environment}/rateguard")) {
            let kind = object["kind"].as_str().expect("a kind");
            let is_database = object["metadata"]["labels"]["app.kubernetes.io/component"] == "database";
            let phase = match kind {
                _ if is_database => "databases",
                "Namespace" | "ConfigMap" | "Secret" | "ExternalSecret" | "NetworkPolicy" => "foundation",
                "Job" => "migration",
                _ => "applications",
            };
            assert_eq!(object["metadata"]["labels"]["phase"], phase, "{environment}: {}", object["metadata"]);
        }
    }
}

/// Each environment has the same keys, so that a program that starts in one starts in all.
#[test]
fn each_environment_has_the_six_keys_that_the_guide_requires() {
    for environment in environments("rateguard") {
        let objects = build(&format!("{environment}/rateguard"));
        let found = objects.iter().find(|object| object["metadata"]["name"] == "rateguard-secrets");
        let secret = found.expect("a Secret, or what it comes from");
        let mut keys: Vec<&str> = match secret["data"].as_object() {
            Some(data) => data.keys().map(String::as_str).collect(),
            None => items(&secret["spec"]["data"]).filter_map(|item| item["secretKey"].as_str()).collect(),
        };
        keys.sort_unstable();
        assert_eq!(keys, KEYS, "{environment}");
    }
}

/// The programs refuse shorter ones: the first must have 32 characters at least, the second just as many.
#[test]
fn the_secrets_of_development_are_as_long_as_the_guide_requires() {
    let objects = build("dev/rateguard");
    let secret =
        objects.iter().find(|object| object["metadata"]["name"] == "rateguard-secrets").expect("a Secret");
    assert!(decoded_length(&secret["data"]["JWT_SECRET"]) >= 32);
    assert_eq!(decoded_length(&secret["data"]["ENCRYPTION_KEY"]), 32);
}

/// Where a cloud provider runs the databases, nothing of them is left but the URLs in rateguard-secrets, and pods may
/// call their ports anywhere.
#[test]
fn databases_of_a_provider_leave_nothing_of_ours() {
    let printed = run(&["build", "prod/rateguard", "--set", MANAGED, "--format", "json"]);
    let printed: Value = serde_json::from_str(&printed).expect("what is built is JSON");
    let objects: Vec<&Value> = items(&printed["items"]).collect();
    let named = |kind: &str| -> Vec<&str> {
        objects
            .iter()
            .filter(|object| object["kind"] == kind)
            .filter_map(|object| object["metadata"]["name"].as_str())
            .collect()
    };

    assert!(named("StatefulSet").is_empty());
    assert_eq!(named("Service"), ["web", "proxy"]);
    assert_eq!(named("ConfigMap"), ["rateguard-config"]);
    assert_eq!(named("ExternalSecret"), ["rateguard-secrets"]);
    assert_eq!(
        named("NetworkPolicy"),
        [
            "web-network-policy",
            "proxy-network-policy",
            "analytics-network-policy",
            "alerts-network-policy",
            "migrate-network-policy"
        ]
    );
    for (policy, ports) in [
        ("web-network-policy", &[53, 53, 443, 587, 5432, 6379, 8443][..]),
        ("proxy-network-policy", &[53, 53, 443, 5432, 6379, 9092, 9094, 9096, 9098]),
        ("analytics-network-policy", &[53, 53, 5432, 8443, 9092, 9094, 9096, 9098]),
        ("migrate-network-policy", &[53, 53, 5432]),
    ] {
        let policy = objects.iter().find(|object| object["metadata"]["name"] == policy).expect("a policy");
        let rules = || items(&policy["spec"]["egress"]);
        let mut called: Vec<u64> =
            rules().flat_map(|rule| items(&rule["ports"])).filter_map(|port| port["port"].as_u64()).collect();
        called.sort_unstable();
        assert_eq!(called, ports, "{policy}");
        assert_eq!(
            rules().filter(|rule| rule.get("to").is_some()).count(),
            1,
            "only DNS is within: {policy}"
        );
    }
    let text = printed.to_string();
    for gone in ["rateguard-databases", "phase\":\"databases", "svc:9092"] {
        assert!(!text.contains(gone), "{gone} is left");
    }
}

/// `kubectl scale` held until the next apply; these two values hold as long as they are said.
#[test]
fn without_an_autoscaler_the_proxy_has_as_many_replicas_as_are_said() {
    let off = ["--set", "proxy.autoscaling.enabled=false", "--set", "proxy.replicas=10"];
    let printed = run(&[&["build", "prod/rateguard"][..], &off].concat());
    assert!(!printed.contains("kind: HorizontalPodAutoscaler"));
    assert_eq!(printed.matches("replicas: 10\n").count(), 1);
}

/// Another tag changes the images of the four programs and of the migration, their labels, the name of the migration,
/// and nothing else: no image of a database.
#[test]
fn a_tag_changes_the_programs_and_their_migration_and_nothing_else() {
    let accepted = run(&["build", "prod/rateguard"]);
    let tagged = run(&["build", "prod/rateguard", "--set", "image.tag=v2.0.1"]);
    assert_eq!(accepted.lines().count(), tagged.lines().count());
    let mut changed: Vec<&str> =
        accepted.lines().zip(tagged.lines()).filter(|(a, b)| a != b).map(|(_, b)| b.trim()).collect();
    changed.sort_unstable();
    changed.dedup();
    assert_eq!(
        changed,
        [
            "app.kubernetes.io/version: v2.0.1",
            "image: rateguard/alerts:v2.0.1",
            "image: rateguard/analytics:v2.0.1",
            "image: rateguard/proxy:v2.0.1",
            "image: rateguard/web:v2.0.1",
            "name: migrate-v2-0-1",
        ]
    );
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// How many bytes a value in base64 stands for.
fn decoded_length(value: &Value) -> usize {
    let text = value.as_str().expect("a value");
    text.trim_end_matches('=').len() * 3 / 4
}
