//! What is known of the tree at the place where a patch is merged.

use crate::kubernetes::schema::{self, Holds, Type};
use crate::resource::{CustomKinds, ResourceId};
use crate::yaml::Node;

/// A cursor into what is known of a kind: it moves down with the tree.
#[derive(Clone, Copy, Debug)]
pub struct Schema<'s>(Of<'s>);

#[derive(Clone, Copy, Debug)]
enum Of<'s> {
    /// A built-in type.
    BuiltIn(Holds),
    /// A node of an `openAPIV3Schema`, and whether it is the object's own.
    Custom(&'s Node, bool),
    /// Nothing is known: merged by RFC 7386.
    Unknown,
}

/// How the list in a field is merged.
#[derive(Debug)]
pub(super) enum List<'s> {
    /// The patch's list takes the place of the other.
    Replaced,
    /// Scalars, each only once.
    Set,
    /// Maps, told apart by their keys.
    Keyed(Keys<'s>),
}

/// The keys that tell the items of a list apart: the first finds an item, the others say which if there are more.
#[derive(Debug)]
pub(super) struct Keys<'s> {
    pub(super) first: &'s str,
    /// Each with the value that it has where it is not written.
    pub(super) others: Vec<(&'s str, Option<&'s str>)>,
}

/// A field of a map.
pub(super) struct Field<'s> {
    pub(super) schema: Schema<'s>,
    /// What is known of the items, if it holds a list.
    pub(super) items: Schema<'s>,
    pub(super) list: List<'s>,
    /// Whether a map in it takes the place of the other.
    pub(super) is_replaced: bool,
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
        if let Of::BuiltIn(holds) = self.0 { holds.fields().map(Type::name) } else { None }
    }

    /// Whether nothing is known of what is below.
    pub fn is_unknown(self) -> bool {
        matches!(self.0, Of::Unknown)
    }

    /// Whether a map here is known to have a field of that name.
    pub(super) fn knows(self, name: &str) -> bool {
        match self.0 {
            Of::BuiltIn(holds) => holds.fields().is_some_and(|of| of.field(name).is_some()),
            Of::Custom(schema, _) => schema.at(["properties", name]).is_some(),
            Of::Unknown => false,
        }
    }

    /// What is known of the value of a key in a map here.
    pub(super) fn field(self, name: &str) -> Field<'s> {
        match self.0 {
            Of::BuiltIn(holds) => built_in(holds, name),
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
        Field { schema: Schema(of), items: Schema(Of::Unknown), list: List::Replaced, is_replaced: false }
    }

    fn unknown() -> Field<'s> {
        Field::of(Of::Unknown)
    }
}

fn built_in<'s>(holds: Holds, name: &str) -> Field<'s> {
    if let Some(values) = holds.values() {
        return Field::of(Of::BuiltIn(values));
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
        schema: Schema(Of::BuiltIn(field.holds)),
        items: Schema(field.holds.items().map_or(Of::Unknown, Of::BuiltIn)),
        list,
        is_replaced: field.is_replaced(),
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
