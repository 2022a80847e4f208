//! Fields that the OpenAPI document calls required and the API server does without.

/// Whether the API server takes an object of that type without the field.
pub(super) fn lenient(type_name: &str, field: &str) -> bool {
    LENIENT.binary_search(&(type_name, field)).is_ok()
}

/// Type and field, sorted.
#[rustfmt::skip]
static LENIENT: &[(&str, &str)] = &[
];
