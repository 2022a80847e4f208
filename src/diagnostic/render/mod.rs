//! Draws diagnostics, one file a format.

mod excerpt;
mod human;
mod visible;

pub use human::human;
pub use visible::visible;
