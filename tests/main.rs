//! All integration tests, in one binary.

mod architecture;
mod cases;
mod cli;
mod runner;
mod template;
mod yaml;
