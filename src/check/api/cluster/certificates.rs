//! Requests for certificates. From `pkg/apis/certificates/validation/validation.go` in Kubernetes 1.36.

use k8s_openapi::api::certificates::v1::CertificateSigningRequestSpec;

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

/// `ValidateCertificateSigningRequestCreate`.
pub(super) fn request(it: &CertificateSigningRequestSpec, at: At<'_>, out: &mut Findings<'_>) {
    if pem::first_label(&it.request.0) != Some("CERTIFICATE REQUEST") {
        out.invalid(at.field("request"), "must be a PEM block of the type `CERTIFICATE REQUEST`, in base64");
    }
    signer(&it.signer_name, at.field("signerName"), out);
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

/// `ValidateSignerName`.
fn signer(name: &str, at: At<'_>, out: &mut Findings<'_>) {
    const LEGACY: &str = "kubernetes.io/legacy-unknown";
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
    } else if name == LEGACY {
        out.invalid(at, "is a signer that version `v1` does not have");
    }
}
