//! Finds what is at a path of a revision, through the links on the way.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::fault::Fault;
use super::id::Id;
use super::object::{Kind, Object};
use super::repository::Repository;
use super::tree::{Mode, Tree};
use crate::world::{FilePath, Refusal};

/// The folders of a revision: each is read when something in it is asked for, and once.
pub(super) struct Folders<'s> {
    pub(super) repository: Repository<'s>,
    /// The project's folder, from the repository's root.
    project: FilePath,
    /// The tree of the repository's root.
    root: Id,
    trees: RwLock<HashMap<Id, Arc<Tree>>>,
}

/// What is at a path, which is no link any more.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The path without links.
    pub(super) path: FilePath,
    pub(super) node: Node,
}

/// What is at a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Node {
    Folder(Id),
    File(Id),
    /// A folder whose files are in a repository of their own.
    Submodule,
}

/// As many as Linux follows.
const MOST_LINKS: usize = 40;

impl<'s> Folders<'s> {
    /// The folders below `project` in the tree of a revision.
    pub(super) fn new(repository: Repository<'s>, root: Id, project: FilePath) -> Self {
        Folders { repository, project, root, trees: RwLock::default() }
    }

    /// Whether the project's folder is there, and no link.
    pub(super) fn has_project(&self) -> Result<bool, Fault> {
        let mut id = self.root;
        for part in self.project.parts() {
            match self.read_tree(&id)?.get(part) {
                Some(entry) if entry.mode == Mode::Tree => id = entry.id,
                _ => return Ok(false),
            }
        }
        self.read_tree(&id).map(|_| true)
    }

    /// What is at a path from the project's root, links followed.
    pub(super) fn find(&self, path: &FilePath) -> Result<Found, Refusal> {
        let found = self.find_anywhere(path)?;
        let path = found.path.below(&self.project).ok_or(Refusal::Outside)?;
        Ok(Found { path, node: found.node })
    }

    /// The same, with the path from the repository's root: links may lead out of the project.
    pub(super) fn find_anywhere(&self, path: &FilePath) -> Result<Found, Refusal> {
        let mut ahead: Vec<String> = self.project.parts().chain(path.parts()).map(str::to_owned).collect();
        ahead.reverse();
        let mut way: Vec<(String, Node)> = Vec::new();
        let mut links = 0;
        while let Some(part) = ahead.pop() {
            let here = way.last().map_or(Node::Folder(self.root), |(_, node)| *node);
            let tree = match here {
                Node::Folder(id) => self.tree(&id)?,
                Node::File(_) => return Err(Refusal::Missing),
                Node::Submodule => return Err(in_submodule()),
            };
            match part.as_str() {
                "" | "." => continue,
                ".." => match way.pop() {
                    Some(_) => continue,
                    None => return Err(Refusal::Outside),
                },
                _ => {}
            }
            let entry = tree.get(&part).ok_or(Refusal::Missing)?;
            let node = match entry.mode {
                Mode::Tree => Node::Folder(entry.id),
                Mode::File => Node::File(entry.id),
                Mode::Submodule => Node::Submodule,
                Mode::Link => {
                    links += 1;
                    if links > MOST_LINKS {
                        return Err(Refusal::Unreadable("too many levels of symbolic links".to_owned()));
                    }
                    let target = self.target(&entry.id)?;
                    ahead.extend(target.split('/').rev().map(str::to_owned));
                    continue;
                }
            };
            way.push((part, node));
        }
        let node = way.last().map_or(Node::Folder(self.root), |(_, node)| *node);
        let parts: Vec<&str> = way.iter().map(|(name, _)| name.as_str()).collect();
        Ok(Found { path: FilePath::root().join(&parts.join("/")).unwrap_or_default(), node })
    }

    /// Where a link leads to, from the folder that it is in.
    fn target(&self, link: &Id) -> Result<String, Refusal> {
        let target = String::from_utf8(self.blob(link)?).map_err(|_| Refusal::Missing)?;
        match target.as_str() {
            "" => Err(Refusal::Missing),
            // Even if it leads back into the checkout: the revision is not that.
            absolute if absolute.starts_with('/') => Err(Refusal::Outside),
            _ => Ok(target),
        }
    }

    /// What is in a folder.
    pub(super) fn tree(&self, id: &Id) -> Result<Arc<Tree>, Refusal> {
        self.read_tree(id).map_err(|fault| self.refusal(&fault))
    }

    fn read_tree(&self, id: &Id) -> Result<Arc<Tree>, Fault> {
        let known = self.trees.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        if let Some(tree) = known {
            return Ok(tree);
        }
        let object = self.repository.objects.read(id)?;
        let tree = match object.kind {
            Kind::Tree => Tree::parse(&object.bytes, self.repository.config.format),
            _ => None,
        };
        let tree = Arc::new(tree.ok_or(Fault::damaged("is no tree"))?);
        let mut trees = self.trees.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(trees.entry(*id).or_insert(tree)))
    }

    /// The bytes of a file.
    pub(super) fn blob(&self, id: &Id) -> Result<Vec<u8>, Refusal> {
        match self.repository.objects.read(id) {
            Ok(Object { kind: Kind::Blob, bytes }) => Ok(bytes),
            Ok(_) => Err(self.refusal(&Fault::damaged("is no file"))),
            Err(fault) => Err(self.refusal(&fault)),
        }
    }

    fn refusal(&self, fault: &Fault) -> Refusal {
        match fault {
            Fault::TooLarge => Refusal::TooLarge,
            Fault::Missing(_) if self.repository.config.partial => Refusal::Unreadable(
                "the partial clone has not fetched it; `git fetch --refetch --no-filter` does".to_owned(),
            ),
            fault => Refusal::Unreadable(fault.clause()),
        }
    }
}

/// Why nothing in a submodule is read.
pub(super) fn in_submodule() -> Refusal {
    Refusal::Unreadable("it is in a submodule, whose files are in a repository of their own".to_owned())
}
