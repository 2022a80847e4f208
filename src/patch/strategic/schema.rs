//! What is known of the tree at the place where a patch is merged.

use crate::kubernetes::schema::{self, Holds, Type};
use crate::resource::{CustomKinds, ResourceId};
use crate::yaml::Node;

use super::definitions::{Definitions, Resolved};
use super::older;

/// A cursor into what is known of a kind: it moves down with the tree.
#[derive(Clone, Copy, Debug)]
pub struct Schema<'s>(Of<'s>);

#[derive(Clone, Copy, Debug)]
enum Of<'s> {
    /// A built-in type.
    BuiltIn(Holds),
    /// The same as Kustomize knows it.
    Older(Holds),
    /// A node of an OpenAPI document.
    Defined(&'s Definitions, &'s Node),
    /// A node of an `openAPIV3Schema`, and whether it is the object's own.
    Custom(&'s Node, bool),
    /// Nothing is known: merged by RFC 7386.
    Unknown,
}

/// How the list in a field is merged.
#[derive(Debug)]
pub enum List<'s> {
    /// The patch's list takes the place of the other.
    Replaced,
    /// Scalars, each only once.
    Set,
    /// Maps, told apart by their keys.
    Keyed(Keys<'s>),
}

/// The keys that tell the items of a list apart: the first finds an item, the others say which if there are more.
#[derive(Debug)]
pub struct Keys<'s> {
    /// Finds an item.
    pub first: &'s str,
    /// Each with the value that it has where it is not written.
    pub others: Vec<(&'s str, Option<&'s str>)>,
}

/// A field of a map.
pub struct Field<'s> {
    /// What is known of its value.
    pub schema: Schema<'s>,
    /// What is known of the items, if it holds a list.
    pub items: Schema<'s>,
    /// How a list in it is merged.
    pub list: List<'s>,
    /// Whether a map in it takes the place of the other.
    pub is_replaced: bool,
    /// The built-in type that it is a field of, as `Container`, and its name there.
    pub owner: Option<(&'static str, &'static str)>,
}

impl<'s> Schema<'s> {
    /// What is known of an object's kind: its built-in type, or the schema that a definition among `custom` gives.
    pub fn of(id: &ResourceId, custom: &'s CustomKinds) -> Schema<'s> {
        if let Some(of) = schema::of_kind(&id.group, &id.version, &id.kind) {
            return Schema::built_in(of);
        }
        let versions = custom.get(&id.group, &id.kind).into_iter().flat_map(|kind| &kind.versions);
        let mut of_version = versions.filter(|version| version.name == id.version);
        match of_version.next().and_then(|version| version.schema.as_ref()) {
            Some(schema) => Schema(Of::Custom(schema, true)),
            None => Schema::unknown(),
        }
    }

    /// What was known of the kind that an object, or a part of one, says it is in Kubernetes 1.21, or what definitions say.
    pub fn older(api_version: &str, kind: &str, definitions: Option<&'s Definitions>) -> Schema<'s> {
        if let Some(definitions) = definitions {
            if let Some(found) = definitions.of_kind(api_version, kind) {
                return Schema(Of::Defined(definitions, found));
            }
            if !definitions.has_built_in {
                return Schema::unknown();
            }
        }
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        older::of_kind(group, version, kind).map_or(Schema::unknown(), |of| Schema(Of::Older(of.into())))
    }

    /// That of a built-in type.
    pub fn built_in(of: Type) -> Schema<'static> {
        Schema(Of::BuiltIn(of.into()))
    }

    /// That of which nothing is known.
    pub fn unknown() -> Schema<'static> {
        Schema(Of::Unknown)
    }

    /// The name of the built-in type, as `Container`.
    pub(super) fn type_name(self) -> Option<&'static str> {
        match self.0 {
            Of::BuiltIn(holds) => holds.fields().map(Type::name),
            _ => None,
        }
    }

    /// Whether nothing is known of what is below.
    pub fn is_unknown(self) -> bool {
        matches!(self.0, Of::Unknown)
    }

    /// Whether it is an amount, as `100m` or `1Gi`.
    pub fn is_quantity(self) -> bool {
        matches!(self.0, Of::BuiltIn(holds) if holds.is_quantity())
    }

    /// Whether a map here is known to have a field of that name.
    pub(super) fn knows(self, name: &str) -> bool {
        match self.0 {
            Of::BuiltIn(holds) | Of::Older(holds) => {
                holds.fields().is_some_and(|of| of.field(name).is_some())
            }
            Of::Custom(schema, _) | Of::Defined(_, schema) => schema.at(["properties", name]).is_some(),
            Of::Unknown => false,
        }
    }

    /// What is known of the value of a key in a map here.
    pub fn field(self, name: &str) -> Field<'s> {
        match self.0 {
            Of::BuiltIn(holds) => built_in(holds, name, Of::BuiltIn),
            Of::Older(holds) if holds.fields().is_some_and(|of| older::is_later_list(of, name)) => {
                Field::unknown()
            }
            Of::Older(holds) => built_in(holds, name, Of::Older),
            Of::Defined(definitions, schema) => defined(definitions, schema, name),
            // Metadata is that of every object, whatever the definition says.
            Of::Custom(_, true) if name == "metadata" => Type::named("meta.v1.ObjectMeta")
                .map_or_else(Field::unknown, |of| Field::of(Of::BuiltIn(of.into()))),
            Of::Custom(schema, _) => custom(schema, name),
            Of::Unknown => Field::unknown(),
        }
    }
}

