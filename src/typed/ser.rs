//! Writes a typed object back against the tree that it came from. Nothing is built: each value that comes out
//! is compared with the node that should hold it.

use rustc_hash::FxHashMap;
use serde::ser::{Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use super::findings::{Findings, Step, Stop};
use super::{required, unions, values};
use crate::yaml::{Entry, Mapping, Node, Number, Value};

/// Serializer methods that have nothing to compare.
macro_rules! unchanged {
    ($($method:ident($($type:ty),*))*) => {
        $(fn $method(self, $(_: $type),*) -> Result<(), Stop> { Ok(()) })*
    };
}

/// Serializer methods that no type of Kubernetes calls.
macro_rules! no_such_type {
    () => {
        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<(), Stop> {
            Err(unexpected())
        }
        fn serialize_tuple(self, _: usize) -> Result<Impossible<(), Stop>, Stop> {
            Err(unexpected())
        }
        fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Impossible<(), Stop>, Stop> {
            Err(unexpected())
        }
        fn serialize_tuple_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Impossible<(), Stop>, Stop> {
            Err(unexpected())
        }
        fn serialize_struct_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Impossible<(), Stop>, Stop> {
            Err(unexpected())
        }
    };
}

/// Takes the value that the node should hold.
pub(super) struct Writer<'f, 'n, 'd> {
    findings: &'f mut Findings<'n, 'd>,
    node: &'n Node,
}

impl<'f, 'n, 'd> Writer<'f, 'n, 'd> {
    pub(super) fn root(findings: &'f mut Findings<'n, 'd>, node: &'n Node) -> Self {
        Writer { findings, node }
    }
}

impl<'f, 'n, 'd> Serializer for Writer<'f, 'n, 'd> {
    type Ok = ();
    type Error = Stop;
    type SerializeSeq = Items<'f, 'n, 'd>;
    type SerializeTuple = Impossible<(), Stop>;
    type SerializeTupleStruct = Impossible<(), Stop>;
    type SerializeTupleVariant = Impossible<(), Stop>;
    type SerializeMap = Entries<'f, 'n, 'd>;
    type SerializeStruct = Fields<'f, 'n, 'd>;
    type SerializeStructVariant = Impossible<(), Stop>;

    fn serialize_f64(self, value: f64) -> Result<(), Stop> {
        self.number(value);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Items<'f, 'n, 'd>, Stop> {
        let items = self.node.as_sequence().unwrap_or_default();
        Ok(Items { findings: self.findings, items: items.iter().enumerate() })
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Entries<'f, 'n, 'd>, Stop> {
        Ok(Entries { findings: self.findings, index: Index::of(self.node.as_mapping()), found: None })
    }

    fn serialize_struct(mut self, name: &'static str, _length: usize) -> Result<Fields<'f, 'n, 'd>, Stop> {
        self.beyond_types(name);
        Ok(Fields { findings: self.findings, node: self.node, name, written: 0 })
    }

    // What a type cannot change on its way through: it is read as it stands, or not at all.
    unchanged! {
        serialize_bool(bool) serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64) serialize_f32(f32)
        serialize_char(char) serialize_str(&str) serialize_bytes(&[u8]) serialize_none() serialize_unit()
        serialize_unit_struct(&'static str) serialize_unit_variant(&'static str, u32, &'static str)
    }

    no_such_type!();
}

fn unexpected() -> Stop {
    serde::ser::Error::custom("of a form that no field has")
}

impl Writer<'_, '_, '_> {
    /// Checks what no type can say: fields that exclude each other, and those that are only called optional.
    fn beyond_types(&mut self, name: &'static str) {
        let Some(mapping) = self.node.as_mapping() else {
            // A null in a list is an object in which nothing is set.
            if self.node.is_null() && self.findings.values && unions::needs_one(name) {
                self.findings.missing_of_null(self.node, name, None);
            }
            return;
        };
        unions::check(self.findings, name, mapping);
        if self.findings.values {
            values::check(self.findings, name, mapping);
        }
        if let Some(key) = required::needed(name)
            && mapping.get(key).is_none_or(Node::is_null)
        {
            self.findings.missing(mapping, name, key);
        }
    }

    /// A float is all that a type may change: it has fewer digits than a whole number.
    #[expect(clippy::cast_possible_truncation, reason = "a float out of range saturates, and differs then")]
    fn number(self, value: f64) {
        let same = match self.node.value() {
            Value::Number(Number::Int(int)) => value as i128 == i128::from(*int),
            Value::Number(Number::Uint(uint)) => value as i128 == i128::from(*uint),
            _ => true,
        };
        if !same {
            self.findings.rounded(self.node, value);
        }
    }
}

/// Compares the items of a list.
pub(super) struct Items<'f, 'n, 'd> {
    findings: &'f mut Findings<'n, 'd>,
    items: std::iter::Enumerate<std::slice::Iter<'n, Node>>,
}

impl<'n, 'd> Items<'_, 'n, 'd> {
    /// Goes down to the next item.
    fn enter(&mut self) -> Option<Writer<'_, 'n, 'd>> {
        let (index, node) = self.items.next()?;
        self.findings.enter(Step::Item(index, node));
        Some(Writer { findings: self.findings, node })
    }
}

impl SerializeSeq for Items<'_, '_, '_> {
    type Ok = ();
    type Error = Stop;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        let Some(item) = self.enter() else { return Ok(()) };
        let result = value.serialize(item);
        if result.is_ok() {
            self.findings.leave();
        }
        result
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

