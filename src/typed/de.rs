//! Reads a tree into a type. A value that the type cannot take is reported, and a neutral one goes on in its
//! place, so that one mistake never hides the next.
//!
//! The functions here that take a visitor are compiled once for each type of Kubernetes: they only branch, the
//! work is done below, in functions that are compiled once.

use std::borrow::Cow;
use std::fmt::Write;

use ecow::EcoString;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Expected, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::findings::{Findings, Step, Stop};
use super::wanted::{Wanted, float, whole};
use crate::kubernetes::{base64, quantity, time};
use crate::yaml::{Entry, Mapping, Node, Number, Value};

/// A node that is to become a value of some type.
pub(super) struct Reader<'f, 'n, 'd> {
    findings: &'f mut Findings<'n, 'd>,
    node: &'n Node,
    owner: Option<Owner<'n>>,
}

/// The map that a value is in, and the type that the map is read as.
#[derive(Clone, Copy)]
struct Owner<'n> {
    mapping: &'n Mapping,
    name: &'static str,
    fields: &'static [&'static str],
}

impl<'f, 'n, 'd> Reader<'f, 'n, 'd> {
    pub(super) fn root(findings: &'f mut Findings<'n, 'd>, node: &'n Node) -> Self {
        Reader { findings, node, owner: None }
    }

    fn items(mut self, wanted: Wanted) -> Items<'f, 'n, 'd> {
        let items = self.node.as_sequence().unwrap_or_default();
        if self.node.as_sequence().is_none() {
            self.expected(wanted);
        }
        Items { findings: self.findings, items: items.iter().enumerate() }
    }

    fn entries(mut self, owner: Option<(&'static str, &'static [&'static str])>) -> Entries<'f, 'n, 'd> {
        let Some(mapping) = self.node.as_mapping() else {
            self.expected(Wanted::Map);
            return self.nothing();
        };
        let owner = owner.map(|(name, fields)| Owner { mapping, name, fields });
        Entries { findings: self.findings, rest: mapping.iter(), next: None, owner }
    }

    fn expected(&mut self, wanted: Wanted) {
        if !self.node.is_null() {
            self.findings.wrong(self.node, wanted);
        }
    }
}

impl<'n> Deserializer<'n> for Reader<'_, 'n, '_> {
    type Error = Stop;

    fn deserialize_bool<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_bool(self.bool())
    }

    fn deserialize_i32<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_i32(self.int32(Wanted::Whole(i32::MIN.into(), i32::MAX.into())))
    }

    fn deserialize_i64<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_i64(self.int64())
    }

    fn deserialize_f64<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_f64(self.float())
    }

    fn deserialize_string<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_str(self.string())
    }

    /// Only `ByteString` and the inside of times ask for a `str`, and times are answered before.
    fn deserialize_str<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_str(&self.base64())
    }

    fn deserialize_option<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Stop> {
        if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_seq(self.items(Wanted::List))
    }

    fn deserialize_map<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_map(self.entries(None))
    }

    fn deserialize_struct<V: Visitor<'n>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        visitor.visit_map(self.entries(Some((name, fields))))
    }

    fn deserialize_newtype_struct<V: Visitor<'n>>(
        mut self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Stop> {
        match name {
            "Time" => visitor.visit_newtype_struct(StrDeserializer::new(self.time(Wanted::Time))),
            "MicroTime" => visitor.visit_newtype_struct(StrDeserializer::new(self.time(Wanted::MicroTime))),
            _ => {
                self.no_fields(name);
                visitor.visit_newtype_struct(self)
            }
        }
    }

    fn deserialize_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Stop> {
        let wanted = wanted_by(&visitor);
        match self.any(wanted) {
            Any::Unit => visitor.visit_unit(),
            Any::Bool(bool) => visitor.visit_bool(bool),
            Any::Int32(int) => visitor.visit_i32(int),
            Any::Int64(int) => visitor.visit_i64(int),
            Any::Uint64(uint) => visitor.visit_u64(uint),
            Any::Float(float) => visitor.visit_f64(float),
            Any::Text(text) => visitor.visit_str(text),
            Any::Items(items) => visitor.visit_seq(items),
            Any::Entries(entries) => visitor.visit_map(entries),
        }
    }

    /// A struct ignores the values of keys that it does not know, and asks for nothing else to be ignored.
    fn deserialize_ignored_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Stop> {
        if let Some(owner) = self.owner {
            self.findings.unknown(owner.mapping, owner.name, owner.fields);
        }
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        <V: Visitor<'n>>
        i8 i16 i128 u8 u16 u32 u64 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct enum identifier
    }
}

