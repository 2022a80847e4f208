//! Requests for certificates. From `pkg/apis/certificates/validation/validation.go` in Kubernetes 1.36.

use k8s_openapi::api::certificates::v1::CertificateSigningRequestSpec;
use k8s_openapi::api::certificates::v1beta1::{ClusterTrustBundleSpec, PodCertificateRequestSpec};

use super::super::lists;
use super::{At, Findings};
use crate::kubernetes::{formats, pem};

/// What a certificate can be for (`allValidUsages`).
const USAGES: [&str; 23] = [
    "any",
    "cert sign",
    "client auth",
    "code signing",
    "content commitment",
    "crl sign",
    "data encipherment",
    "decipher only",
    "digital signature",
    "email protection",
    "encipher only",
    "ipsec end system",
    "ipsec tunnel",
    "ipsec user",
    "key agreement",
    "key encipherment",
    "microsoft sgc",
    "netscape sgc",
    "ocsp signing",
    "s/mime",
    "server auth",
    "signing",
    "timestamping",
];

/// `MaxTrustBundleSize`.
const MOST_TRUSTED: usize = 1024 * 1024;

/// `ValidateCertificateSigningRequestCreate`.
pub(super) fn request(it: &CertificateSigningRequestSpec, at: At<'_>, out: &mut Findings<'_>) {
    if pem::first_label(&it.request.0) != Some("CERTIFICATE REQUEST") {
        out.invalid(at.field("request"), "must be a PEM block of the type `CERTIFICATE REQUEST`, in base64");
    }
    signer(&it.signer_name, at.field("signerName"), out);
    if it.signer_name == "kubernetes.io/legacy-unknown" {
        out.invalid(at.field("signerName"), "is a signer that version `v1` does not have");
    }
    let usages = it.usages.as_deref().unwrap_or_default();
    let all = at.field("usages");
    if usages.is_empty() {
        out.required(all);
    }
    for (index, usage) in usages.iter().enumerate() {
        if !USAGES.contains(&usage.as_str()) {
            out.unsupported(all.item(index), &USAGES);
        }
    }
    lists::distinct(usages, all, out);
}

/// `ValidateClusterTrustBundle`: what can be told without reading certificates.
pub(super) fn bundle(it: &ClusterTrustBundleSpec, at: At<'_>, out: &mut Findings<'_>) {
    if let Some(name) = it.signer_name.as_deref().filter(|name| !name.is_empty()) {
        signer(name, at.field("signerName"), out);
    }
    let bundle = at.field("trustBundle");
    if it.trust_bundle.len() > MOST_TRUSTED {
        out.invalid(bundle, "can have 1048576 bytes at most");
    } else if pem::first_label(it.trust_bundle.as_bytes()) != Some("CERTIFICATE") {
        out.invalid(bundle, "must be PEM blocks of the type `CERTIFICATE`");
    }
}

/// `ValidatePodCertificateRequestCreate`, but for the key and what was signed with it.
pub(super) fn of_pod(it: &PodCertificateRequestSpec, at: At<'_>, out: &mut Findings<'_>) {
    const DAY: i32 = 24 * 60 * 60;
    signer(&it.signer_name, at.field("signerName"), out);
    for (name, field) in [
        (&it.pod_name, "podName"),
        (&it.service_account_name, "serviceAccountName"),
        (&it.node_name, "nodeName"),
    ] {
        if let Some(fault) = formats::dns_subdomain(name) {
            out.invalid(at.field(field), fault);
        }
    }
    for (id, field) in
        [(&it.pod_uid, "podUID"), (&it.service_account_uid, "serviceAccountUID"), (&it.node_uid, "nodeUID")]
    {
        if id.is_empty() || id.len() > 128 {
            out.invalid(at.field(field), "must have 1 to 128 bytes");
        }
    }
    let of_kubernetes = it
        .signer_name
        .split('/')
        .next()
        .is_some_and(|domain| domain == "kubernetes.io" || domain.ends_with(".kubernetes.io"));
    let days = if of_kubernetes { 1 } else { 91 };
    // The server fills in a day.
    if it.max_expiration_seconds.is_some_and(|seconds| !(60 * 60..=days * DAY).contains(&seconds)) {
        out.invalid(at.field("maxExpirationSeconds"), &format!("must be from 3600 to {}", days * DAY));
    }
}

/// `ValidateSignerName`.
fn signer(name: &str, at: At<'_>, out: &mut Findings<'_>) {
    let right = name.split_once('/').is_some_and(|(domain, path)| {
        let labels = || domain.split('.');
        domain.len() <= 253
            && labels().count() > 1
            && labels().all(|label| formats::dns_label(label).is_none())
            && path.len() <= 253
            && formats::dns_subdomain(path).is_none()
    });
    if name.is_empty() {
        out.required(at);
    } else if !right {
        out.invalid(at, "must be a domain and a name in small letters, as `example.com/signer`");
    }
}
