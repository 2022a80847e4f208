//! Which pods restart, and how.
//!
//! From `ResolveFenceposts` and `NewRSNewReplicas` in `pkg/controller/deployment/util`, `updateStatefulSet` in
//! `pkg/controller/statefulset`, `pkg/controller/daemon/update.go`, and the defaults in `pkg/apis/apps/v1/defaults.go`.

use super::pods::{Per, Pods};
use super::read::{at, count, is_true, items, number, share, text};
use super::workload::Workload;
use super::{Class, Found, Scene};
use crate::check::are_one;
use crate::diff::{FieldChange, ObjectChange, Side, Step};
use crate::kubernetes::image::Image;
use crate::resource::Resource;
use crate::yaml::Node;

/// How many pods restart.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Restarts {
    /// Of so many workloads.
    pub workloads: usize,
    /// So many pods, with the fewest that autoscalers leave; without those that run on each node.
    pub least: i64,
    /// So many pods, with the most that autoscalers make.
    pub most: i64,
}

impl Restarts {
    /// Counts the pods of a workload.
    pub(super) fn add(&mut self, pods: Pods) {
        self.workloads += 1;
        if !matches!(pods.per, Per::Node | Per::Demand) {
            self.least += pods.low;
            self.most += pods.high;
        }
    }
}

/// What becomes of the pods of a workload.
struct Outcome {
    /// The pods that restart, if some do.
    restarts: Option<Pods>,
    text: String,
    /// What is said where nothing answers in between.
    down: Option<String>,
    /// The field that causes it.
    field: Option<usize>,
}

/// What becomes of the pods of an object that is changed. An object that is refused stays as it was.
pub(super) fn find(scene: &Scene<'_>, found: &mut Found<'_>) {
    if found.has(Class::Refused) {
        return;
    }
    let Some(outcome) = outcome(scene, found) else { return };
    let class = if outcome.restarts.is_some() { Class::Restart } else { Class::NoRestart };
    if let Some(pods) = outcome.restarts {
        found.restarts.push((found.change.object.id().clone(), pods));
    }
    match outcome.field {
        Some(field) => found.of(field, class, outcome.text),
        None => found.add(class, outcome.text),
    };
    if let Some(down) = outcome.down {
        match outcome.field {
            Some(field) => found.of(field, Class::Downtime, down),
            None => found.add(Class::Downtime, down),
        };
    }
}

/// Whether pods of an object restart by its change.
pub(super) fn restarts(scene: &Scene<'_>, change: &ObjectChange<'_>) -> bool {
    let outcome = outcome(scene, &Found::new(change));
    outcome.is_some_and(|outcome| outcome.restarts.is_some())
        && !scene.refused.contains_key(change.object.id())
}

fn outcome(scene: &Scene<'_>, found: &Found<'_>) -> Option<Outcome> {
    let (before, after) = scene.update(found.change)?;
    let (old, new) = (Workload::of(before)?, Workload::of(after)?);
    let (was, is) = (old.pods(&scene.before), new.pods(&scene.after));
    let template = new.template();
    let causes = || found.below(&template).filter(|(_, place, field)| matters(place, field, &new));
    // Of several causes an image that is moved is what people look for.
    let cause = causes().find(|(_, place, _)| place.ends_with("].image")).or_else(|| causes().next());
    let cause = cause.map(|(field, ..)| field);
    let outcome = |text: String| Outcome { restarts: None, text, down: None, field: cause };
    let is_paused = |side: &Resource| {
        matches!(new.kind(), "Deployment" | "Rollout") && is_true(side.node(), "spec.paused")
    };
    let Some(field) = cause else {
        if is_paused(before) && !is_paused(after) {
            let text = "it is no longer paused: what changed in the meantime rolls out now".to_owned();
            return Some(Outcome { restarts: Some(was), field: found.field("spec.paused"), ..outcome(text) });
        }
        return Some(outcome("no pod restarts".to_owned()));
    };
    Some(match new.kind() {
        "CronJob" => outcome("no pod restarts: runs to come are of the new template".to_owned()),
        "Job" => outcome("no pod restarts: pods to come are of the new template".to_owned()),
        "ReplicaSet" | "ReplicationController" => {
            outcome("no pod restarts: only pods to come are of the new template".to_owned())
        }
        "Pod" => pod(found, field, was),
        "Service" => {
            let text = "new pods take the place of the old ones, as a revision of its own".to_owned();
            Outcome { restarts: Some(was), text, down: None, field: Some(field) }
        }
        _ if was.are_none() || is.are_none() => outcome("no pod restarts: there is none".to_owned()),
        _ if is_paused(after) => {
            outcome("no pod restarts yet: it is paused, and the change waits".to_owned())
        }
        "Deployment" => deployment(&new, was, is, field),
        "Rollout" => rollout(&new, was, field),
        "StatefulSet" => stateful_set(&new, was, is, field),
        "DaemonSet" => daemon_set(&new, was, field),
        _ => return None,
    })
}

