//! What expressions work with.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use crate::kubernetes::quantity::Amount;

/// A value. A clone is one count, whatever the size.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number that is written with `u`.
    Uint(u64),
    /// Any other number.
    Double(f64),
    /// A text.
    Text(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// A list, and what makes two of it equal.
    List(Arc<[Value]>, ListKind),
    /// A map, or an object by its fields.
    Map(Arc<BTreeMap<Key, Value>>),
    /// A length of time, in billionths of a second.
    Duration(i128),
    /// A point in time, in billionths of a second since 1970.
    Timestamp(i128),
    /// A type, by its name.
    Type(Arc<str>),
    /// What may be absent.
    Optional(Option<Arc<Value>>),
    /// `quantity("1Gi")`.
    Quantity(Amount),
    /// `ip("10.0.0.1")`.
    Ip(IpAddr),
    /// `cidr("10.0.0.0/8")`.
    Cidr(IpAddr, u8),
    /// `url("https://example.com")`.
    Url(Arc<Url>),
    /// `semver("1.2.3")`.
    Semver(Arc<Semver>),
    /// `format.dns1123Label()`, by the name of the format.
    Format(&'static str),
    /// What the server reads into something else, and what cannot be read here: why.
    Unread(&'static str),
    /// What has a fault of its own, or is missing and must be there: nothing can be said of it, not even whether it is.
    Wrong,
}

/// A key of a map.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Key {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number, with or without `u`.
    Whole(i128),
    /// A text.
    Text(Arc<str>),
}

/// What makes two lists equal, and what joining them does: `x-kubernetes-list-type`.
#[derive(Clone, Debug)]
pub enum ListKind {
    /// The same items in the same order.
    Atomic,
    /// The same items in any order.
    Set,
    /// Items are told from each other by these fields.
    Map(Arc<[Arc<str>]>),
}

/// The parts of a URL: `net/url` in Go.
#[derive(PartialEq, Eq, Debug)]
pub struct Url {
    pub(super) scheme: String,
    pub(super) host: String,
    pub(super) port: String,
    pub(super) path: String,
    pub(super) query: BTreeMap<String, Vec<String>>,
}

/// A version as semantic versioning has it.
#[derive(PartialEq, Eq, Debug)]
pub struct Semver {
    pub(super) numbers: [u64; 3],
    pub(super) before: Vec<String>,
}

impl ListKind {
    /// What tells an item of a list that is a map by keys from the others; nothing of another list.
    pub fn identity(&self, item: &Value) -> Option<String> {
        let (ListKind::Map(keys), Value::Map(entries)) = (self, item) else { return None };
        let part = |key: &Arc<str>| match entries.get(&Key::Text(key.clone())) {
            Some(Value::Text(text)) => format!("{text:?},"),
            value => format!("{value:?},"),
        };
        Some(keys.iter().map(part).collect())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.into())
    }
}

impl Value {
    /// A list whose items are compared in their order.
    pub fn list(items: Vec<Value>) -> Value {
        Value::List(items.into(), ListKind::Atomic)
    }

    /// A map of texts.
    pub fn map(entries: impl IntoIterator<Item = (String, Value)>) -> Value {
        Value::Map(Arc::new(entries.into_iter().map(|(key, value)| (Key::Text(key.into()), value)).collect()))
    }

    /// The name of its type, as `type()` gives it.
    pub(super) fn type_name(&self) -> &str {
        match self {
            Value::Null => "null_type",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Uint(_) => "uint",
            Value::Double(_) => "double",
            Value::Text(_) => "string",
            Value::Bytes(_) => "bytes",
            Value::List(..) => "list",
            Value::Map(_) => "map",
            Value::Duration(_) => "google.protobuf.Duration",
            Value::Timestamp(_) => "google.protobuf.Timestamp",
            Value::Type(_) => "type",
            Value::Optional(_) => "optional_type",
            Value::Quantity(_) => "kubernetes.Quantity",
            Value::Ip(_) => "net.IP",
            Value::Cidr(..) => "net.CIDR",
            Value::Url(_) => "kubernetes.URL",
            Value::Semver(_) => "kubernetes.Semver",
            Value::Format(_) => "kubernetes.NamedFormat",
            Value::Unread(_) | Value::Wrong => "dyn",
        }
    }

    /// How much it costs to look at all of it, in steps.
    pub(super) fn size(&self) -> usize {
        match self {
            Value::Text(text) => text.len() / 10 + 1,
            Value::Bytes(bytes) => bytes.len() / 10 + 1,
            Value::List(items, _) => items.len() + 1,
            Value::Map(entries) => entries.len() + 1,
            _ => 1,
        }
    }

