//! Why an object was not read.

use std::path::{Path, PathBuf};

use super::id::Id;
use crate::world::Refusal;

/// Why an object was not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// The repository does not have it.
    Missing(Id),
    /// It has more than a file may have.
    TooLarge,
    /// What git wrote there is not there any more.
    Damaged {
        /// The file that it is in; empty where that is not known yet.
        file: PathBuf,
        /// What is wrong, as a clause: "ends too early".
        what: &'static str,
    },
    /// A file of the repository could not be read.
    Unreadable(PathBuf, Refusal),
}

impl Fault {
    /// Something is wrong in a file that whoever called knows.
    pub(super) fn damaged(what: &'static str) -> Fault {
        Fault::Damaged { file: PathBuf::new(), what }
    }

    /// The same, in this file if it is in none yet.
    pub(super) fn in_file(self, path: &Path) -> Fault {
        match self {
            Fault::Damaged { file, what } if file.as_os_str().is_empty() => {
                Fault::Damaged { file: path.to_owned(), what }
            }
            other => other,
        }
    }

    /// As a clause in lower case.
    pub(super) fn clause(&self) -> String {
        match self {
            Fault::Missing(id) => format!("the repository does not have the object {}", id.short()),
            Fault::TooLarge => format!("it {}", Refusal::TooLarge.predicate()),
            Fault::Damaged { file, what } if file.as_os_str().is_empty() => {
                format!("the repository is damaged: an object {what}")
            }
            Fault::Damaged { file, what } => {
                format!("the repository is damaged: `{}` {what}", file.display())
            }
            Fault::Unreadable(path, refusal) => format!("`{}` {}", path.display(), refusal.predicate()),
        }
    }
}

/// What the machine said about a file of the repository.
pub(super) fn unreadable(path: &Path) -> impl Fn(Refusal) -> Fault + '_ {
    |refusal| Fault::Unreadable(path.to_owned(), refusal)
}