/// A value for a visitor that takes several types.
enum Any<'f, 'n, 'd> {
    Unit,
    Bool(bool),
    Int32(i32),
    Int64(i64),
    Uint64(u64),
    Float(f64),
    Text(&'n str),
    Items(Items<'f, 'n, 'd>),
    Entries(Entries<'f, 'n, 'd>),
}

/// What a visitor of several types takes; nothing if it takes any JSON. Only its own words tell.
fn wanted_by<'n, V: Visitor<'n>>(visitor: &V) -> Option<Wanted> {
    fn read(expected: &dyn Expected) -> Option<Wanted> {
        let mut words = EcoString::new();
        write!(words, "{expected}").ok()?;
        Some(match words.as_str() {
            "IntOrString" => Wanted::WholeOrString,
            "Quantity" => Wanted::Quantity,
            "JSONSchemaPropsOrBool" => Wanted::MapOrBool,
            "JSONSchemaPropsOrArray" | "JSONSchemaPropsOrStringArray" => Wanted::MapOrList,
            _ => return None,
        })
    }
    read(visitor)
}

impl<'f, 'n, 'd> Reader<'f, 'n, 'd> {
    fn bool(mut self) -> bool {
        self.node.as_bool().unwrap_or_else(|| {
            self.expected(Wanted::Bool);
            false
        })
    }

    /// A whole number within `i32`; `1e3` and `3.0` are whole numbers.
    fn int32(mut self, wanted: Wanted) -> i32 {
        whole(self.node).and_then(|int| i32::try_from(int).ok()).unwrap_or_else(|| {
            self.expected(wanted);
            0
        })
    }

    fn int64(mut self) -> i64 {
        whole(self.node).unwrap_or_else(|| {
            self.expected(Wanted::Whole(i64::MIN, i64::MAX));
            0
        })
    }

    fn float(mut self) -> f64 {
        if let Value::Number(number) = self.node.value() {
            return float(*number);
        }
        self.expected(Wanted::Number);
        0.0
    }

    fn string(mut self) -> &'n str {
        self.node.as_str().unwrap_or_else(|| {
            self.expected(Wanted::String);
            ""
        })
    }

    /// Base64 as `ByteString` takes it, which is stricter than Go.
    fn base64(mut self) -> Cow<'n, str> {
        let Some(text) = self.node.as_str() else {
            self.expected(Wanted::Base64);
            return "".into();
        };
        // What stands there in the end is encoded.
        if self.node.is_placeholder() {
            return "".into();
        }
        base64::canonical(text).unwrap_or_else(|| {
            self.findings.wrong(self.node, Wanted::Base64);
            "".into()
        })
    }

    fn time(&mut self, wanted: Wanted) -> &'n str {
        const NEUTRAL: &str = "1970-01-01T00:00:00Z";
        // The last hours that Go knows are past the end of time of the crate that holds times here.
        const END: &str = "9999-12-30";
        let fraction = if wanted == Wanted::MicroTime { Some(6) } else { None };
        match self.node.as_str() {
            Some(text) if time::is_time(text, fraction) => {
                if text < END {
                    text
                } else {
                    NEUTRAL
                }
            }
            _ => {
                self.expected(wanted);
                NEUTRAL
            }
        }
    }

    /// Reports every field of an object that must be empty; k8s-openapi takes anything for those.
    fn no_fields(&mut self, name: &'static str) {
        if !matches!(name, "BasicSchedulingPolicy" | "CustomResourceSubresourceStatus" | "StorageVersionSpec")
        {
            return;
        }
        match self.node.as_mapping() {
            None => self.expected(Wanted::Map),
            Some(mapping) => {
                for entry in mapping {
                    self.findings.enter(Step::Entry(entry));
                    self.findings.unknown(mapping, name, &[]);
                    self.findings.leave();
                }
            }
        }
    }

    fn any(mut self, wanted: Option<Wanted>) -> Any<'f, 'n, 'd> {
        let schema = self.owner.map(|owner| (owner.name, owner.fields));
        let fits = match (wanted, self.node.value()) {
            (None, _)
            | (Some(Wanted::WholeOrString), Value::String(_))
            | (Some(Wanted::Quantity), Value::Number(_))
            | (Some(Wanted::MapOrBool), Value::Bool(_))
            | (Some(Wanted::MapOrList), Value::Sequence(_)) => true,
            (Some(Wanted::Quantity), Value::String(text)) => quantity::is_quantity(text),
            _ => false,
        };
        match (wanted, self.node.value()) {
            (Some(Wanted::WholeOrString), _) if !fits => Any::Int32(self.int32(Wanted::WholeOrString)),
            (Some(Wanted::MapOrBool | Wanted::MapOrList), Value::Mapping(_)) => {
                Any::Entries(self.entries(schema))
            }
            (Some(wanted), _) if !fits => {
                self.expected(wanted);
                if wanted == Wanted::Quantity { Any::Int32(0) } else { Any::Entries(self.nothing()) }
            }
            (_, Value::Null) => Any::Unit,
            (_, Value::Bool(bool)) => Any::Bool(*bool),
            (_, Value::Number(Number::Int(int))) => Any::Int64(*int),
            (_, Value::Number(Number::Uint(uint))) => Any::Uint64(*uint),
            (_, Value::Number(Number::Float(float))) => Any::Float(*float),
            (_, Value::String(text)) => Any::Text(text),
            (_, Value::Sequence(_)) => Any::Items(self.items(Wanted::List)),
            (_, Value::Mapping(_)) => Any::Entries(self.entries(None)),
        }
    }

    fn nothing(self) -> Entries<'f, 'n, 'd> {
        Entries { findings: self.findings, rest: [].iter(), next: None, owner: None }
    }
}

