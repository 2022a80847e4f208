//! The versions of a definition: their names, schemas, columns, subresources and selectable fields.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceDefinitionVersion, CustomResourceSubresourceScale, JSONSchemaProps, JSONSchemaPropsOrBool,
    SelectableField,
};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::lists;
use super::super::with;
use super::{defaults, rules, structural};

/// The versions' part of `validateCustomResourceDefinitionSpec`.
pub(super) fn check(all: &[CustomResourceDefinitionVersion], at: At<'_>, out: &mut Findings<'_>) {
    let stored: Vec<usize> = (0..all.len()).filter(|index| all[*index].storage).collect();
    match stored[..] {
        [] => drop(out.invalid(at, "must have one version with `storage: true`")),
        [_] => {}
        [first, second, ..] => {
            out.invalid(at.item(second).field("storage"), "is `true` of a second version, and one is stored")
                .see(at.item(first).field("storage"), "the first one");
        }
    }
    lists::unique(all.iter().map(|version| version.name.as_str()), "name", at, out);
    for (index, it) in all.iter().enumerate() {
        version(it, at.item(index), out);
    }
}

fn version(it: &CustomResourceDefinitionVersion, at: At<'_>, out: &mut Findings<'_>) {
    deprecation(it, at, out);
    let schema_at = at.field("schema.openAPIV3Schema");
    let schema = it.schema.as_ref().and_then(|schema| schema.open_api_v3_schema.as_ref());
    match schema {
        None => drop(
            out.required(schema_at)
                .help("without fields to name: `{type: object, x-kubernetes-preserve-unknown-fields: true}`"),
        ),
        Some(schema) => {
            let before = out.count();
            structural::root(schema, schema_at, out);
            defaults::check(schema, schema_at, out);
            rules::check(schema, out.count() == before && out.all_was_read(), schema_at, out);
        }
    }
    let columns = at.field("additionalPrinterColumns");
    for (index, column) in it.additional_printer_columns.iter().flatten().enumerate() {
        path(&column.json_path, columns.item(index).field("jsonPath"), out);
    }
    let subresources = at.field("subresources");
    if let Some(them) = &it.subresources {
        if them.status.is_some() {
            with(schema, |schema| root_fields(schema, schema_at, out));
        }
        with(them.scale.as_ref(), |it| scale(it, subresources.field("scale"), out));
    }
    selectable(
        it.selectable_fields.as_deref().unwrap_or_default(),
        schema,
        at.field("selectableFields"),
        out,
    );
}

/// `validateDeprecationWarning`.
fn deprecation(it: &CustomResourceDefinitionVersion, at: At<'_>, out: &mut Findings<'_>) {
    let Some(warning) = &it.deprecation_warning else { return };
    let at = at.field("deprecationWarning");
    let fault = match warning {
        _ if it.deprecated != Some(true) => "can only be set when `deprecated` is `true`",
        text if text.is_empty() => "must not be empty",
        text if text.len() > 256 => "must have at most 256 characters",
        text if text.chars().any(char::is_control) => "can have printable characters only",
        _ => return,
    };
    out.invalid(at, fault);
}

/// `validateSimpleJSONPath`: nothing is asked of it but its first sign.
fn path(text: &str, at: At<'_>, out: &mut Findings<'_>) -> bool {
    match text.strip_prefix('.') {
        _ if text.is_empty() => drop(out.required(at)),
        None => drop(out.invalid(at, "must begin with `.`").help(&format!("write `.{text}`"))),
        Some(_) => return true,
    }
    false
}

/// `ValidateCustomResourceDefinitionSubresources`.
fn scale(it: &CustomResourceSubresourceScale, at: At<'_>, out: &mut Findings<'_>) {
    let mut below = |text: &str, field: &'static str, start: &str| {
        if path(text, at.field(field), out) && !text.starts_with(start) {
            out.invalid(at.field(field), &format!("must begin with `{start}`"));
        }
    };
    below(&it.spec_replicas_path, "specReplicasPath", ".spec.");
    below(&it.status_replicas_path, "statusReplicasPath", ".status.");
    let labels = it.label_selector_path.as_deref().unwrap_or_default();
    if !labels.is_empty() && !labels.starts_with(".status.") && !labels.starts_with(".spec.") {
        out.invalid(at.field("labelSelectorPath"), "must begin with `.spec.` or `.status.`");
    }
}

/// What the root of a schema may say beside `properties` when `status` is a subresource:
/// `allowedFieldsAtRootSchema`. What it has not is listed.
fn root_fields(it: &JSONSchemaProps, at: At<'_>, out: &mut Findings<'_>) {
    let refused = [
        (it.all_of.is_some(), "allOf"),
        (it.any_of.is_some(), "anyOf"),
        (it.one_of.is_some(), "oneOf"),
        (it.not.is_some(), "not"),
        (it.enum_.is_some(), "enum"),
        (it.default.is_some(), "default"),
        (it.nullable == Some(true), "nullable"),
        (it.min_properties.is_some(), "minProperties"),
        (it.max_properties.is_some(), "maxProperties"),
        (it.x_kubernetes_embedded_resource == Some(true), "x-kubernetes-embedded-resource"),
        (it.x_kubernetes_int_or_string == Some(true), "x-kubernetes-int-or-string"),
        (it.x_kubernetes_map_type.is_some(), "x-kubernetes-map-type"),
        (it.x_kubernetes_list_type.is_some(), "x-kubernetes-list-type"),
    ];
    for (_, field) in refused.into_iter().filter(|(is_set, _)| *is_set) {
        out.forbidden(
            at.field(field),
            "cannot stand at the root of a schema whose `status` is a subresource",
        );
    }
}

/// `ValidateCustomResourceSelectableFields`.
fn selectable(all: &[SelectableField], schema: Option<&JSONSchemaProps>, at: At<'_>, out: &mut Findings<'_>) {
    const MOST: usize = 8;
    if all.len() > MOST {
        out.invalid(at, "must have at most 8 items");
    }
    lists::unique(all.iter().map(|field| field.json_path.as_str()), "jsonPath", at, out);
    for (index, field) in all.iter().enumerate() {
        let item = at.item(index);
        let at = item.field("jsonPath");
        if !path(&field.json_path, at, out) {
            continue;
        }
        let mut steps = field.json_path[1..].split('.');
        if field.json_path == ".metadata" || field.json_path.starts_with(".metadata.") {
            out.invalid(at, "cannot point into `metadata`");
            continue;
        }
        let Some(schema) = schema else { continue };
        match steps.try_fold(schema, property) {
            None => drop(out.invalid(at, "must point to a field of the schema")),
            Some(it) if !matches!(it.type_.as_deref(), Some("string" | "boolean" | "integer")) => {
                out.invalid(at, "must point to a string, a boolean or a whole number");
            }
            Some(_) => {}
        }
    }
}

fn property<'s>(schema: &'s JSONSchemaProps, key: &str) -> Option<&'s JSONSchemaProps> {
    let named = schema.properties.as_ref().and_then(|properties| properties.get(key));
    named.or(match &schema.additional_properties {
        Some(JSONSchemaPropsOrBool::Schema(schema)) => Some(schema),
        _ => None,
    })
}
