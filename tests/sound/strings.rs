//! What a text must not hold: what nobody filled in, another environment, a secret.

use serde_json::{Value, json};

use super::set::{Set, id, text, texts};
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "nothing is left to be filled in",
        check: |set| {
            let mut found = Vec::new();
            for object in &set.objects {
                for (way, text) in texts(object) {
                    if let Some(left) = left_open(text, is_program(object, &way)) {
                        found.push(format!("{}, {way}: `{left}` in `{}`", id(object), first_line(text)));
                    }
                }
            }
            found
        },
        mistakes: &[
            Mistake {
                target: "prod/rate-limiter",
                object: "Deployment/rate-limiter",
                change: |object| object["metadata"]["annotations"]["deployed"] = json!("$(date +%s)"),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "Ingress/rate-limiter-ingress",
                change: |object| object["spec"]["rules"][0]["host"] = json!("${HOST}"),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "ConfigMap/rate-limiter-config",
                change: |object| object["data"]["KEY"] = json!("change-me"),
            },
        ],
    },
    Rule {
        name: "no secret is written outside of dev",
        check: |set| {
            let mut found = Vec::new();
            if set.environment() == "dev" {
                return found;
            }
            let secrets = set.of_kind("Secret");
            found.extend(secrets.map(|secret| format!("{}: not an ExternalSecret", id(secret))));
            for one in set.workloads() {
                let variables = one.variables();
                let pairs = variables.map(|variable| (text(variable, "/name"), text(variable, "/value")));
                found.extend(told(pairs).map(|name| format!("{}: {name}", id(one.object))));
            }
            for map in set.of_kind("ConfigMap") {
                let data = map["data"].as_object().into_iter().flatten();
                let pairs = data.map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default()));
                found.extend(told(pairs).map(|name| format!("{}: {name}", id(map))));
            }
            found
        },
        mistakes: &[
            Mistake {
                target: "prod/rate-limiter",
                object: "ExternalSecret/backup-secrets",
                change: |object| object["kind"] = json!("Secret"),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "Deployment/redis",
                change: |object| {
                    let container = &mut object["spec"]["template"]["spec"]["containers"][0];
                    container["env"] = json!([{"name": "REDIS_PASSWORD", "value": "hunter2"}]);
                },
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "ConfigMap/rate-limiter-config",
                change: |object| object["data"]["API_KEY"] = json!("hunter2"),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "ConfigMap/rate-limiter-config",
                change: |object| object["data"]["app.yml"] = json!("url: redis://app:hunter2@redis:6379\n"),
            },
        ],
    },
];

/// The texts of targets that lead into a namespace which another one makes.
pub(super) fn strangers(sets: &[Set]) -> Vec<String> {
    let made = |set: &Set| -> Vec<String> {
        set.of_kind("Namespace").map(|namespace| text(namespace, "/metadata/name").to_owned()).collect()
    };
    let all: Vec<String> = sets.iter().flat_map(made).collect();
    let mut found = Vec::new();
    for set in sets {
        let own = made(set);
        for object in &set.objects {
            for (way, text) in texts(object) {
                let words = text.split(|c: char| !(c.is_alphanumeric() || "-.".contains(c)));
                let places = words.filter_map(|word| word.split_once(".svc")?.0.rsplit('.').next());
                let named = way.ends_with("namespace").then_some(text);
                let is_strange = |place: &&str| {
                    all.iter().any(|other| other == place) && !own.iter().any(|own| own == place)
                };
                let strange = places.chain(named).filter(is_strange);
                found.extend(
                    strange.map(|place| format!("{}: {}, {way}: leads to {place}", set.target, id(object))),
                );
            }
        }
    }
    found
}

/// Whether a text is for a program that has its own signs for what is filled in later: a file in a ConfigMap, the
/// words of a container's command line, a rule of an `ExternalSecret`.
fn is_program(object: &Value, way: &str) -> bool {
    let is_file = || way.starts_with("data.") && text_at(object, way).contains('\n');
    let in_container = ["command[", "args["].iter().any(|key| way.contains(key));
    match text(object, "/kind") {
        "ConfigMap" => is_file(),
        "ExternalSecret" => way.contains("template"),
        _ => in_container || way.contains(".env["),
    }
}

fn text_at<'o>(object: &'o Value, way: &str) -> &'o str {
    way.strip_prefix("data.").and_then(|key| object["data"][key].as_str()).unwrap_or_default()
}

/// What in a text somebody should have filled in.
fn left_open(text: &str, is_program: bool) -> Option<&'static str> {
    let small = text.to_lowercase();
    let words = ["changeme", "change-me", "change_me", "placeholder", "account_id", "todo:", "xxxx", "fixme"];
    let signs = ["${", "$(", "{{", "{%"];
    let signs = signs.into_iter().filter(|_| !is_program);
    words.into_iter().chain(signs).find(|sign| small.contains(sign))
}

/// The names of those whose values tell a secret.
fn told<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> impl Iterator<Item = &'p str> {
    let tells = |(name, value): &(&str, &str)| (is_secret(name) && is_plain(value)) || has_login(value);
    pairs.filter(tells).map(|(name, _)| name)
}

/// Whether an address in a text has a password that stands there itself.
fn has_login(text: &str) -> bool {
    text.split("://").skip(1).any(|behind| {
        let place =
            behind.split(|c: char| c.is_whitespace() || "/\"'".contains(c)).next().unwrap_or_default();
        let password = place.rsplit_once('@').and_then(|(login, _)| login.split_once(':'));
        password.is_some_and(|(_, password)| !password.is_empty() && !password.starts_with(['$', '{', '%']))
    })
}

/// Whether what is called so is kept from others.
fn is_secret(name: &str) -> bool {
    let name = name.to_uppercase();
    let kept = ["PASSWORD", "PASSWD", "SECRET", "API_KEY", "APIKEY", "PRIVATE_KEY", "ACCESS_KEY"];
    let is_file = ["_FILE", "_PATH", "_NAME", "_HEADER"].iter().any(|end| name.ends_with(end));
    !is_file && kept.iter().any(|word| name.contains(word)) || name.ends_with("TOKEN")
}

/// Whether a value stands there itself, and no other variable in its place.
fn is_plain(value: &str) -> bool {
    !value.is_empty() && !value.contains("$(") && !value.contains('\n')
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[test]
fn what_is_open_is_seen_and_what_is_a_programs_is_not() {
    for (text, is_program, is_open) in [
        ("https://${HOST}", false, true),
        ("echo $(date)", true, false),
        ("arn:aws:iam::ACCOUNT_ID:role", true, true),
        ("{{ .Values.x }}", false, true),
        ("a calm text: $5", false, false),
    ] {
        assert_eq!(left_open(text, is_program).is_some(), is_open, "{text}");
    }
}

#[test]
fn a_way_into_another_environment_is_found() {
    let set = |environment: &str, host: &str| {
        let namespace = json!({"kind": "Namespace", "metadata": {"name": format!("shop-{environment}")}});
        let map = json!({"kind": "ConfigMap", "metadata": {"name": "web"}, "data": {"URL": host}});
        Set { target: format!("{environment}/web"), objects: vec![namespace, map] }
    };
    let url = "redis://db.shop-dev.svc:6379";
    assert_eq!(
        strangers(&[set("dev", url), set("prod", url)]),
        ["prod/web: ConfigMap/web, data.URL: leads to shop-dev"]
    );
    assert_eq!(strangers(&[set("dev", url), set("prod", "mail.other.svc")]), [""; 0]);
}
