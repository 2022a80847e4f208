//! Reads a revision of a git repository: the files of a commit as a [`World`](crate::world::World), from git's own
//! object store. No program runs, nothing is fetched, and the checkout is neither read nor touched.
//!
//! Facts are from git's own documentation of its formats: gitrepository-layout, gitformat-pack, gitformat-index,
//! gitrevisions and git-check-ref-format.

mod commit;
mod config;
mod delta;
mod fault;
mod history;
mod id;
mod index;
mod inflate;
mod links;
mod loose;
mod no_revision;
mod object;
mod objects;
mod pack;
mod refs;
mod repository;
mod resolve;
mod revision;
mod store;
mod tree;

pub use no_revision::NoRevision;
pub use revision::{Revision, open};
pub use store::{Bytes, Store};
