//! Reads objects that have a file each.

use std::path::Path;

use super::fault::{Fault, unreadable};
use super::id::{Format, Id, Prefix};
use super::inflate::unpack_all;
use super::object::{Kind, Object};
use super::store::Store;
use crate::world::{MAX_FILE_BYTES, Refusal};

/// The most bytes that stand before what is in an object: its kind and its size.
const LONGEST_HEADER: usize = 32;

/// The object of a name, if it has a file in this folder of objects.
pub(super) fn read(store: &dyn Store, objects: &Path, id: &Id) -> Result<Option<Object>, Fault> {
    let digits = id.to_string();
    let path = objects.join(&digits[..2]).join(&digits[2..]);
    let packed = match store.read(&path) {
        Ok(packed) => packed,
        Err(Refusal::Missing) => return Ok(None),
        Err(Refusal::TooLarge) => return Err(Fault::TooLarge),
        Err(refusal) => return Err(Fault::Unreadable(path, refusal)),
    };
    let bytes = unpack_all(&packed, MAX_FILE_BYTES + LONGEST_HEADER).map_err(|fault| fault.in_file(&path))?;
    object(bytes).map(Some).ok_or_else(|| Fault::damaged("is no object").in_file(&path))
}

/// The object of "kind SP size NUL content".
fn object(mut bytes: Vec<u8>) -> Option<Object> {
    let end = bytes.iter().take(LONGEST_HEADER).position(|byte| *byte == 0)?;
    let (kind, size) = std::str::from_utf8(&bytes[..end]).ok()?.split_once(' ')?;
    let kind = Kind::parse(kind)?;
    if size.parse() != Ok(bytes.len() - end - 1) {
        return None;
    }
    bytes.drain(..=end);
    Some(Object { kind, bytes })
}

/// The names of those that begin so.
pub(super) fn starting_with(
    store: &dyn Store,
    objects: &Path,
    format: Format,
    prefix: &Prefix,
) -> Result<Vec<Id>, Fault> {
    let folder = objects.join(prefix.folder());
    let names = match store.names(&folder) {
        Ok(names) => names,
        Err(Refusal::Missing) => return Ok(Vec::new()),
        Err(refusal) => return Err(unreadable(&folder)(refusal)),
    };
    let ids = names.iter().filter_map(|name| Id::parse(&format!("{}{name}", prefix.folder()), format));
    Ok(ids.filter(|id| prefix.begins(id)).collect())
}
