//! What processes may do to their node and to each other, and who watches over it.
//!
//! From the Pod Security Standards and the documentation of `SecurityContext`, with the defaults of Kubernetes 1.36.

use std::collections::BTreeSet;

use super::read::{at, entries, is_true, items, row, text, text_or};
use super::workload::Workload;
use super::{Class, Found, Scene};
use crate::resource::Resource;
use crate::yaml::Node;

/// The label of a namespace that says which pods it takes.
const ENFORCE: &str = "pod-security.kubernetes.io/enforce";

/// What may be done that could not, and the other way round.
pub(super) fn find(_: &Scene<'_>, found: &mut Found<'_>) {
    let (before, after) = (found.change.before, found.change.after);
    let (old, new) = (before.and_then(Workload::of), after.and_then(Workload::of));
    if let Some(new) = new {
        return pods(found, old.map(|old| old.pod), new.pod, &new.place());
    }
    let id = found.change.object.id();
    let nodes = (before.map(Resource::node), after.map(Resource::node));
    match (id.group.as_str(), id.kind.as_str()) {
        ("", "Namespace") => namespace(found, nodes),
        ("", "ServiceAccount") => tokens(found, nodes, "automountServiceAccountToken"),
        ("admissionregistration.k8s.io", _) => admission(found, nodes),
        _ => {}
    }
}

type Sides<'n> = (Option<&'n Node>, Option<&'n Node>);

/// Something that a container is or is not: the field, how bad it is, and words for it getting worse and better.
struct Trait {
    field: &'static str,
    /// Of a container and its pod: the more the worse.
    rank: fn(&Node, &Node) -> u8,
    /// How bad it is where nothing is said.
    default: u8,
    worse: &'static [&'static str],
    better: &'static str,
}

const TRAITS: [Trait; 7] = [
    Trait {
        field: "privileged",
        rank: |container, _| is_true(container, "securityContext.privileged").into(),
        default: 0,
        worse: &["is privileged: it may do to its node what it wants"],
        better: "is no longer privileged",
    },
    Trait {
        field: "allowPrivilegeEscalation",
        rank: |container, _| is_not(container, "securityContext.allowPrivilegeEscalation", false),
        default: 1,
        worse: &["may gain more privileges than it starts with"],
        better: "cannot gain more privileges than it starts with",
    },
    Trait {
        field: "runAsUser",
        rank: root,
        default: 1,
        worse: &["may run as root", "runs as root"],
        better: "does not run as root",
    },
    Trait {
        field: "readOnlyRootFilesystem",
        rank: |container, _| is_not(container, "securityContext.readOnlyRootFilesystem", true),
        default: 1,
        worse: &["may write to its own file system"],
        better: "cannot write to its own file system",
    },
    Trait {
        field: "seccompProfile",
        rank: |container, pod| {
            matches!(either_text(container, pod, "seccompProfile.type"), None | Some("Unconfined")).into()
        },
        default: 1,
        worse: &["may make any system call (no seccomp profile)"],
        better: "may make fewer system calls (seccomp profile)",
    },
    Trait {
        field: "appArmorProfile",
        rank: |container, pod| {
            (either_text(container, pod, "appArmorProfile.type") == Some("Unconfined")).into()
        },
        default: 0,
        worse: &["is not held by AppArmor"],
        better: "is held by AppArmor",
    },
    Trait {
        field: "procMount",
        rank: |container, _| (text(container, "securityContext.procMount") == Some("Unmasked")).into(),
        default: 0,
        worse: &["sees all of /proc"],
        better: "sees less of /proc",
    },
];

/// 0 if a field has a value, else 1.
fn is_not(container: &Node, way: &str, value: bool) -> u8 {
    (at(container, way).and_then(Node::as_bool) != Some(value)).into()
}

/// What the container says, or else its pod.
fn either<'n>(container: &'n Node, pod: &'n Node, field: &str) -> Option<&'n Node> {
    let way = format!("securityContext.{field}");
    at(container, &way).or_else(|| at(pod, &way))
}

fn either_text<'n>(container: &'n Node, pod: &'n Node, field: &str) -> Option<&'n str> {
    either(container, pod, field)?.as_str()
}

/// Whether it is known not to be root, may be, or is.
fn root(container: &Node, pod: &Node) -> u8 {
    let user = either(container, pod, "runAsUser").and_then(Node::as_i64);
    let never = either(container, pod, "runAsNonRoot").and_then(Node::as_bool) == Some(true);
    match user {
        Some(0) => 2,
        Some(_) => 0,
        None => u8::from(!never),
    }
}

