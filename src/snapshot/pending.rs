//! What is built and not accepted yet: change by change, and what the files of snapshots say if some of them are.

use std::ops::Range;

use ecow::{EcoString, eco_format};
use rustc_hash::{FxHashMap, FxHashSet};

use super::homes::{Homes, Subject};
use super::{Snapshot, text};
use crate::diff::{Comparison, FieldChange, ObjectChange, Step, accept};
use crate::resource::{Resource, ResourceId};
use crate::world::FilePath;
use crate::yaml::Node;

/// The snapshots of an environment beside what is built of it.
pub struct Beside {
    /// The environment; of a file that nothing builds any more its target.
    pub name: EcoString,
    /// Its files.
    pub files: Vec<Kept>,
    /// The objects that are in them.
    pub before: Objects,
    /// What is built, each with the file that it is to be in.
    pub after: Objects,
}

/// A file of a snapshot.
pub struct Kept {
    /// Where it is.
    pub path: FilePath,
    /// What it says; nothing if it is not there.
    pub there: Option<String>,
    /// What it says when all is accepted; nothing if it is not there then.
    pub fresh: Option<String>,
}

/// Objects, each with the number of its file.
#[derive(Default)]
pub struct Objects {
    /// The objects.
    pub all: Vec<Resource>,
    pub(super) files: Vec<usize>,
}

/// A change that is accepted or not, as one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unit {
    /// An object, by its number in the comparison: it is new, or gone.
    Object(usize),
    /// An object, by its number among those before: it is built into another file.
    Moved(usize),
    /// Differences within an object, by their numbers: one, or all that are in one text.
    Fields(usize, Range<usize>),
    /// The file of this number says the same in other words.
    Layout(usize),
}

impl Objects {
    /// Adds the objects of a file, by its number.
    fn add(&mut self, file: usize, objects: impl IntoIterator<Item = Resource>) {
        self.all.extend(objects);
        self.files.resize(self.all.len(), file);
    }

    /// The number of each object, by its address.
    pub(super) fn by_address(&self) -> FxHashMap<*const Resource, usize> {
        self.all.iter().enumerate().map(|(at, object)| (std::ptr::from_ref(object), at)).collect()
    }
}

impl Beside {
    /// An environment without a file.
    pub fn new(name: EcoString) -> Beside {
        Beside { name, files: Vec::new(), before: Objects::default(), after: Objects::default() }
    }

    /// Adds a file that is built, with what it says and its objects.
    pub fn add(&mut self, built: Snapshot, there: Option<String>, before: Vec<Resource>) {
        let fresh = Some(built.text());
        self.before.add(self.files.len(), before);
        self.after.add(self.files.len(), built.objects);
        self.files.push(Kept { path: built.path, there, fresh });
    }

    /// Adds a file that nothing builds any more, with what it says and its objects.
    pub fn add_gone(&mut self, path: FilePath, there: Option<String>, before: Vec<Resource>) {
        self.before.add(self.files.len(), before);
        self.files.push(Kept { path, there, fresh: None });
    }

    /// What is pending, file by file, where `comparison` compares what is in the files with what is built.
    pub fn units(&self, comparison: &Comparison<'_>) -> Vec<Unit> {
        let mut units = Vec::new();
        let homes = Homes::of(self, comparison);
        units.extend(homes.moved().map(Unit::Moved));
        for (at, object) in comparison.objects.iter().enumerate() {
            if object.before.is_none() || object.after.is_none() {
                units.push(Unit::Object(at));
                continue;
            }
            let mut start = 0;
            for fields in object.fields.chunk_by(are_of_one_text) {
                let range = start..start + fields.len();
                start = range.end;
                if fields.iter().any(FieldChange::differs) {
                    units.push(Unit::Fields(at, range));
                }
            }
        }
        let told: FxHashSet<usize> = units.iter().flat_map(|unit| homes.of_unit(unit, false)).collect();
        let same = (0..self.files.len()).filter(|file| !told.contains(file));
        units.extend(same.filter(|file| self.files[*file].differs()).map(Unit::Layout));
        units.sort_by_key(|unit| homes.shown(unit));
        units
    }

    /// The file that a unit is shown with: that which the object is to be in, or was in.
    pub fn file(&self, unit: &Unit, comparison: &Comparison<'_>) -> &Kept {
        &self.files[Homes::of(self, comparison).shown(unit)]
    }

    /// The files that an object before is in and is to be in, if it is built.
    pub fn moved(&self, before: usize, comparison: &Comparison<'_>) -> Option<(&FilePath, &FilePath)> {
        let home = Homes::of(self, comparison).before[before];
        Some((&self.files[home.was].path, &self.files[home.is?].path))
    }

