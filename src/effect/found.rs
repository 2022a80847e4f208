//! What is found of one object.

use super::pods::Pods;
use super::{Class, Effect};
use crate::diff::{FieldChange, ObjectChange};
use crate::resource::ResourceId;

/// The effects of one object's change, as they are found.
pub(super) struct Found<'c> {
    pub(super) change: &'c ObjectChange<'c>,
    effects: Vec<Effect>,
    /// The workloads whose pods restart, with those.
    pub(super) restarts: Vec<(ResourceId, Pods)>,
    /// The places of the fields that differ, written.
    places: Vec<String>,
}

impl<'c> Found<'c> {
    pub(super) fn new(change: &'c ObjectChange<'c>) -> Found<'c> {
        let places = change.fields.iter().map(|field| field.place.to_string()).collect();
        Found { change, effects: Vec::new(), restarts: Vec::new(), places }
    }

    /// Notes an effect that no field alone causes.
    pub(super) fn add(&mut self, class: Class, text: impl Into<String>) -> &mut Effect {
        self.push(class, text.into(), None)
    }

    /// Notes an effect of what differs at a place, written as [`crate::diff::Place`] is.
    pub(super) fn at(&mut self, place: &str, class: Class, text: impl Into<String>) -> &mut Effect {
        let field = self.field(place);
        self.push(class, text.into(), field)
    }

    /// Notes an effect of one of the fields.
    pub(super) fn of(&mut self, field: usize, class: Class, text: impl Into<String>) -> &mut Effect {
        self.push(class, text.into(), Some(field))
    }

    fn push(&mut self, class: Class, text: String, field: Option<usize>) -> &mut Effect {
        let at = self.effects.len();
        self.effects.push(Effect { class, text, help: Vec::new(), field });
        &mut self.effects[at]
    }

    /// Whether one of that class was found.
    pub(super) fn has(&self, class: Class) -> bool {
        self.effects.iter().any(|effect| effect.class == class)
    }

    /// The first field that differs at a place, above it or below it.
    pub(super) fn field(&self, place: &str) -> Option<usize> {
        self.places.iter().position(|other| is_within(other, place) || is_within(place, other))
    }

    /// Each field that is known to differ, with its number and its place.
    pub(super) fn fields(&self) -> impl Iterator<Item = (usize, &str, &'c FieldChange)> {
        let fields = self.change.fields.iter().zip(&self.places).enumerate();
        fields
            .filter(|(_, (field, _))| field.differs())
            .map(|(number, (field, place))| (number, place.as_str(), field))
    }

    /// Each field that is known to differ at a place or below it.
    pub(super) fn below(&self, place: &str) -> impl Iterator<Item = (usize, &str, &'c FieldChange)> {
        self.fields().filter(move |(_, other, _)| is_within(other, place))
    }

    /// All of them, the worst first.
    pub(super) fn into_sorted(self) -> Vec<Effect> {
        let mut effects = self.effects;
        effects.sort_by_key(|effect| effect.class);
        effects
    }
}

impl Effect {
    /// Whether it says no more than that the object is made or deleted.
    pub fn is_plain(&self) -> bool {
        matches!(self.text.as_str(), "created" | "deleted")
    }

    /// Says what to do about it.
    pub(super) fn help(&mut self, text: impl Into<String>) -> &mut Effect {
        self.help.push(text.into());
        self
    }
}

/// Whether a place is another one or below it.
pub(super) fn is_within(place: &str, other: &str) -> bool {
    place.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', ':']))
}
