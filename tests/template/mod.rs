//! Templates, rendered and read.

mod columns;
mod hostile;
mod language;
mod lines;
mod origins;
mod project;
mod survival;
