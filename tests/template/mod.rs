//! Templates, rendered and read.

mod language;
mod origins;
mod project;
mod survival;
