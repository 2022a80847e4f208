//! What a table of facts cannot say of `CitadelBuy`.

use super::{build, changes, environments};

/// What its README requires of citadelbuy-secrets, and the password of the database.
const KEYS: [&str; 15] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "DATABASE_URL",
    "JWT_REFRESH_SECRET",
    "JWT_SECRET",
    "NEXT_PUBLIC_SENTRY_DSN",
    "PAYPAL_CLIENT_ID",
    "PAYPAL_CLIENT_SECRET",
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
    "SENDGRID_API_KEY",
    "SENTRY_AUTH_TOKEN",
    "SENTRY_DSN",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
];

/// One rule for images gave the API and the web the same one. Here a release is one tag of two images, and the databases
/// keep theirs.
#[test]
fn a_tag_changes_the_programs_and_leaves_the_databases() {
    let mut changed = changes("prod/citadelbuy", &["--set", "image.tag=v1.2.0"]);
    changed.sort_unstable();
    assert_eq!(
        changed.len(),
        7 * 3,
        "seven programs: an image, a label of it, and one of its pods: {changed:#?}"
    );
    changed.dedup();
    assert_eq!(
        changed,
        [
            "app.kubernetes.io/version: v1.2.0",
            "image: ghcr.io/citadelplatforms/citadelbuy-api:v1.2.0",
            "image: ghcr.io/citadelplatforms/citadelbuy-web:v1.2.0",
        ]
    );
}

/// Three ways to write the keys of one Secret left programs without theirs.
#[test]
fn each_environment_has_the_same_keys() {
    for environment in environments("citadelbuy") {
        let objects = build(&format!("{environment}/citadelbuy"));
        let found = objects.iter().find(|object| object["metadata"]["name"] == "citadelbuy-secrets");
        let secret = found.expect("a Secret, or what it comes from");
        let mut keys: Vec<&str> = if let Some(data) = secret["data"].as_object() {
            data.keys().map(String::as_str).collect()
        } else {
            let fetched = secret["spec"]["data"].as_array().expect("what is fetched");
            fetched.iter().filter_map(|item| item["secretKey"].as_str()).collect()
        };
        keys.sort_unstable();
        assert_eq!(keys, KEYS, "{environment}");
    }
}

/// `kubectl scale` of its README held until the next apply; what is said here holds, and changes one autoscaler only.
#[test]
fn a_worker_is_scaled_by_itself() {
    let more = "workers.order-processing-worker.autoscaling.minReplicas=8";
    assert_eq!(changes("prod/citadelbuy", &["--set", more]), ["minReplicas: 8"]);
}
