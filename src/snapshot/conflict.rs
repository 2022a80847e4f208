//! What git leaves in a file that two people changed.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Sources, Span};

/// What begins a line between the two sides of a conflict, and one before and one behind them.
const MARKS: [&str; 3] = ["<<<<<<< ", "=======", ">>>>>>> "];

/// The problem of a snapshot with marks of a conflict in it; nothing if there are none.
///
/// No line of a snapshot begins so: what begins a line there is a key, a `-` or a space.
pub(super) fn problem(file: FileId, target: &str, sources: &Sources) -> Option<Diagnostic> {
    let source = sources.get(file);
    let text = source.text();
    let mut offset = 0;
    let mut found = None;
    for line in text.split_inclusive('\n') {
        if MARKS.iter().any(|mark| line.starts_with(mark)) {
            found = Some(offset..offset + line.trim_end().len());
            break;
        }
        offset += line.len();
    }
    let message = "two people changed this snapshot, and git left both versions in it";
    let problem = Diagnostic::new(Code::InvalidYaml, message).at(Span::new(file, found?), "here");
    Some(problem.help(format!("resolve the conflict, or write the snapshot anew: `rkgen snapshot {target}`")))
}
