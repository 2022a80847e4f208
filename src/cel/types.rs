//! The types by which an expression is judged before it is run.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::signatures::P;

/// A type.
#[derive(Clone, Debug)]
pub enum Type {
    /// Anything: what it is shows when the expression is run.
    Dyn,
    /// Not known here, or of something that has a fault: nothing more is said of it.
    Unknown,
    /// What nothing was said of yet: the items of `[]`.
    Free,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A whole number that is written with `u`.
    Uint,
    /// Any other number.
    Double,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
    /// A point in time.
    Timestamp,
    /// A length of time.
    Duration,
    /// A type itself.
    Type,
    /// A list of items of a type.
    List(Arc<Type>),
    /// A map with keys and values of two types.
    Map(Arc<(Type, Type)>),
    /// What may be absent.
    Optional(Arc<Type>),
    /// An object whose fields are known.
    Object(Arc<Shape>),
    /// Something that only functions look into.
    Opaque(&'static str),
}

/// The fields of an object.
#[derive(Debug)]
pub struct Shape {
    /// The name of its type.
    pub name: String,
    /// The type of each field, by the name that expressions use; nothing where every name is one.
    pub fields: Option<BTreeMap<String, Type>>,
}

impl Type {
    /// A list of items of a type.
    pub fn list(of: Type) -> Type {
        Type::List(Arc::new(of))
    }

    /// A map from texts.
    pub fn map(of: Type) -> Type {
        Type::Map(Arc::new((Type::Text, of)))
    }

    /// An object with these fields.
    pub fn object(name: impl Into<String>, fields: BTreeMap<String, Type>) -> Type {
        Type::Object(Arc::new(Shape { name: name.into(), fields: Some(fields) }))
    }