/// Whether a difference in a template is one to the server.
fn matters(place: &str, field: &FieldChange, workload: &Workload<'_>) -> bool {
    let path = field.place.path(Side::After).or_else(|| field.place.path(Side::Before)).unwrap_or_default();
    if field.place.0.iter().any(|step| matches!(step, Step::Within(_))) {
        return true;
    }
    if let (Some(one), None) | (None, Some(one)) = (&field.before, &field.after)
        && place.ends_with(".imagePullPolicy")
        && is_default_pull_policy(place, one, workload)
    {
        return false;
    }
    !are_one(field.before.as_ref(), field.after.as_ref(), &path)
}

/// Whether a pull policy is what the server fills in: Always for the tag `latest` and for none.
fn is_default_pull_policy(place: &str, policy: &Node, workload: &Workload<'_>) -> bool {
    let named = |container: &&Node| {
        text(container, "name").is_some_and(|name| place.contains(&format!("[name={name}].")))
    };
    let containers = ["containers", "initContainers"].iter().flat_map(|list| items(workload.pod, list));
    let image = containers.filter(named).find_map(|container| text(container, "image"));
    let is_latest = image.is_some_and(|image| {
        let image = Image::parse(image);
        image.digest.is_none() && image.tag.is_none_or(|tag| tag == "latest")
    });
    policy.as_str() == Some(if is_latest { "Always" } else { "IfNotPresent" })
}

fn deployment(new: &Workload<'_>, was: Pods, is: Pods, field: usize) -> Outcome {
    let node = new.object.node();
    let field = Some(field);
    let verb = if was.high == 1 { "restarts" } else { "restart" };
    if new.word("spec.strategy.type", "RollingUpdate") == "Recreate" {
        let text = format!("{} {verb}: all stop before new ones start (Recreate)", was.its());
        let down =
            Some("nothing answers from when the old pods stop until the new ones are ready".to_owned());
        return Outcome { restarts: Some(was), text, down, field };
    }
    let rolling = |key: &str, up| {
        let way = format!("spec.strategy.rollingUpdate.{key}");
        share(node, &way, is.usual, up).unwrap_or_else(|| if up { (is.usual + 3) / 4 } else { is.usual / 4 })
    };
    let (surge, mut down) = (rolling("maxSurge", true), rolling("maxUnavailable", false));
    if surge == 0 && down == 0 {
        down = 1;
    }
    let most = (is.usual + surge).max(was.usual);
    let fewest = (is.usual - down).clamp(0, was.usual.max(0));
    let of = if is.low == is.high { String::new() } else { format!("of {} ", is.usual) };
    let text =
        format!("{} {verb}, rolling: {of}never more than {most}, never fewer than {fewest}", was.its());
    let down = (fewest == 0).then(|| "the rolling update may stop all its pods at once".to_owned());
    Outcome { restarts: Some(was), text, down, field }
}

/// From the documentation of Argo Rollouts: a canary or, beside the old pods, a new set of them.
fn rollout(new: &Workload<'_>, was: Pods, field: usize) -> Outcome {
    let node = new.object.node();
    let field = Some(field);
    let verb = if was.high == 1 { "restarts" } else { "restart" };
    let text = if at(node, "spec.strategy.blueGreen").is_some() {
        let by_hand =
            at(node, "spec.strategy.blueGreen.autoPromotionEnabled").and_then(Node::as_bool) == Some(false);
        let when = if by_hand { "when somebody promotes these" } else { "when these are ready" };
        format!("{} {verb}: as many new ones start beside them, and the old ones stop {when}", was.its())
    } else {
        match items(node, "spec.strategy.canary.steps").len() {
            0 => format!("{} {verb}, rolling", was.its()),
            steps => format!(
                "{} {verb}, in {} of a canary",
                was.its(),
                count(steps.try_into().unwrap_or(i64::MAX), "step")
            ),
        }
    };
    Outcome { restarts: Some(was), text, down: None, field }
}

