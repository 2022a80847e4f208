//! Reads objects from a pack, where most are written as what is different from another one.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::delta;
use super::fault::{Fault, unreadable};
use super::id::{Format, Id, Prefix};
use super::index::Index;
use super::inflate::{Failed, Window};
use super::object::{Kind, Object};
use super::store::{Bytes, Store};
use crate::world::MAX_FILE_BYTES;

/// A pack and its index, each opened when it is first asked.
pub(super) struct Pack {
    folder: PathBuf,
    /// Without its ending.
    name: String,
    format: Format,
    index: OnceLock<Result<Index, Fault>>,
    data: OnceLock<Result<Box<dyn Bytes>, Fault>>,
}

/// What an entry of a pack is made of.
enum Entry {
    Whole(Kind),
    /// What is different from the entry there.
    Delta(u64),
}

/// The most objects in a row that are each made from the next; git makes 4095 at most.
const LONGEST_CHAIN: usize = 4096;
/// The most bytes that all objects of such a row may have together: time, not memory.
const MOST_WORK: u64 = 8 << 30;

impl Pack {
    /// The pack whose files have this name and an ending each.
    pub(super) fn new(folder: PathBuf, name: String, format: Format) -> Pack {
        Pack { folder, name, format, index: OnceLock::new(), data: OnceLock::new() }
    }

    /// The object of a name, if it is in this pack.
    pub(super) fn read(&self, store: &dyn Store, id: &Id) -> Result<Option<Object>, Fault> {
        match self.index(store)?.find(id)? {
            Some(offset) => self.object(store, offset).map(Some),
            None => Ok(None),
        }
    }

    /// The names in it that begin so, `most` at most.
    pub(super) fn starting_with(
        &self,
        store: &dyn Store,
        prefix: &Prefix,
        most: u32,
    ) -> Result<Vec<Id>, Fault> {
        self.index(store)?.starting_with(prefix, most)
    }

    fn index(&self, store: &dyn Store) -> Result<&Index, Fault> {
        let open = || Index::open(store, self.folder.join(format!("{}.idx", self.name)), self.format);
        self.index.get_or_init(open).as_ref().map_err(Clone::clone)
    }

    fn data(&self, store: &dyn Store) -> Result<&dyn Bytes, Fault> {
        let open = || {
            let path = self.path();
            let data = store.open(&path).map_err(unreadable(&path))?;
            let mut head = [0; 8];
            Window::at(&*data, 0).bytes(&mut head).map_err(|failed| failed.in_file(&path))?;
            match (&head[..4], &head[4..]) {
                (b"PACK", [0, 0, 0, 2 | 3]) => Ok(data),
                _ => Err(Fault::Damaged { file: path, what: "does not begin as a pack does" }),
            }
        };
        self.data.get_or_init(open).as_ref().map(|data| &**data).map_err(Clone::clone)
    }

    fn path(&self) -> PathBuf {
        self.folder.join(format!("{}.pack", self.name))
    }

    /// The object of the entry at `offset`: from there to one that is whole, and back again.
    fn object(&self, store: &dyn Store, offset: u64) -> Result<Object, Fault> {
        let data = self.data(store)?;
        let failed = |failed: Failed| failed.in_file(&self.path());
        let mut offset = offset;
        let mut deltas: Vec<(u64, usize)> = Vec::new();
        let mut work = 0;
        let mut object = loop {
            let mut window = Window::at(data, offset);
            let (entry, size) = self.header(store, offset, &mut window)?;
            work += size as u64;
            match entry {
                Entry::Whole(kind) => break Object { kind, bytes: window.unpack(size).map_err(failed)? },
                Entry::Delta(base) => {
                    deltas.push((offset, size));
                    offset = base;
                }
            }
            if deltas.len() > LONGEST_CHAIN {
                return Err(self.damaged("makes an object from itself"));
            }
        };
        for (offset, size) in deltas.into_iter().rev() {
            let mut window = Window::at(data, offset);
            self.header(store, offset, &mut window)?;
            let delta = window.unpack(size).map_err(failed)?;
            let result = delta::result_size(&delta).unwrap_or_default();
            work += result as u64;
            if result > MAX_FILE_BYTES || work > MOST_WORK {
                return Err(Fault::TooLarge);
            }
            object.bytes = delta::apply(&object.bytes, &delta)
                .ok_or_else(|| self.damaged("changes an object in a way that does not fit"))?;
        }
        Ok(object)
    }

    /// What the entry at `offset` is made of, and how many bytes are packed behind the header that was taken.
    fn header(&self, store: &dyn Store, offset: u64, window: &mut Window) -> Result<(Entry, usize), Fault> {
        let failed = |failed: Failed| failed.in_file(&self.path());
        let first = window.byte().map_err(failed)?;
        let mut size = u64::from(first & 15);
        let (mut more, mut shift) = (first & 0x80 != 0, 4);
        while more {
            let byte = window.byte().map_err(failed)?;
            if shift > 50 {
                return Err(Fault::TooLarge);
            }
            size |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            more = byte & 0x80 != 0;
        }
        let entry = match first >> 4 & 7 {
            1 => Entry::Whole(Kind::Commit),
            2 => Entry::Whole(Kind::Tree),
            3 => Entry::Whole(Kind::Blob),
            4 => Entry::Whole(Kind::Tag),
            6 => {
                let back = distance(window).map_err(failed)?;
                let base = offset.checked_sub(back).filter(|_| back > 0);
                Entry::Delta(base.ok_or_else(|| self.damaged("makes an object from nothing"))?)
            }
            7 => {
                let mut name = [0; 32];
                let name = &mut name[..self.format.width()];
                window.bytes(name).map_err(failed)?;
                let base = Id::read(name, self.format).map(|id| self.index(store)?.find(&id)).transpose()?;
                let missing = || self.damaged("makes an object from one that is not in it");
                Entry::Delta(base.flatten().ok_or_else(missing)?)
            }
            _ => return Err(self.damaged("holds an object of a kind that is not known")),
        };
        match usize::try_from(size) {
            Ok(size) if size <= MAX_FILE_BYTES => Ok((entry, size)),
            _ => Err(Fault::TooLarge),
        }
    }

    fn damaged(&self, what: &'static str) -> Fault {
        Fault::Damaged { file: self.path(), what }
    }
}

/// How far back the base of an entry is: seven bits a byte, the high ones first, one added for each byte that follows.
fn distance(window: &mut Window) -> Result<u64, Failed> {
    let mut byte = window.byte()?;
    let mut distance = u64::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        byte = window.byte()?;
        if distance > 1 << 48 {
            return Err(Failed::Wrong("makes an object from nothing"));
        }
        distance = (distance + 1) << 7 | u64::from(byte & 0x7f);
    }
    Ok(distance)
}

/// The packs in a folder of objects, by name; none if there is no such folder.
pub(super) fn packs(store: &dyn Store, objects: &Path, format: Format) -> Result<Vec<Pack>, Fault> {
    let folder = objects.join("pack");
    if store.kind(&folder).is_none() {
        return Ok(Vec::new());
    }
    let mut names = store.names(&folder).map_err(unreadable(&folder))?;
    names.sort_unstable();
    // An index that was left behind without its pack is nothing to git either.
    let has_pack = |name: &&str| names.binary_search(&format!("{name}.pack")).is_ok();
    let packs = names.iter().filter_map(|name| name.strip_suffix(".idx")).filter(has_pack);
    Ok(packs.map(|name| Pack::new(folder.clone(), name.to_owned(), format)).collect())
}
