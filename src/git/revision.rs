//! The files of a revision, as a world.

use std::path::Path;

use super::id::Id;
use super::links::{Folders, Node, in_submodule};
use super::no_revision::NoRevision;
use super::repository::Repository;
use super::resolve::Resolve;
use super::store::Store;
use super::tree::Mode;
use crate::source::Sources;
use crate::world::{
    self, Call, DirEntry, FileKind, FilePath, MAX_ENTRIES, NotRun, Output, Program, Refusal, World,
};

/// A revision of the repository that a project lies in.
pub struct Revision<'r> {
    /// The files below the project's folder, as they were.
    pub world: Box<dyn World + 'r>,
    /// The hash of the commit; of the tree, where a tree was named.
    pub hash: String,
    /// What stands before the path of a file, to tell it from the checkout's: `origin/main:`. With it the name is one that
    /// `git show` takes, so the project's folder in the repository is part of it.
    pub prefix: String,
}

impl Revision<'_> {
    /// The files, whose texts go into `sources` under names that tell the revision.
    pub fn files<'r>(&'r self, sources: &'r Sources) -> world::Files<'r> {
        world::Files::named(&*self.world, sources, &self.prefix)
    }
}

/// Opens a revision of the repository around `project`, an absolute path without links. Environment variables are those
/// of `around`, the project's own world; programs do not run.
pub fn open<'r>(
    store: &'r dyn Store,
    project: &Path,
    around: &'r dyn World,
    said: &str,
) -> Result<Revision<'r>, NoRevision> {
    let repository = Repository::around(store, project)?;
    let below = project.strip_prefix(&repository.root).unwrap_or(Path::new(""));
    let below: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
    let folder = below.and_then(|parts| FilePath::root().join(&parts.join("/")));
    let folder = folder.ok_or_else(|| NoRevision::Broken("the project's path is no text".to_owned()))?;

    let resolve = Resolve { repository: &repository, said };
    let id = resolve.resolve()?;
    let root = match repository.commit(&id).map_err(|fault| resolve.fault(&fault))? {
        Some(commit) => commit.tree,
        None => id,
    };
    let within = if folder.as_str().is_empty() { String::new() } else { format!("{folder}/") };
    let prefix = format!("{}:{within}", shown(said, &id));
    let folders = Folders::new(repository, root, folder.clone());
    let has_project = folders.has_project();
    match has_project {
        Ok(true) => {}
        Ok(false) => return Err(NoRevision::NoFolder { said: said.to_owned(), folder: folder.to_string() }),
        Err(fault) => return Err(Resolve { repository: &folders.repository, said }.fault(&fault)),
    }
    Ok(Revision { world: Box::new(Below { folders, around }), hash: id.to_string(), prefix })
}

/// As it was said, where git would take that before the path of a file, and it is not long.
fn shown(said: &str, id: &Id) -> String {
    let is_hash = Id::parse(said, id.format()).is_some();
    if said.contains("...") || is_hash { id.short() } else { said.to_owned() }
}

struct Below<'r> {
    folders: Folders<'r>,
    around: &'r dyn World,
}

impl Below<'_> {
    /// A walk through a folder, and the folders around it, by their paths without links.
    fn walk_below(&self, walk: &mut Walk, folder: &FilePath, id: &Id) -> Result<(), (FilePath, Refusal)> {
        let tree = self.folders.tree(id).map_err(|why| (folder.clone(), why))?;
        for entry in tree.entries().iter().filter(|entry| !entry.name.starts_with('.')) {
            walk.count += 1;
            if walk.count > MAX_ENTRIES {
                let reason = format!("it holds more than {MAX_ENTRIES} files and folders");
                return Err((walk.start.clone(), Refusal::Unreadable(reason)));
            }
            let path = folder.join(&entry.name).unwrap_or_default();
            match self.folders.find(&path) {
                Ok(found) => match found.node {
                    Node::File(_) => walk.found.push(path),
                    Node::Submodule => return Err((path, in_submodule())),
                    // Only a link leads back to a folder around it.
                    Node::Folder(_) if entry.mode == Mode::Link && walk.around.contains(&found.path) => {
                        return Err((path, Refusal::Loop));
                    }
                    Node::Folder(id) => {
                        walk.around.push(found.path);
                        self.walk_below(walk, &path, &id)?;
                        walk.around.pop();
                    }
                },
                // A link to nothing, or a name that is no text: reading it says so.
                Err(Refusal::Missing) => walk.found.push(path),
                Err(why) => return Err((path, why)),
            }
        }
        Ok(())
    }
}

