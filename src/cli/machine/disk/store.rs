//! The files of git repositories on the disk.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::{read_all, reason};
use crate::git::{Bytes, Store};
use crate::world::{FileKind, Refusal};

/// All files of the disk.
pub(super) struct OnDisk;

impl Store for OnDisk {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        let there = fs::metadata(path).ok()?;
        Some(if there.is_dir() { FileKind::Folder } else { FileKind::File })
    }

    fn names(&self, folder: &Path) -> Result<Vec<String>, Refusal> {
        let entries = fs::read_dir(folder).map_err(reason)?;
        let names = entries.map(|entry| entry.map(|entry| entry.file_name().into_string().ok()));
        names.filter_map(Result::transpose).collect::<io::Result<_>>().map_err(reason)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Refusal> {
        read_all(path, regular(path)?)
    }

    fn open(&self, path: &Path) -> Result<Box<dyn Bytes>, Refusal> {
        let length = regular(path)?;
        Ok(Box::new(Opened { file: File::open(path).map_err(reason)?, length }))
    }
}

/// How many bytes a file has; a refusal if it is none. Opening a pipe would wait for its other end.
fn regular(path: &Path) -> Result<u64, Refusal> {
    let there = fs::metadata(path).map_err(reason)?;
    match there.file_type() {
        kind if kind.is_dir() => Err(Refusal::IsFolder),
        kind if kind.is_file() => Ok(there.len()),
        _ => Err(Refusal::Unreadable("it is neither a file nor a folder".to_owned())),
    }
}

/// A file that is read in parts, from several threads at once.
struct Opened {
    file: File,
    length: u64,
}

impl Bytes for Opened {
    fn len(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, Refusal> {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(&self.file, buffer, offset);
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(&self.file, buffer, offset);
        read.map_err(reason)
    }
}
