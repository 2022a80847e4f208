//! What becomes of a change of a ConfigMap or Secret: who reads it, and when.
//!
//! From the documentation of Kubernetes: `ConfigMaps` (mounted ones are updated automatically), Volumes (`subPath`).

use super::pods::Per;
use super::read::row;
use super::reloader;
use super::set::{Reading, Use};
use super::workload::Workload;
use super::{Class, Found, Scene, restart};
use crate::resource::Resource;

/// What stands for the hash of a Secret whose values are not at hand.
const HIDDEN: &str = "-<hash>";

/// When the content that is changed is seen, and by whom.
pub(super) fn find(scene: &Scene<'_>, found: &mut Found<'_>) {
    if let Some(gone) = scene.gone(found.change) {
        return missed(scene, found, gone);
    }
    let Some((_, after)) = scene.update(found.change) else { return };
    let is_content = after.id().group.is_empty() && matches!(&*after.id().kind, "ConfigMap" | "Secret");
    let field = ["data", "binaryData", "stringData"].into_iter().find_map(|key| found.below(key).next());
    let Some((field, ..)) = field.filter(|_| is_content) else { return };
    if found.has(Class::Refused) {
        return;
    }
    let uses = scene.after.uses(after);
    if after.id().name.ends_with(HIDDEN) {
        return renamed(scene, found, field, uses);
    }
    if uses.is_empty() {
        found.of(field, Class::NoRestart, "no pod restarts by it: no workload here reads it");
        return;
    }
    let restarts =
        |object: &Resource| scene.change(object).is_some_and(|change| restart::restarts(scene, change));
    let (mut anyway, mut files, mut starts, mut runs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut late, mut reloaded) = (Vec::new(), Vec::new());
    for Use { object, how, .. } in uses {
        let is_run = Workload::of(object).is_some_and(|workload| workload.pods(&scene.after).per == Per::Run);
        let list = match how {
            _ if is_run => &mut runs,
            _ if restarts(object) => &mut anyway,
            _ if reloader::restarts(object, after) => {
                reload(scene, found, object);
                &mut reloaded
            }
            Reading::AsFiles => &mut files,
            Reading::AtStart => {
                late.push(*object);
                &mut starts
            }
        };
        let name = format!("`{}`", object.id());
        if !list.contains(&name) {
            list.push(name);
        }
    }
    let clause = |names: &[String], one: &str, many: &str| {
        (!names.is_empty()).then(|| format!("{} {}", row(names), if names.len() == 1 { one } else { many }))
    };
    let clauses = [
        clause(&anyway, "restarts anyway and takes it", "restart anyway and take it"),
        clause(&files, "sees it in its files in a minute or so", "see it in their files in a minute or so"),
        clause(
            &starts,
            "takes it when its pods start again, not before",
            "take it when their pods start again, not before",
        ),
        clause(&runs, "takes it with the next run", "take it with the next run"),
    ];
    let clauses: Vec<String> = clauses.into_iter().flatten().collect();
    if !reloaded.is_empty() {
        let verb = if reloaded.len() == 1 { "its annotations ask" } else { "their annotations ask" };
        let text = format!("the pods of {} restart: {verb} Reloader for it", row(&reloaded));
        found.of(field, Class::Restart, text);
        if clauses.is_empty() {
            return;
        }
    }
    let effect = found.of(
        field,
        Class::NoRestart,
        format!(
            "no{} pod restarts by it: {}",
            if reloaded.is_empty() { "" } else { " other" },
            clauses.join("; ")
        ),
    );
    if let [object] = late[..] {
        let id = object.id();
        let namespace = id.namespace.as_deref().map(|name| format!(" -n {name}")).unwrap_or_default();
        let kind = id.kind.to_lowercase();
        effect.help(format!("to restart it: `kubectl rollout restart {kind}/{}{namespace}`", id.name));
    }
}

/// Who still reads what is gone, and does not do without it.
fn missed(scene: &Scene<'_>, found: &mut Found<'_>, gone: &Resource) {
    let is_content = gone.id().group.is_empty() && matches!(&*gone.id().kind, "ConfigMap" | "Secret");
    if !is_content || scene.after.beside(gone, &gone.id().kind, &gone.id().name).is_some() {
        return;
    }
    let mut names: Vec<String> = Vec::new();
    for Use { object, is_optional, .. } in scene.after.uses(gone) {
        let name = format!("`{}`", object.id());
        if !is_optional && names.last() != Some(&name) {
            names.push(name);
        }
    }
    if !names.is_empty() {
        let verb = if names.len() == 1 { "reads" } else { "read" };
        found.add(
            Class::Downtime,
            format!("new pods do not start where it is missed: {} {verb} it", row(&names)),
        );
    }
}

/// Counts the pods of a workload that restart for what they read.
fn reload(scene: &Scene<'_>, found: &mut Found<'_>, object: &Resource) {
    let Some(workload) = Workload::of(object) else { return };
    let pods = workload.pods(&scene.after);
    let is_known = found.restarts.iter().any(|(id, _)| id == object.id());
    if !is_known && !pods.are_none() {
        found.restarts.push((object.id().clone(), pods));
    }
}

/// The name goes with the content, and so do the pods that say it.
fn renamed(scene: &Scene<'_>, found: &mut Found<'_>, field: usize, uses: &[Use<'_>]) {
    let mut anyway: Vec<String> = Vec::new();
    for Use { object, .. } in uses {
        let Some(workload) = Workload::of(object) else { continue };
        if scene.change(object).is_some_and(|change| restart::restarts(scene, change)) {
            let name = format!("`{}`", object.id());
            if !anyway.contains(&name) {
                anyway.push(name);
            }
            continue;
        }
        if workload.pods(&scene.after).per != Per::Run {
            reload(scene, found, object);
        }
    }
    let names: Vec<String> = found.restarts.iter().map(|(id, _)| format!("`{id}`")).collect();
    if !names.is_empty() {
        let text = format!("its name changes with what it holds, so the pods of {} restart", row(&names));
        found.of(field, Class::Restart, text);
    } else if !anyway.is_empty() {
        let verb = if anyway.len() == 1 { "restarts anyway and takes" } else { "restart anyway and take" };
        found.of(
            field,
            Class::NoRestart,
            format!("its name changes with what it holds; {} {verb} it", row(&anyway)),
        );
    }
}
