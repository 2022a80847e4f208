//! `CustomResourceDefinition`s. From `apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go` and
//! `pkg/apiserver/schema` beside it, in Kubernetes 1.36.

mod anywhere;
mod approval;
mod complete;
mod conversion;
mod costs;
mod defaults;
mod rules;
mod structural;
mod versions;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceDefinition, CustomResourceDefinitionNames,
};

use super::at::At;
use super::findings::Findings;
use super::with;
use crate::kubernetes::formats;

/// `ValidateCustomResourceDefinition`.
pub(super) fn definition(it: &CustomResourceDefinition, out: &mut Findings<'_>) {
    let object = At::object();
    let at = object.field("spec");
    let spec = &it.spec;
    let wanted = format!("{}.{}", spec.names.plural, spec.group);
    if it.metadata.name.as_deref().is_some_and(|name| name != wanted) {
        out.invalid(object.field("metadata.name"), "must be the plural and the group")
            .help(&format!("write `{wanted}`"))
            .see(at.field("names.plural"), "the plural");
    }
    approval::check(it, object.field("metadata.annotations"), out);
    if spec.group.is_empty() {
        out.required(at.field("group"));
    } else if let Some(fault) = formats::dns_subdomain(&spec.group) {
        out.invalid(at.field("group"), fault);
    } else if !spec.group.contains('.') {
        out.invalid(at.field("group"), "must be a domain with at least one dot");
    }
    if spec.preserve_unknown_fields == Some(true) {
        out.invalid(at.field("preserveUnknownFields"), "must be false")
            .help("write `x-kubernetes-preserve-unknown-fields: true` in the schema where fields are kept");
    }
    names(&spec.names, at.field("names"), out);
    versions::check(&spec.versions, at.field("versions"), out);
    with(spec.conversion.as_ref(), |it| conversion::check(it, at.field("conversion"), out));
}

/// `ValidateCustomResourceDefinitionNames`. How plural, singular and short names are written is in the tables.
fn names(it: &CustomResourceDefinitionNames, at: At<'_>, out: &mut Findings<'_>) {
    for (name, field) in [(Some(&it.kind), "kind"), (it.list_kind.as_ref(), "listKind")] {
        let Some(name) = name.filter(|name| !name.is_empty()) else { continue };
        if formats::dns_1035_label(&name.to_ascii_lowercase()).is_some() {
            out.invalid(at.field(field), "must be letters, digits and `-`, and begin with a letter");
        }
    }
    if !it.kind.is_empty() && it.list_kind.as_deref() == Some(it.kind.as_str()) {
        out.invalid(at.field("listKind"), "must differ from `kind`")
            .help(&format!("write `{}List`", it.kind));
    }
}