impl<'s> Field<'s> {
    fn of(of: Of<'s>) -> Field<'s> {
        Field {
            schema: Schema(of),
            items: Schema(Of::Unknown),
            list: List::Replaced,
            is_replaced: false,
            owner: None,
        }
    }

    /// One that holds a value of which this is known, and nothing more.
    pub fn holding(schema: Schema<'s>) -> Field<'s> {
        Field::of(schema.0)
    }

    /// One of which nothing is known.
    pub fn unknown() -> Field<'s> {
        Field::of(Of::Unknown)
    }
}

/// What is known of the value of a key in a built-in type; `of` makes a cursor of what it holds.
fn built_in<'s>(holds: Holds, name: &str, of: fn(Holds) -> Of<'s>) -> Field<'s> {
    if let Some(values) = holds.values() {
        return Field::of(of(values));
    }
    let Some(field) = holds.fields().and_then(|of| of.field(name)) else { return Field::unknown() };
    let list = match field.merge_key() {
        _ if !field.merges() => List::Replaced,
        None => List::Set,
        Some(first) => {
            let others = field.map_keys().filter(|key| *key != first);
            List::Keyed(Keys { first, others: others.map(|key| (key, default(key))).collect() })
        }
    };
    Field {
        schema: Schema(of(field.holds)),
        items: Schema(field.holds.items().map_or(Of::Unknown, of)),
        list,
        is_replaced: field.is_replaced(),
        owner: holds.fields().map(|of| (of.name(), field.name)),
    }
}

/// The value of a key that an item does not say: `SetDefaults_ServiceSpec` and `SetDefaults_ContainerPort` in
/// `pkg/apis/core/v1` of Kubernetes 1.36.
fn default(key: &str) -> Option<&'static str> {
    (key == "protocol").then_some("TCP")
}

fn custom<'s>(schema: &'s Node, name: &str) -> Field<'s> {
    let property = schema.at(["properties", name]).or_else(|| schema.get("additionalProperties"));
    let Some(property) = property.filter(|property| property.as_mapping().is_some()) else {
        return Field::unknown();
    };
    let items = property.get("items").filter(|items| items.as_mapping().is_some());
    let mut field = Field::of(Of::Custom(property, false));
    field.items = Schema(items.map_or(Of::Unknown, |items| Of::Custom(items, false)));
    field.list = match property.get("x-kubernetes-list-type").and_then(Node::as_str) {
        Some("set") => List::Set,
        Some("map") => keyed(property, items).map_or(List::Replaced, List::Keyed),
        _ => List::Replaced,
    };
    field
}

fn keyed<'s>(property: &'s Node, items: Option<&'s Node>) -> Option<Keys<'s>> {
    let mut keys = property.get("x-kubernetes-list-map-keys")?.as_sequence()?.iter().filter_map(Node::as_str);
    let first = keys.next()?;
    let default =
        |key| items.and_then(|items| items.at(["properties", key, "default"])).and_then(Node::as_str);
    Some(Keys { first, others: keys.map(|key| (key, default(key))).collect() })
}

/// What an OpenAPI document says of the value of a key.
fn defined<'s>(definitions: &'s Definitions, schema: &'s Node, name: &str) -> Field<'s> {
    let property = schema.at(["properties", name]).or_else(|| schema.get("additionalProperties"));
    let property = property.filter(|property| property.as_mapping().is_some());
    let property = match property.map(|property| definitions.resolve(property)) {
        Some(Resolved::Schema(property)) => property,
        Some(Resolved::BuiltIn(of)) => return Field::of(Of::Older(of.into())),
        _ => return Field::unknown(),
    };
    let is_list = property.get("type").and_then(Node::as_str) == Some("array");
    let items = property.get("items").filter(|items| is_list && items.as_mapping().is_some());
    let mut field = Field::of(Of::Defined(definitions, property));
    field.items = Schema(match items.map(|items| definitions.resolve(items)) {
        Some(Resolved::Schema(items)) => Of::Defined(definitions, items),
        Some(Resolved::BuiltIn(of)) => Of::Older(of.into()),
        _ => Of::Unknown,
    });
    let strategy = property.get("x-kubernetes-patch-strategy").and_then(Node::as_str);
    if strategy.is_some_and(|strategy| strategy.contains("merge")) {
        let many = property.get("x-kubernetes-list-map-keys").and_then(Node::as_sequence);
        let one = property.get("x-kubernetes-patch-merge-key").filter(|_| many.is_none());
        let mut keys = many.unwrap_or_default().iter().chain(one).filter_map(Node::as_str);
        field.list = match keys.next() {
            Some(first) => List::Keyed(Keys { first, others: keys.map(|key| (key, None)).collect() }),
            None => List::Set,
        };
    }
    field
}
