//! Annotations that the server reads: of a pod, or of the pods that a template makes.
//!
//! From `ValidatePodSpecificAnnotations` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{PodSpec, Toleration};
use serde_json::Value;

use super::super::at::At;
use super::super::findings::Findings;
use super::placement;
use crate::kubernetes::values::{self, Takes};

const MIRROR: &str = "kubernetes.io/config.mirror";
const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";
/// `TolerationsAnnotationKey`: what pods tolerated was written here once.
const TOLERATIONS: &str = "scheduler.alpha.kubernetes.io/tolerations";
/// What the annotation is called that names a profile of seccomp for a pod.
pub(super) const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
/// The same for a container, before the container's name.
pub(super) const SECCOMP: &str = "container.seccomp.security.alpha.kubernetes.io/";
/// What the annotation is called that names a profile of `AppArmor` for a container, before the container's name.
pub(super) const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// The annotations of a pod, or of the pods that a template makes; `at` is where they are.
pub(super) fn annotations(
    it: Option<&BTreeMap<String, String>>,
    spec: Option<&PodSpec>,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    for (key, value) in it.into_iter().flatten() {
        let place = at.key(key);
        match key.as_str() {
            MIRROR if spec.is_some_and(|spec| spec.node_name.as_deref().unwrap_or_default().is_empty()) => {
                out.invalid(place, "can be set only for a pod with a `nodeName`");
            }
            DELETION_COST if !is_cost(value) => {
                out.invalid(place, "must be a whole number of 32 bits")
                    .help("write it as `\"-100\"` or `\"100\"`");
            }
            TOLERATIONS if !value.is_empty() => tolerations(value, place, out),
            SECCOMP_POD => seccomp(value, place, out),
            _ if key.starts_with(SECCOMP) => seccomp(value, place, out),
            _ => {
                if let Some(container) = key.strip_prefix(APP_ARMOR) {
                    app_armor(container, value, spec, place, out);
                }
            }
        }
    }
}

/// `ValidateTolerationsInPodAnnotations`.
fn tolerations(value: &str, at: At<'_>, out: &mut Findings<'_>) {
    let Some(all) = read_tolerations(value) else {
        out.invalid(at, "must be a list of tolerations, as JSON")
            .help("better, set `tolerations` of the pod");
        return;
    };
    for (index, it) in all.iter().enumerate() {
        let at = at.item(index);
        placement::toleration(it, at, out);
        // What the tables say of the fields of a toleration, which no tree has here.
        for row in values::of("Toleration") {
            let text = match row.field {
                "key" => &it.key,
                "operator" => &it.operator,
                "effect" => &it.effect,
                _ => &None,
            };
            let Some(text) = text.as_deref().filter(|text| !text.is_empty()) else { continue };
            let fault = match row.takes {
                Takes::OneOf(words) | Takes::Words(words) => {
                    (!words.contains(&text)).then_some("is no word that can stand there")
                }
                Takes::Format(format) => format(text),
                Takes::Anything | Takes::Within(..) => None,
            };
            if let Some(fault) = fault {
                out.invalid(at.field(row.field), fault);
            }
        }
    }
}

/// A list of tolerations, or none; the server takes keys in any letters, and drops what it does not know.
fn read_tolerations(value: &str) -> Option<Vec<Toleration>> {
    let value: Value = serde_json::from_str(value).ok()?;
    let items = match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items,
        _ => return None,
    };
    items.iter().map(read_toleration).collect()
}

fn read_toleration(item: &Value) -> Option<Toleration> {
    let mut it = Toleration::default();
    let fields = match item {
        Value::Null => return Some(it),
        Value::Object(fields) => fields,
        _ => return None,
    };
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
        let text = || value.as_str().map(|text| Some(text.to_owned()));
        match name.to_ascii_lowercase().as_str() {
            "key" => it.key = text()?,
            "operator" => it.operator = text()?,
            "value" => it.value = text()?,
            "effect" => it.effect = text()?,
            "tolerationseconds" => it.toleration_seconds = Some(value.as_i64()?),
            _ => {}
        }
    }
    Some(it)
}

/// `GetDeletionCostFromPodAnnotations`: no sign but `-`, no zeros at the front.
fn is_cost(value: &str) -> bool {
    let first = value.bytes().next();
    let begins = matches!(first, Some(b'-' | b'1'..=b'9')) || value == "0";
    begins && value.parse::<i32>().is_ok()
}

/// `ValidateSeccompProfile`.
fn seccomp(value: &str, at: At<'_>, out: &mut Findings<'_>) {
    let right = match value.strip_prefix("localhost/") {
        Some(path) => !path.starts_with('/') && path.split('/').all(|part| part != ".."),
        None => matches!(value, "runtime/default" | "docker/default" | "unconfined"),
    };
    if !right {
        out.invalid(at, "is no profile of seccomp")
            .help("write `runtime/default`, `unconfined` or `localhost/<path>`; better, set `securityContext.seccompProfile`");
    }
}

/// `ValidateAppArmorPodAnnotations`.
fn app_armor(container: &str, value: &str, spec: Option<&PodSpec>, at: At<'_>, out: &mut Findings<'_>) {
    if spec.is_some_and(|spec| !has_container(spec, container)) {
        out.invalid(at, &format!("is for a container `{container}` that the pod has not"));
    }
    if !matches!(value, "" | "runtime/default" | "unconfined") && !value.starts_with("localhost/") {
        out.invalid(at, "is no profile of AppArmor")
            .help("write `runtime/default`, `unconfined` or `localhost/<name>`; better, set `securityContext.appArmorProfile`");
    }
}

fn has_container(spec: &PodSpec, name: &str) -> bool {
    let names = spec.containers.iter().chain(spec.init_containers.iter().flatten()).map(|it| &it.name);
    names.chain(spec.ephemeral_containers.iter().flatten().map(|it| &it.name)).any(|it| it == name)
}
