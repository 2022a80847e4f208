//! Finds the repository around a folder.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::commit::Commit;
use super::config::{self, Config};
use super::fault::{Fault, unreadable};
use super::id::Id;
use super::no_revision::NoRevision;
use super::object::Kind;
use super::objects::Objects;
use super::refs::Refs;
use super::store::Store;
use crate::world::{FileKind, Refusal};

/// A repository, and the checkout of it that a folder lies in.
pub(super) struct Repository<'s> {
    /// The folder that `.git` is in.
    pub(super) root: PathBuf,
    pub(super) config: Config,
    pub(super) objects: Objects<'s>,
    pub(super) refs: Refs<'s>,
    /// The commits whose parents were cut off when it was cloned.
    shallow: HashSet<Id>,
}

impl<'s> Repository<'s> {
    /// The repository around a folder: the nearest, as git finds it.
    pub(super) fn around(store: &'s dyn Store, folder: &Path) -> Result<Repository<'s>, NoRevision> {
        let broken = |fault: Fault| NoRevision::Broken(fault.clause());
        let place =
            |root: &Path| git_folder(store, root).map(|own| Some((root.to_owned(), own?))).transpose();
        let (root, own) =
            folder.ancestors().find_map(place).ok_or(NoRevision::NoRepository)?.map_err(broken)?;
        let common = match line(store, &own.join("commondir")).map_err(broken)? {
            Some(common) => own.join(common),
            None => own.clone(),
        };
        let config = text(store, &common.join("config")).map_err(broken)?.unwrap_or_default();
        let config = config::parse(&config);
        if let Some(unknown) = &config.unknown {
            return Err(NoRevision::Unsupported(unknown.clone()));
        }
        let shallow = text(store, &common.join("shallow")).map_err(broken)?.unwrap_or_default();
        let mut objects = Objects::open(store, common.join("objects"), config.format).map_err(broken)?;
        let refs = Refs::new(store, own, common, config.format);
        objects.replaced = refs.replaced().map_err(broken)?;
        Ok(Repository {
            root,
            objects,
            refs,
            shallow: shallow.lines().filter_map(|id| Id::parse(id.trim(), config.format)).collect(),
            config,
        })
    }

    /// Whether history was cut off when it was cloned.
    pub(super) fn is_shallow(&self) -> bool {
        !self.shallow.is_empty()
    }

    /// A commit, without the parents that were cut off; nothing if it is another object.
    pub(super) fn commit(&self, id: &Id) -> Result<Option<Commit>, Fault> {
        let object = self.objects.read(id)?;
        if object.kind != Kind::Commit {
            return Ok(None);
        }
        let mut commit =
            Commit::parse(&object.bytes, self.config.format).ok_or(Fault::damaged("is no commit"))?;
        if self.is_cut_off(id) {
            commit.parents.clear();
        }
        Ok(Some(commit))
    }

    /// Whether the parents of a commit were cut off.
    pub(super) fn is_cut_off(&self, id: &Id) -> bool {
        self.shallow.contains(id)
    }
}

/// What git keeps of the checkout in this folder: `.git`, or where a file of that name leads to.
fn git_folder(store: &dyn Store, folder: &Path) -> Result<Option<PathBuf>, Fault> {
    let git = folder.join(".git");
    let own = match store.kind(&git) {
        None => return Ok(None),
        Some(FileKind::Folder) => git,
        Some(FileKind::File) => {
            let said = line(store, &git)?.unwrap_or_default();
            let leads = said.strip_prefix("gitdir:").map(str::trim).filter(|leads| !leads.is_empty());
            folder.join(leads.ok_or(Fault::damaged("does not say where it leads").in_file(&git))?)
        }
    };
    match store.kind(&own.join("HEAD")) {
        Some(FileKind::File) => Ok(Some(own)),
        // A folder that has only that name; but a file was written by git.
        _ if own == folder.join(".git") => Ok(None),
        _ => Err(Fault::Unreadable(own, Refusal::Missing)),
    }
}

/// The text of a file, if there is one.
fn text(store: &dyn Store, path: &Path) -> Result<Option<String>, Fault> {
    match store.read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(Refusal::Missing) => Ok(None),
        Err(refusal) => Err(unreadable(path)(refusal)),
    }
}

/// The only line of a file, if there is one.
fn line(store: &dyn Store, path: &Path) -> Result<Option<String>, Fault> {
    Ok(text(store, path)?.map(|text| text.trim_end_matches(['\n', '\r']).to_owned()))
}
