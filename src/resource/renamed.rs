//! Who gave an object another name.

use super::Resource;
use crate::yaml::{Cause, Change};

/// A change of an object's name.
#[derive(Clone, Copy, Debug)]
pub struct Renamed<'r> {
    /// Who changed it.
    pub cause: Cause,
    /// The name before.
    pub from: &'r str,
    /// The name after.
    pub to: &'r str,
}

impl Resource {
    /// The names by which others may know the object: those that it had, the oldest first, or the one that it always had.
    pub fn called(&self) -> impl Iterator<Item = &str> {
        let now = self.id().name.as_str();
        let former = self.former().iter().map(|id| id.name.as_str());
        let mut last = None;
        let mut all: Vec<&str> =
            former.chain([now]).filter(|name| last.replace(*name) != Some(*name)).collect();
        if all.len() > 1 {
            all.pop();
        }
        all.into_iter().filter(|name| !name.is_empty())
    }

    /// The changes of the object's name, the newest first, as far back as the name was replaced by itself.
    pub fn renamed(&self) -> impl Iterator<Item = Renamed<'_>> {
        let mut at = self.node().at(["metadata", "name"]);
        let changes = std::iter::from_fn(move || {
            let node = at?;
            let (cause, old) = node.past().find_map(|past| match &past.change {
                Change::Replaced(old) => Some((past.cause, old)),
                _ => None,
            })?;
            at = Some(old);
            Some((cause, old, node))
        });
        changes.filter_map(move |(cause, old, new)| {
            let (from, to) = (old.as_str()?, new.as_str()?);
            (from != to).then_some(Renamed { cause, from, to })
        })
    }
}
