//! A world in memory, for tests.

use std::collections::BTreeMap;

use super::{Call, DirEntry, FileKind, FilePath, NotRun, Output, Program, Refusal, Word, World};

/// A world in memory, for tests.
#[derive(Clone, Default, Debug)]
pub struct Memory {
    files: BTreeMap<FilePath, Vec<u8>>,
    refusals: BTreeMap<FilePath, Refusal>,
    variables: BTreeMap<String, Vec<u8>>,
    answers: BTreeMap<(Program, String), Result<Output, NotRun>>,
    charts: BTreeMap<FilePath, Result<Output, NotRun>>,
}

impl Memory {
    /// Puts a file there; `path` is from the root.
    pub fn add(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        if let Some(path) = FilePath::root().join(path) {
            self.files.insert(path, bytes.into());
        }
    }

    /// Takes a file away. Gives whether it was there.
    pub fn remove(&mut self, path: &str) -> bool {
        FilePath::root().join(path).is_some_and(|path| self.files.remove(&path).is_some())
    }

    /// The world that has `folder` as its root.
    #[must_use]
    pub fn below(&self, folder: &FilePath) -> Memory {
        let files = self.files.iter().filter_map(|(path, bytes)| Some((path.below(folder)?, bytes.clone())));
        let refusals =
            self.refusals.iter().filter_map(|(path, why)| Some((path.below(folder)?, why.clone())));
        let (variables, answers) = (self.variables.clone(), self.answers.clone());
        let charts = self.charts.iter().filter_map(|(path, said)| Some((path.below(folder)?, said.clone())));
        let charts = charts.collect();
        Memory { files: files.collect(), refusals: refusals.collect(), variables, answers, charts }
    }

    /// Makes reads of `path` fail, as a link that leads out or a file without permission does.
    pub fn refuse(&mut self, path: &str, refusal: Refusal) {
        if let Some(path) = FilePath::root().join(path) {
            self.refusals.insert(path, refusal);
        }
    }

    /// Sets an environment variable.
    pub fn set_variable(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        self.variables.insert(name.to_owned(), bytes.into());
    }

    /// Installs a program that gives this answer when `path` is the last of its arguments.
    pub fn answer(&mut self, program: Program, path: &str, answer: Result<Output, NotRun>) {
        self.answers.insert((program, path.to_owned()), answer);
    }
}

impl Memory {
    /// Installs a `helm` that gives this answer when it is asked for the chart at `path`.
    pub fn answer_chart(&mut self, path: &str, answer: Result<Output, NotRun>) {
        if let Some(path) = FilePath::root().join(path) {
            self.charts.insert(path, answer);
        }
    }
}

impl World for Memory {
    fn read(&self, path: &FilePath) -> Result<Vec<u8>, Refusal> {
        if let Some(refusal) = self.refusals.get(path) {
            return Err(refusal.clone());
        }
        match (self.files.get(path), self.kind(path)) {
            (Some(bytes), _) => Ok(bytes.clone()),
            (None, Some(FileKind::Folder)) => Err(Refusal::IsFolder),
            _ => Err(Refusal::Missing),
        }
    }

    fn list(&self, folder: &FilePath) -> Result<Vec<DirEntry>, Refusal> {
        match self.kind(folder) {
            Some(FileKind::Folder) => {}
            Some(FileKind::File) => return Err(Refusal::IsFile),
            None => return Err(Refusal::Missing),
        }
        let depth = folder.parts().count();
        let mut entries: Vec<DirEntry> = Vec::new();
        for path in self.files.keys().chain(self.refusals.keys()).filter(|path| path.is_within(folder)) {
            let mut parts = path.parts().skip(depth);
            let Some(name) = parts.next() else { continue };
            let kind = if parts.next().is_some() { FileKind::Folder } else { FileKind::File };
            entries.push(DirEntry { name: name.to_owned(), kind });
        }
        entries.sort_by(|one, two| one.name.cmp(&two.name));
        entries.dedup();
        Ok(entries)
    }

    fn walk(&self, folder: &FilePath) -> Result<Vec<FilePath>, (FilePath, Refusal)> {
        if self.kind(folder) != Some(FileKind::Folder) {
            let refusal = if self.kind(folder).is_some() { Refusal::IsFile } else { Refusal::Missing };
            return Err((folder.clone(), refusal));
        }
        let all = self.files.keys().chain(self.refusals.keys());
        let shown = |path: &&FilePath| {
            path.below(folder).is_some_and(|below| below.parts().all(|part| !part.starts_with('.')))
        };
        let mut found: Vec<FilePath> = all.filter(shown).cloned().collect();
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn kind(&self, path: &FilePath) -> Option<FileKind> {
        if self.files.contains_key(path) || self.refusals.contains_key(path) {
            return Some(FileKind::File);
        }
        let mut all = self.files.keys().chain(self.refusals.keys());
        (path.as_str().is_empty() || all.any(|file| file.is_within(path))).then_some(FileKind::Folder)
    }

    fn variable(&self, name: &str) -> Option<Vec<u8>> {
        self.variables.get(name).cloned()
    }

    fn run(&self, program: Program, arguments: &[&str]) -> Result<Output, NotRun> {
        let path = arguments.last().copied().unwrap_or_default();
        self.answers.get(&(program, path.to_owned())).cloned().unwrap_or(Err(NotRun::Missing))
    }

    fn call(&self, call: &Call) -> Result<Output, NotRun> {
        let mut paths = call.arguments.iter().filter_map(|word| match word {
            Word::Path(path) => Some(path),
            _ => None,
        });
        paths.find_map(|path| self.charts.get(path).cloned()).unwrap_or(Err(NotRun::Missing))
    }
}
