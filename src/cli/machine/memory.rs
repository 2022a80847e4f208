//! A machine in memory, for tests.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Folder, Key, Keys, Machine, NoRoot, Place, Root, Screen, Stream, portable};
use crate::git::{Bytes, Store};
use crate::world::{DirEntry, FileKind, FilePath, Memory, Refusal, World};

/// A machine whose disk is a [`Memory`]: nobody watches it, and it is drawn on in plain text.
pub struct InMemory {
    files: Mutex<Memory>,
    /// Where the process stands, from the disk's root.
    pub here: FilePath,
    /// Where both streams go.
    pub screen: Screen,
    /// What standard input says.
    pub input: Vec<u8>,
    /// The keys that are pressed at a terminal; nothing if there is none.
    pub keys: Option<String>,
    /// A folder in which nothing may be written, if there is one.
    pub locked: Option<FilePath>,
    /// The columns and rows of that terminal.
    pub size: (usize, usize),
}

impl InMemory {
    /// A machine with these files, that stands at their root.
    pub fn new(files: Memory) -> Self {
        let screen = Screen { terminal: false, colour: false, width: 100 };
        InMemory {
            files: Mutex::new(files),
            here: FilePath::root(),
            screen,
            input: Vec::new(),
            keys: None,
            locked: None,
            size: (80, 24),
        }
    }

    /// The files as they are now.
    pub fn files(&self) -> MutexGuard<'_, Memory> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A path on the disk: absolute ones begin at its root.
    fn path(&self, directory: Option<&Path>, named: &Path) -> Result<FilePath, Refusal> {
        let step = |from: &FilePath, path: &Path| match path.strip_prefix("/") {
            Ok(below) => FilePath::root().join(&portable(below)?),
            Err(_) => from.join(&portable(path)?),
        };
        let from = directory.map_or(Some(self.here.clone()), |directory| step(&self.here, directory));
        from.and_then(|from| step(&from, named)).ok_or(Refusal::Missing)
    }
}

impl Machine for InMemory {
    fn project(&self, directory: Option<&Path>) -> Result<Root<'_>, NoRoot> {
        let start = self.path(directory, Path::new("")).map_err(NoRoot::NoFolder)?;
        let files = self.files();
        match files.kind(&start) {
            Some(FileKind::Folder) => {}
            Some(FileKind::File) => return Err(NoRoot::NoFolder(Refusal::IsFile)),
            None => return Err(NoRoot::NoFolder(Refusal::Missing)),
        }
        let root = start.ancestors().find(|folder| holds_project(&files, folder)).ok_or(NoRoot::NotFound)?;
        let here = start.below(&root).unwrap_or_default();
        let path = Path::new("/").join(root.as_str());
        Ok(Root { world: Box::new(files.below(&root)), path, here, seen_from: None })
    }

    fn kustomization(&self, directory: Option<&Path>, folder: &Path) -> Option<Root<'_>> {
        let here = self.path(directory, folder).ok()?;
        let files = self.files();
        if files.kind(&here) != Some(FileKind::Folder) {
            return None;
        }
        let root = here.ancestors().find(|folder| holds_project(&files, folder)).unwrap_or_default();
        let path = Path::new("/").join(root.as_str());
        let here = here.below(&root)?;
        Some(Root { world: Box::new(files.below(&root)), path, here, seen_from: None })
    }

    fn manifests(&self, directory: Option<&Path>, path: &Path) -> Result<Place<'_>, Refusal> {
        let path = self.path(directory, path)?;
        let (folder, file) = match self.files().kind(&path) {
            Some(FileKind::Folder) => (path, FilePath::root()),
            Some(FileKind::File) => (path.parent(), path.below(&path.parent()).unwrap_or_default()),
            None => return Err(Refusal::Missing),
        };
        Ok(Place { world: Box::new(Below { machine: self, folder }), path: file })
    }

    fn input(&self) -> Result<Vec<u8>, Refusal> {
        Ok(self.input.clone())
    }

    fn write(&self, directory: Option<&Path>, file: &Path, bytes: &[u8]) -> Result<(), Refusal> {
        let path = self.path(directory, file)?;
        write(&mut self.files(), &path, bytes)
    }

    fn real(&self, directory: Option<&Path>, path: &Path) -> Option<PathBuf> {
        Some(Path::new("/").join(self.path(directory, path).ok()?.as_str()))
    }

    fn is_folder(&self, directory: Option<&Path>, path: &Path) -> bool {
        self.path(directory, path).is_ok_and(|path| self.files().kind(&path) == Some(FileKind::Folder))
    }

    fn folder(&self, directory: Option<&Path>, path: &Path) -> Result<Box<dyn Folder + '_>, Refusal> {
        let path = self.path(directory, path)?;
        match self.files().kind(&path) {
            Some(FileKind::File) => Err(Refusal::IsFile),
            _ => Ok(Box::new(Below { machine: self, folder: path })),
        }
    }

    fn store(&self) -> &dyn Store {
        self
    }

    fn screen(&self, _: Stream) -> Screen {
        self.screen
    }

    fn keys(&self) -> Option<Box<dyn Keys + '_>> {
        let keys = self.keys.as_deref()?;
        Some(Box::new(Pressed { keys: keys.chars(), size: self.size }))
    }
}

