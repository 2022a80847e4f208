//! All integration tests, in one binary.

mod architecture;
mod browser;
mod cases;
mod chain;
mod claims;
mod cli;
mod commands;
mod facts;
mod fuzz;
mod generate;
mod git;
mod kustomize;
mod names;
mod patch;
mod robustness;
mod runner;
mod secrets;
mod silence;
mod sound;
mod systems;
mod template;
mod typed;
mod verdicts;
mod yaml;
