//! Whether defaults fit the schema that they stand in: `ValidateDefaults`.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool,
};

use super::super::at::{At, find};
use super::super::findings::Findings;
use crate::typed::{misfit, rule_broken_by};

/// Checks each default in a schema.
pub(super) fn check(it: &JSONSchemaProps, at: At<'_>, out: &mut Findings<'_>) {
    if it.default.is_some() {
        let schema = find(out.resource(), &at.path()).node;
        if let Some(default) = schema.get("default")
            && let Some(fault) = misfit(default, schema).or_else(|| rule_broken_by(default, schema))
        {
            out.invalid(at.field("default"), &fault);
        }
    }
    let properties = at.field("properties");
    for (name, property) in it.properties.iter().flatten() {
        check(property, properties.key(name), out);
    }
    if let Some(JSONSchemaPropsOrArray::Schema(items)) = &it.items {
        check(items, at.field("items"), out);
    }
    if let Some(JSONSchemaPropsOrBool::Schema(others)) = &it.additional_properties {
        check(others, at.field("additionalProperties"), out);
    }
}
