//! A call of a program that the command line names, with what it needs besides words.

use super::FilePath;

/// A call of a program.
#[derive(Clone, Debug, Default)]
pub struct Call {
    /// Its name, or its path on this machine.
    pub program: String,
    /// The arguments.
    pub arguments: Vec<Word>,
    /// Environment variables that it gets besides those of this process.
    pub variables: Vec<(&'static str, Word)>,
}

/// A word of a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Word {
    /// As it stands here.
    Text(String),
    /// The path on this machine of what is at a path from the root.
    Path(FilePath),
    /// The path of a file with these bytes, in a folder that is gone after the call.
    File {
        /// The last part of its path.
        name: String,
        /// What is in it.
        bytes: Vec<u8>,
    },
    /// A path in that folder, where nothing is.
    Nothing(&'static str),
}

impl Call {
    /// The command line as a person would type it. `path` says what the words stand for that are paths.
    pub fn shown(&self, path: impl Fn(&Word) -> String) -> String {
        let words = self.arguments.iter().map(|word| match word {
            Word::Text(text) => text.clone(),
            other => path(other),
        });
        std::iter::once(self.program.clone()).chain(words).collect::<Vec<_>>().join(" ")
    }
}

/// Words that stand for themselves.
impl From<&str> for Word {
    fn from(text: &str) -> Word {
        Word::Text(text.to_owned())
    }
}
