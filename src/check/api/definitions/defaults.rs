//! Whether defaults fit the schema that they stand in: `ValidateDefaults`.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray,
};

use super::super::at::{At, find};
use super::super::embedded;
use super::super::findings::Findings;
use crate::typed::{misfit, rule_broken_by};

/// Checks each default in the schema of a whole object.
pub(super) fn check(it: &JSONSchemaProps, at: At<'_>, out: &mut Findings<'_>) {
    validate(it, Place::Object, at, out);
}

/// What a schema is of.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// A whole object, with a kind and metadata.
    Object,
    /// `apiVersion`, `kind` or `metadata` of one, or what is below.
    OfMetadata,
    /// Anything else.
    Value,
}

/// `validate`. None can stand below `additionalProperties`.
fn validate(it: &JSONSchemaProps, mut place: Place, at: At<'_>, out: &mut Findings<'_>) {
    if it.x_kubernetes_embedded_resource == Some(true) {
        place = Place::Object;
    }
    if it.default.is_some() {
        default(place, at, out);
    }
    if let Some(JSONSchemaPropsOrArray::Schema(items)) = &it.items {
        let below = if place == Place::OfMetadata { place } else { Place::Value };
        validate(items, below, at.field("items"), out);
    }
    let properties = at.field("properties");
    for (name, property) in it.properties.iter().flatten() {
        let below = match place {
            Place::Object if matches!(name.as_str(), "apiVersion" | "kind" | "metadata") => Place::OfMetadata,
            Place::Object | Place::Value => Place::Value,
            Place::OfMetadata => Place::OfMetadata,
        };
        validate(property, below, properties.key(name), out);
    }
}

fn default(place: Place, schema_at: At<'_>, out: &mut Findings<'_>) {
    let path = schema_at.path();
    let schema = find(out.resource(), &path).node;
    let Some(default) = schema.get("default").filter(|default| !default.is_null()) else { return };
    let at = schema_at.field("default");
    let before = out.count();
    let (object, of_metadata) = (place == Place::Object, place == Place::OfMetadata);
    if !of_metadata {
        embedded::of_default(default, schema, object, at, out);
    } else if path.0.last().is_some_and(|last| last.to_string() == "metadata") {
        // Below it a schema can only say what names are like.
        embedded::metadata(default, true, at, out);
    }
    if out.count() > before {
        return;
    }
    let broken = || rule_broken_by(default, schema, object);
    if let Some(fault) = misfit(default, schema, object, of_metadata).or_else(broken) {
        out.invalid(at, &fault);
    }
}
