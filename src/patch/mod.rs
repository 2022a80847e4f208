//! Patches of objects.

pub mod strategic;
