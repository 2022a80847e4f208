//! What a node has been through, the newest first.

use std::sync::Arc;

use ecow::EcoString;

use super::{Cause, Change, Node, Past};

/// What is known of a node besides what it is.
#[derive(Debug)]
pub(super) enum Life {
    /// It is written with this text, whatever is printed for it; and what was known before that.
    Written(EcoString, Option<Arc<Life>>),
    /// It was changed.
    Changed(Past),
}

impl Node {
    /// The changes that it has seen, the newest first.
    pub fn past(&self) -> impl Iterator<Item = &Past> {
        std::iter::successors(changed(self.life.as_deref()), |newer| changed(newer.before.as_deref()))
    }

    pub(super) fn remember(&mut self, cause: Cause, change: Change) {
        self.life = Some(Arc::new(Life::Changed(Past { change, cause, before: self.life.take() })));
    }
}

/// The newest change of a life.
fn changed(mut life: Option<&Life>) -> Option<&Past> {
    loop {
        match life? {
            Life::Changed(past) => return Some(past),
            Life::Written(_, before) => life = before.as_deref(),
        }
    }
}
