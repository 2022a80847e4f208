//! Writes files so that whoever reads one sees the old bytes or the new ones, never a part.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::reason;
use crate::world::Refusal;

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
    pub(super) fn write(file: PathBuf, bytes: &[u8]) -> Result<Part, Refusal> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let neighbour = file.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let mut new = OpenOptions::new().write(true).create_new(true).open(&neighbour).map_err(reason)?;
        let part = Part { neighbour, file };
        new.write_all(bytes).map_err(reason)?;
        if let Ok(old) = fs::metadata(&part.file) {
            fs::set_permissions(&part.neighbour, old.permissions()).map_err(reason)?;
        }
        Ok(part)
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
