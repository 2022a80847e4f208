//! In which files the objects of snapshots are, and in which ones they are to be.

use rustc_hash::FxHashMap;

use super::pending::{Beside, Unit};
use crate::diff::{Comparison, ObjectChange};
use crate::resource::{Resource, ResourceId};

/// The files of all objects of a comparison.
pub(super) struct Homes {
    /// Of each object before.
    pub(super) before: Vec<Home>,
    /// What each change is of.
    pub(super) changes: Vec<Subject>,
}

/// The files of an object before.
#[derive(Clone, Copy)]
pub(super) struct Home {
    /// The number of its change in the comparison, if it has one.
    pub(super) change: Option<usize>,
    /// The file that it is in.
    pub(super) was: usize,
    /// The file that it is to be in; nothing if it is gone.
    pub(super) is: Option<usize>,
}

/// What a change is of.
#[derive(Clone, Copy)]
pub(super) enum Subject {
    /// The object of this number among those before.
    Before(usize),
    /// One that is new, in the file of this number.
    New(usize),
}

impl Homes {
    /// Finds the files of the objects that `comparison` compares.
    pub(super) fn of(beside: &Beside, comparison: &Comparison<'_>) -> Homes {
        let (was, is) = (beside.before.by_address(), beside.after.by_address());
        // What says the same has no change, and is called the same.
        let named: FxHashMap<&ResourceId, usize> =
            beside.after.all.iter().map(Resource::id).zip(beside.after.files.iter().copied()).collect();
        let home = |(object, was): (&Resource, &usize)| Home {
            change: None,
            was: *was,
            is: named.get(object.id()).copied(),
        };
        let mut before: Vec<Home> = beside.before.all.iter().zip(&beside.before.files).map(home).collect();
        let mut subject = |(at, change): (usize, &ObjectChange<'_>)| {
            let old = change.before.and_then(|before| was.get(&std::ptr::from_ref(before)).copied());
            let new = change.after.and_then(|after| is.get(&std::ptr::from_ref(after)).copied());
            let file = new.map(|new| beside.after.files[new]);
            let Some(old) = old else { return Subject::New(file.unwrap_or_default()) };
            (before[old].change, before[old].is) = (Some(at), file);
            Subject::Before(old)
        };
        let changes = comparison.objects.iter().enumerate().map(&mut subject).collect();
        Homes { before, changes }
    }

    /// The numbers of the objects that are to be in another file than they are in.
    pub(super) fn moved(&self) -> impl Iterator<Item = usize> {
        let is_moved = |home: &Home| home.is.is_some_and(|is| is != home.was);
        self.before.iter().enumerate().filter(move |(_, home)| is_moved(home)).map(|(at, _)| at)
    }

    /// The number among those before of the object that a unit is of; nothing if it is new, or a file.
    pub(super) fn object(&self, unit: &Unit) -> Option<usize> {
        match unit {
            Unit::Layout(_) => None,
            Unit::Moved(before) => Some(*before),
            Unit::Object(at) | Unit::Fields(at, _) => match self.changes[*at] {
                Subject::Before(before) => Some(before),
                Subject::New(_) => None,
            },
        }
    }

    /// The files that say something else when a unit is accepted, after its object was moved or before that.
    pub(super) fn of_unit(&self, unit: &Unit, is_moved: bool) -> Vec<usize> {
        match (unit, self.object(unit)) {
            (Unit::Moved(before), _) => {
                let Home { was, is, .. } = self.before[*before];
                std::iter::once(was).chain(is).collect()
            }
            (_, Some(before)) => vec![self.before[before].file(is_moved)],
            (_, None) => vec![self.shown(unit)],
        }
    }

    /// The file that a unit is shown with: the one that its object is to be in, or was in.
    pub(super) fn shown(&self, unit: &Unit) -> usize {
        match unit {
            Unit::Layout(file) => *file,
            Unit::Moved(before) => self.before[*before].file(true),
            Unit::Object(at) | Unit::Fields(at, _) => match self.changes[*at] {
                Subject::Before(before) => self.before[before].file(true),
                Subject::New(file) => file,
            },
        }
    }
}

impl Home {
    /// The file that the object is in, after it was moved or before that.
    pub(super) fn file(self, is_moved: bool) -> usize {
        self.is.filter(|_| is_moved).unwrap_or(self.was)
    }
}