/// Compares the fields of a struct.
pub(super) struct Fields<'f, 'n, 'd> {
    findings: &'f mut Findings<'n, 'd>,
    node: &'n Node,
    name: &'static str,
    /// The entries that a field was written for, a bit for each of the first 128.
    written: u128,
}

impl<'n, 'd> Fields<'_, 'n, 'd> {
    /// Goes down to the value that a field comes from, if it is to be compared.
    fn enter(&mut self, key: &'static str) -> Option<Writer<'_, 'n, 'd>> {
        let entry = self.entry(key)?;
        // The API server takes the status of an object from nobody: it need not be whole.
        if self.findings.depth() == 0 && key == "status" {
            return None;
        }
        self.findings.enter(Step::Entry(entry));
        Some(Writer { findings: self.findings, node: &entry.node })
    }

    /// The entry that a field comes from. A field that comes from nothing is one that must be there.
    fn entry(&mut self, key: &'static str) -> Option<&'n Entry> {
        let Some(mapping) = self.node.as_mapping() else {
            if self.node.is_null() && self.findings.values && !required::lenient("", self.name, key) {
                self.findings.missing_of_null(self.node, self.name, Some(key));
            }
            return None;
        };
        if let Some((index, entry)) = mapping.iter().enumerate().find(|(_, entry)| entry.key == key) {
            self.written |= 1u128.checked_shl(u32::try_from(index).unwrap_or(u32::MAX)).unwrap_or(0);
            if !entry.node.is_null() {
                return Some(entry);
            }
        }
        // That an object has no metadata is said by its missing name.
        let said = self.findings.depth() == 0 && key == "metadata";
        if !said && !required::lenient(self.findings.key(), self.name, key) {
            self.findings.missing(mapping, self.name, key);
        }
        None
    }

    #[cold]
    fn lost(self, mapping: &'n Mapping) {
        for (index, entry) in mapping.iter().take(128).enumerate() {
            if self.written & (1 << index) == 0 && !entry.node.is_null() {
                self.findings.lost(entry, self.name);
            }
        }
    }
}

impl SerializeStruct for Fields<'_, '_, '_> {
    type Ok = ();
    type Error = Stop;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Stop> {
        let Some(field) = self.enter(key) else { return Ok(()) };
        let result = value.serialize(field);
        if result.is_ok() {
            self.findings.leave();
        }
        result
    }

    fn end(self) -> Result<(), Stop> {
        if let Some(mapping) = self.node.as_mapping()
            && self.written.count_ones() as usize != mapping.len().min(128)
        {
            self.lost(mapping);
        }
        Ok(())
    }
}

/// Compares the entries of a map.
pub(super) struct Entries<'f, 'n, 'd> {
    findings: &'f mut Findings<'n, 'd>,
    index: Index<'n>,
    found: Option<&'n Entry>,
}

impl SerializeMap for Entries<'_, '_, '_> {
    type Ok = ();
    type Error = Stop;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Stop> {
        key.serialize(Key { index: &self.index, found: &mut self.found })
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        let Some(entry) = self.found.take() else { return Ok(()) };
        self.findings.enter(Step::Entry(entry));
        value.serialize(Writer { findings: self.findings, node: &entry.node })?;
        self.findings.leave();
        Ok(())
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

/// Finds entries by key: by looking at each in a small map, by hash in a large one.
enum Index<'n> {
    Small(&'n [Entry]),
    Large(FxHashMap<&'n str, &'n Entry>),
}

impl<'n> Index<'n> {
    fn of(mapping: Option<&'n Mapping>) -> Self {
        let entries = mapping.map_or(&[][..], |mapping| mapping.iter().as_slice());
        if entries.len() <= 16 {
            Index::Small(entries)
        } else {
            Index::Large(entries.iter().map(|entry| (entry.key.as_str(), entry)).collect())
        }
    }

    fn get(&self, key: &str) -> Option<&'n Entry> {
        match self {
            Index::Small(entries) => entries.iter().find(|entry| entry.key == key),
            Index::Large(entries) => entries.get(key).copied(),
        }
    }
}

/// Takes a key, and finds its entry.
struct Key<'i, 'n> {
    index: &'i Index<'n>,
    found: &'i mut Option<&'n Entry>,
}

impl Serializer for Key<'_, '_> {
    type Ok = ();
    type Error = Stop;
    type SerializeSeq = Impossible<(), Stop>;
    type SerializeTuple = Impossible<(), Stop>;
    type SerializeTupleStruct = Impossible<(), Stop>;
    type SerializeTupleVariant = Impossible<(), Stop>;
    type SerializeMap = Impossible<(), Stop>;
    type SerializeStruct = Impossible<(), Stop>;
    type SerializeStructVariant = Impossible<(), Stop>;

    fn serialize_str(self, key: &str) -> Result<(), Stop> {
        *self.found = self.index.get(key);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<(), Stop> {
        Err(unexpected())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, _: &T) -> Result<(), Stop> {
        Err(unexpected())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Impossible<(), Stop>, Stop> {
        Err(unexpected())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Impossible<(), Stop>, Stop> {
        Err(unexpected())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Impossible<(), Stop>, Stop> {
        Err(unexpected())
    }

    unchanged! {
        serialize_bool(bool) serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64) serialize_f32(f32)
        serialize_f64(f64) serialize_char(char) serialize_bytes(&[u8]) serialize_none() serialize_unit()
        serialize_unit_struct(&'static str) serialize_unit_variant(&'static str, u32, &'static str)
    }
    no_such_type!();
}
