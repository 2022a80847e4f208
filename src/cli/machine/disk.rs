//! The real machine: the one file that touches the disk, the terminal, the environment's variables and programs.
#![expect(clippy::disallowed_methods, reason = "this is the one door that every other file goes through")]

mod call;
#[cfg(unix)]
mod keys;
mod part;
mod store;

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anstream::{AutoStream, ColorChoice};
use walkdir::WalkDir;

use super::{Folder, Keys, Machine, NoRoot, Place, Root, Screen, Stream, process};
use crate::git::Store;
use crate::pipeline::Environment;
use crate::world::{
    Call, DirEntry, FileKind, FilePath, MAX_ENTRIES, MAX_FILE_BYTES, NotRun, Output, Program, Refusal, World,
};
use part::replace;

/// The machine that the process runs on.
pub struct Disk;

impl Machine for Disk {
    fn project(&self, directory: Option<&Path>) -> Result<Root<'_>, NoRoot> {
        let start = standing(directory, Path::new("")).and_then(|path| {
            let start = fs::canonicalize(path).map_err(reason)?;
            if start.is_dir() { Ok(start) } else { Err(Refusal::IsFile) }
        });
        let start = start.map_err(NoRoot::NoFolder)?;
        let holds =
            |folder: &&Path| folder.join("rkgen.yaml").is_file() || folder.join("environments").is_dir();
        let is_bare = |folder: &Path| {
            folder.join("HEAD").is_file() && folder.join("objects").is_dir() && folder.join("refs").is_dir()
        };
        let none = || if start.ancestors().any(is_bare) { NoRoot::BareRepository } else { NoRoot::NotFound };
        let root = start.ancestors().find(holds).ok_or_else(none)?;
        let here = start.strip_prefix(root).ok().and_then(super::portable).unwrap_or_default();
        Ok(Root {
            world: Box::new(Below::new(root.to_owned())),
            path: root.to_owned(),
            here: FilePath::root().join(&here).unwrap_or_default(),
            seen_from: None,
        })
    }

    fn kustomization(&self, directory: Option<&Path>, folder: &Path) -> Option<Root<'_>> {
        let start = fs::canonicalize(standing(directory, folder).ok()?).ok().filter(|path| path.is_dir())?;
        let holds = |folder: &&Path| {
            folder.join("rkgen.yaml").is_file()
                || folder.join("environments").is_dir()
                || folder.join(".git").exists()
        };
        let project = start.ancestors().find(holds);
        let root = project.or(start.ancestors().last())?;
        let here = start.strip_prefix(root).ok().and_then(super::portable)?;
        let standing = || fs::canonicalize(standing(directory, Path::new("")).ok()?).ok();
        Some(Root {
            world: Box::new(Below::new(root.to_owned())),
            path: root.to_owned(),
            here: if project.is_some() { FilePath::root() } else { FilePath::machine_root() }.join(&here)?,
            seen_from: if project.is_some() { None } else { standing()?.to_str().map(str::to_owned) },
        })
    }

    fn manifests(&self, directory: Option<&Path>, path: &Path) -> Result<Place<'_>, Refusal> {
        let real = fs::canonicalize(standing(directory, path)?).map_err(reason)?;
        if real.is_dir() {
            return Ok(Place { world: Box::new(Below::new(real)), path: FilePath::root() });
        }
        let name = real.file_name().and_then(|name| FilePath::root().join(&name.to_string_lossy()));
        let folder = real.parent().unwrap_or(&real).to_owned();
        Ok(Place { world: Box::new(Below::new(folder)), path: name.unwrap_or_default() })
    }

    fn input(&self) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        io::stdin().take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(reason)?;
        if bytes.len() > MAX_FILE_BYTES { Err(Refusal::TooLarge) } else { Ok(bytes) }
    }

    fn write(&self, directory: Option<&Path>, file: &Path, bytes: &[u8]) -> Result<(), Refusal> {
        let file = standing(directory, file)?;
        match fs::metadata(&file) {
            Ok(there) if there.is_dir() => Err(Refusal::IsFolder),
            // `/dev/null` and pipes cannot be replaced by a file; they take the bytes themselves.
            Ok(there) if !there.is_file() => fs::write(&file, bytes).map_err(reason),
            // A link stays; the file that it leads to is the one that is replaced.
            Ok(_) => replace(&fs::canonicalize(&file).map_err(reason)?, bytes),
            Err(_) => replace(&file, bytes),
        }
    }

    fn real(&self, directory: Option<&Path>, path: &Path) -> Option<PathBuf> {
        fs::canonicalize(standing(directory, path).ok()?).ok()
    }

    fn is_folder(&self, directory: Option<&Path>, path: &Path) -> bool {
        standing(directory, path).is_ok_and(|path| path.is_dir())
    }

    fn folder(&self, directory: Option<&Path>, path: &Path) -> Result<Box<dyn Folder + '_>, Refusal> {
        let path = standing(directory, path)?;
        if path.is_file() {
            return Err(Refusal::IsFile);
        }
        fs::create_dir_all(&path).map_err(reason)?;
        Ok(Box::new(Below::new(fs::canonicalize(path).map_err(reason)?)))
    }

    fn store(&self) -> &dyn Store {
        &store::OnDisk
    }

    #[cfg(unix)]
    fn keys(&self) -> Option<Box<dyn Keys + '_>> {
        let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        is_terminal.then(keys::Terminal::take)?.map(|terminal| Box::new(terminal) as Box<dyn Keys>)
    }

    #[cfg(not(unix))]
    fn keys(&self) -> Option<Box<dyn Keys + '_>> {
        None
    }

    /// The process ends next, and gives its memory back faster than thousands of small calls would.
    fn leave(&self, built: Vec<Environment>) {
        std::mem::forget(built);
    }

    fn screen(&self, stream: Stream) -> Screen {
        let (terminal, choice) = match stream {
            Stream::Out => (io::stdout().is_terminal(), AutoStream::choice(&io::stdout())),
            Stream::Err => (io::stderr().is_terminal(), AutoStream::choice(&io::stderr())),
        };
        let width = match stream {
            Stream::Out => terminal_size::terminal_size_of(io::stdout()),
            Stream::Err => terminal_size::terminal_size_of(io::stderr()),
        };
        Screen {
            terminal,
            colour: choice != ColorChoice::Never,
            width: width.map_or(100, |(width, _)| usize::from(width.0)),
        }
    }
}