impl Store for InMemory {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.files().kind(&self.path(None, path).ok()?)
    }

    fn names(&self, folder: &Path) -> Result<Vec<String>, Refusal> {
        let entries = self.files().list(&self.path(None, folder)?)?;
        Ok(entries.into_iter().map(|entry| entry.name).collect())
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Refusal> {
        self.files().read(&self.path(None, path)?)
    }

    fn open(&self, path: &Path) -> Result<Box<dyn Bytes>, Refusal> {
        Ok(Box::new(Store::read(self, path)?))
    }
}

fn holds_project(files: &Memory, folder: &FilePath) -> bool {
    let holds =
        |name: &str, kind: FileKind| folder.join(name).is_some_and(|path| files.kind(&path) == Some(kind));
    holds("rkgen.yaml", FileKind::File) || holds("environments", FileKind::Folder)
}

fn write(files: &mut Memory, path: &FilePath, bytes: &[u8]) -> Result<(), Refusal> {
    if files.kind(path) == Some(FileKind::Folder) {
        return Err(Refusal::IsFolder);
    }
    files.add(path.as_str(), bytes);
    Ok(())
}

/// Keys that were pressed beforehand.
struct Pressed<'k> {
    keys: std::str::Chars<'k>,
    size: (usize, usize),
}

impl Keys for Pressed<'_> {
    fn next(&mut self) -> Key {
        self.keys.next().map_or(Key::End, Key::Char)
    }

    fn size(&self) -> (usize, usize) {
        self.size
    }
}

struct Below<'m> {
    machine: &'m InMemory,
    folder: FilePath,
}

impl Below<'_> {
    fn path(&self, path: &FilePath) -> FilePath {
        self.folder.join(path.as_str()).unwrap_or_default()
    }
}

impl World for Below<'_> {
    fn read(&self, path: &FilePath) -> Result<Vec<u8>, Refusal> {
        self.machine.files().read(&self.path(path))
    }

    fn list(&self, folder: &FilePath) -> Result<Vec<DirEntry>, Refusal> {
        self.machine.files().list(&self.path(folder))
    }

    fn walk(&self, folder: &FilePath) -> Result<Vec<FilePath>, (FilePath, Refusal)> {
        let found = self.machine.files().walk(&self.path(folder));
        let below = |path: FilePath| path.below(&self.folder).unwrap_or_default();
        found.map(|paths| paths.into_iter().map(below).collect()).map_err(|(path, why)| (below(path), why))
    }

    fn kind(&self, path: &FilePath) -> Option<FileKind> {
        self.machine.files().kind(&self.path(path))
    }
}

impl Folder for Below<'_> {
    fn write_all(&self, files: &[(&FilePath, &[u8])]) -> Result<(), (FilePath, Refusal)> {
        let mut there = self.machine.files();
        let folders = |path: &&FilePath| there.kind(&self.path(path)) == Some(FileKind::Folder);
        if let Some(path) = files.iter().map(|(path, _)| *path).find(folders) {
            return Err((path.clone(), Refusal::IsFolder));
        }
        let is_locked = |path: &FilePath| {
            self.machine.locked.as_ref().is_some_and(|locked| self.path(path).is_within(locked))
        };
        if let Some((path, _)) = files.iter().find(|(path, _)| is_locked(path)) {
            return Err(((*path).clone(), Refusal::Unreadable("permission denied".to_owned())));
        }
        for (path, bytes) in files {
            there.add(self.path(path).as_str(), *bytes);
        }
        Ok(())
    }

    fn remove(&self, path: &FilePath) -> Result<(), Refusal> {
        if self.machine.files().remove(self.path(path).as_str()) { Ok(()) } else { Err(Refusal::Missing) }
    }
}