fn stateful_set(new: &Workload<'_>, was: Pods, is: Pods, field: usize) -> Outcome {
    let (node, name) = (new.object.node(), &new.object.id().name);
    let field = Some(field);
    if new.word("spec.updateStrategy.type", "RollingUpdate") == "OnDelete" {
        let text =
            "no pod restarts by itself: each takes the change when it is deleted (OnDelete)".to_owned();
        return Outcome { restarts: None, text, down: None, field };
    }
    let start = number(node, "spec.ordinals.start").unwrap_or(0);
    let end = start + is.usual.min(was.usual);
    let partition = number(node, "spec.updateStrategy.rollingUpdate.partition").unwrap_or(0);
    let first = start.max(partition);
    let pods = end - first;
    if pods <= 0 {
        let text =
            format!("no pod restarts: `partition` is {partition}, and the last pod is {name}-{}", end - 1);
        return Outcome { restarts: None, text, down: None, field };
    }
    let rest = if first > start {
        format!("; those before {name}-{first} stay (`partition`)")
    } else {
        String::new()
    };
    let at_once =
        share(node, "spec.updateStrategy.rollingUpdate.maxUnavailable", is.usual, true).unwrap_or(1).max(1);
    let text = match (pods, at_once) {
        (1, _) => format!("{name}-{first} restarts{rest}"),
        (_, 1) => format!(
            "{} restart one by one, from {name}-{} down to {name}-{first}{rest}",
            count(pods, "pod"),
            end - 1
        ),
        _ => format!(
            "{} restart, up to {at_once} at a time, from {name}-{} down to {name}-{first}{rest}",
            count(pods, "pod"),
            end - 1
        ),
    };
    let down = (is.usual <= at_once && first == start).then(|| {
        format!(
            "nothing answers until {} again",
            if is.usual == 1 { "its pod is ready" } else { "a pod is ready" }
        )
    });
    let fixed = Pods { low: pods, usual: pods, high: pods, per: Per::Cluster };
    Outcome { restarts: Some(fixed), text, down, field }
}

fn daemon_set(new: &Workload<'_>, was: Pods, field: usize) -> Outcome {
    let node = new.object.node();
    let field = Some(field);
    if new.word("spec.updateStrategy.type", "RollingUpdate") == "OnDelete" {
        let text =
            "no pod restarts by itself: each takes the change when it is deleted (OnDelete)".to_owned();
        return Outcome { restarts: None, text, down: None, field };
    }
    let said = |key: &str| super::read::word(node, &format!("spec.updateStrategy.rollingUpdate.{key}"));
    let nodes = |number: &str| match number {
        "1" => "1 node".to_owned(),
        share if share.ends_with('%') => format!("{share} of the nodes"),
        number => format!("{number} nodes"),
    };
    let surge = said("maxSurge").filter(|surge| !matches!(surge.as_str(), "0" | "0%"));
    let text = if let Some(surge) = surge {
        format!("its pods restart, the new beside the old, on up to {} at a time", nodes(&surge))
    } else {
        let down = said("maxUnavailable").unwrap_or_else(|| "1".into());
        format!("its pods restart, on up to {} at a time", nodes(&down))
    };
    Outcome { restarts: Some(was), text, down: None, field }
}

/// The only thing that can be changed and restarts something is an image.
fn pod(found: &Found<'_>, field: usize, was: Pods) -> Outcome {
    let image = found.below("spec").find(|(_, place, _)| place.ends_with("].image"));
    match image {
        Some((field, ..)) => Outcome {
            restarts: Some(was),
            text: "the container restarts in its pod".to_owned(),
            down: None,
            field: Some(field),
        },
        None => Outcome {
            restarts: None,
            text: "no container restarts".to_owned(),
            down: None,
            field: Some(field),
        },
    }
}
