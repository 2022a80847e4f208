//! The objects of a repository: in packs or with a file each, its own or borrowed from others.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::fault::{Fault, unreadable};
use super::id::{Format, Id, Prefix};
use super::loose;
use super::object::Object;
use super::pack::{Pack, packs};
use super::store::Store;

/// The objects of a repository.
pub(super) struct Objects<'s> {
    store: &'s dyn Store,
    format: Format,
    /// The folders that hold them: its own first, then those of its alternates.
    folders: Vec<PathBuf>,
    packs: OnceLock<Result<Vec<Pack>, Fault>>,
    /// The objects that others stand for.
    pub(super) replaced: HashMap<Id, Id>,
    /// The pack that the last object was in: the next one is likely there too.
    last: AtomicUsize,
}

/// How many names of an ambiguous beginning are looked at.
pub(super) const MOST_CANDIDATES: u32 = 32;

impl<'s> Objects<'s> {
    /// The objects in this folder, `.git/objects`.
    pub(super) fn open(store: &'s dyn Store, folder: PathBuf, format: Format) -> Result<Self, Fault> {
        let mut folders = vec![folder];
        alternates(store, &mut folders)?;
        let (packs, replaced) = (OnceLock::new(), HashMap::new());
        Ok(Objects { store, format, folders, packs, replaced, last: AtomicUsize::new(0) })
    }

    /// The object of a name, or the one that stands for it.
    pub(super) fn read(&self, id: &Id) -> Result<Object, Fault> {
        const DEEPEST: usize = 5;
        let mut id = id;
        for _ in 0..DEEPEST {
            id = self.replaced.get(id).unwrap_or(id);
        }
        let packs = self.packs()?;
        let last = self.last.load(Ordering::Relaxed);
        let order = packs.iter().enumerate().skip(last).chain(packs.iter().enumerate().take(last));
        for (at, pack) in order {
            if let Some(object) = pack.read(self.store, id)? {
                self.last.store(at, Ordering::Relaxed);
                return Ok(object);
            }
        }
        for folder in &self.folders {
            if let Some(object) = loose::read(self.store, folder, id)? {
                return Ok(object);
            }
        }
        Err(Fault::Missing(*id))
    }

    /// The names that begin so, sorted, [`MOST_CANDIDATES`] or a few more at most.
    pub(super) fn starting_with(&self, prefix: &Prefix) -> Result<Vec<Id>, Fault> {
        let mut found = Vec::new();
        for pack in self.packs()? {
            found.extend(pack.starting_with(self.store, prefix, MOST_CANDIDATES)?);
        }
        for folder in &self.folders {
            found.extend(loose::starting_with(self.store, folder, self.format, prefix)?);
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn packs(&self) -> Result<&[Pack], Fault> {
        let find = || {
            let mut all = Vec::new();
            for folder in &self.folders {
                all.extend(packs(self.store, folder, self.format)?);
            }
            Ok(all)
        };
        self.packs.get_or_init(find).as_deref().map_err(Clone::clone)
    }
}

/// Adds the folders that a folder borrows from, and those that these borrow from.
fn alternates(store: &dyn Store, folders: &mut Vec<PathBuf>) -> Result<(), Fault> {
    const MOST: usize = 64;
    let mut at = 0;
    while let Some(folder) = folders.get(at).cloned() {
        let list = folder.join("info/alternates");
        if store.kind(&list).is_some() {
            let text = store.read(&list).map_err(unreadable(&list))?;
            let text = String::from_utf8_lossy(&text);
            for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                let other = folder.join(line);
                // Lists may name each other in a circle.
                if !folders.contains(&other) && folders.len() < MOST {
                    folders.push(other);
                }
            }
        }
        at += 1;
    }
    Ok(())
}
