//! Whether a schema is structural: says the type of each field once, outside of `allOf` and its like.
//! `ValidateStructural`.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool,
};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::with;
use super::{anywhere, complete};
use crate::kubernetes::go_pattern::{self, Fault};

/// Where a schema stands.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    Root,
    /// Within what every object has: its kind, its version and its metadata.
    OfObject,
    Below,
}

impl Level {
    /// Where a property stands, in a schema that is of a whole object or is not.
    fn of_property(self, of_object: bool, name: &str) -> Level {
        let of_every = of_object && matches!(name, "apiVersion" | "kind" | "metadata");
        if of_every { Level::OfObject } else { self.below() }
    }

    /// Where what is neither the root nor told apart by its name stands.
    fn below(self) -> Level {
        if self == Level::OfObject { Level::OfObject } else { Level::Below }
    }
}

/// The schema of a version.
pub(super) fn root(it: &JSONSchemaProps, at: At<'_>, out: &mut Findings<'_>) {
    schema(it, Level::Root, at, out);
    complete::check(it, at, out);
}

/// `validateStructuralInvariants`.
fn schema(it: &JSONSchemaProps, level: Level, at: At<'_>, out: &mut Findings<'_>) {
    anywhere::check(it, at, out);
    let is = |flag: Option<bool>| flag == Some(true);
    let embedded = is(it.x_kubernetes_embedded_resource);
    if embedded && level == Level::OfObject {
        out.forbidden(
            at.field("x-kubernetes-embedded-resource"),
            "cannot stand within `metadata`, `kind` or `apiVersion`: no object is embedded there",
        );
    }
    let number_or_text = is(it.x_kubernetes_int_or_string);
    let keeps = is(it.x_kubernetes_preserve_unknown_fields);
    of_type(it, level, at, out);
    if let Some(JSONSchemaPropsOrArray::Schema(items)) = &it.items {
        schema(items, level.below(), at.field("items"), out);
    }
    let properties = at.field("properties");
    for (name, property) in it.properties.iter().flatten() {
        let level = level.of_property(level == Level::Root || embedded, name);
        schema(property, level, properties.key(name), out);
    }
    if let Some(others) = &it.additional_properties {
        let at = at.field("additionalProperties");
        if level == Level::Root {
            out.forbidden(at, "cannot be set at the root of a schema");
        }
        if embedded {
            out.forbidden(at, "cannot be set where a whole object is embedded");
        }
        if let JSONSchemaPropsOrBool::Schema(others) = others {
            schema(others, level.below(), at, out);
        }
    }
    for (set, field) in
        [(keeps, "x-kubernetes-preserve-unknown-fields"), (embedded, "x-kubernetes-embedded-resource")]
    {
        if number_or_text && set {
            out.invalid(at.field(field), "must be false beside `x-kubernetes-int-or-string`");
        }
    }
    if embedded && !keeps && it.properties.as_ref().is_none_or(std::collections::BTreeMap::is_empty) {
        out.required(properties)
            .help("name the fields of the object, or write `x-kubernetes-preserve-unknown-fields: true`");
    }
    object_fields(it, level, embedded, properties, out);
    limits(it, at, out);
}

fn of_type(it: &JSONSchemaProps, level: Level, at: At<'_>, out: &mut Findings<'_>) {
    let kind = it.type_.as_deref().unwrap_or_default();
    let flag = |flag: Option<bool>| flag == Some(true);
    let free = flag(it.x_kubernetes_int_or_string) || flag(it.x_kubernetes_preserve_unknown_fields);
    let at_type = at.field("type");
    if flag(it.x_kubernetes_embedded_resource) && kind != "object" {
        out.invalid(at_type, "must be `object` beside `x-kubernetes-embedded-resource`");
    } else if kind.is_empty()
        && !free
        && it.x_kubernetes_list_type.is_none()
        && it.x_kubernetes_map_type.is_none()
    {
        out.required(at_type).help(
            "every schema says its type: `object`, `array`, `string`, `integer`, `number` or `boolean`",
        );
    } else if level == Level::Root && kind != "object" && TYPES.contains(&kind) {
        out.invalid(at_type, "must be `object` at the root of a schema");
    }
    if kind == "array" && it.items.is_none() && it.x_kubernetes_list_type.as_deref() != Some("map") {
        out.required(at.field("items")).help("say what the items are, as `items: {type: string}`");
    }
}

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// What every object has, and no schema says anew.
fn object_fields(it: &JSONSchemaProps, level: Level, embedded: bool, at: At<'_>, out: &mut Findings<'_>) {
    let Some(properties) = &it.properties else { return };
    if level != Level::Root && !embedded {
        return;
    }
    for name in ["kind", "apiVersion"] {
        if properties.get(name).is_some_and(|it| it.type_.as_deref() != Some("string")) {
            out.invalid(at.field(name).field("type"), "must be `string`");
        }
    }
    let Some(metadata) = properties.get("metadata") else { return };
    let at = at.field("metadata");
    if metadata.type_.as_deref() != Some("object") {
        out.invalid(at.field("type"), "must be `object`");
    }
    let named = |name: &String| matches!(name.as_str(), "name" | "generateName");
    let only_names = metadata.properties.iter().flatten().all(|(name, _)| named(name));
    let rest = JSONSchemaProps { properties: None, type_: None, default: None, ..metadata.clone() };
    if level == Level::Root
        && (!only_names
            || rest != JSONSchemaProps { description: rest.description.clone(), ..Default::default() }
            || rest.description.is_some())
    {
        out.forbidden(
            at,
            "can say something of `name` and `generateName` only: metadata is the same for all objects",
        );
    }
}