/// A path as it is meant by someone who stands in `directory`.
fn standing(directory: Option<&Path>, path: &Path) -> Result<PathBuf, Refusal> {
    let here = std::env::current_dir().map_err(reason)?;
    let here = directory.map_or(here.clone(), |directory| here.join(directory));
    // Joining nothing would add a `/`, which only folders may end with.
    Ok(if path.as_os_str().is_empty() { here } else { here.join(path) })
}

/// The bytes of a file that has about so many.
fn read_all(path: &Path, about: u64) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::with_capacity(usize::try_from(about).unwrap_or(0).min(MAX_FILE_BYTES) + 1);
    let file = File::open(path).map_err(reason)?;
    file.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(reason)?;
    if bytes.len() > MAX_FILE_BYTES { Err(Refusal::TooLarge) } else { Ok(bytes) }
}

/// The files below a folder whose own path has no links in it.
struct Below {
    root: PathBuf,
    /// The folders on whose paths there is no link: most files lie beside others.
    plain: Mutex<HashSet<FilePath>>,
}

impl Below {
    fn new(root: PathBuf) -> Below {
        Below { root, plain: Mutex::default() }
    }

    /// The path on the disk without links, if that lies below the root.
    fn resolve(&self, path: &FilePath) -> Result<PathBuf, Refusal> {
        let plain = || self.plain.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = path.parent();
        let known = if plain().contains(&folder) { folder.parts().count() } else { 0 };
        let mut real = self.root.clone();
        for (depth, part) in path.parts().enumerate() {
            real.push(part);
            if depth >= known && fs::symlink_metadata(&real).map_err(reason)?.is_symlink() {
                return self.follow(path);
            }
        }
        // The root has no link in it, and neither has what is below it: a path that is what it says.
        plain().insert(folder);
        Ok(real)
    }

    /// The same for a path with a link in it: each part above the root is looked at again.
    fn follow(&self, path: &FilePath) -> Result<PathBuf, Refusal> {
        let real = |path: &Path| fs::canonicalize(self.root.join(path));
        match real(Path::new(path.as_str())).map_err(reason) {
            Ok(real) if real.starts_with(&self.root) => Ok(real),
            Ok(_) => Err(Refusal::Outside),
            // What is missing behind a link that leads out is outside all the same.
            Err(Refusal::Missing) => {
                let there = Path::new(path.as_str()).ancestors().skip(1).find_map(|folder| real(folder).ok());
                let is_inside = there.is_none_or(|there| there.starts_with(&self.root));
                Err(if is_inside { Refusal::Missing } else { Refusal::Outside })
            }
            Err(refusal) => Err(refusal),
        }
    }
}

impl World for Below {
    fn read(&self, path: &FilePath) -> Result<Vec<u8>, Refusal> {
        let real = self.resolve(path)?;
        let there = fs::metadata(&real).map_err(reason)?;
        if there.is_dir() {
            return Err(Refusal::IsFolder);
        }
        // Opening a pipe would wait for its other end.
        if !there.is_file() {
            return Err(Refusal::Unreadable("it is neither a file nor a folder".to_owned()));
        }
        read_all(&real, there.len())
    }

