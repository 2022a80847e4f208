//! Containers are watched, hold no rights that they do not need, and are of images that stay what they are.

use serde_json::{Value, json};

use super::references::{Keys, keys_of};
use super::set::{Set, Workload, id, list, text};
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "a container that runs on is asked whether it lives and is ready",
        check: |set| {
            let mut found = Vec::new();
            for one in set.workloads().filter(Workload::is_service) {
                for container in one.main_containers() {
                    let probes = ["livenessProbe", "readinessProbe"].into_iter();
                    let missing = probes.filter(|probe| container.get(probe).is_none());
                    found.extend(missing.map(|probe| format!("{}: no {probe}", place(&one, container))));
                }
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "Deployment/redis",
            change: |object| {
                drop(container(object).as_object_mut().and_then(|it| it.remove("readinessProbe")));
            },
        }],
    },
    Rule {
        name: "a container is restricted",
        check: |set| {
            let mut found = Vec::new();
            for one in set.workloads() {
                for container in one.containers() {
                    let wrong = lax(&one, container).into_iter();
                    found.extend(
                        wrong.map(|wrong| format!("{}, securityContext: {wrong}", place(&one, container))),
                    );
                }
            }
            found
        },
        mistakes: &[
            Mistake {
                target: "prod/rate-limiter",
                object: "Deployment/redis",
                change: |object| {
                    container(object)["securityContext"]["readOnlyRootFilesystem"] = json!(false);
                },
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "CronJob/redis-backup",
                change: |object| {
                    let pod = &mut object["spec"]["jobTemplate"]["spec"]["template"]["spec"];
                    pod["containers"][0]["securityContext"]["capabilities"] = json!({"drop": ["NET_RAW"]});
                },
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "Deployment/rate-limiter",
                change: |object| {
                    object["spec"]["template"]["spec"]["securityContext"] = json!({});
                    container(object)["securityContext"]["runAsNonRoot"] = json!(false);
                },
            },
        ],
    },
    Rule {
        name: "a namespace enforces restricted pods",
        check: |set| {
            let label = "/metadata/labels/pod-security.kubernetes.io~1enforce";
            let wrong = set.of_kind("Namespace").filter(|namespace| text(namespace, label) != "restricted");
            wrong
                .map(|namespace| format!("{}: enforces `{}`", id(namespace), text(namespace, label)))
                .collect()
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "Namespace/rate-limiter",
            change: |object| object["metadata"]["labels"] = json!({}),
        }],
    },
    Rule {
        name: "an image has a tag that stays",
        check: |set| {
            let mut found = Vec::new();
            for one in set.workloads() {
                for container in one.containers() {
                    let image = text(container, "/image");
                    if moves(image) {
                        found.push(format!("{}: `{image}` may be another tomorrow", place(&one, container)));
                    }
                }
            }
            found
        },
        mistakes: &[
            Mistake {
                target: "prod/rate-limiter",
                object: "Deployment/redis",
                change: |object| container(object)["image"] = json!("localhost:5000/redis"),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "Deployment/redis",
                change: |object| container(object)["image"] = json!("redis:dev-latest"),
            },
        ],
    },
    Rule {
        name: "a variable is used after it is defined",
        check: |set| {
            let mut found = Vec::new();
            for one in set.workloads() {
                for container in one.containers() {
                    let wrong = undefined(set, &one, container).into_iter();
                    found.extend(wrong.map(|wrong| format!("{}: {wrong}", place(&one, container))));
                }
            }
            found
        },
        mistakes: &[
            Mistake {
                target: "prod/rate-limiter",
                object: "Deployment/redis",
                change: |object| {
                    container(object)["env"] =
                        json!([{"name": "A", "value": "$(B)"}, {"name": "B", "value": "b"}]);
                },
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "Deployment/redis",
                change: |object| container(object)["args"] = json!(["--host=$(NOWHERE)"]),
            },
            Mistake {
                target: "prod/254carbon",
                object: "Deployment/gateway-deployment",
                change: |object| container(object)["args"] = json!(["--host=$(NOWHERE)"]),
            },
        ],
    },
];