/// The items of a list, one after the other.
struct Items<'f, 'n, 'd> {
    findings: &'f mut Findings<'n, 'd>,
    items: std::iter::Enumerate<std::slice::Iter<'n, Node>>,
}

impl<'n, 'd> Items<'_, 'n, 'd> {
    /// Goes down to the next item.
    fn enter(&mut self) -> Option<Reader<'_, 'n, 'd>> {
        let (index, node) = self.items.next()?;
        self.findings.enter(Step::Item(index, node));
        Some(Reader { findings: self.findings, node, owner: None })
    }
}

impl<'n> SeqAccess<'n> for Items<'_, 'n, '_> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'n>>(&mut self, seed: T) -> Result<Option<T::Value>, Stop> {
        let Some(item) = self.enter() else { return Ok(None) };
        let value = seed.deserialize(item).map(Some);
        if value.is_ok() {
            self.findings.leave();
        }
        value
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The entries of a map, one after the other.
struct Entries<'f, 'n, 'd> {
    findings: &'f mut Findings<'n, 'd>,
    rest: std::slice::Iter<'n, Entry>,
    next: Option<&'n Entry>,
    owner: Option<Owner<'n>>,
}

impl<'n, 'd> Entries<'_, 'n, 'd> {
    /// The key of the next entry that the type is to see.
    ///
    /// A resource's type insists on its own `apiVersion` and `kind`. The object's own are known to be right;
    /// those of an object in an object (the claims of a `StatefulSet`) may be left out, and may be anything.
    fn advance(&mut self) -> Option<&'n str> {
        let is_resource = self.findings.depth() == 0
            || self.owner.is_some_and(|owner| owner.name == "PersistentVolumeClaim");
        self.next =
            self.rest.find(|entry| !(is_resource && matches!(entry.key.as_str(), "apiVersion" | "kind")));
        self.next.map(|entry| entry.key.as_str())
    }

    /// Goes down to the value of the key that was given.
    fn enter(&mut self) -> Result<Reader<'_, 'n, 'd>, Stop> {
        let Some(entry) = self.next.take() else {
            return Err(serde::de::Error::custom("a value was asked for before its key"));
        };
        self.findings.enter(Step::Entry(entry));
        Ok(Reader { findings: self.findings, node: &entry.node, owner: self.owner })
    }
}

impl<'n> MapAccess<'n> for Entries<'_, 'n, '_> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'n>>(&mut self, seed: K) -> Result<Option<K::Value>, Stop> {
        let Some(key) = self.advance() else { return Ok(None) };
        seed.deserialize(StrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'n>>(&mut self, seed: T) -> Result<T::Value, Stop> {
        let value = seed.deserialize(self.enter()?);
        if value.is_ok() {
            self.findings.leave();
        }
        value
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}
