//! Writes files so that whoever reads one sees the old bytes or the new ones, never a part.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Below, reason};
use crate::world::{FilePath, Refusal};

impl Below {
    /// Writes a neighbour of each file. The folders that are made for them are noted.
    pub(super) fn write_parts<'f>(
        &self,
        files: &[(&'f FilePath, &[u8])],
        made: &mut Vec<PathBuf>,
    ) -> Result<Vec<(&'f FilePath, Part)>, (FilePath, Refusal)> {
        let part = |(path, bytes): &(&'f FilePath, &[u8])| {
            let part = self.place(path, made).and_then(|file| Part::write(file, bytes));
            part.map(|part| (*path, part)).map_err(|refusal| ((*path).clone(), refusal))
        };
        files.iter().map(part).collect()
    }

    /// Where a file is to be written. The folders on the way to it are made; those that are new are noted.
    fn place(&self, path: &FilePath, made: &mut Vec<PathBuf>) -> Result<PathBuf, Refusal> {
        let mut folder = self.root.clone();
        for part in path.parent().parts() {
            folder.push(part);
            match fs::create_dir(&folder) {
                Ok(()) => made.push(folder.clone()),
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(reason(error)),
                Err(_) => {}
            }
        }
        let file = self.resolve(&path.parent())?.join(path.name());
        if file.is_dir() { Err(Refusal::IsFolder) } else { Ok(file) }
    }
}

/// Writes a neighbour and gives it the file's name. On a failure the file is what it was, and the neighbour gone.
pub(super) fn replace(file: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    Part::write(file.to_owned(), bytes)?.put()
}

/// A neighbour that holds what a file is to say. Unless it is put in its place, it goes.
pub(super) struct Part {
    neighbour: PathBuf,
    file: PathBuf,
}

impl Part {
    /// Writes the neighbour, which may be done by what may be done with the file.
    fn write(file: PathBuf, bytes: &[u8]) -> Result<Part, Refusal> {
        let (neighbour, mut new) = Part::open(&file)?;
        let part = Part { neighbour, file };
        new.write_all(bytes).map_err(reason)?;
        if let Ok(old) = fs::metadata(&part.file) {
            fs::set_permissions(&part.neighbour, old.permissions()).map_err(reason)?;
        }
        Ok(part)
    }

    /// Makes a neighbour that was not there. One that a killed process left may have any process's number: in a container
    /// it is often the same.
    fn open(file: &Path) -> Result<(PathBuf, File), Refusal> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let mut number = std::process::id();
        loop {
            let neighbour = file.with_file_name(format!(".{name}.{number}.part"));
            match OpenOptions::new().write(true).create_new(true).open(&neighbour) {
                Ok(new) => return Ok((neighbour, new)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number = number.wrapping_add(1),
                Err(error) => return Err(reason(error)),
            }
        }
    }

    /// Gives it the file's name.
    pub(super) fn put(self) -> Result<(), Refusal> {
        fs::rename(&self.neighbour, &self.file).map_err(reason)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // It is there no more if it was put in its place.
        let _ = fs::remove_file(&self.neighbour);
    }
}
