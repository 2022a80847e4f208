//! A review at a terminal: shows a change, takes a key, writes what is accepted at once.

use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};

use super::draw;
use crate::cli::build;
use crate::cli::diff::Compared;
use crate::cli::machine::{Folder, Key, Keys};
use crate::cli::report::plural;
use crate::diagnostic::{Code, Diagnostic};
use crate::snapshot::{Beside, Choice, Decision, Unit, Walk, alike};
use crate::source::Sources;
use crate::world::{FilePath, Refusal};

/// The rows that are not of the change: its title, what is left of it, the keys, and one to breathe.
const ROWS_AROUND: usize = 5;

/// What each key does.
const KEYS: [&str; 8] = [
    "a      accept: it is in the snapshot at once",
    "A      accept all that are open and of this kind",
    "r      reject: it stays pending",
    "s      skip",
    "u      undo",
    "space  show the rest",
    "^L     show it again",
    "q      quit",
];

/// What is reviewed.
pub(super) struct Session<'s> {
    pub(super) besides: &'s [Beside],
    pub(super) compared: &'s [Compared<'s>],
    /// Each change with the number of its environment.
    pub(super) units: &'s [(usize, Unit)],
    pub(super) folder: &'s dyn Folder,
    pub(super) sources: &'s Sources,
    pub(super) colour: bool,
}

/// Why a review ended early.
pub(super) enum Ended {
    /// A snapshot could not be written.
    Refused(Box<Diagnostic>),
    /// Nobody sees what is shown.
    Unseen(io::Error),
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Ended {
        Ended::Unseen(error)
    }
}