    fn list(&self, folder: &FilePath) -> Result<Vec<DirEntry>, Refusal> {
        let real = self.resolve(folder)?;
        if !real.is_dir() {
            return Err(Refusal::IsFile);
        }
        let mut entries = Vec::new();
        for entry in fs::read_dir(real).map_err(reason)? {
            let entry = entry.map_err(reason)?;
            // Only a link is worth a second question.
            let is_folder = entry
                .file_type()
                .is_ok_and(|kind| if kind.is_symlink() { entry.path().is_dir() } else { kind.is_dir() });
            let kind = if is_folder { FileKind::Folder } else { FileKind::File };
            entries.push(DirEntry { name: entry.file_name().to_string_lossy().into_owned(), kind });
        }
        entries.sort_unstable_by(|one, two| one.name.cmp(&two.name));
        Ok(entries)
    }

    fn walk(&self, folder: &FilePath) -> Result<Vec<FilePath>, (FilePath, Refusal)> {
        let start = self.resolve(folder).map_err(|why| (folder.clone(), why))?;
        if !start.is_dir() {
            return Err((folder.clone(), Refusal::IsFile));
        }
        let path_of = |path: &Path| {
            let below = path.strip_prefix(&start).unwrap_or(path).components();
            let parts: Vec<_> = below.map(|part| part.as_os_str().to_string_lossy()).collect();
            folder.join(&parts.join("/")).unwrap_or_default()
        };
        let is_hidden = |path: &Path| {
            path != start && path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
        };
        let entries = WalkDir::new(&start).follow_links(true).into_iter();
        let mut found = Vec::new();
        for (count, entry) in entries.filter_entry(|entry| !is_hidden(entry.path())).enumerate() {
            if count > MAX_ENTRIES {
                let reason = format!("it holds more than {MAX_ENTRIES} files and folders");
                return Err((folder.clone(), Refusal::Unreadable(reason)));
            }
            match entry {
                Ok(entry) => {
                    let path = path_of(entry.path());
                    if entry.path_is_symlink() {
                        self.resolve(&path).map_err(|why| (path.clone(), why))?;
                    }
                    if !entry.file_type().is_dir() {
                        found.push(path);
                    }
                }
                Err(error) if error.path().is_some_and(is_hidden) => {}
                Err(error) => {
                    let path = error.path().map_or_else(|| folder.clone(), path_of);
                    let is_loop = error.loop_ancestor().is_some();
                    match error.into_io_error().map(reason) {
                        // A link to nothing: reading it says so.
                        Some(Refusal::Missing) => found.push(path),
                        Some(why) if !is_loop => return Err((path, why)),
                        _ => return Err((path, Refusal::Loop)),
                    }
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    fn kind(&self, path: &FilePath) -> Option<FileKind> {
        let there = fs::metadata(self.resolve(path).ok()?).ok()?;
        Some(if there.is_dir() { FileKind::Folder } else { FileKind::File })
    }

    fn real(&self, path: &FilePath) -> Result<FilePath, Refusal> {
        let real = self.resolve(path)?;
        let below = real.strip_prefix(&self.root).ok().and_then(super::portable);
        let root = if path.as_str().starts_with('/') { FilePath::machine_root() } else { FilePath::root() };
        below.and_then(|below| root.join(&below)).ok_or(Refusal::Outside)
    }

    fn variable(&self, name: &str) -> Option<Vec<u8>> {
        std::env::var_os(name).map(OsString::into_encoded_bytes)
    }

    // It gets the whole environment: what finds its keys is one of many variables (`AWS_*`, `SOPS_*`, `GNUPGHOME`,
    // proxies, certificates), and who allowed the program trusts it with the files that they open.
    fn run(&self, program: Program, arguments: &[&str]) -> Result<Output, NotRun> {
        let mut command = Command::new(program.name());
        process::run(command.args(arguments).current_dir(&self.root), Program::TIME_LIMIT)
    }

    fn call(&self, call: &Call) -> Result<Output, NotRun> {
        call::run(&self.root, call)
    }
}

impl Folder for Below {
    fn write_all(&self, files: &[(&FilePath, &[u8])]) -> Result<(), (FilePath, Refusal)> {
        let mut made = Vec::new();
        let written = self.write_parts(files, &mut made).and_then(|parts| {
            let mut parts = parts.into_iter();
            parts.try_for_each(|(path, part)| part.put().map_err(|refusal| (path.clone(), refusal)))
        });
        written.inspect_err(|_| {
            // Those that hold something by now refuse.
            made.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
        })
    }

    fn remove(&self, path: &FilePath) -> Result<(), Refusal> {
        let mut folder = path.parent();
        fs::remove_file(self.resolve(&folder)?.join(path.name())).map_err(reason)?;
        // A folder that still holds something refuses to be removed, and so ends the way up.
        while !folder.as_str().is_empty() && fs::remove_dir(self.resolve(&folder)?).is_ok() {
            folder = folder.parent();
        }
        Ok(())
    }
}

/// What the system said, in plain words.
#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
pub(super) fn reason(error: io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => return Refusal::Missing,
        io::ErrorKind::IsADirectory => return Refusal::IsFolder,
        io::ErrorKind::PermissionDenied => return Refusal::Unreadable("permission denied".to_owned()),
        _ => {}
    }
    Refusal::Unreadable(super::plain_words(&error))
}
