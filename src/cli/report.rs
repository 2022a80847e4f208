//! Tells people what happened, on standard error.

use std::io::Write;

use anstyle::{AnsiColor, Style};

use super::machine::Screen;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, render};
use crate::source::Sources;

/// Standard error, and how to draw on it. That nobody can read it is no reason to fail.
pub(super) struct Report<'e> {
    err: &'e mut dyn Write,
    screen: Screen,
    begun: bool,
}

/// How much is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Loudness {
    /// Only why nothing was done.
    Quiet,
    /// Warnings too; of success, only on a terminal.
    Usual,
    /// What was read and written.
    Verbose,
}

impl<'e> Report<'e> {
    pub(super) fn new(err: &'e mut dyn Write, screen: Screen) -> Self {
        Report { err, screen, begun: false }
    }

    /// Whether a person watches.
    pub(super) fn is_watched(&self) -> bool {
        self.screen.terminal
    }

    /// Draws a problem that has no place in a file.
    pub(super) fn show(&mut self, diagnostic: &Diagnostic) {
        self.draw(diagnostic, &Sources::default());
    }

    /// Draws all problems and counts them. Gives whether one is as bad as `deny`.
    pub(super) fn judge(
        &mut self,
        diagnostics: Diagnostics,
        sources: &Sources,
        deny: Severity,
        loudness: Loudness,
    ) -> bool {
        let shown = if loudness == Loudness::Quiet { deny } else { Severity::Info };
        let sorted = diagnostics.into_sorted(sources);
        for diagnostic in sorted.iter().filter(|diagnostic| diagnostic.severity >= shown) {
            self.draw(diagnostic, sources);
        }
        let count = |severity| sorted.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let all = match (errors, warnings) {
            (_, 0) => plural(errors, "error"),
            (0, _) => plural(warnings, "warning"),
            _ => format!("{}, {}", plural(errors, "error"), plural(warnings, "warning")),
        };
        let refused = sorted.iter().any(|diagnostic| diagnostic.severity >= deny);
        if refused {
            let because = if errors == 0 { ", which --deny warning refuses" } else { "" };
            self.conclude(AnsiColor::BrightRed, "error", &format!("nothing was built: {all}{because}"));
        } else if warnings > 1 && shown <= Severity::Warning {
            self.conclude(AnsiColor::Yellow, "warning", &format!("built with {all}"));
        }
        refused
    }

    /// Writes a line about what was done.
    pub(super) fn say(&mut self, line: &str) {
        let _ = writeln!(self.err, "{}", render::visible(line));
    }

    fn draw(&mut self, diagnostic: &Diagnostic, sources: &Sources) {
        let text = render::human(diagnostic, sources, self.screen.width, self.screen.colour);
        self.block(&text);
    }

    fn conclude(&mut self, color: AnsiColor, severity: &str, text: &str) {
        if self.screen.colour {
            let (head, bold) = (color.on_default().bold(), Style::new().bold());
            self.block(&format!("{head}{severity}{head:#}{bold}: {text}{bold:#}"));
        } else {
            self.block(&format!("{severity}: {text}"));
        }
    }

    /// Writes a text with an empty line between it and what stands before it.
    fn block(&mut self, text: &str) {
        let gap = if std::mem::replace(&mut self.begun, true) { "\n" } else { "" };
        let _ = writeln!(self.err, "{gap}{text}");
    }
}

/// As `1 error`, `2 errors`.
pub(super) fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_commands_no_terminal() {
        let mut err = Vec::new();
        let screen = Screen { terminal: true, colour: true, width: 80 };
        Report::new(&mut err, screen).say("read a\x1b[31m\n.yaml");
        assert_eq!(String::from_utf8(err).ok().as_deref(), Some("read a␛[31m␊.yaml\n"));
    }
}
