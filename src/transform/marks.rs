//! Marks objects with words.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::Mark;
use crate::resource::{Index, ResourceSet};

/// Marks the object that each mark means. Several of them are reported.
pub(super) fn run(set: &mut ResourceSet, marks: &[Mark], diagnostics: &mut Diagnostics) {
    let index = Index::of(set);
    for Mark { word, target } in marks {
        match target.hits(set, &index)[..] {
            [] => {}
            [at] => drop(set.change_at(at, |object| object.mark(word.clone()))),
            [first, second, ..] => {
                let message = format!("there are several objects `{target}` for `{word}`");
                let problem = Diagnostic::new(Code::AmbiguousReference, message)
                    .at(target.span, "which one?")
                    .at(set[first].place(), "one of them")
                    .at(set[second].place(), "another one");
                diagnostics.push(problem.help("say its `namespace`"));
            }
        }
    }
}
