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

/// The most problems that are drawn unless all of them are asked for.
const MOST_DRAWN: usize = 100;

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

/// What is refused, and how much is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Telling {
    /// What is as bad as this is refused.
    pub deny: Severity,
    /// How much is told.
    pub loudness: Loudness,
}

/// What a command calls its success and its failure, at the end of many problems.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    /// As "nothing was built", to stand before a colon.
    pub refused: &'static str,
    /// As "built", to stand before "with 2 warnings".
    pub done: &'static str,
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

    /// What a result holds; of one that holds a problem nothing, and the problem is drawn.
    pub(super) fn unless_shown<T>(&mut self, result: Result<T, Box<Diagnostic>>) -> Option<T> {
        result.map_err(|problem| self.show(&problem)).ok()
    }

    /// Draws all problems and counts them. Gives whether one is as bad as what is refused.
    pub(super) fn judge(
        &mut self,
        diagnostics: Diagnostics,
        sources: &Sources,
        telling: Telling,
        words: Words,
    ) -> bool {
        let Telling { deny, loudness } = telling;
        let shown = if loudness == Loudness::Quiet { deny } else { Severity::Info };
        let sorted = diagnostics.into_sorted(sources);
        let mut drawn: Vec<&Diagnostic> =
            sorted.iter().filter(|diagnostic| diagnostic.severity >= shown).collect();
        let hidden = if loudness == Loudness::Verbose { 0 } else { drawn.len().saturating_sub(MOST_DRAWN) };
        if hidden > 0 {
            // Nobody reads so many, but the errors among them come before the warnings.
            drawn.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
            drawn.truncate(MOST_DRAWN);
        }
        for diagnostic in drawn {
            self.draw(diagnostic, sources);
        }
        if hidden > 0 {
            self.block(&format!("… and {hidden} more; -v shows them"));
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
            self.conclude(AnsiColor::BrightRed, "error", &format!("{}: {all}{because}", words.refused));
        } else if warnings > 1 && shown <= Severity::Warning {
            self.conclude(AnsiColor::Yellow, "warning", &format!("{} with {all}", words.done));
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
    use crate::diagnostic::Code;

    #[test]
    fn what_nobody_would_read_is_counted_and_errors_are_not_lost_in_warnings() {
        let problems = || {
            let mut diagnostics = Diagnostics::default();
            for number in 0..MOST_DRAWN {
                diagnostics.push(Diagnostic::new(Code::UnusedValue, format!("warning {number:03}")));
            }
            diagnostics.push(Diagnostic::new(Code::UnknownField, "the error"));
            diagnostics
        };
        let told = |loudness| {
            let mut err = Vec::new();
            let screen = Screen { terminal: false, colour: false, width: 80 };
            let telling = Telling { deny: Severity::Error, loudness };
            let words = Words { refused: "nothing was built", done: "built" };
            Report::new(&mut err, screen).judge(problems(), &Sources::default(), telling, words);
            String::from_utf8(err).unwrap()
        };
        let usual = told(Loudness::Usual);
        assert!(usual.starts_with("error[unknown-field]: the error\n"), "{usual}");
        assert_eq!(usual.matches("warning[unused-value]").count(), MOST_DRAWN - 1);
        assert!(
            usual.ends_with(
                "\n… and 1 more; -v shows them\n\nerror: nothing was built: 1 error, 100 warnings\n"
            )
        );
        assert_eq!(told(Loudness::Verbose).matches("warning[unused-value]").count(), MOST_DRAWN);
    }

    #[test]
    fn a_files_name_commands_no_terminal() {
        let mut err = Vec::new();
        let screen = Screen { terminal: true, colour: true, width: 80 };
        Report::new(&mut err, screen).say("read a\x1b[31m\n.yaml");
        assert_eq!(String::from_utf8(err).ok().as_deref(), Some("read a␛[31m␊.yaml\n"));
    }
}
