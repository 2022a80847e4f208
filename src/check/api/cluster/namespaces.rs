//! Namespaces.

use k8s_openapi::api::core::v1::Namespace;

use super::super::metadata;
use super::{At, Findings};

/// `ValidateNamespace`, and what the admission of pods reads from the labels.
pub(super) fn namespace(it: &Namespace, at: At<'_>, out: &mut Findings<'_>) {
    let at_labels = at.field("metadata.labels");
    for (key, value) in it.metadata.labels.iter().flatten() {
        security_label(key, value, at_labels.key(key), out);
    }
    let finalizers = at.field("spec.finalizers");
    for (index, name) in it.spec.iter().flat_map(|it| it.finalizers.iter().flatten()).enumerate() {
        if let Some(fault) = metadata::core_finalizer(name) {
            out.invalid(finalizers.item(index), fault);
        }
    }
}

/// `PolicyToEvaluate` in `pod-security-admission/api`: a level of security, or the release that says what it means.
fn security_label(key: &str, value: &str, at: At<'_>, out: &mut Findings<'_>) {
    match key.strip_prefix("pod-security.kubernetes.io/") {
        Some("audit" | "enforce" | "warn") if !["privileged", "baseline", "restricted"].contains(&value) => {
            out.unsupported(at, &["baseline", "privileged", "restricted"]);
        }
        Some("audit-version" | "enforce-version" | "warn-version") if !is_release(value) => {
            out.invalid(at, "must be a release of Kubernetes").help("write it as `v1.36`, or `latest`");
        }
        _ => {}
    }
}

/// `ParseVersion`.
fn is_release(text: &str) -> bool {
    let minor = text.strip_prefix("v1.").unwrap_or_default();
    let digits = !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit());
    text == "latest" || (digits && (minor == "0" || !minor.starts_with('0')))
}