    /// What each file says when some of the units are accepted; nothing for one that is not there then.
    pub fn texts(&self, comparison: &Comparison<'_>, units: &[(&Unit, bool)]) -> Vec<Option<String>> {
        let homes = Homes::of(self, comparison);
        let accepted = || units.iter().filter(|(_, is_accepted)| *is_accepted).map(|(unit, _)| *unit);
        let moved: FxHashSet<usize> =
            accepted().filter_map(|unit| if let Unit::Moved(at) = unit { Some(*at) } else { None }).collect();
        // Of each file, whether something and whether all is accepted.
        let mut some = vec![false; self.files.len()];
        let mut all = vec![true; self.files.len()];
        for (unit, is_accepted) in units {
            let is_moved = homes.object(unit).is_some_and(|before| moved.contains(&before));
            for file in homes.of_unit(unit, is_moved) {
                some[file] |= is_accepted;
                all[file] &= is_accepted;
            }
        }
        let is_partly = |file: usize| some[file] && !all[file];
        let mut objects: Vec<Vec<Node>> = vec![Vec::new(); self.files.len()];
        if (0..self.files.len()).any(is_partly) {
            for (file, node) in self.objects(comparison, &homes, accepted(), &moved) {
                objects[file].push(node);
            }
        }
        let said = |(file, kept): (usize, &Kept)| match (some[file], all[file]) {
            (false, _) => kept.there.clone(),
            (true, true) => kept.fresh.clone(),
            (true, false) => Some(text(objects[file].iter())),
        };
        self.files.iter().enumerate().map(said).collect()
    }

    /// All objects when units are accepted, each with its file, in the order in which they are built.
    fn objects<'u>(
        &self,
        comparison: &Comparison<'_>,
        homes: &Homes,
        accepted: impl Iterator<Item = &'u Unit>,
        moved: &FxHashSet<usize>,
    ) -> Vec<(usize, Node)> {
        let mut taken: FxHashMap<usize, Vec<Range<usize>>> = FxHashMap::default();
        for unit in accepted {
            match unit {
                Unit::Object(at) => taken.entry(*at).or_default().push(0..0),
                Unit::Fields(at, fields) => taken.entry(*at).or_default().push(fields.clone()),
                Unit::Moved(_) | Unit::Layout(_) => {}
            }
        }
        let built: FxHashMap<&ResourceId, usize> =
            self.after.all.iter().enumerate().map(|(at, object)| (object.id(), at)).collect();
        // Each with the number that it is built at; what is built no more stays behind what it stood behind.
        let mut objects: Vec<(usize, usize, Node)> = Vec::new();
        let mut place = 0;
        for (at, (before, home)) in self.before.all.iter().zip(&homes.before).enumerate() {
            let change = home.change.map(|at| (at, &comparison.objects[at]));
            let after = change.and_then(|(_, change)| change.after).unwrap_or(before);
            place = built.get(after.id()).copied().unwrap_or(place);
            let node = match change {
                None => Some(before.node().clone()),
                Some((at, change)) => {
                    object(before, change, taken.get(&at).map(Vec::as_slice).unwrap_or_default())
                }
            };
            let file = home.file(moved.contains(&at));
            objects.extend(node.map(|node| (place, file, node)));
        }
        for (at, change) in comparison.objects.iter().enumerate() {
            if let (Subject::New(file), Some(after)) = (homes.changes[at], change.after)
                && taken.contains_key(&at)
            {
                objects.push((built.get(after.id()).copied().unwrap_or(place), file, after.node().clone()));
            }
        }
        objects.sort_by_key(|(place, _, _)| *place);
        objects.into_iter().map(|(_, file, node)| (file, node)).collect()
    }
}

impl Kept {
    fn differs(&self) -> bool {
        self.there != self.fresh
    }
}

/// An object with what is taken of its change; nothing if that it is gone is.
fn object(before: &Resource, change: &ObjectChange<'_>, taken: &[Range<usize>]) -> Option<Node> {
    let Some(after) = change.after else {
        return taken.is_empty().then(|| before.node().clone());
    };
    let is_taken = |at: usize| taken.iter().any(|fields| fields.contains(&at));
    let is_whole = change.fields.iter().enumerate().all(|(at, field)| is_taken(at) || !field.differs());
    if is_whole {
        return Some(after.node().clone());
    }
    let fields = change.fields.iter().enumerate().map(|(at, field)| (field, is_taken(at)));
    Some(accept(before.node(), after.node(), fields))
}

/// Whether two differences are in one text that holds a tree.
fn are_of_one_text(one: &FieldChange, two: &FieldChange) -> bool {
    let text = |field: &'_ FieldChange| {
        let end = field.place.0.iter().position(|step| matches!(step, Step::Within(_)))?;
        Some(field.place.0[..end].to_vec())
    };
    text(one).is_some_and(|one| text(two) == Some(one))
}

/// What kind of change it is: the same for two that are in the same field of any objects, for objects of one kind that are
/// new, or gone, and for all that are in another file.
pub fn alike(unit: &Unit, comparison: &Comparison<'_>) -> EcoString {
    match unit {
        Unit::Layout(_) => "layout".into(),
        Unit::Moved(_) => "moved".into(),
        Unit::Object(at) => {
            let change = &comparison.objects[*at];
            let sign = if change.before.is_none() { '+' } else { '-' };
            eco_format!("{sign} {}", change.object.id().kind)
        }
        Unit::Fields(at, fields) => {
            let field = comparison.objects[*at].fields.get(fields.start);
            let keys: Vec<&str> = field.into_iter().flat_map(|field| field.place.keys()).collect();
            eco_format!("~ {}", keys.join("."))
        }
    }
}
