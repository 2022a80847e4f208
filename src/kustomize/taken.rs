//! Where files and folders are taken in, for objects that are there twice because that is done twice.

use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use crate::world::FilePath;

/// Where files and folders were taken in.
#[derive(Default)]
pub struct Taken {
    /// By file: the folder of the kustomization that names it, and the places where it does.
    files: FxHashMap<FileId, Places>,
    /// The same by the folder of a base or component.
    folders: FxHashMap<FilePath, Places>,
}

struct Places {
    by: FilePath,
    spans: Vec<Span>,
}

impl Taken {
    pub(super) fn file(&mut self, file: FileId, by: &FilePath, span: Span) {
        let places = self.files.entry(file).or_insert_with(|| Places { by: by.clone(), spans: Vec::new() });
        places.add(span);
    }

    pub(super) fn folder(&mut self, folder: &FilePath, by: &FilePath, span: Span) {
        let new = || Places { by: by.clone(), spans: Vec::new() };
        self.folders.entry(folder.clone()).or_insert_with(new).add(span);
    }

    /// Two places where a folder is taken in, or one that takes it in.
    pub(super) fn twice(&self, folder: &FilePath) -> Option<(Span, Span)> {
        std::iter::successors(self.folders.get(folder), |places| self.folders.get(&places.by))
            .find_map(Places::twice)
    }

    /// The problem with the places where the same file is taken in twice, if that is why an object is there twice.
    pub fn explain(&self, mut problem: Diagnostic) -> Diagnostic {
        let first = problem.labels.first().map(|label| label.span.file);
        let is_one_file = problem.labels.iter().all(|label| Some(label.span.file) == first);
        if problem.code != Code::DuplicateObject || !is_one_file {
            return problem;
        }
        let Some(places) = first.and_then(|file| self.files.get(&file)) else { return problem };
        if let Some((first, second)) = places.twice().or_else(|| self.twice(&places.by)) {
            problem.help = vec!["give one of them a `namePrefix`, or take it in once".to_owned()];
            return problem.at(first, "taken in here").at(second, "and here again");
        }
        problem
    }
}

impl Places {
    fn add(&mut self, span: Span) {
        if !self.spans.contains(&span) {
            self.spans.push(span);
        }
    }

    fn twice(&self) -> Option<(Span, Span)> {
        if let [first, second, ..] = self.spans[..] { Some((first, second)) } else { None }
    }
}
