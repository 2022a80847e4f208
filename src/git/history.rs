//! Walks through history.

use std::collections::hash_map::Entry;
use std::collections::{BinaryHeap, HashMap};

use super::commit::Commit;
use super::fault::Fault;
use super::id::Id;
use super::repository::Repository;

/// What a commit is known to be in a walk from two others.
mod seen {
    pub(super) const FROM_ONE: u8 = 1;
    pub(super) const FROM_OTHER: u8 = 2;
    pub(super) const FROM_BOTH: u8 = FROM_ONE | FROM_OTHER;
    /// It comes before a common ancestor, and so is no best one.
    pub(super) const BEFORE: u8 = 4;
}

/// The best common ancestor of two commits, the newest if there are several: as `git merge-base` gives it.
pub(super) fn merge_base(repository: &Repository, one: Id, other: Id) -> Result<Option<Id>, Fault> {
    let mut commits: HashMap<Id, Commit> = HashMap::new();
    let mut flags: HashMap<Id, u8> = HashMap::new();
    let mut queue = BinaryHeap::new();
    let mut common: Vec<(i64, Id)> = Vec::new();
    let read = |id: &Id| repository.commit(id)?.ok_or(Fault::Missing(*id));
    for (id, flag) in [(one, seen::FROM_ONE), (other, seen::FROM_OTHER)] {
        let commit = read(&id)?;
        queue.push((commit.time, id));
        commits.insert(id, commit);
        *flags.entry(id).or_default() |= flag;
    }
    // The newest first, until all that are left come before one that was found.
    while queue.iter().any(|(_, id)| flags[id] & seen::BEFORE == 0) {
        let Some((time, id)) = queue.pop() else { break };
        let mut seen = flags[&id];
        if seen == seen::FROM_BOTH {
            if !common.contains(&(time, id)) {
                common.push((time, id));
            }
            seen |= seen::BEFORE;
        }
        for parent in commits[&id].parents.clone() {
            let of_parent = flags.entry(parent).or_default();
            if *of_parent & seen == seen {
                continue;
            }
            *of_parent |= seen;
            let commit = match commits.entry(parent) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(read(&parent)?),
            };
            queue.push((commit.time, parent));
        }
    }
    common.retain(|(_, id)| flags[id] & seen::BEFORE == 0);
    Ok(common.into_iter().max().map(|(_, id)| id))
}
