//! The door to the files of a repository, which may lie anywhere on the machine.

use std::path::Path;

use crate::world::{FileKind, Refusal};

/// What is asked of the machine about the files that git keeps. Paths are absolute; links are followed.
pub trait Store: Sync {
    /// What is at a path; nothing if nothing is there.
    fn kind(&self, path: &Path) -> Option<FileKind>;

    /// The names in a folder, in any order, without those that are no text: git makes none.
    fn names(&self, folder: &Path) -> Result<Vec<String>, Refusal>;

    /// The bytes of a file, which has [`MAX_FILE_BYTES`](crate::world::MAX_FILE_BYTES) at most.
    fn read(&self, path: &Path) -> Result<Vec<u8>, Refusal>;

    /// A file of any size, to be read in parts.
    fn open(&self, path: &Path) -> Result<Box<dyn Bytes>, Refusal>;
}

/// A file that is read in parts.
pub trait Bytes: Send + Sync {
    /// How many bytes it has.
    fn len(&self) -> u64;

    /// Whether it has none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills the front of `buffer` with the bytes from `offset` on, and gives how many there were; none at the end.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, Refusal>;
}

impl Bytes for Vec<u8> {
    fn len(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, Refusal> {
        let from = usize::try_from(offset).ok().and_then(|offset| self.get(offset..)).unwrap_or_default();
        let length = from.len().min(buffer.len());
        buffer[..length].copy_from_slice(&from[..length]);
        Ok(length)
    }
}