fn pods(found: &mut Found<'_>, before: Option<&Node>, after: &Node, place: &str) {
    for list in ["containers", "initContainers"] {
        for container in items(after, list) {
            let Some(name) = text(container, "name") else { continue };
            let old = before.and_then(|pod| {
                let same = |other: &&Node| text(other, "name") == Some(name);
                Some((items(pod, list).iter().find(same)?, pod))
            });
            let at = format!("{place}.{list}[name={name}]");
            self::container(found, old, (container, after), (&at, name, place));
        }
    }
    for (field, worse, better) in [
        (
            "hostPID",
            "its pods see and signal all processes of their node",
            "its pods no longer see the processes of their node",
        ),
        (
            "hostIPC",
            "its pods share memory with the processes of their node",
            "its pods no longer share memory with their node",
        ),
        (
            "shareProcessNamespace",
            "its containers see each other's processes",
            "its containers no longer see each other's processes",
        ),
    ] {
        let was = before.is_some_and(|pod| is_true(pod, field));
        flag(found, &format!("{place}.{field}"), (was, is_true(after, field)), (worse, better));
    }
    if let Some(before) = before {
        let host = |pod| is_not(pod, "hostUsers", false) == 1;
        let words = (
            "its users are those of the node (hostUsers)",
            "its users are no longer those of the node (hostUsers)",
        );
        flag(found, &format!("{place}.hostUsers"), (host(before), host(after)), words);
        tokens(found, (Some(before), Some(after)), &format!("{place}.automountServiceAccountToken"));
    }
    let paths = |pod: &Node| -> BTreeSet<String> {
        let volumes = items(pod, "volumes").iter();
        volumes.filter_map(|volume| Some(format!("`{}`", text(volume, "hostPath.path")?))).collect()
    };
    let (was, is) = (before.map(paths).unwrap_or_default(), paths(after));
    let more: Vec<String> = is.difference(&was).cloned().collect();
    let fewer: Vec<String> = was.difference(&is).cloned().collect();
    if !more.is_empty() {
        found.at(
            &format!("{place}.volumes"),
            Class::Security,
            format!("its pods see {} of their node (hostPath)", row(&more)),
        );
    }
    if !fewer.is_empty() {
        found.at(
            &format!("{place}.volumes"),
            Class::Narrowed,
            format!("its pods no longer see {} of their node", row(&fewer)),
        );
    }
}

/// A container that is new has nothing that it was: only what it says itself counts.
fn container(
    found: &mut Found<'_>,
    old: Option<(&Node, &Node)>,
    (new, pod): (&Node, &Node),
    (place, name, pod_place): (&str, &str, &str),
) {
    for one in &TRAITS {
        let was = old.map_or(one.default, |(container, pod)| (one.rank)(container, pod));
        let is = (one.rank)(new, pod);
        if is == was {
            continue;
        }
        let at = context(found, place, pod_place, one.field);
        if is > was {
            let words = one.worse[usize::from(is - 1).min(one.worse.len() - 1)];
            found.at(&at, Class::Security, format!("container `{name}` {words}"));
        } else if old.is_some() {
            let words = if is == 0 { one.better } else { one.worse[0] };
            found.at(&at, Class::Narrowed, format!("container `{name}` {words}"));
        }
    }
    let capabilities = |container: &Node, side: &str| -> BTreeSet<String> {
        let names = items(container, &format!("securityContext.capabilities.{side}")).iter();
        names.filter_map(|name| Some(name.as_str()?.trim_start_matches("CAP_").to_owned())).collect()
    };
    let had = |side| old.map(|(container, _)| capabilities(container, side)).unwrap_or_default();
    let (added, dropped) = (had("add"), had("drop"));
    let (add, drop) = (capabilities(new, "add"), capabilities(new, "drop"));
    let at = format!("{place}.securityContext.capabilities");
    let list = |one: &BTreeSet<String>, two: &BTreeSet<String>| -> Vec<String> {
        one.difference(two).map(|name| format!("`{name}`")).collect()
    };
    let more = list(&add, &added);
    if !more.is_empty() {
        found.at(&at, Class::Security, format!("container `{name}` gets the capabilities {}", row(&more)));
    }
    let fewer = list(&added, &add);
    if !fewer.is_empty() {
        found.at(&at, Class::Narrowed, format!("container `{name}` loses the capabilities {}", row(&fewer)));
    }
    let kept = if drop.contains("ALL") { Vec::new() } else { list(&dropped, &drop) };
    if !kept.is_empty() {
        found.at(
            &at,
            Class::Security,
            format!("container `{name}` no longer drops the capabilities {}", row(&kept)),
        );
    }
    let gone = if dropped.contains("ALL") { Vec::new() } else { list(&drop, &dropped) };
    if !gone.is_empty() && old.is_some() {
        found.at(&at, Class::Narrowed, format!("container `{name}` drops the capabilities {}", row(&gone)));
    }
}

