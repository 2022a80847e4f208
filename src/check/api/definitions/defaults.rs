//! Whether defaults fit the schema that they stand in: `ValidateDefaults`.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray,
};

use super::super::at::{At, find};
use super::super::embedded;
use super::super::findings::Findings;
use crate::kubernetes::formats;
use crate::typed::{misfit, rule_broken_by};

/// Checks each default in the schema of a whole object.
pub(super) fn check(it: &JSONSchemaProps, at: At<'_>, out: &mut Findings<'_>) {
    validate(it, Place::Root, at, out);
}

/// What a schema is of.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// The object that the definition is for.
    Root,
    /// A whole object within it, with a kind and metadata.
    Object,
    /// `apiVersion`, `kind` or `metadata` of such an object, or what is below.
    OfMetadata,
    /// The same of the root, where none can stand (`withForbiddenDefaults`).
    OfRoot,
    /// Anything else.
    Value,
}

/// `validate`. What stands below `additionalProperties` is not looked at.
fn validate(it: &JSONSchemaProps, mut place: Place, at: At<'_>, out: &mut Findings<'_>) {
    if it.x_kubernetes_embedded_resource == Some(true) && place != Place::Root {
        place = Place::Object;
    }
    if it.default.is_some() {
        default(place, at, out);
    }
    if let Some(JSONSchemaPropsOrArray::Schema(items)) = &it.items {
        let below = if place.is_metadata() { place } else { Place::Value };
        validate(items, below, at.field("items"), out);
    }
    let properties = at.field("properties");
    for (name, property) in it.properties.iter().flatten() {
        let is_own = matches!(name.as_str(), "apiVersion" | "kind" | "metadata");
        let below = match place {
            Place::Root if is_own => Place::OfRoot,
            Place::Object if is_own => Place::OfMetadata,
            Place::Root | Place::Object | Place::Value => Place::Value,
            Place::OfMetadata | Place::OfRoot => place,
        };
        validate(property, below, properties.key(name), out);
    }
}

impl Place {
    fn is_metadata(self) -> bool {
        matches!(self, Place::OfMetadata | Place::OfRoot)
    }
}

fn default(place: Place, schema_at: At<'_>, out: &mut Findings<'_>) {
    let path = schema_at.path();
    let schema = find(out.resource(), &path).node;
    let Some(default) = schema.get("default").filter(|default| !default.is_null()) else { return };
    let at = schema_at.field("default");
    if place == Place::OfRoot {
        out.forbidden(at, "cannot be set: what an object is and is called must be said in the object");
        return;
    }
    let before = out.count();
    let (object, of_metadata) = (matches!(place, Place::Root | Place::Object), place == Place::OfMetadata);
    let of = path.0.iter().rev().take(3).map(ToString::to_string).collect::<Vec<_>>();
    match of.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        _ if !of_metadata => embedded::of_default(default, schema, object, at, out),
        ["metadata", ..] => embedded::metadata(default, true, at, out),
        ["name", _, "metadata"] => {
            if let Some(fault) = default.as_str().and_then(formats::path_segment) {
                out.invalid(at, fault);
            }
        }
        // Its type is in its schema; what else is in metadata is hardly ever given a default.
        _ => {}
    }
    if out.count() > before {
        return;
    }
    let broken = || rule_broken_by(default, schema, object);
    if let Some(fault) = misfit(default, schema, object, of_metadata).or_else(broken) {
        out.invalid(at, &fault);
    }
}
