//! Looks at revisions.

use std::path::{Path, PathBuf};

use rkgen::cli::{Machine, Root};
use rkgen::git::NoRevision;
use rkgen::world::{FilePath, Memory};

/// Looks at a revision for a project in this folder.
pub(crate) fn at<T>(
    machine: &dyn Machine,
    project: &str,
    said: &str,
    look: impl FnOnce(&rkgen::git::Revision) -> T,
) -> Result<T, NoRevision> {
    let root = Root {
        world: Box::new(Memory::default()),
        path: PathBuf::from(Path::new(project)),
        here: FilePath::root(),
    };
    machine.revision(&root, said).map(|revision| look(&revision))
}

pub(crate) fn path(text: &str) -> FilePath {
    FilePath::root().join(text).expect("a path")
}