/// Where the field differs: in the container, or else in its pod.
fn context(found: &Found<'_>, container: &str, pod: &str, field: &str) -> String {
    let fields: &[&str] =
        if field == "runAsUser" { &["runAsUser", "runAsNonRoot"] } else { std::slice::from_ref(&field) };
    let places = [container, pod]
        .into_iter()
        .flat_map(|holder| fields.iter().map(move |field| format!("{holder}.securityContext.{field}")));
    let all: Vec<String> = places.collect();
    let differs = all.iter().find(|place| found.field(place).is_some());
    differs.or(all.first()).cloned().unwrap_or_default()
}

fn flag(found: &mut Found<'_>, place: &str, sides: (bool, bool), (worse, better): (&str, &str)) {
    match sides {
        (false, true) => found.at(place, Class::Security, worse),
        (true, false) => found.at(place, Class::Narrowed, better),
        _ => return,
    };
}

/// Whether pods get a token for the API server, which they do unless it is said.
fn tokens(found: &mut Found<'_>, sides: Sides<'_>, place: &str) {
    let (Some(before), Some(after)) = sides else { return };
    let gets = |node| is_not(node, "automountServiceAccountToken", false) == 1;
    let words = (
        "its pods may get a token for the API server",
        "its pods get no token for the API server by themselves",
    );
    flag(found, place, (gets(before), gets(after)), words);
}

fn namespace(found: &mut Found<'_>, sides: Sides<'_>) {
    const NAMES: [&str; 3] = ["privileged", "baseline", "restricted"];
    let level = |node: Option<&Node>| {
        let label = node.and_then(|node| entries(node, "metadata.labels").find(|entry| entry.key == ENFORCE));
        match label.and_then(|entry| entry.node.as_str()) {
            Some("restricted") => 2,
            Some("baseline") => 1,
            _ => 0,
        }
    };
    let (Some(_), Some(_)) = sides else { return };
    let (was, is) = (level(sides.0), level(sides.1));
    let place = format!("metadata.labels[\"{ENFORCE}\"]");
    if is < was {
        let what =
            if is == 0 { "any pod is taken" } else { "only known ways to more privileges are refused" };
        found.at(
            &place,
            Class::Security,
            format!("pod security goes from {} to {}: {what}", NAMES[was], NAMES[is]),
        );
    } else if is > was {
        let text = format!(
            "pod security goes from {} to {}: pods that do not meet it are refused, those that run stay",
            NAMES[was], NAMES[is]
        );
        found.at(&place, Class::Narrowed, text);
    }
}

/// Webhooks and policies that watch over what is made.
fn admission(found: &mut Found<'_>, (before, after): Sides<'_>) {
    let kind = found.change.object.id().kind.clone();
    let watches = kind.starts_with("Validating");
    let (Some(old), Some(new)) = (before, after) else {
        if watches && after.is_none() {
            found.add(Class::Security, "what it refused is taken from now on");
        }
        return;
    };
    for webhook in items(new, "webhooks") {
        let name = text(webhook, "name").unwrap_or_default();
        let was = items(old, "webhooks").iter().find(|other| text(other, "name") == Some(name));
        let fails = |webhook: &Node| text_or(webhook, "failurePolicy", "Fail") == "Fail";
        if let Some(was) = was {
            let words = (
                format!("webhook `{name}` is passed over when it does not answer"),
                format!("webhook `{name}` must answer"),
            );
            let place = format!("webhooks[name={name}].failurePolicy");
            flag(found, &place, (!fails(was), !fails(webhook)), (&words.0, &words.1));
        }
    }
    let denies =
        |node: &Node| items(node, "spec.validationActions").iter().any(|one| one.as_str() == Some("Deny"));
    if kind == "ValidatingAdmissionPolicyBinding" && denies(old) && !denies(new) {
        found.at("spec.validationActions", Class::Security, "what breaks the policy is no longer refused");
    }
    let gone: Vec<String> = items(old, "webhooks")
        .iter()
        .filter_map(|webhook| text(webhook, "name"))
        .filter(|name| !items(new, "webhooks").iter().any(|other| text(other, "name") == Some(name)))
        .map(|name| format!("`{name}`"))
        .collect();
    if watches && !gone.is_empty() {
        found.at("webhooks", Class::Security, format!("what {} refused is taken from now on", row(&gone)));
    }
}
