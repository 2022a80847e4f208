//! Lays what the layers say of each object one over the other, key by key.

use std::sync::Arc;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::super::merge;
use super::said::{Said, Settings, Source, section};
use super::sources::Reader;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::generate::{self, Behavior, Entry, Generator, Kind, Secrets};
use crate::resource::Hash;
use crate::source::Span;
use crate::yaml::{Cause, Node};

/// The generators that the layers come to, in the order in which each is said first.
pub(in crate::environment) fn resolve(
    layers: &[Arc<Said>],
    reader: &Reader,
    diagnostics: &mut Diagnostics,
) -> Vec<Generator> {
    // What is taken away leaves a gap, so that no place of another one changes.
    let mut drafts: Vec<Option<Draft>> = Vec::new();
    let mut by_name: FxHashMap<(Kind, EcoString), usize> = FxHashMap::default();
    for said in layers {
        let id = (said.kind, said.name.clone());
        let Some(settings) = &said.settings else {
            match by_name.remove(&id) {
                Some(index) => drafts[index] = None,
                None => diagnostics.push(not_there(said, drafts.iter().flatten())),
            }
            continue;
        };
        let index = *by_name.entry(id).or_insert_with(|| {
            drafts.push(Some(Draft::new(said, reader.secrets)));
            drafts.len() - 1
        });
        if let Some(draft) = &mut drafts[index] {
            draft.lay(said, settings, reader, diagnostics);
        }
    }
    drafts.into_iter().flatten().map(|draft| draft.finish(diagnostics)).collect()
}

/// The problem of an object that is taken away, and that no earlier layer makes.
fn not_there<'d>(said: &Said, drafts: impl Iterator<Item = &'d Draft>) -> Diagnostic {
    let generators = drafts.map(|draft| &draft.generator).filter(|generator| generator.kind == said.kind);
    let names = generators.filter_map(|generator| generator.name.as_str());
    let message = format!("no earlier layer has `{}` in {}", said.name, section(said.kind));
    Diagnostic::new(Code::NoMatch, message)
        .at(said.name_span, "takes away nothing")
        .suggest(&said.name, names, "names")
}

/// What has no contents that could be merged.
const HIDDEN: (Kind, Secrets) = (Kind::Secret, Secrets::Placeholders);

/// A generator to which layers are added.
struct Draft {
    /// All but its entries.
    generator: Generator,
    /// What is taken away leaves a gap.
    entries: Vec<Option<Entry>>,
    by_key: FxHashMap<EcoString, usize>,
    /// Where it is said where its hash goes, if it is.
    hash_span: Option<Span>,
}

impl Draft {
    fn new(said: &Said, secrets: Secrets) -> Draft {
        let generator = Generator {
            kind: said.kind,
            name: Node::new(said.name.clone(), said.name_span),
            namespace: None,
            entries: Vec::new(),
            labels: None,
            annotations: None,
            immutable: None,
            secret_type: None,
            hash: Hash::Name,
            hash_span: said.name_span,
            secrets,
            behavior: Behavior::Create,
            verbatim: false,
        };
        Draft { generator, entries: Vec::new(), by_key: FxHashMap::default(), hash_span: None }
    }