    /// The key that it is in a map; nothing of what can be none.
    pub(super) fn key(&self) -> Option<Key> {
        Some(match self {
            Value::Bool(bool) => Key::Bool(*bool),
            Value::Int(int) => Key::Whole(i128::from(*int)),
            Value::Uint(uint) => Key::Whole(i128::from(*uint)),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a whole number within the bounds of 128 bits"
            )]
            Value::Double(number) if number.fract() == 0.0 && number.abs() < 1e18 => {
                Key::Whole(*number as i128)
            }
            Value::Text(text) => Key::Text(text.clone()),
            _ => return None,
        })
    }

    /// Whether two values are equal; numbers are compared over their types.
    pub(super) fn equals(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(one), Value::Bool(two)) => one == two,
            (Value::Text(one), Value::Text(two)) | (Value::Type(one), Value::Type(two)) => one == two,
            (Value::Bytes(one), Value::Bytes(two)) => one == two,
            (Value::List(one, kind), Value::List(two, _)) => lists_equal(one, two, kind),
            (Value::Map(one), Value::Map(two)) => {
                one.len() == two.len()
                    && one.iter().all(|(key, value)| two.get(key).is_some_and(|other| value.equals(other)))
            }
            (Value::Duration(one), Value::Duration(two)) | (Value::Timestamp(one), Value::Timestamp(two)) => {
                one == two
            }
            (Value::Optional(one), Value::Optional(two)) => match (one, two) {
                (Some(one), Some(two)) => one.equals(two),
                (one, two) => one.is_none() && two.is_none(),
            },
            (Value::Quantity(one), Value::Quantity(two)) => one == two,
            (Value::Ip(one), Value::Ip(two)) => one == two,
            (Value::Cidr(one, bits), Value::Cidr(two, others)) => one == two && bits == others,
            (Value::Url(one), Value::Url(two)) => one == two,
            (Value::Semver(one), Value::Semver(two)) => one == two,
            (Value::Format(one), Value::Format(two)) => one == two,
            _ => self.compare(other) == Some(Ordering::Equal),
        }
    }

    /// Which of two is more; nothing of what has no order, and of what is not a number.
    pub(super) fn compare(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Bool(one), Value::Bool(two)) => Some(one.cmp(two)),
            (Value::Text(one), Value::Text(two)) => Some(one.cmp(two)),
            (Value::Bytes(one), Value::Bytes(two)) => Some(one.cmp(two)),
            (Value::Duration(one), Value::Duration(two)) | (Value::Timestamp(one), Value::Timestamp(two)) => {
                Some(one.cmp(two))
            }
            (Value::Double(one), two) => one.partial_cmp(&two.double()?),
            (one, Value::Double(two)) => one.double()?.partial_cmp(two),
            (one, two) => Some(one.whole()?.cmp(&two.whole()?)),
        }
    }

    fn whole(&self) -> Option<i128> {
        match self {
            Value::Int(int) => Some(i128::from(*int)),
            Value::Uint(uint) => Some(i128::from(*uint)),
            _ => None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "as the server compares them")]
    fn double(&self) -> Option<f64> {
        match self {
            Value::Int(int) => Some(*int as f64),
            Value::Uint(uint) => Some(*uint as f64),
            Value::Double(double) => Some(*double),
            _ => None,
        }
    }
}

/// Whether two lists are equal by the kind of the first.
fn lists_equal(one: &[Value], two: &[Value], kind: &ListKind) -> bool {
    if one.len() != two.len() {
        return false;
    }
    match kind {
        ListKind::Atomic => one.iter().zip(two).all(|(one, two)| one.equals(two)),
        ListKind::Set => one.iter().all(|item| two.iter().any(|other| item.equals(other))),
        ListKind::Map(keys) => {
            one.iter().all(|item| two.iter().any(|other| same_keys(item, other, keys) && item.equals(other)))
        }
    }
}

/// Whether two items are the same one of a list by keys.
pub(super) fn same_keys(one: &Value, two: &Value, keys: &[Arc<str>]) -> bool {
    let (Value::Map(one), Value::Map(two)) = (one, two) else { return false };
    keys.iter().all(|key| {
        let key = Key::Text(key.clone());
        match (one.get(&key), two.get(&key)) {
            (Some(one), Some(two)) => one.equals(two),
            (one, two) => one.is_none() && two.is_none(),
        }
    })
}

impl Key {
    /// The key as a value.
    pub(super) fn value(&self) -> Value {
        match self {
            Key::Bool(bool) => Value::Bool(*bool),
            Key::Whole(whole) => i64::try_from(*whole)
                .map_or_else(|_| u64::try_from(*whole).map_or(Value::Null, Value::Uint), Value::Int),
            Key::Text(text) => Value::Text(text.clone()),
        }
    }

    /// The key as messages name it.
    pub(super) fn text(&self) -> String {
        match self {
            Key::Bool(bool) => bool.to_string(),
            Key::Whole(whole) => whole.to_string(),
            Key::Text(text) => text.to_string(),
        }
    }
}
