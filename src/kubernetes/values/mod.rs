//! What the fields of a type take, beyond their type: words, bounds and formats, as tables with a file for each group.
//!
//! A row holds for every object of the type, wherever it stands. What hangs on the kind around it, or on another field, is
//! a rule in `check::api`. From the validation of each type in Kubernetes 1.36, in `pkg/apis/<group>/validation`; each file
//! names its functions.

mod cluster;
mod devices;
mod extensions;
mod network;
mod pods;
mod storage;
mod volumes;
mod workloads;

use super::formats::Fault;

/// A field of a type and what it takes.
#[derive(Clone, Copy)]
pub struct Row {
    /// The field.
    pub field: &'static str,
    /// What it takes. Of a list, what each item takes.
    pub takes: Takes,
    /// Whether it must be there, and not be empty.
    pub needed: bool,
}

/// What a field takes.
#[derive(Clone, Copy)]
pub enum Takes {
    /// Whatever its type takes.
    Anything,
    /// One of these words. An empty one is the default, unless the field is needed.
    OneOf(&'static [&'static str]),
    /// One of these words, and not an empty one either.
    Words(&'static [&'static str]),
    /// A number between these, both of which it may be.
    Within(i64, i64),
    /// A text in a format; an empty one is none, unless the field is needed.
    Format(fn(&str) -> Fault),
}

/// Rows of a type.
type Rows = &'static [Row];

/// Every row of a type, by its name in the API: `Container`.
pub fn of(type_name: &str) -> impl Iterator<Item = &'static Row> {
    let groups = [
        pods::of,
        volumes::of,
        workloads::of,
        network::of,
        storage::of,
        cluster::of,
        devices::of,
        extensions::of,
    ];
    groups.map(|of| of(type_name)).into_iter().flatten()
}

const fn one_of(field: &'static str, words: &'static [&'static str]) -> Row {
    Row { field, takes: Takes::OneOf(words), needed: false }
}

/// For a field that the server fills in only if it is absent, or not at all.
const fn words(field: &'static str, words: &'static [&'static str]) -> Row {
    Row { field, takes: Takes::Words(words), needed: false }
}

const fn needs_one_of(field: &'static str, words: &'static [&'static str]) -> Row {
    Row { field, takes: Takes::OneOf(words), needed: true }
}

const fn within(field: &'static str, low: i64, high: i64) -> Row {
    Row { field, takes: Takes::Within(low, high), needed: false }
}

const fn at_least(field: &'static str, low: i64) -> Row {
    within(field, low, i64::MAX)
}

const fn port(field: &'static str) -> Row {
    within(field, 1, 65535)
}

const fn needed(field: &'static str) -> Row {
    Row { field, takes: Takes::Anything, needed: true }
}

const fn format(field: &'static str, format: fn(&str) -> Fault) -> Row {
    Row { field, takes: Takes::Format(format), needed: false }
}

const fn needs(field: &'static str, format: fn(&str) -> Fault) -> Row {
    Row { field, takes: Takes::Format(format), needed: true }
}

/// The rows of several types; nothing of another one.
macro_rules! rows {
    ($($($type_name:literal)|+ => [$($row:expr),* $(,)?],)*) => {
        /// The types of this group that have rows.
        #[cfg(test)]
        pub(super) const TYPES: &[&str] = &[$($($type_name),+),*];

        /// The rows of a type.
        pub(super) fn of(type_name: &str) -> super::Rows {
            match type_name {
                $($($type_name)|+ => const { &[$($row),*] },)*
                _ => &[],
            }
        }
    };
}

use rows;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::schema;

    #[test]
    fn every_row_is_of_a_field_that_there_is() {
        let groups = [
            pods::TYPES,
            volumes::TYPES,
            workloads::TYPES,
            network::TYPES,
            storage::TYPES,
            cluster::TYPES,
            devices::TYPES,
            extensions::TYPES,
        ];
        for name in groups.into_iter().flatten() {
            let types: Vec<_> = schema::types().filter(|of| of.name() == *name).collect();
            assert!(!types.is_empty(), "there is no type {name}");
            for row in of(name) {
                let has = types.iter().any(|of| of.field(row.field).is_some());
                assert!(has, "{name} has no `{}`", row.field);
                assert_eq!(
                    of(name).filter(|other| other.field == row.field).count(),
                    1,
                    "{name}.{}",
                    row.field
                );
            }
        }
    }
}
