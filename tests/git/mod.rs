//! Revisions of git repositories: read from the object store, without git.
//!
//! `built` makes repositories in memory, in which the names of objects are what a test wants them to be; `beside_git` asks
//! the real git, where there is one; `made_by_git` are files that it wrote.

mod beside_git;
mod built;
mod ci;
mod corrupt;
mod diff;
mod made_by_git;
mod revisions;
mod world;
