//! Lays what the layers say of each object one over the other, key by key.

use std::sync::Arc;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::super::merge;
use super::said::{Said, Settings, Source, section};
use super::sources::Reader;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::generate::{self, Entry, Generator, Kind, Secrets};
use crate::resource::Hash;
use crate::source::Span;
use crate::yaml::{Cause, Node};

/// The generators that the layers come to, in the order in which each is said first.
pub(in crate::environment) fn resolve(
    layers: &[Arc<Said>],
    reader: &Reader,
    diagnostics: &mut Diagnostics,
) -> Vec<Generator> {
    let mut drafts: Vec<Draft> = Vec::new();
    for said in layers {
        let known = drafts.iter().position(|draft| draft.is_of(said));
        match (&said.settings, known) {
            (Some(settings), Some(index)) => drafts[index].lay(said, settings, reader, diagnostics),
            (Some(settings), None) => {
                let mut draft = Draft::new(said, reader.secrets);
                draft.lay(said, settings, reader, diagnostics);
                drafts.push(draft);
            }
            (None, Some(index)) => {
                drafts.remove(index);
            }
            (None, None) => {
                let names = drafts.iter().filter(|draft| draft.generator.kind == said.kind);
                let names = names.filter_map(|draft| draft.generator.name.as_str());
                let message = format!("no earlier layer has `{}` in {}", said.name, section(said.kind));
                let problem = Diagnostic::new(Code::NoMatch, message)
                    .at(said.name_span, "takes away nothing")
                    .suggest(&said.name, names, "names");
                diagnostics.push(problem);
            }
        }
    }
    drafts.into_iter().map(|draft| draft.generator).collect()
}

/// What has no contents that could be merged.
const HIDDEN: (Kind, Secrets) = (Kind::Secret, Secrets::Placeholders);

/// A generator to which layers are added.
struct Draft {
    generator: Generator,
    by_key: FxHashMap<EcoString, usize>,
}

impl Draft {
    fn new(said: &Said, secrets: Secrets) -> Draft {
        let generator = Generator {
            kind: said.kind,
            name: Node::new(said.name.clone(), said.name_span),
            entries: Vec::new(),
            labels: None,
            annotations: None,
            immutable: None,
            secret_type: None,
            hash: Hash::Name,
            secrets,
        };
        Draft { generator, by_key: FxHashMap::default() }
    }

    fn is_of(&self, said: &Said) -> bool {
        self.generator.kind == said.kind && self.generator.name.as_str() == Some(&said.name)
    }

    fn lay(&mut self, said: &Said, settings: &Settings, reader: &Reader, diagnostics: &mut Diagnostics) {
        let mut fresh: Vec<Entry> = Vec::new();
        let mut seen: FxHashMap<EcoString, Span> = FxHashMap::default();
        for source in &settings.sources {
            let mut again = |key: &EcoString, span: Span| {
                seen.insert(key.clone(), span).map(|first| twice(said, key, first, span))
            };
            if let Source::Removed { key, span } = source {
                match again(key, *span) {
                    Some(problem) => diagnostics.push(problem),
                    None => self.remove(key, *span, diagnostics),
                }
            }
            for entry in reader.entries(said, source, diagnostics) {
                match again(&entry.key, entry.key_span) {
                    Some(problem) => diagnostics.push(problem),
                    None => fresh.push(entry),
                }
            }
        }
        let mut merged = false;
        for entry in fresh {
            if let Some(index) = self.by_key.get(&entry.key) {
                let cause = Cause { step: "layer", span: entry.request };
                let old = &mut self.generator.entries[*index];
                merged = true;
                // Placeholders stand for contents that nobody has seen.
                let deep = settings.deep.is_some() && (said.kind, reader.secrets) != HIDDEN;
                let entry =
                    if deep { generate::merge(old, entry, said.kind, diagnostics) } else { Some(entry) };
                if let Some(entry) = entry {
                    old.replace(cause, entry);
                }
            } else {
                self.by_key.insert(entry.key.clone(), self.generator.entries.len());
                self.generator.entries.push(entry);
            }
        }
        if let Some(span) = settings.deep.filter(|_| !merged) {
            let message = format!("`merge: deep` of `{}` merges nothing", self.generator.object());
            let problem =
                Diagnostic::new(Code::NoEffect, message).at(span, "no earlier layer has these keys");
            diagnostics.push(problem);
        }
        let generator = &mut self.generator;
        merge::lay_over(&mut generator.labels, settings.labels.as_ref(), merge::merge_flat);
        merge::lay_over(&mut generator.annotations, settings.annotations.as_ref(), merge::merge_flat);
        merge::replace(&mut generator.immutable, settings.immutable.as_ref());
        merge::replace(&mut generator.secret_type, settings.secret_type.as_ref());
        generator.hash = settings.hash.unwrap_or(generator.hash);
    }

    /// Takes a key of an earlier layer away.
    fn remove(&mut self, key: &EcoString, span: Span, diagnostics: &mut Diagnostics) {
        let Some(index) = self.by_key.remove(key) else {
            let message = format!("no earlier layer gives `{}` the key `{key}`", self.generator.object());
            let keys = self.generator.entries.iter().map(|entry| entry.key.as_str());
            let problem = Diagnostic::new(Code::NoMatch, message).at(span, "takes away nothing");
            diagnostics.push(problem.suggest(key, keys, "keys"));
            return;
        };
        self.generator.entries.remove(index);
        self.by_key.values_mut().filter(|later| **later > index).for_each(|later| *later -= 1);
    }
}

/// The problem of a key that one layer says twice.
fn twice(said: &Said, key: &str, first: Span, second: Span) -> Diagnostic {
    let object = format!("{}/{}", said.kind.name(), said.name);
    let message = format!("`{object}` gets the key `{key}` twice in one layer");
    Diagnostic::new(Code::DuplicateKey, message)
        .at(second, "given again here")
        .at(first, "first given here")
        .object(object)
}
