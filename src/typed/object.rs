//! The typed view: every kind of the list, and how a tree becomes one.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::{Deserialize, Serialize};

use super::de::Reader;
use super::findings::Findings;
use super::ser::Writer;
use crate::kubernetes::kinds::kinds;

macro_rules! object {
    ($($name:ident $($part:ident)::+,)*) => {
        /// An object as its Kubernetes type, for judging. It is never printed.
        #[derive(Clone, PartialEq, Debug)]
        #[non_exhaustive]
        pub enum Object {
            $(
                #[doc = concat!("A `", stringify!($name), "`.")]
                $name(Box<k8s_openapi::$($part)::+>),
            )*
            /// An object of a kind that is not built in, of which only the metadata has a type.
            Custom(Box<ObjectMeta>),
        }

        impl Object {
            /// What every object has.
            pub fn metadata(&self) -> &ObjectMeta {
                match self {
                    $(Object::$name(object) => &object.metadata,)*
                    Object::Custom(metadata) => metadata,
                }
            }
        }

        type Read = fn(&mut Findings) -> Option<Object>;

        /// How to read each kind, in the order of [`crate::kubernetes::kinds::ALL`].
        static READ: &[Read] = &[$(|findings| round_trip(findings).map(Object::$name)),*];
    };
}

kinds!(object);

/// Reads an object of the kind at `index` in the list of kinds.
pub(super) fn read(index: usize, findings: &mut Findings) -> Option<Object> {
    READ[index](findings)
}

/// Reads the object and writes it back against its own tree; both ways leave their findings.
///
/// This is compiled once for each kind, with all that hangs on it. Keep it the only place.
fn round_trip<'n, T: Deserialize<'n> + Serialize>(findings: &mut Findings<'n, '_>) -> Option<Box<T>> {
    let node = findings.resource().node();
    let read = T::deserialize(Reader::root(findings, node)).map(Box::new);
    let result = read.and_then(|object| {
        object.serialize(Writer::root(findings, node))?;
        Ok(object)
    });
    result.map_err(|error| findings.unreadable(&error)).ok()
}
