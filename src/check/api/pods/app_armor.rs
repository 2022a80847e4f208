//! Profiles of `AppArmor` that a pod names twice: by a field, and by the annotation that was there before it.
//!
//! From `validateAppArmorAnnotationsAndFieldsMatchOnCreate` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::{AppArmorProfile, Container, Pod, PodSpec};

use super::super::at::At;
use super::super::findings::Findings;
use super::annotations::APP_ARMOR;

/// What the annotations of a pod say of its containers must be what the fields say.
pub(super) fn pod(it: &Pod, spec: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    let is_windows = spec.os.as_ref().is_some_and(|os| os.name == "windows");
    let Some(given) = it.metadata.annotations.as_ref().filter(|_| !is_windows) else { return };
    let whole = spec.security_context.as_ref().and_then(|it| it.app_armor_profile.as_ref());
    let mut judge = |containers: &[Container], containers_at: At<'_>| {
        for (index, container) in containers.iter().enumerate() {
            let own = container.security_context.as_ref().and_then(|it| it.app_armor_profile.as_ref());
            let said = given.get(&format!("{APP_ARMOR}{}", container.name));
            if let (Some(profile), Some(said)) = (own.or(whole), said) {
                let at = containers_at.item(index);
                same(profile, said, at.field("securityContext.appArmorProfile"), out);
            }
        }
    };
    judge(&spec.containers, at.field("containers"));
    judge(spec.init_containers.as_deref().unwrap_or_default(), at.field("initContainers"));
}

fn same(profile: &AppArmorProfile, said: &str, at: At<'_>, out: &mut Findings<'_>) {
    let local = said.strip_prefix("localhost/");
    let same = match profile.type_.as_str() {
        "Unconfined" => said == "unconfined",
        "RuntimeDefault" => said == "runtime/default",
        "Localhost" => local.is_some(),
        // Another word is told as such.
        _ => true,
    };
    if !same {
        out.forbidden(at.field("type"), &format!("is not what the annotation says: `{said}`"))
            .help("take the annotation away: the field is enough");
    } else if local.is_some_and(|local| profile.localhost_profile.as_deref() != Some(local)) {
        out.forbidden(at.field("localhostProfile"), &format!("is not what the annotation says: `{said}`"))
            .help("take the annotation away: the field is enough");
    }
}