impl Session<'_> {
    /// Walks through all changes until nothing is left or somebody leaves. Gives what became of each.
    pub(super) fn run(&self, keys: &mut dyn Keys, out: &mut dyn Write) -> Result<Vec<Decision>, Ended> {
        let kinds = self.units.iter().map(|(at, unit)| alike(unit, &self.compared[*at].comparison));
        let mut walk = Walk::new(kinds.collect());
        let there = |beside: &Beside| beside.files.iter().map(|kept| kept.there.clone()).collect();
        let mut now: Vec<Vec<Option<String>>> = self.besides.iter().map(there).collect();
        let mut rest = self.show(&walk, keys, out)?;
        loop {
            prompt(&walk, rest.len(), keys.size().0, out)?;
            let key = keys.next();
            let (choice, word) = match key {
                Key::Char('a') => (Choice::Accept, "accepted"),
                Key::Char('A') => (Choice::AcceptAlike, "accepted, with all of its kind"),
                Key::Char('r') => {
                    (Choice::Reject, "rejected: it stays pending until what makes it is changed")
                }
                Key::Char('s') => (Choice::Skip, "skipped"),
                Key::Char('u') => (Choice::Undo, "taken back"),
                Key::Char('q') | Key::End => break,
                Key::Char(' ') => {
                    clear(out)?;
                    rest = self.page(&rest, keys, out)?;
                    continue;
                }
                Key::Char('?') => {
                    clear(out)?;
                    KEYS.iter().try_for_each(|line| writeln!(out, "  {line}"))?;
                    continue;
                }
                Key::Redraw => {
                    clear(out)?;
                    rest = self.show(&walk, keys, out)?;
                    continue;
                }
                Key::Char(_) => continue,
            };
            if walk.choose(choice) {
                self.store(&walk, &mut now).map_err(Ended::Refused)?;
                clear(out)?;
                writeln!(out, "  {word}\n")?;
                rest = self.show(&walk, keys, out)?;
            }
        }
        clear(out)?;
        Ok(walk.decisions().to_vec())
    }

    /// Shows the change that is to be decided. Gives the lines for which there is no room.
    fn show(&self, walk: &Walk, keys: &dyn Keys, out: &mut dyn Write) -> Result<Vec<String>, Ended> {
        let Some(at) = walk.at() else { return Ok(Vec::new()) };
        let (number, unit) = &self.units[at];
        let (beside, compared) = (&self.besides[*number], &self.compared[*number]);
        let (width, _) = keys.size();
        let path = &beside.file(unit, &compared.comparison).path;
        let title = format!("{} of {}  {path}", at + 1, self.units.len());
        let style = if self.colour { Style::new().bold() } else { Style::new() };
        let title: String = title.chars().take(width).collect();
        writeln!(out, "{style}{title}{style:#}")?;
        let lines = draw::lines(beside, compared, unit, self.sources, width)?;
        self.page(&lines, keys, out)
    }

    /// Shows as many lines as there is room for. Gives the others.
    fn page(&self, lines: &[String], keys: &dyn Keys, out: &mut dyn Write) -> Result<Vec<String>, Ended> {
        let (_, height) = keys.size();
        let room = height.saturating_sub(ROWS_AROUND).max(1).min(lines.len());
        for line in &lines[..room] {
            let style = match line.trim_start().chars().next() {
                Some('+') if self.colour => AnsiColor::Green.on_default(),
                Some('-') if self.colour => AnsiColor::Red.on_default(),
                Some('~') if self.colour => AnsiColor::Yellow.on_default(),
                _ => Style::new(),
            };
            writeln!(out, "{style}{line}{style:#}")?;
        }
        Ok(lines[room..].to_vec())
    }

    /// Writes each file that says something else now. A file that somebody changed meanwhile is left alone.
    fn store(&self, walk: &Walk, now: &mut [Vec<Option<String>>]) -> Result<(), Box<Diagnostic>> {
        let mut changed: Vec<(&FilePath, Option<String>, &mut Option<String>)> = Vec::new();
        for (at, now) in now.iter_mut().enumerate() {
            let own = self.units.iter().zip(walk.decisions()).filter(|((number, _), _)| *number == at);
            let units: Vec<(&Unit, bool)> =
                own.map(|((_, unit), decision)| (unit, *decision == Decision::Accepted)).collect();
            let texts = self.besides[at].texts(&self.compared[at].comparison, &units);
            let files = self.besides[at].files.iter().zip(texts).zip(now);
            changed.extend(
                files
                    .filter(|((_, text), now)| text != *now)
                    .map(|((kept, text), now)| (&kept.path, text, now)),
            );
        }
        for (path, _, now) in &changed {
            self.is_untouched(path, now.as_deref())?;
        }
        let files: Vec<(&FilePath, &[u8])> =
            changed.iter().filter_map(|(path, text, _)| Some((*path, text.as_deref()?.as_bytes()))).collect();
        let refused =
            |path: &FilePath, refusal: &Refusal| build::cannot_write(Path::new(path.as_str()), refusal);
        self.folder.write_all(&files).map_err(|(path, refusal)| refused(&path, &refusal))?;
        for (path, _, _) in changed.iter().filter(|(_, text, _)| text.is_none()) {
            self.folder.remove(path).map_err(|refusal| refused(path, &refusal))?;
        }
        for (_, text, now) in changed {
            *now = text;
        }
        Ok(())
    }

    fn is_untouched(&self, path: &FilePath, text: Option<&str>) -> Result<(), Box<Diagnostic>> {
        let is_it = match self.folder.read(path) {
            Ok(bytes) => text.is_some_and(|text| text.as_bytes() == bytes),
            Err(refusal) => refusal == Refusal::Missing && text.is_none(),
        };
        if is_it {
            return Ok(());
        }
        let message = format!("`{path}` was changed by someone else during the review, and is left as it is");
        Err(Box::new(
            Diagnostic::new(Code::CannotWrite, message)
                .help("review again: what was accepted before is kept"),
        ))
    }

    /// Tells how a review ended, and what to change of what was rejected.
    pub(super) fn conclude(&self, decisions: &[Decision], out: &mut dyn Write) -> io::Result<()> {
        let count = |wanted: Decision| decisions.iter().filter(|decision| **decision == wanted).count();
        let words = [
            (Decision::Accepted, "accepted"),
            (Decision::Rejected, "rejected"),
            (Decision::Skipped, "skipped"),
            (Decision::Open, "left"),
        ];
        let words =
            words.iter().map(|(decision, word)| (count(*decision), word)).filter(|(count, _)| *count > 0);
        let words: Vec<String> = words.map(|(count, word)| format!("{count} {word}")).collect();
        writeln!(out, "{}: {}", plural(decisions.len(), "change"), words.join(", "))?;
        if count(Decision::Rejected) > 0 {
            writeln!(out, "rejected, and pending until what makes it is changed:")?;
        }
        for ((at, unit), _) in
            self.units.iter().zip(decisions).filter(|(_, decision)| **decision == Decision::Rejected)
        {
            let (beside, compared) = (&self.besides[*at], &self.compared[*at]);
            writeln!(out, "  {}", draw::short(beside, compared, unit, self.sources))?;
        }
        Ok(())
    }
}

/// The keys that there are, in a line that the next one clears.
fn prompt(walk: &Walk, more: usize, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let alike = walk.alike();
    let words = match (walk.at(), more) {
        (None, _) => ["all is decided: u undo, q quit".to_owned(), "u undo, q quit".to_owned()],
        (_, 0) => [
            format!("a accept, r reject, s skip, A accept {alike} of this kind, u undo, q quit"),
            format!("a, r, s, A {alike}, u, q; ? help"),
        ],
        _ => [
            format!("space {more} more, a accept, r reject, s skip, A {alike} of this kind, u undo, q quit"),
            format!("space {more} more, a, r, s, A {alike}, u, q; ? help"),
        ],
    };
    // A line that is broken could not be cleared.
    let fits = |words: &&String| words.chars().count() < width;
    let words = words.iter().find(fits).map_or("? help", String::as_str);
    clear(out)?;
    write!(out, "{words} ")?;
    out.flush()
}

/// Clears the line that the terminal stands in.
fn clear(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"\r\x1b[2K")
}