/// `validateValueValidation`, of a schema that is not within another one.
fn limits(it: &JSONSchemaProps, at: At<'_>, out: &mut Findings<'_>) {
    let skip_any = is_number_or_text(it.any_of.as_deref());
    let all = it.all_of.as_deref().unwrap_or_default();
    let skip_first = all.first().is_some_and(|first| is_number_or_text(first.any_of.as_deref()));
    junctors(it, skip_any, skip_first, at, out);
}

/// Whether it is the `anyOf` that says number or text, which alone may name types.
fn is_number_or_text(any: Option<&[JSONSchemaProps]>) -> bool {
    let of = |kind: &str| JSONSchemaProps { type_: Some(kind.to_owned()), ..Default::default() };
    matches!(any, Some([number, text]) if *number == of("integer") && *text == of("string"))
}

fn junctors(it: &JSONSchemaProps, skip_any: bool, skip_first: bool, at: At<'_>, out: &mut Findings<'_>) {
    let any = at.field("anyOf");
    for (index, part) in it.any_of.iter().flatten().enumerate().filter(|_| !skip_any) {
        nested(part, false, any.item(index), out);
    }
    let all = at.field("allOf");
    for (index, part) in it.all_of.iter().flatten().enumerate() {
        nested(part, skip_first && index == 0, all.item(index), out);
    }
    let one = at.field("oneOf");
    for (index, part) in it.one_of.iter().flatten().enumerate() {
        nested(part, false, one.item(index), out);
    }
    with(it.not.as_ref(), |part| nested(part, false, at.field("not"), out));
    if let Some(pattern) = it.pattern.as_deref()
        && go_pattern::compile(pattern).err() == Some(Fault::Wrong)
    {
        out.invalid(
            at.field("pattern"),
            "must be a regular expression as Go reads it, without looking ahead or back",
        );
    }
}

/// `validateNestedValueValidation`: a schema within another one limits values, and says nothing else.
fn nested(it: &JSONSchemaProps, skip_any: bool, at: At<'_>, out: &mut Findings<'_>) {
    anywhere::check(it, at, out);
    junctors(it, skip_any, false, at, out);
    if let Some(JSONSchemaPropsOrArray::Schema(items)) = &it.items {
        nested(items, false, at.field("items"), out);
    }
    let properties = at.field("properties");
    for (name, property) in it.properties.iter().flatten() {
        nested(property, false, properties.key(name), out);
        if name == "metadata" {
            out.forbidden(properties.key(name), "cannot be limited within another schema");
        }
    }
    let text = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
    let flag = |flag: Option<bool>| flag == Some(true);
    let refused = [
        // An unknown one is told, too.
        (it.type_.is_some(), "type"),
        (it.additional_properties.is_some(), "additionalProperties"),
        (it.default.is_some(), "default"),
        (text(&it.title), "title"),
        (text(&it.description), "description"),
        (flag(it.nullable), "nullable"),
        (it.external_docs.is_some(), "externalDocs"),
        (flag(it.x_kubernetes_preserve_unknown_fields), "x-kubernetes-preserve-unknown-fields"),
        (flag(it.x_kubernetes_embedded_resource), "x-kubernetes-embedded-resource"),
        (flag(it.x_kubernetes_int_or_string), "x-kubernetes-int-or-string"),
        (
            it.x_kubernetes_list_map_keys.as_ref().is_some_and(|keys| !keys.is_empty()),
            "x-kubernetes-list-map-keys",
        ),
        (it.x_kubernetes_list_type.is_some(), "x-kubernetes-list-type"),
        (it.x_kubernetes_map_type.is_some(), "x-kubernetes-map-type"),
        (
            it.x_kubernetes_validations.as_ref().is_some_and(|rules| !rules.is_empty()),
            "x-kubernetes-validations",
        ),
    ];
    for (_, field) in refused.into_iter().filter(|(is_set, _)| *is_set) {
        out.forbidden(at.field(field), "cannot stand within `allOf`, `anyOf`, `oneOf` or `not`");
    }
}
