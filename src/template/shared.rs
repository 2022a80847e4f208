//! What all renderings share: the templates and the texts that were read, by their paths.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::ValuePaths;
use super::rewrite::Rewritten;
use crate::source::FileId;
use crate::world::{FilePath, Refusal};

/// Templates and texts by their paths. Only ever added to.
#[derive(Default)]
pub(super) struct Shared {
    templates: RwLock<FxHashMap<FilePath, Entry>>,
    texts: RwLock<FxHashMap<FilePath, Result<Text, Refusal>>>,
}

/// A file's text and its number.
pub(super) type Text = (FileId, Arc<str>);

/// What a path turned out to be.
#[derive(Clone)]
pub(super) enum Entry {
    Missing,
    Refused(Refusal),
    Broken,
    Template(Arc<Template>),
}

/// A parsed template.
pub(super) struct Template {
    pub file: FileId,
    pub rewritten: Rewritten,
    pub reads: OnceLock<ValuePaths>,
    /// Whether it and all that it names can be rendered, once that was looked at.
    pub whole: OnceLock<bool>,
}

/// What is known of a path.
pub(super) enum Known {
    Unknown,
    Missing,
    Broken,
    Template,
}

impl Shared {
    pub(super) fn known(&self, path: &FilePath) -> Known {
        match self.entry(path) {
            None => Known::Unknown,
            Some(Entry::Missing) => Known::Missing,
            Some(Entry::Broken | Entry::Refused(_)) => Known::Broken,
            Some(Entry::Template(_)) => Known::Template,
        }
    }

    pub(super) fn text(&self, path: &FilePath) -> Option<Result<Text, Refusal>> {
        self.texts.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    pub(super) fn template(&self, path: &FilePath) -> Option<Arc<Template>> {
        match self.entry(path)? {
            Entry::Template(template) => Some(template),
            Entry::Missing | Entry::Refused(_) | Entry::Broken => None,
        }
    }

    pub(super) fn entry(&self, path: &FilePath) -> Option<Entry> {
        self.templates.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// Puts an entry there, unless another thread was faster; gives whether it was put.
    pub(super) fn put(&self, path: &FilePath, entry: Entry) -> bool {
        let mut templates = self.templates.write().unwrap_or_else(PoisonError::into_inner);
        let free = !templates.contains_key(path);
        if free {
            templates.insert(path.clone(), entry);
        }
        free
    }

    /// Marks a template as one that cannot be rendered.
    pub(super) fn mark_broken(&self, path: &FilePath) {
        let mut templates = self.templates.write().unwrap_or_else(PoisonError::into_inner);
        templates.insert(path.clone(), Entry::Broken);
    }

    /// Keeps what a file turned out to be, unless another thread was faster.
    pub(super) fn put_text(&self, path: &FilePath, text: Result<Text, Refusal>) {
        let mut texts = self.texts.write().unwrap_or_else(PoisonError::into_inner);
        texts.entry(path.clone()).or_insert(text);
    }
}
