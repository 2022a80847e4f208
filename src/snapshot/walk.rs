//! The way through what is pending: one change after the other, and back.

use ecow::EcoString;

/// What became of a change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// Nobody looked at it yet.
    Open,
    /// It is in the snapshot.
    Accepted,
    /// It is not wanted.
    Rejected,
    /// It is left for another time.
    Skipped,
}

/// What somebody wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// Accept this change.
    Accept,
    /// Accept it and all that are open and of its kind.
    AcceptAlike,
    /// Say that it is not wanted.
    Reject,
    /// Leave it for another time.
    Skip,
    /// Take back what was decided last.
    Undo,
}

/// Where somebody is on the way.
#[derive(Clone, Debug)]
pub struct Walk {
    /// The kind of each change.
    kinds: Vec<EcoString>,
    decisions: Vec<Decision>,
    /// The changes that each step decided, all of which were open before.
    steps: Vec<Vec<usize>>,
}

impl Walk {
    /// The beginning of the way through changes of these kinds.
    pub fn new(kinds: Vec<EcoString>) -> Walk {
        let decisions = vec![Decision::Open; kinds.len()];
        Walk { kinds, decisions, steps: Vec::new() }
    }

    /// The change that is to be decided; nothing at the end.
    pub fn at(&self) -> Option<usize> {
        self.decisions.iter().position(|decision| *decision == Decision::Open)
    }

    /// What became of each change.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// How many open changes are of the kind of the one that is to be decided, itself included.
    pub fn alike(&self) -> usize {
        self.at().map_or(0, |at| self.open_like(at).len())
    }

    fn open_like(&self, at: usize) -> Vec<usize> {
        let is_it =
            |other: &usize| self.decisions[*other] == Decision::Open && self.kinds[*other] == self.kinds[at];
        (0..self.kinds.len()).filter(is_it).collect()
    }

    /// Does what somebody wants. Gives whether something is other than before.
    pub fn choose(&mut self, choice: Choice) -> bool {
        let (changes, decision) = match (choice, self.at()) {
            (Choice::Undo, _) => (self.steps.pop().unwrap_or_default(), Decision::Open),
            (_, None) => return false,
            (Choice::AcceptAlike, Some(at)) => (self.open_like(at), Decision::Accepted),
            (Choice::Accept, Some(at)) => (vec![at], Decision::Accepted),
            (Choice::Reject, Some(at)) => (vec![at], Decision::Rejected),
            (Choice::Skip, Some(at)) => (vec![at], Decision::Skipped),
        };
        for at in &changes {
            self.decisions[*at] = decision;
        }
        let is_new = !changes.is_empty();
        if choice != Choice::Undo {
            self.steps.push(changes);
        }
        is_new
    }
}
