//! The one door to the outside: files, environment variables and programs.

mod call;
mod memory;
mod program;

pub use call::{Call, Word};
pub use memory::Memory;
pub use program::{NotRun, Output, Program};

use std::collections::HashMap;
use std::fmt;
use std::string::FromUtf8Error;
use std::sync::{Arc, Mutex, PoisonError};

use ecow::EcoString;

use crate::source::{FileId, Sources};

/// The most bytes that a file may have.
pub const MAX_FILE_BYTES: usize = 64 << 20;

/// The most files and folders that one path or pattern may lead to: links can make many out of few.
pub const MAX_ENTRIES: usize = 20_000;

/// What rkgen asks of the machine it runs on.
///
/// Every path is a [`FilePath`], so an implementation is never asked for anything above the project's root;
/// links that lead out of it are the implementation's to refuse.
pub trait World: Sync {
    /// The bytes of a file.
    fn read(&self, path: &FilePath) -> Result<Vec<u8>, Refusal>;

    /// What is in a folder, sorted by name.
    fn list(&self, folder: &FilePath) -> Result<Vec<DirEntry>, Refusal>;

    /// All files below a folder, links followed, sorted by path. A name with a dot in front is left out, and so is
    /// what is below it.
    ///
    /// The path in an error is where the walk ended: at a link that leads out, or back to a folder around it.
    fn walk(&self, folder: &FilePath) -> Result<Vec<FilePath>, (FilePath, Refusal)>;

    /// What is at a path, links followed; nothing if nothing is there or it lies outside the root.
    fn kind(&self, path: &FilePath) -> Option<FileKind>;

    /// The path without links of what is at a path; where nothing is a link, that is the path itself.
    fn real(&self, path: &FilePath) -> Result<FilePath, Refusal> {
        Ok(path.clone())
    }

    /// The bytes of an environment variable; nothing if it is not set, or if this world has none.
    fn variable(&self, _name: &str) -> Option<Vec<u8>> {
        None
    }

    /// Runs a program in the project's root, with nothing on its standard input, for [`Program::TIME_LIMIT`] at most.
    ///
    /// The caller has asked whether it may.
    fn run(&self, _program: Program, _arguments: &[&str]) -> Result<Output, NotRun> {
        Err(NotRun::Missing)
    }

    /// Runs a program that the command line names where the process stands, else as [`World::run`] does.
    fn call(&self, _call: &Call) -> Result<Output, NotRun> {
        Err(NotRun::Missing)
    }
}

/// What is at a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// A name in a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DirEntry {
    /// The last part of the path.
    pub name: String,
    /// What it is, links followed.
    pub kind: FileKind,
}

/// Why a file was not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// Nothing is there.
    Missing,
    /// A folder, where a file was asked for.
    IsFolder,
    /// A file, where a folder was asked for.
    IsFile,
    /// A link leads out of the project.
    Outside,
    /// A link leads to a folder that it is in.
    Loop,
    /// It has more than [`MAX_FILE_BYTES`].
    TooLarge,
    /// It is no UTF-8 text.
    NotText {
        /// The line of the first byte that is part of no character, from 1.
        line: usize,
        /// How many characters stand before it in that line, and one more.
        column: usize,
    },
    /// What the operating system said, or why it was not even asked, as a clause in lower case.
    Unreadable(String),
}

impl Refusal {
    /// What is wrong with the file, to stand behind its name: "is a folder, not a file".
    pub fn predicate(&self) -> String {
        match self {
            Refusal::Missing => "does not exist".to_owned(),
            Refusal::IsFolder => "is a folder, not a file".to_owned(),
            Refusal::IsFile => "is a file, not a folder".to_owned(),
            Refusal::Outside => "is a link that leads out of the project".to_owned(),
            Refusal::Loop => "is a link to a folder that it is in".to_owned(),
            Refusal::TooLarge => format!("has more than {} MiB", MAX_FILE_BYTES >> 20),
            Refusal::NotText { line, column } => {
                format!("is not UTF-8 text at line {line}, column {column}")
            }
            Refusal::Unreadable(reason) => format!("cannot be read: {reason}"),
        }
    }

    /// The refusal of bytes that are no text.
    pub fn not_text(error: &FromUtf8Error) -> Refusal {
        let before = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
        let last = before.rsplit('\n').next().unwrap_or_default();
        Refusal::NotText { line: before.matches('\n').count() + 1, column: last.chars().count() + 1 }
    }
}

