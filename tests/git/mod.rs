//! Revisions of git repositories: read from the object store, without git.

mod beside_git;
mod built;
