//! What holds for each schema, wherever it stands: `ValidateCustomResourceDefinitionOpenAPISchema`.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool,
};
use rustc_hash::FxHashSet;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::lists;

/// The checks of one schema, without those below it.
pub(super) fn check(it: &JSONSchemaProps, at: At<'_>, out: &mut Findings<'_>) {
    let not_supported = [
        (it.id.as_deref().is_some_and(|id| !id.is_empty()), "id"),
        (it.additional_items.is_some(), "additionalItems"),
        (it.pattern_properties.as_ref().is_some_and(|all| !all.is_empty()), "patternProperties"),
        (it.definitions.as_ref().is_some_and(|all| !all.is_empty()), "definitions"),
        (it.dependencies.as_ref().is_some_and(|all| !all.is_empty()), "dependencies"),
        (it.ref_path.is_some(), "$ref"),
    ];
    for (_, field) in not_supported.into_iter().filter(|(is_set, _)| *is_set) {
        out.forbidden(at.field(field), "cannot stand in a definition: Kubernetes does not support it");
    }
    if it.unique_items == Some(true) {
        out.forbidden(at.field("uniqueItems"), "cannot be true: it costs too much to check")
            .help("write `x-kubernetes-list-type: set`");
    }
    if let Some(JSONSchemaPropsOrArray::Schemas(_)) = &it.items {
        out.forbidden(at.field("items"), "must be one schema, not a list of them");
    }
    let has_properties = it.properties.as_ref().is_some_and(|all| !all.is_empty());
    let open = matches!(it.additional_properties, None | Some(JSONSchemaPropsOrBool::Bool(true)));
    if has_properties && !open {
        out.forbidden(at.field("additionalProperties"), "cannot stand beside `properties`");
    }
    if it.x_kubernetes_preserve_unknown_fields == Some(false) {
        out.invalid(at.field("x-kubernetes-preserve-unknown-fields"), "must be true or absent");
    }
    let needs = |field: &'static str, wanted: &str, because: &str, out: &mut Findings<'_>| {
        let help = format!("write `type: {wanted}`");
        match it.type_.as_deref() {
            None | Some("") => drop(out.required(at.field(field)).help(&help)),
            Some(_) => drop(
                out.invalid(at.field(field), &format!("must be `{wanted}` beside `{because}`")).help(&help),
            ),
        }
    };
    if it.x_kubernetes_map_type.is_some() && it.type_.as_deref() != Some("object") {
        needs("type", "object", "x-kubernetes-map-type", out);
    }
    if it.x_kubernetes_list_type.is_some() && it.type_.as_deref() != Some("array") {
        needs("type", "array", "x-kubernetes-list-type", out);
    }
    lists(it, at, out);
}

fn lists(it: &JSONSchemaProps, at: At<'_>, out: &mut Findings<'_>) {
    let kind = it.x_kubernetes_list_type.as_deref();
    let keys = it.x_kubernetes_list_map_keys.as_deref().unwrap_or_default();
    let item = match &it.items {
        Some(JSONSchemaPropsOrArray::Schema(item)) => Some(&**item),
        _ => None,
    };
    if !keys.is_empty() && kind != Some("map") {
        let at = at.field("x-kubernetes-list-type");
        match kind {
            None => drop(
                out.required(at).help("`x-kubernetes-list-map-keys` needs `x-kubernetes-list-type: map`"),
            ),
            Some(_) => drop(out.invalid(at, "must be `map` beside `x-kubernetes-list-map-keys`")),
        }
    }
    let items = at.field("items");
    if let (Some(kind @ ("set" | "map")), Some(item)) = (kind, item)
        && item.nullable == Some(true)
    {
        out.forbidden(items.field("nullable"), &format!("cannot be true of the items of a {kind}"));
    }
    match (kind, item) {
        (Some("set"), Some(item)) => set(item, items, out),
        (Some("map"), _) => map(keys, item, at, out),
        _ => {}
    }
}

/// The items of a set are told from each other as a whole.
fn set(item: &JSONSchemaProps, at: At<'_>, out: &mut Findings<'_>) {
    match item.type_.as_deref() {
        Some("array") if !matches!(item.x_kubernetes_list_type.as_deref(), None | Some("atomic")) => {
            out.invalid(at.field("x-kubernetes-list-type"), "must be `atomic` for the items of a set");
        }
        Some("object") if item.x_kubernetes_map_type.as_deref() != Some("atomic") => {
            out.invalid(at.field("x-kubernetes-map-type"), "must be `atomic` for the items of a set");
        }
        _ => {}
    }
}

/// The keys by which items are told from each other, and `validateMapListKeysMapSet`.
fn map(keys: &[String], item: Option<&JSONSchemaProps>, at: At<'_>, out: &mut Findings<'_>) {
    let keys_at = at.field("x-kubernetes-list-map-keys");
    if keys.is_empty() {
        out.required(keys_at).help("name the fields by which items are told from each other");
    }
    let items = at.field("items");
    let Some(item) = item else {
        out.required(items).help("a list that is a map needs the schema of its items");
        return;
    };
    if item.type_.as_deref() != Some("object") {
        out.invalid(items.field("type"), "must be `object` where the list is a map");
        return;
    }
    let properties = items.field("properties");
    lists::distinct(keys, keys_at, out);
    let required: FxHashSet<&str> = item.required.iter().flatten().map(String::as_str).collect();
    for (index, key) in keys.iter().enumerate() {
        let Some(property) = item.properties.as_ref().and_then(|all| all.get(key)) else {
            out.invalid(keys_at.item(index), "must name a property of the items");
            continue;
        };
        let at = properties.key(key);
        if matches!(property.type_.as_deref(), Some("array" | "object")) {
            out.invalid(at.field("type"), "must be a scalar, for the list is a map by it");
        }
        if property.nullable == Some(true) {
            out.forbidden(at.field("nullable"), "cannot be true, for the list is a map by it");
        }
        if !required.contains(key.as_str()) && property.default.is_none() {
            out.required(at.field("default")).help(&format!(
                "the list is a map by `{key}`: give it a default or write `required: [{key}]`"
            ));
        }
    }
}