/// Why, as it stands behind "cannot write `x`: ".
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Missing => f.write_str("there is no such file or folder"),
            Refusal::Outside => f.write_str("a link on the way leads out"),
            Refusal::Unreadable(reason) => f.write_str(reason),
            _ => write!(f, "it {}", self.predicate()),
        }
    }
}

/// A path from the project's root: parts with `/` between them, none of them `.` or `..`. The root is empty.
///
/// Where there is no project, the root is the machine's, and a path has a `/` in front.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct FilePath(EcoString);

impl FilePath {
    /// The project's root.
    pub fn root() -> Self {
        FilePath::default()
    }

    /// The machine's root, for files that are in no project.
    pub fn machine_root() -> Self {
        FilePath("/".into())
    }

    /// The path that `relative` names when written in this folder; nothing if it leads above the root or is absolute.
    pub fn join(&self, relative: &str) -> Option<FilePath> {
        if relative.starts_with('/') {
            return None;
        }
        let mut parts: Vec<&str> = self.parts().collect();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                name => parts.push(name),
            }
        }
        Some(FilePath([self.front(), &parts.join("/")].concat().into()))
    }

    /// The folder that it is in; the root's is the root.
    #[must_use]
    pub fn parent(&self) -> FilePath {
        let front = self.front();
        let rest = &self.0[front.len()..];
        FilePath(self.0[..front.len() + rest.rfind('/').unwrap_or_default()].into())
    }

    /// What stands in front of the parts.
    fn front(&self) -> &'static str {
        if self.0.starts_with('/') { "/" } else { "" }
    }

    /// The last part; empty for the root.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The whole path as text; empty for the root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parts, from the root on.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split('/').filter(|part| !part.is_empty())
    }

    /// Whether no program reads what is there: something in it begins with a dot, or it is a text in Markdown.
    pub fn is_for_people(&self) -> bool {
        let is_markdown = self.name().rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("md"));
        is_markdown || self.parts().any(|part| part.starts_with('.'))
    }

    /// Whether it is `folder` or lies below it.
    pub fn is_within(&self, folder: &FilePath) -> bool {
        let rest = self.0.strip_prefix(folder.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || folder.0 == folder.front())
    }
}

impl FilePath {
    /// The path and the folders above it, the nearest first, the root last.
    pub fn ancestors(&self) -> impl Iterator<Item = FilePath> {
        std::iter::successors(Some(self.clone()), |path| (path.0 != path.front()).then(|| path.parent()))
    }

    /// The way from `folder` to this path; nothing if it does not lie within.
    pub fn below(&self, folder: &FilePath) -> Option<FilePath> {
        self.is_within(folder).then(|| FilePath(self.0[folder.0.len()..].trim_start_matches('/').into()))
    }
}

/// As in messages: the root is `.`.
impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "." } else { &self.0 })
    }
}

/// The files of a run: each is read once, however many ask for it.
pub struct Files<'w> {
    world: &'w dyn World,
    sources: &'w Sources,
    known: Mutex<HashMap<FilePath, Result<Content, Refusal>>>,
    kinds: Mutex<HashMap<FilePath, Option<FileKind>>>,
    prefix: Arc<str>,
}

/// What is in a file that was read.
#[derive(Clone, Debug)]
pub enum Content {
    /// UTF-8 text, which is in the sources.
    Text(FileId),
    /// Bytes that are no text. The sources know the file's name and no text of it.
    Bytes {
        /// The number of the name.
        file: FileId,
        /// All bytes.
        bytes: Arc<[u8]>,
        /// Why they are no text.
        refusal: Refusal,
    },
}

impl<'w> Files<'w> {
    /// The files of `world`, whose texts go into `sources`.
    pub fn new(world: &'w dyn World, sources: &'w Sources) -> Self {
        Files::named(world, sources, "")
    }

    /// The same, where `prefix` stands before the path of each file that a person is shown: which revision it is of.
    pub fn named(world: &'w dyn World, sources: &'w Sources, prefix: &str) -> Self {
        Files { world, sources, known: Mutex::default(), kinds: Mutex::default(), prefix: prefix.into() }
    }