    /// Whether nothing can be said against it.
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Type::Dyn | Type::Unknown | Type::Free)
    }

    /// Whether it is exactly another type, as the server asks of results; what is not known is taken for it.
    pub fn is_exactly(&self, other: &Type) -> bool {
        match (self, other) {
            (Type::Unknown, _) | (Type::Dyn | Type::Free, Type::Dyn | Type::Free) => true,
            (Type::List(one), Type::List(two)) | (Type::Optional(one), Type::Optional(two)) => {
                one.is_exactly(two)
            }
            (Type::Map(one), Type::Map(two)) => one.0.is_exactly(&two.0) && one.1.is_exactly(&two.1),
            (Type::Object(one), Type::Object(two)) => one.name == two.name,
            (Type::Opaque(one), Type::Opaque(two)) => one == two,
            (one, two) => std::mem::discriminant(one) == std::mem::discriminant(two),
        }
    }

    /// The type that takes values of both: the more general one; nothing if neither takes the other.
    pub(super) fn join(&self, other: &Type) -> Option<Type> {
        Some(match (self, other) {
            (Type::Unknown, _) | (_, Type::Unknown) => Type::Unknown,
            (Type::Free, known) | (known, Type::Free) => known.clone(),
            (Type::Dyn, _) | (_, Type::Dyn) => Type::Dyn,
            (Type::List(one), Type::List(two)) => Type::list(one.join(two)?),
            (Type::Optional(one), Type::Optional(two)) => Type::Optional(Arc::new(one.join(two)?)),
            (Type::Map(one), Type::Map(two)) => {
                Type::Map(Arc::new((one.0.join(&two.0)?, one.1.join(&two.1)?)))
            }
            (Type::Null, other) | (other, Type::Null) => match other {
                Type::Null
                | Type::Object(_)
                | Type::Opaque(_)
                | Type::Optional(_)
                | Type::Timestamp
                | Type::Duration => other.clone(),
                _ => return None,
            },
            (one, two) if one.is_exactly(two) => one.clone(),
            _ => return None,
        })
    }

    /// Whether a value of this type can stand where a signature has `wanted`; learns what its letters stand for.
    pub(super) fn fits(&self, wanted: &P, letters: &mut [Option<Type>; 2]) -> bool {
        match (wanted, self) {
            (P::A | P::K, own) => {
                let letter = &mut letters[usize::from(matches!(wanted, P::K))];
                match letter.as_ref().map_or_else(|| Some(own.clone()), |known| known.join(own)) {
                    Some(joined) => {
                        *letter = Some(joined);
                        true
                    }
                    None => false,
                }
            }
            (P::List(of) | P::Optional(of), own) if own.is_open() => own.fits(of, letters),
            (P::Map(of), own) if own.is_open() => own.fits(&of.0, letters) && own.fits(&of.1, letters),
            (P::List(of), Type::List(own)) | (P::Optional(of), Type::Optional(own)) => own.fits(of, letters),
            (P::Map(of), Type::Map(own)) => own.0.fits(&of.0, letters) && own.1.fits(&of.1, letters),
            (P::Opaque(name), Type::Opaque(own)) => name == own,
            (P::Any, _)
            | (_, Type::Dyn | Type::Unknown | Type::Free)
            | (P::Opaque(_) | P::Timestamp | P::Duration | P::Optional(_), Type::Null)
            | (P::Bool, Type::Bool)
            | (P::Int, Type::Int)
            | (P::Uint, Type::Uint)
            | (P::Double, Type::Double)
            | (P::Text, Type::Text)
            | (P::Bytes, Type::Bytes)
            | (P::Timestamp, Type::Timestamp)
            | (P::Duration, Type::Duration)
            | (P::Type, Type::Type) => true,
            _ => false,
        }
    }

    /// The type that a signature gives, with what its letters were found to stand for.
    pub(super) fn of(wanted: &P, letters: &[Option<Type>; 2]) -> Type {
        match wanted {
            P::A => letters[0].clone().unwrap_or(Type::Free),
            P::K => letters[1].clone().unwrap_or(Type::Free),
            P::Any => Type::Dyn,
            P::Bool => Type::Bool,
            P::Int => Type::Int,
            P::Uint => Type::Uint,
            P::Double => Type::Double,
            P::Text => Type::Text,
            P::Bytes => Type::Bytes,
            P::Timestamp => Type::Timestamp,
            P::Duration => Type::Duration,
            P::Type => Type::Type,
            P::List(of) => Type::list(Type::of(of, letters)),
            P::Optional(of) => Type::Optional(Arc::new(Type::of(of, letters))),
            P::Map(of) => Type::Map(Arc::new((Type::of(&of.0, letters), Type::of(&of.1, letters)))),
            P::Opaque(name) => Type::Opaque(name),
        }
    }
}

/// As the server names it.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::Dyn | Type::Unknown | Type::Free => "dyn",
            Type::Null => "null",
            Type::Bool => "bool",
            Type::Int => "int",
            Type::Uint => "uint",
            Type::Double => "double",
            Type::Text => "string",
            Type::Bytes => "bytes",
            Type::Timestamp => "timestamp",
            Type::Duration => "duration",
            Type::Type => "type",
            Type::List(of) => return write!(f, "list({of})"),
            Type::Map(of) => return write!(f, "map({}, {})", of.0, of.1),
            Type::Optional(of) => return write!(f, "optional_type({of})"),
            Type::Object(shape) => &shape.name,
            Type::Opaque(name) => name,
        })
    }
}

/// The types that values have names for, but for those of [`NAMED_IN_FULL`].
pub(super) const NAMES: [&str; 12] = [
    "bool",
    "bytes",
    "double",
    "int",
    "list",
    "map",
    "null_type",
    "string",
    "type",
    "uint",
    "dyn",
    "optional_type",
];

/// Those whose names have dots, which an expression reads as fields.
const NAMED_IN_FULL: [&str; 3] = ["google.protobuf.Duration", "google.protobuf.Timestamp", "net.IP"];

/// Whether it is the name of a type.
pub(super) fn is_named(name: &str) -> bool {
    NAMES.contains(&name) || NAMED_IN_FULL.contains(&name)
}
