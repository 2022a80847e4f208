//! Draws diagnostics, one file a format.

mod human;

pub use human::human;
