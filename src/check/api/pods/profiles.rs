//! Profiles of `AppArmor` and of seccomp that a pod names twice: by a field, and by the annotation that was there before it.
//!
//! From `validateAppArmorAnnotationsAndFieldsMatchOnCreate` and `validateSeccompAnnotationsAndFields` in
//! `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, PodSpec};

use super::super::at::At;
use super::super::findings::Findings;
use super::annotations::{APP_ARMOR, SECCOMP, SECCOMP_POD};

/// What the annotations of a pod, or of the pods that a template makes, say of its containers must be what the fields say.
pub(super) fn pod(
    given: Option<&BTreeMap<String, String>>,
    spec: &PodSpec,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    let Some(given) = given else { return };
    let is_windows = spec.os.as_ref().is_some_and(|os| os.name == "windows");
    let whole = spec.security_context.as_ref();
    let of_pod = whole.and_then(|it| it.seccomp_profile.as_ref());
    if let (Some(profile), Some(said)) = (of_pod, given.get(SECCOMP_POD)) {
        let local = profile.localhost_profile.as_deref();
        same([&profile.type_, said], local, at.field("securityContext.seccompProfile"), out);
    }
    let whole = whole.and_then(|it| it.app_armor_profile.as_ref()).filter(|_| !is_windows);
    let mut judge = |containers: &[Container], containers_at: At<'_>| {
        for (index, container) in containers.iter().enumerate() {
            let at = containers_at.item(index);
            let at = at.field("securityContext");
            let own = container.security_context.as_ref();
            let said = |prefix: &str| given.get(&format!("{prefix}{}", container.name));
            let app_armor = own.and_then(|it| it.app_armor_profile.as_ref()).filter(|_| !is_windows);
            if let (Some(profile), Some(said)) = (app_armor.or(whole), said(APP_ARMOR)) {
                let local = profile.localhost_profile.as_deref();
                same([&profile.type_, said], local, at.field("appArmorProfile"), out);
            }
            let seccomp = own.and_then(|it| it.seccomp_profile.as_ref());
            if let (Some(profile), Some(said)) = (seccomp, said(SECCOMP)) {
                let local = profile.localhost_profile.as_deref();
                same([&profile.type_, said], local, at.field("seccompProfile"), out);
            }
        }
    };
    judge(&spec.containers, at.field("containers"));
    judge(spec.init_containers.as_deref().unwrap_or_default(), at.field("initContainers"));
}

/// The type of the field and what the annotation says; the profile of the host that the field names.
fn same([type_name, said]: [&str; 2], profile: Option<&str>, at: At<'_>, out: &mut Findings<'_>) {
    let local = said.strip_prefix("localhost/");
    let same = match type_name {
        "Unconfined" => said == "unconfined",
        // The second is of seccomp alone, and told as such of the other.
        "RuntimeDefault" => matches!(said, "runtime/default" | "docker/default"),
        "Localhost" => local.is_some(),
        // Another word is told as such.
        _ => true,
    };
    if !same {
        out.forbidden(at.field("type"), &format!("is not what the annotation says: `{said}`"))
            .help("take the annotation away: the field is enough");
    } else if type_name == "Localhost" && profile != local {
        out.forbidden(at.field("localhostProfile"), &format!("is not what the annotation says: `{said}`"))
            .help("take the annotation away: the field is enough");
    }
}
