//! Draws diagnostics, one file a format.

mod excerpt;
mod human;
mod json;
mod visible;

pub use human::human;
pub use json::json;
pub use visible::visible;
