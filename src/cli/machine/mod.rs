//! What the command line asks of the machine it runs on: the project, a place for results, the terminal.

mod disk;
mod memory;
mod process;

pub use disk::Disk;
pub use memory::InMemory;

use std::io;
use std::path::{Component, Path, PathBuf};

use crate::git::{self, NoRevision, Revision, Store};
use crate::pipeline::Environment;
use crate::source::Sources;
use crate::world::{FilePath, Files, Refusal, World};

/// The machine under a run: a real one, or one in memory for tests.
///
/// A `directory` is where the run stands, as `-C` says; without one it stands where the process does.
pub trait Machine {
    /// Finds the project around `directory`: the nearest folder, upwards, with `rkgen.yaml` or `environments/`.
    fn project(&self, directory: Option<&Path>) -> Result<Root<'_>, NoRoot>;

    /// The files that the kustomization in `folder` may read, and where in them it stands: those of the project around
    /// it, or of the repository; where it is in neither, all. Nothing if there is no such folder.
    fn kustomization(&self, directory: Option<&Path>, folder: &Path) -> Option<Root<'_>>;

    /// What is at `path`, be it in a project or not: the files below a folder, and the root of them; or the folder that
    /// a file is in, and the file.
    fn manifests(&self, directory: Option<&Path>, path: &Path) -> Result<Place<'_>, Refusal>;

    /// All of standard input.
    fn input(&self) -> Result<Vec<u8>, Refusal>;

    /// Writes a file in one go: whoever reads it sees the old bytes or the new ones, never a part.
    fn write(&self, directory: Option<&Path>, file: &Path, bytes: &[u8]) -> Result<(), Refusal>;

    /// The path of what is at `path`, without links; nothing if nothing is there.
    fn real(&self, directory: Option<&Path>, path: &Path) -> Option<PathBuf>;

    /// Whether there is a folder at `path`.
    fn is_folder(&self, directory: Option<&Path>, path: &Path) -> bool;

    /// A folder to write files into, made if it is not there.
    fn folder(&self, directory: Option<&Path>, path: &Path) -> Result<Box<dyn Folder + '_>, Refusal>;

    /// The files of git repositories.
    fn store(&self) -> &dyn Store;

    /// The files of the project, or of what else has this root, in a revision of the git repository around it.
    fn revision<'r>(&'r self, root: &'r Root<'_>, said: &str) -> Result<Revision<'r>, NoRevision> {
        git::open(self.store(), &root.path, &*root.world, said)
    }

    /// Where a stream goes.
    fn screen(&self, stream: Stream) -> Screen;

    /// The keys of the terminal that both standard input and standard output are; nothing if they are not. The terminal
    /// is what it was when they are dropped.
    fn keys(&self) -> Option<Box<dyn Keys + '_>>;

    /// Takes what a command has built and needs no more.
    fn leave(&self, built: Vec<Environment>) {
        drop(built);
    }
}

/// Keys that somebody presses.
pub trait Keys {
    /// The next one. It waits.
    fn next(&mut self) -> Key;

    /// How many columns and rows the terminal has.
    fn size(&self) -> (usize, usize);
}

/// A key that was pressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key {
    /// One that writes a character.
    Char(char),
    /// What is shown is to be shown again: it was asked for, or the terminal has another size, or shows something else.
    Redraw,
    /// One that ends everything, or the process is asked to end, or the terminal is closed.
    End,
}

/// A folder whose files can be written and removed. Nothing outside it is ever touched, links resolved.
pub trait Folder: World {
    /// Writes a file in one go, with the folders on the way to it.
    fn write(&self, path: &FilePath, bytes: &[u8]) -> Result<(), Refusal> {
        self.write_all(&[(path, bytes)]).map_err(|(_, refusal)| refusal)
    }

    /// Writes all of the files or, if one of them cannot be written, none; then it is named. Each is written as
    /// [`Folder::write`] does it.
    fn write_all(&self, files: &[(&FilePath, &[u8])]) -> Result<(), (FilePath, Refusal)>;

    /// Removes a file, and the folders that are empty without it.
    fn remove(&self, path: &FilePath) -> Result<(), Refusal>;
}

/// A stream of the process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// Where a stream goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Screen {
    /// Whether a person reads it as it is written.
    pub terminal: bool,
    /// Whether to draw in colour unless the command line says otherwise.
    pub colour: bool,
    /// The number of columns.
    pub width: usize,
}

/// A project and where the run stands in it.
pub struct Root<'m> {
    /// The files below the root.
    pub world: Box<dyn World + 'm>,
    /// The root on this machine.
    pub path: PathBuf,
    /// The folder that the run stands in.
    pub here: FilePath,
    /// The folder from which paths are shown, where they are not shown from the root.
    pub seen_from: Option<String>,
}

/// A file or a folder that was named on the command line.
pub struct Place<'m> {
    /// The files below the folder, or below the one that the file is in.
    pub world: Box<dyn World + 'm>,
    /// The file; the root for a folder.
    pub path: FilePath,
}

/// Why there is no project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoRoot {
    /// The folder to start from cannot be entered.
    NoFolder(Refusal),
    /// Neither it nor any folder above it holds a project.
    NotFound,
    /// It is in the folder in which git keeps a repository: there are no files beside it.
    BareRepository,
}

impl Root<'_> {
    /// The files below the root, whose texts go into `sources`.
    pub fn files<'r>(&'r self, sources: &'r Sources) -> Files<'r> {
        if let Some(folder) = &self.seen_from {
            sources.see_from(folder);
        }
        Files::new(&*self.world, sources)
    }

    /// The path from the root of a file named on the command line; nothing if it lies outside the project.
    pub fn file(&self, named: &Path) -> Option<FilePath> {
        match named.strip_prefix(&self.path) {
            Ok(below) if named.is_absolute() => FilePath::root().join(&portable(below)?),
            _ => self.here.join(&portable(named)?),
        }
    }
}

/// A relative path with `/` between its parts; nothing if it is absolute or no text.
fn portable(path: &Path) -> Option<String> {
    let parts = path.components().map(|component| match component {
        Component::CurDir => Some("."),
        Component::ParentDir => Some(".."),
        Component::Normal(name) => name.to_str(),
        Component::RootDir | Component::Prefix(_) => None,
    });
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

/// What the system said, as a clause in lower case: without its number, that only programmers know.
pub(super) fn plain_words(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_lowercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_speaks_plainly() {
        let error = io::Error::from_raw_os_error(28);
        assert_eq!(plain_words(&error), "no space left on device");
    }

    #[test]
    fn a_file_on_the_command_line_is_found_from_where_the_run_stands() {
        let root = Root {
            world: Box::new(crate::world::Memory::default()),
            path: "/project".into(),
            here: FilePath::root().join("environments/prod").unwrap(),
            seen_from: None,
        };
        let file = |named: &str| root.file(Path::new(named)).map(|path| path.to_string());
        assert_eq!(file("web.yaml").as_deref(), Some("environments/prod/web.yaml"));
        assert_eq!(file("./../../values.yaml").as_deref(), Some("values.yaml"));
        assert_eq!(file("/project/values.yaml").as_deref(), Some("values.yaml"));
        assert_eq!(file("../../../values.yaml"), None);
        assert_eq!(file("/etc/passwd"), None);
    }
}
