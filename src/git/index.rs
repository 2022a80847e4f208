//! Finds objects in the index of a pack, of version 1 or 2.

use std::path::PathBuf;

use super::fault::{Fault, unreadable};
use super::id::{Format, Id, Prefix};
use super::store::{Bytes, Store};

/// The index of a pack: where in it each object lies.
pub(super) struct Index {
    bytes: Box<dyn Bytes>,
    path: PathBuf,
    format: Format,
    version: Version,
    /// How many objects have a name whose first byte is this one or less.
    fanout: Vec<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

const FANOUT_BYTES: u64 = 4 * 256;
/// Names are read together once there are no more of them to look at.
const FEW: u32 = 64;

impl Index {
    /// The index in a file.
    pub(super) fn open(store: &dyn Store, path: PathBuf, format: Format) -> Result<Index, Fault> {
        let bytes = store.open(&path).map_err(unreadable(&path))?;
        let mut index = Index { bytes, path, format, version: Version::One, fanout: Vec::new() };
        let mut head = [0; 8];
        index.read(0, &mut head)?;
        if head[..4] == *b"\xfftOc" {
            if head[4..] != [0, 0, 0, 2] {
                return Err(index.damaged("is of a version that is not known"));
            }
            index.version = Version::Two;
        }
        let mut fanout = vec![0; 4 * 256];
        index.read(index.names_at() - FANOUT_BYTES, &mut fanout)?;
        index.fanout = fanout.chunks_exact(4).map(number).collect();
        if !index.fanout.is_sorted() || index.bytes.len() < index.least_size() {
            return Err(index.damaged("ends too early"));
        }
        Ok(index)
    }

    /// Where the object of a name begins in the pack; nothing if it is not there.
    pub(super) fn find(&self, id: &Id) -> Result<Option<u64>, Fault> {
        let at = self.first_from(id)?;
        if at < self.count() && self.names(at, 1)?.first() == Some(id) {
            return self.offset(at).map(Some);
        }
        Ok(None)
    }

    /// The names that begin so, `most` at most.
    pub(super) fn starting_with(&self, prefix: &Prefix, most: u32) -> Result<Vec<Id>, Fault> {
        let first = self.first_from(prefix.least())?;
        let names = self.names(first, most.min(self.count() - first))?;
        Ok(names.into_iter().take_while(|id| prefix.begins(id)).collect())
    }

    fn count(&self) -> u32 {
        self.fanout.last().copied().unwrap_or_default()
    }

    /// The position of the first name that is not before `id`.
    fn first_from(&self, id: &Id) -> Result<u32, Fault> {
        let byte = usize::from(id.as_bytes()[0]);
        let mut low = if byte == 0 { 0 } else { self.fanout[byte - 1] };
        let mut high = self.fanout[byte];
        while high - low > FEW {
            let middle = low + (high - low) / 2;
            if self.names(middle, 1)?.first() < Some(id) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let before = self.names(low, high - low)?.iter().take_while(|name| *name < id).count();
        Ok(low + u32::try_from(before).unwrap_or_default())
    }

    /// The names from a position on.
    fn names(&self, from: u32, count: u32) -> Result<Vec<Id>, Fault> {
        // In version 1 the offset stands before each name.
        let (stride, before) = match self.version {
            Version::One => (self.width() + 4, 4),
            Version::Two => (self.width(), 0),
        };
        let mut bytes = vec![0; count as usize * stride];
        self.read(self.names_at() + u64::from(from) * stride as u64, &mut bytes)?;
        let names = bytes.chunks_exact(stride);
        Ok(names.filter_map(|name| Id::read(&name[before..], self.format)).collect())
    }

    /// Where the object at a position begins in the pack.
    fn offset(&self, at: u32) -> Result<u64, Fault> {
        let (at, count, width) = (u64::from(at), u64::from(self.count()), self.width() as u64);
        let mut short = [0; 4];
        if self.version == Version::One {
            self.read(self.names_at() + at * (width + 4), &mut short)?;
            return Ok(u64::from(number(&short)));
        }
        // Behind the names stand check sums of four bytes, then the offsets, then those that need more bytes.
        let offsets = self.names_at() + count * (width + 4);
        self.read(offsets + at * 4, &mut short)?;
        let offset = number(&short);
        if offset & 1 << 31 == 0 {
            return Ok(u64::from(offset));
        }
        let mut long = [0; 8];
        self.read(offsets + count * 4 + u64::from(offset & !(1 << 31)) * 8, &mut long)?;
        Ok(u64::from_be_bytes(long))
    }

    fn names_at(&self) -> u64 {
        FANOUT_BYTES + if self.version == Version::Two { 8 } else { 0 }
    }

    fn width(&self) -> usize {
        self.format.width()
    }

    fn least_size(&self) -> u64 {
        let each = self.width() as u64 + if self.version == Version::Two { 8 } else { 4 };
        self.names_at() + u64::from(self.count()) * each
    }

    fn read(&self, offset: u64, into: &mut [u8]) -> Result<(), Fault> {
        let mut filled = 0;
        while filled < into.len() {
            let from = offset.saturating_add(filled as u64);
            match self.bytes.read_at(from, &mut into[filled..]).map_err(unreadable(&self.path))? {
                0 => return Err(self.damaged("ends too early")),
                read => filled += read,
            }
        }
        Ok(())
    }

    fn damaged(&self, what: &'static str) -> Fault {
        Fault::Damaged { file: self.path.clone(), what }
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}