/// The first container of a workload, to be changed.
fn container(object: &mut Value) -> &mut Value {
    &mut object["spec"]["template"]["spec"]["containers"][0]
}

fn place(one: &Workload, container: &Value) -> String {
    format!("{}, container {}", id(one.object), text(container, "/name"))
}

/// In what a container has more rights than the level `restricted` and a read-only file system leave.
fn lax(one: &Workload, container: &Value) -> Vec<&'static str> {
    let own = &container["securityContext"];
    let pod = one.template.pointer("/spec/securityContext").unwrap_or(&Value::Null);
    let inherited = |key: &str| own.get(key).or_else(|| pod.get(key)).unwrap_or(&Value::Null);
    let drops_all = list(own, "/capabilities/drop").iter().any(|capability| capability == "ALL");
    let seccomp = text(inherited("seccompProfile"), "/type");
    [
        ("may run as root", inherited("runAsNonRoot") == &json!(true)),
        ("writes its root file system", own["readOnlyRootFilesystem"] == json!(true)),
        ("may gain rights", own["allowPrivilegeEscalation"] == json!(false)),
        ("keeps capabilities", drops_all),
        ("has no seccomp profile", matches!(seccomp, "RuntimeDefault" | "Localhost")),
    ]
    .into_iter()
    .filter(|(_, is_so)| !is_so)
    .map(|(wrong, _)| wrong)
    .collect()
}

/// Whether another image may come by the same name.
fn moves(image: &str) -> bool {
    if image.contains("@sha256:") {
        return false;
    }
    let name = image.rsplit('/').next().unwrap_or_default();
    name.split_once(':').is_none_or(|(_, tag)| tag.is_empty() || tag.ends_with("latest"))
}

/// The variables that a container's values, command and arguments name before or without their definition.
fn undefined(set: &Set, one: &Workload, container: &Value) -> Vec<String> {
    let mut found = Vec::new();
    // What comes as a whole is there first. Of keys that nobody knows here nothing is said.
    let mut defined: Vec<&str> = Vec::new();
    let mut is_open = false;
    for from in list(container, "/envFrom") {
        for (key, kind) in [("configMapRef", "ConfigMap"), ("secretRef", "Secret")] {
            let Some(reference) = from.get(key) else { continue };
            match keys_of(set, one, kind, text(reference, "/name")) {
                Keys::Known(keys) => defined.extend(keys),
                Keys::None | Keys::Unknown => is_open = true,
            }
        }
    }
    for variable in list(container, "/env") {
        let name = text(variable, "/name");
        let unknown = used(text(variable, "/value")).filter(|used| !is_open && !defined.contains(used));
        found.extend(unknown.map(|used| format!("{name} uses $({used}), which is not defined before it")));
        defined.push(name);
    }
    for word in list(container, "/command").iter().chain(list(container, "/args")).filter_map(Value::as_str) {
        let unknown = used(word).filter(|used| !is_open && !defined.contains(used));
        found.extend(unknown.map(|used| format!("its command line uses $({used}), which is not defined")));
    }
    found
}

/// The variables that a text names as `$(NAME)`. What has small letters in it is a shell's command.
fn used(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split("$(").zip(text.split("$(").skip(1));
    let named =
        parts.filter(|(before, _)| !before.ends_with('$')).filter_map(|(_, behind)| behind.split_once(')'));
    let is_name =
        |name: &&str| name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    named.map(|(name, _)| name).filter(|name| !name.is_empty()).filter(is_name)
}

#[test]
fn only_names_in_capitals_are_variables() {
    assert_eq!(used("$(A_1)-$$(B)-$(date +%s)-$(C)").collect::<Vec<_>>(), ["A_1", "C"]);
}