struct Walk {
    start: FilePath,
    found: Vec<FilePath>,
    around: Vec<FilePath>,
    count: usize,
}

impl World for Below<'_> {
    fn read(&self, path: &FilePath) -> Result<Vec<u8>, Refusal> {
        match self.folders.find(path)?.node {
            Node::Folder(_) | Node::Submodule => Err(Refusal::IsFolder),
            Node::File(id) => {
                let bytes = self.folders.blob(&id)?;
                match elsewhere(&bytes) {
                    Some(why) => Err(Refusal::Unreadable(why.to_owned())),
                    None => Ok(bytes),
                }
            }
        }
    }

    fn list(&self, folder: &FilePath) -> Result<Vec<DirEntry>, Refusal> {
        let tree = match self.folders.find(folder)?.node {
            Node::Folder(id) => self.folders.tree(&id)?,
            Node::File(_) => return Err(Refusal::IsFile),
            Node::Submodule => return Err(in_submodule()),
        };
        let entry = |name: &String| {
            // Also of a link that leads out, as on a disk.
            let found = folder.join(name).and_then(|path| self.folders.find_anywhere(&path).ok());
            DirEntry { name: name.clone(), kind: found.map_or(FileKind::File, |found| kind(found.node)) }
        };
        Ok(tree.entries().iter().map(|found| entry(&found.name)).collect())
    }

    fn walk(&self, folder: &FilePath) -> Result<Vec<FilePath>, (FilePath, Refusal)> {
        let refused = |why: Refusal| (folder.clone(), why);
        let start = self.folders.find(folder).map_err(refused)?;
        let id = match start.node {
            Node::Folder(id) => id,
            Node::File(_) => return Err(refused(Refusal::IsFile)),
            Node::Submodule => return Err(refused(in_submodule())),
        };
        let mut walk = Walk { start: folder.clone(), found: Vec::new(), around: vec![start.path], count: 0 };
        self.walk_below(&mut walk, folder, &id)?;
        walk.found.sort_unstable();
        Ok(walk.found)
    }

    fn kind(&self, path: &FilePath) -> Option<FileKind> {
        self.folders.find(path).ok().map(|found| kind(found.node))
    }

    fn real(&self, path: &FilePath) -> Result<FilePath, Refusal> {
        self.folders.find(path).map(|found| found.path)
    }

    fn variable(&self, name: &str) -> Option<Vec<u8>> {
        self.around.variable(name)
    }

    fn run(&self, _: Program, _: &[&str]) -> Result<Output, NotRun> {
        Err(NotRun::OfRevision)
    }

    fn call(&self, _: &Call) -> Result<Output, NotRun> {
        Err(NotRun::OfRevision)
    }
}

fn kind(node: Node) -> FileKind {
    match node {
        Node::Folder(_) | Node::Submodule => FileKind::Folder,
        Node::File(_) => FileKind::File,
    }
}

/// Why the bytes that git keeps of a file are not those that a checkout has, where they tell.
fn elsewhere(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"version https://git-lfs.github.com/spec/v1\n") {
        return Some("it is kept in Git LFS, and the repository holds only a pointer to it");
    }
    bytes.starts_with(b"\0GITCRYPT\0").then_some("git-crypt has encrypted it")
}
