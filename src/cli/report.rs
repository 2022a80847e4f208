//! Tells people what happened, on standard error.

use std::io::Write;

use super::machine::Screen;
use crate::diagnostic::{Diagnostic, render};
use crate::source::Sources;

/// Standard error, and how to draw on it. That nobody can read it is no reason to fail.
pub(super) struct Report<'e> {
    err: &'e mut dyn Write,
    screen: Screen,
    begun: bool,
}

impl<'e> Report<'e> {
    pub(super) fn new(err: &'e mut dyn Write, screen: Screen) -> Self {
        Report { err, screen, begun: false }
    }

    /// Draws a problem that has no place in a file.
    pub(super) fn show(&mut self, diagnostic: &Diagnostic) {
        self.show_in(diagnostic, &Sources::default());
    }

    /// Draws a problem with its places.
    pub(super) fn show_in(&mut self, diagnostic: &Diagnostic, sources: &Sources) {
        let text = render::human(diagnostic, sources, self.screen.width, self.screen.colour);
        self.block(&text);
    }

    /// Writes a text with an empty line between it and what stands before it.
    fn block(&mut self, text: &str) {
        let gap = if std::mem::replace(&mut self.begun, true) { "\n" } else { "" };
        let _ = writeln!(self.err, "{gap}{text}");
    }
}