    fn finish(mut self, diagnostics: &mut Diagnostics) -> Generator {
        self.generator.entries = self.entries.into_iter().flatten().collect();
        diagnostics.extend(frozen(&self.generator, self.hash_span));
        self.generator
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
            let old = self.by_key.get(&entry.key).and_then(|index| self.entries[*index].as_mut());
            if let Some(old) = old {
                let cause = Cause { step: "layer", span: entry.request };
                merged = true;
                // Placeholders stand for contents that nobody has seen.
                let deep = settings.deep.is_some() && (said.kind, reader.secrets) != HIDDEN;
                let entry =
                    if deep { generate::merge(old, entry, said.kind, diagnostics) } else { Some(entry) };
                if let Some(entry) = entry {
                    old.replace(cause, entry);
                }
            } else {
                self.by_key.insert(entry.key.clone(), self.entries.len());
                self.entries.push(Some(entry));
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
        if let Some((hash, span)) = settings.hash {
            (generator.hash, generator.hash_span) = (hash, span);
            self.hash_span = Some(span);
        }
    }

    /// Takes a key of an earlier layer away.
    fn remove(&mut self, key: &EcoString, span: Span, diagnostics: &mut Diagnostics) {
        let Some(index) = self.by_key.remove(key) else {
            let message = format!("no earlier layer gives `{}` the key `{key}`", self.generator.object());
            let keys = self.entries.iter().flatten().map(|entry| entry.key.as_str());
            let problem = Diagnostic::new(Code::NoMatch, message).at(span, "takes away nothing");
            diagnostics.push(problem.suggest(key, keys, "keys"));
            return;
        };
        self.entries[index] = None;
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

/// The warning of an object whose content can never change: the cluster refuses it, and its name stays.
///
/// A name with a digit at its end is taken for a version that somebody counts up by hand.
fn frozen(generator: &Generator, hash_span: Option<Span>) -> Option<Diagnostic> {
    let immutable = generator.immutable.as_ref().filter(|flag| flag.as_bool() == Some(true))?;
    let by_hand = |name: &str| name.ends_with(|last: char| last.is_ascii_digit());
    if generator.hash == Hash::Name || generator.name.as_str().is_some_and(by_hand) {
        return None;
    }
    let message = format!("a cluster refuses every change of `{}`, and its name stays", generator.object());
    let mut problem =
        Diagnostic::new(Code::ImmutableContent, message).at(immutable.span(), "no change from here on");
    problem = match hash_span {
        Some(span) => problem.at(span, "the same name for every content"),
        None => problem,
    };
    Some(
        problem
            .help("take the `hash` away: then each content has a name of its own")
            .help("or count the name up by hand, as `-v2`"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::sops::Decrypted;
    use super::*;
    use crate::source::Sources;
    use crate::world::{FilePath, Files, Memory};

    fn said(kind: Kind, name: &str, settings: Option<Settings>) -> Arc<Said> {
        let (folder, name_span) = (FilePath::root(), span());
        Arc::new(Said { kind, folder, name: name.into(), name_span, settings })
    }

    fn span() -> Span {
        Span::new(Sources::default().add("a.yaml", ""), 0..0)
    }

    fn literal(key: &str) -> Source {
        Source::Literal(crate::yaml::Entry {
            key: key.into(),
            key_span: span(),
            node: Node::new("x", span()),
        })
    }

    fn resolved(layers: &[Arc<Said>]) -> (Vec<Generator>, Diagnostics) {
        let (world, sources, decrypted) = (Memory::default(), Sources::default(), Decrypted::default());
        sources.add("a.yaml", "");
        let files = Files::new(&world, &sources);
        let reader =
            Reader { files: &files, secrets: Secrets::Resolve, may_decrypt: false, decrypted: &decrypted };
        let mut diagnostics = Diagnostics::default();
        let generators = resolve(layers, &reader, &mut diagnostics);
        (generators, diagnostics)
    }

    /// What looks at all names for each would take hours.
    #[test]
    fn a_name_costs_the_same_however_many_there_are() {
        const MANY: usize = 100_000;
        let names: Vec<String> = (0..MANY).map(|number| format!("n{number}")).collect();
        let layer = |name: &String| said(Kind::ConfigMap, name, Some(Settings::default()));
        let mut layers: Vec<Arc<Said>> = names.iter().map(layer).collect();
        layers.extend(names.iter().rev().map(layer));
        layers.extend(names.iter().skip(1).map(|name| said(Kind::ConfigMap, name, None)));
        let (generators, diagnostics) = resolved(&layers);
        assert!(diagnostics.is_empty() && generators.len() == 1);
    }

    #[test]
    fn a_key_costs_the_same_however_many_there_are() {
        const MANY: usize = 50_000;
        let keys: Vec<String> = (0..MANY).map(|number| format!("k{number}")).collect();
        let sources = keys.iter().map(|key| literal(key)).collect();
        let gone = keys.iter().skip(1).map(|key| Source::Removed { key: key.into(), span: span() }).collect();
        let layer = |sources| said(Kind::ConfigMap, "a", Some(Settings { sources, ..Settings::default() }));
        let (generators, diagnostics) = resolved(&[layer(sources), layer(gone)]);
        assert!(diagnostics.is_empty() && generators[0].entries.len() == 1);
    }

    #[test]
    fn both_kinds_may_have_one_name_and_what_is_gone_comes_back_last() {
        let layer = |kind, name: &str| said(kind, name, Some(Settings::default()));
        let layers = [
            layer(Kind::ConfigMap, "a"),
            layer(Kind::Secret, "a"),
            layer(Kind::ConfigMap, "b"),
            said(Kind::ConfigMap, "a", None),
            layer(Kind::ConfigMap, "a"),
        ];
        let (generators, diagnostics) = resolved(&layers);
        let objects: Vec<String> = generators.iter().map(Generator::object).collect();
        assert!(diagnostics.is_empty());
        assert_eq!(objects, ["Secret/a", "ConfigMap/b", "ConfigMap/a"]);
    }
}
