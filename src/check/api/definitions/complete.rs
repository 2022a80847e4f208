//! Whether what `allOf` and its like limit is named outside of them, too: `validateStructuralCompleteness`.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray,
};

use super::super::at::At;
use super::super::findings::Findings;

/// Compares the junctors at the root of a schema with what it names itself; the server does it nowhere else.
pub(super) fn check(it: &JSONSchemaProps, at: At<'_>, out: &mut Findings<'_>) {
    junctors(it, it, at, out);
}

fn junctors(limits: &JSONSchemaProps, whole: &JSONSchemaProps, at: At<'_>, out: &mut Findings<'_>) {
    let lists = [&limits.all_of, &limits.any_of, &limits.one_of];
    for part in lists.into_iter().flatten().flatten().chain(limits.not.as_deref()) {
        nested(part, whole, at, out);
    }
}

fn nested(limits: &JSONSchemaProps, whole: &JSONSchemaProps, at: At<'_>, out: &mut Findings<'_>) {
    junctors(limits, whole, at, out);
    let help =
        "a field that `allOf`, `anyOf`, `oneOf` or `not` limits must be named outside of them, with its type";
    if let Some(JSONSchemaPropsOrArray::Schema(items)) = &limits.items {
        match &whole.items {
            Some(JSONSchemaPropsOrArray::Schema(whole)) => nested(items, whole, at.field("items"), out),
            _ => drop(out.required(at.field("items")).help(help)),
        }
    }
    let properties = at.field("properties");
    for (name, property) in limits.properties.iter().flatten() {
        match whole.properties.as_ref().and_then(|all| all.get(name)) {
            Some(whole) => nested(property, whole, properties.key(name), out),
            None => drop(out.required(properties.key(name)).help(help)),
        }
    }
}