    /// Where the texts are.
    pub fn sources(&self) -> &'w Sources {
        self.sources
    }

    /// The door itself, for folders and for bytes.
    pub fn world(&self) -> &'w dyn World {
        self.world
    }

    /// The files that were read, sorted.
    pub fn read_paths(&self) -> Vec<FilePath> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let read = known.iter().filter(|(_, content)| content.is_ok());
        let mut paths: Vec<FilePath> = read.map(|(path, _)| path.clone()).collect();
        paths.sort_unstable();
        paths
    }

    /// What is at a path, if anything; the world is asked once.
    pub fn kind(&self, path: &FilePath) -> Option<FileKind> {
        let known = || self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kind) = known().get(path) {
            return *kind;
        }
        let kind = self.world.kind(path);
        known().insert(path.clone(), kind);
        kind
    }

    /// The number of a file's text in the sources.
    pub fn text(&self, path: &FilePath) -> Result<FileId, Refusal> {
        match self.content(path)? {
            Content::Text(file) => Ok(file),
            Content::Bytes { refusal, .. } => Err(refusal),
        }
    }

    /// What is in a file, be it text or not.
    pub fn content(&self, path: &FilePath) -> Result<Content, Refusal> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(result) = known().get(path) {
            return result.clone();
        }
        let read = self.world.read(path).map(String::from_utf8);
        let add = |text: Arc<str>| {
            let prefix = Arc::clone(&self.prefix);
            self.sources.add_within(prefix, self.sources.seen(path.as_str()), text)
        };
        // Two threads may have read it at once: the first one in names it.
        known()
            .entry(path.clone())
            .or_insert_with(|| match read? {
                Ok(text) => Ok(Content::Text(add(text.into()))),
                Err(error) => Ok(Content::Bytes {
                    refusal: Refusal::not_text(&error),
                    file: add("".into()),
                    bytes: error.into_bytes().into(),
                }),
            })
            .clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> FilePath {
        FilePath::root().join(text).unwrap()
    }

    #[test]
    fn paths_are_normal_and_never_above_the_root() {
        let machine = |text| FilePath::machine_root().join(text).unwrap();
        assert_eq!(machine("a/b").join("../../c").unwrap(), machine("c"));
        assert_eq!(machine("a").join("../.."), None);
        assert_eq!(machine("a/b").parent().parent().parent().as_str(), "/");
        assert_eq!(machine("a/b").below(&machine("")).unwrap(), path("a/b"));
        assert!(machine("ab").is_within(&machine("")) && !machine("ab").is_within(&machine("a")));
        let above: Vec<_> = machine("a/b").ancestors().map(|path| path.to_string()).collect();
        assert_eq!(above, ["/a/b", "/a", "/"]);
        assert_eq!(path("a/./b//c").as_str(), "a/b/c");
        assert_eq!(path("a/b").join("../c").unwrap().as_str(), "a/c");
        assert_eq!(path("a").join("../.."), None);
        assert_eq!(path("a").join("/etc/passwd"), None);
        assert!(path("a/b").is_within(&path("a")) && !path("ab").is_within(&path("a")));
        assert_eq!((path("a/b").parent(), path("a/b").name()), (path("a"), "b"));
        assert_eq!(path("a/b").ancestors().collect::<Vec<_>>(), [path("a/b"), path("a"), FilePath::root()]);
        assert_eq!(path("a/b").below(&path("a")), Some(path("b")));
        assert_eq!(path("a/b").below(&FilePath::root()), Some(path("a/b")));
        assert_eq!(path("ab").below(&path("a")), None);
    }

    #[test]
    fn a_file_is_read_once() {
        let mut memory = Memory::default();
        memory.add("a/x.yaml", "x: 1");
        memory.add("b", *b"a: 1\nb: \xc3\xa9\xff");
        let sources = Sources::default();
        let files = Files::new(&memory, &sources);
        assert_eq!(files.text(&path("a/x.yaml")), files.text(&path("a/x.yaml")));
        assert_eq!(files.text(&path("a")), Err(Refusal::IsFolder));
        assert_eq!(files.text(&path("c")), Err(Refusal::Missing));
        assert_eq!(files.text(&path("b")), Err(Refusal::NotText { line: 2, column: 5 }));
        assert_eq!(memory.list(&path("a")).unwrap()[0].name, "x.yaml");
    }

    #[test]
    fn a_file_of_a_revision_is_told_from_the_one_of_the_checkout() {
        let mut memory = Memory::default();
        memory.add("a/x.yaml", "x: 1");
        let sources = Sources::default();
        let files = Files::named(&memory, &sources, "origin/main:");
        let file = files.text(&path("a/x.yaml")).unwrap();
        let place = sources.location(crate::source::Span::new(file, 3..4));
        assert_eq!(place.to_string(), "origin/main:a/x.yaml:1:4");
        assert_eq!(sources.get(file).path(), "a/x.yaml");
    }
}
