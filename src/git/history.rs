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
    let walk = Walk::from(repository, one, &[other])?;
    let mut common: Vec<(i64, Id)> = walk.common;
    common.retain(|(_, id)| walk.flags[id] & seen::BEFORE == 0);
    common.sort_unstable();
    let ids: Vec<Id> = common.into_iter().map(|(_, id)| id).collect();
    for id in ids.iter().rev() {
        // Where clocks stood still or went back, one of them may come before another.
        let others: Vec<Id> = ids.iter().copied().filter(|other| other != id).collect();
        if others.is_empty() || Walk::from(repository, *id, &others)?.flags[id] & seen::FROM_OTHER == 0 {
            return Ok(Some(*id));
        }
    }
    Ok(None)
}

/// A walk from a commit and from others, back to what both have in their history.
struct Walk {
    /// What each commit was seen to be.
    flags: HashMap<Id, u8>,
    /// Those that were reached from both sides, with their times.
    common: Vec<(i64, Id)>,
}

impl Walk {
    fn from(repository: &Repository, one: Id, others: &[Id]) -> Result<Walk, Fault> {
        let mut walk = Walk { flags: HashMap::new(), common: Vec::new() };
        let mut commits: HashMap<Id, Commit> = HashMap::new();
        let mut queue = BinaryHeap::new();
        let read = |id: &Id| repository.commit(id)?.ok_or(Fault::Missing(*id));
        let ends = others.iter().map(|id| (*id, seen::FROM_OTHER));
        for (id, flag) in ends.chain([(one, seen::FROM_ONE)]) {
            let commit = read(&id)?;
            queue.push((commit.time, id));
            commits.insert(id, commit);
            *walk.flags.entry(id).or_default() |= flag;
        }
        // The newest first, until all that are left come before one that was found.
        while queue.iter().any(|(_, id)| walk.flags[id] & seen::BEFORE == 0) {
            let Some((time, id)) = queue.pop() else { break };
            let mut seen = walk.flags[&id];
            if seen == seen::FROM_BOTH {
                if !walk.common.contains(&(time, id)) {
                    walk.common.push((time, id));
                }
                seen |= seen::BEFORE;
            }
            for parent in commits[&id].parents.clone() {
                let of_parent = walk.flags.entry(parent).or_default();
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
        Ok(walk)
    }
}
