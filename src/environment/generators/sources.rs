//! Opens what the sources of a generator name.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::said::{Said, Source};
use super::sops::{self, Decrypted, Format};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::generate::{Content, Entry, Kind, Secrets, env_file};
use crate::kubernetes::data_keys;
use crate::said::refusal::{Wanted, outside, refused, suggest_neighbours};
use crate::source::{FileId, Span};
use crate::world::{self, FilePath, Files};
use crate::yaml::Node;

const ENCRYPTED: Wanted = Wanted { what: "encrypted file", folder_help: "name the file in it that is meant" };
const FILE: Wanted = Wanted { what: "file", folder_help: "name each file in it that is meant" };
const ENV_FILE: Wanted = Wanted { what: "env file", folder_help: "name the file in it that is meant" };

/// Opens files for generators, and whatever else their values are in.
pub(in crate::environment) struct Reader<'f, 'w> {
    pub(in crate::environment) files: &'f Files<'w>,
    /// Whether values are fetched that are not in the project.
    pub(in crate::environment) secrets: Secrets,
    /// Whether sops may run.
    pub(in crate::environment) may_decrypt: bool,
    pub(in crate::environment) decrypted: &'f Decrypted,
}

impl Reader<'_, '_> {
    /// The entries that a source comes to; what is wrong with it is reported.
    pub(super) fn entries(&self, said: &Said, source: &Source, diagnostics: &mut Diagnostics) -> Vec<Entry> {
        let entries = match source {
            Source::Literal(literal) => {
                let content = Content::Text(literal.node.as_str().unwrap_or_default().into());
                let entry = Entry::new(literal.key.clone(), literal.key_span, content, literal.node.span());
                let spec = self.files.sources().get(literal.node.span().file);
                vec![entry.asked_at(literal.key_span.to(literal.node.span())).written_in(spec.text())]
            }
            Source::File { key, path } => {
                self.file(said, key.as_ref(), path, diagnostics).into_iter().collect()
            }
            Source::EnvFile(path) => self.env_file(said, path, diagnostics),
            Source::Variable { key, key_span, name } => {
                let content = self.variable(name, diagnostics);
                let entry = |content| Entry::new(key.clone(), *key_span, content, name.span());
                content.map(entry).into_iter().collect()
            }
            Source::Sops { key, path } => self.sops(said, key.as_ref(), path, diagnostics),
            Source::Removed { .. } => Vec::new(),
        };
        if said.kind == Kind::Secret {
            self.hide(&entries);
        }
        entries
    }

    /// Lets no message show what goes into a Secret, from its first sight on.
    fn hide(&self, entries: &[Entry]) {
        let sources = self.files.sources();
        for entry in entries {
            if let Content::Text(text) = entry.content() {
                sources.hide_values([text.as_str()]);
            }
        }
        // The name of a variable is no secret.
        let written = entries.iter().filter(|entry| entry.request != entry.node().span());
        sources.hide(written.map(|entry| entry.node().span()));
    }

    /// What an environment variable holds; nothing stands for it where nothing is fetched.
    fn variable(&self, name: &Node, diagnostics: &mut Diagnostics) -> Option<Content> {
        let named = name.as_str().unwrap_or_default();
        if self.secrets == Secrets::Placeholders {
            return Some(Content::Text(EcoString::new()));
        }
        let (predicate, label) = match self.files.world().variable(named) {
            None => ("is not set", "not set"),
            Some(bytes) if bytes.is_empty() => ("is empty", "empty"),
            Some(bytes) => return Some(Content::of(bytes)),
        };
        let problem =
            Diagnostic::new(Code::MissingVariable, format!("the environment variable `{named}` {predicate}"))
                .at(name.span(), label);
        diagnostics.push(match predicate {
            "is empty" => problem.help("a secret that is to be empty is written as a literal"),
            _ => problem.help(format!("set it for this run: `{named}=… rkgen build …`")),
        });
        None
    }

    fn sops(
        &self,
        said: &Said,
        key: Option<&(EcoString, Span)>,
        path: &Node,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Entry> {
        let Some((at, content)) = self.open(&said.folder, path, ENCRYPTED, diagnostics) else {
            return Vec::new();
        };
        let (file, whole) = match content {
            world::Content::Text(file) => {
                (file, Span::new(file, 0..self.files.sources().get(file).text().len()))
            }
            world::Content::Bytes { file, .. } => (file, Span::new(file, 0..0)),
        };
        let format = Format::of(&at);
        if key.is_none() && format == Format::Binary {
            let message = format!("`{at}` has no ending that tells where its keys are");
            let problem = Diagnostic::new(Code::InvalidValue, message)
                .at(path.span(), "neither `.env`, `.json` nor `.yaml`")
                .help("say the key that all of it stands behind, as `sops: {key: path}`");
            diagnostics.push(problem);
            return Vec::new();
        }
        let text = self.files.sources().get(file).text().clone();
        let bytes = match self.secrets {
            Secrets::Placeholders => Vec::new(),
            Secrets::Resolve if !self.may_decrypt => {
                diagnostics.push(sops::not_allowed(&at, path.span()));
                return Vec::new();
            }
            Secrets::Resolve => match self.decrypted.of(&at, format, self.files.world(), path.span()) {
                Ok(bytes) => bytes,
                Err(problem) => {
                    diagnostics.push(*problem);
                    return Vec::new();
                }
            },
        };
        if let Some((key, key_span)) = key {
            return vec![Entry::new(key.clone(), *key_span, Content::of(bytes), whole).asked_at(path.span())];
        }
        let keys = sops::keys(&text, file, format, diagnostics);
        let plain = String::from_utf8_lossy(&bytes);
        let values = match self.secrets {
            Secrets::Placeholders => {
                let empty = |key: &sops::Written| (key.key.clone(), Ok(EcoString::new()));
                Some(keys.iter().map(empty).collect())
            }
            Secrets::Resolve => sops::values(&plain, format, path.span()),
        };
        let Some(values) = values else {
            let message = format!("what `{at}` decrypts to is no list of keys and values");
            diagnostics
                .push(Diagnostic::new(Code::InvalidValue, message).at(path.span(), "not as its name says"));
            return Vec::new();
        };
        let places: FxHashMap<&str, &sops::Written> =
            keys.iter().map(|key| (key.key.as_str(), key)).collect();
        let mut entries = Vec::new();
        for (key, value) in values {
            let (key_span, span) =
                places.get(key.as_str()).map_or((path.span(), whole), |key| (key.key_span, key.span));
            match (data_keys::problem(&key), value) {
                (Some(what), _) => {
                    let problem = Diagnostic::new(Code::InvalidValue, format!("a key {what}"));
                    diagnostics.push(problem.at(key_span, "no key of an object"));
                }
                (None, Err(kind)) => {
                    let message = format!("the value of `{key}` in `{at}` must be a string, not {kind}");
                    let problem =
                        Diagnostic::new(Code::WrongType, message).at(key_span, "decrypts to something else");
                    diagnostics.push(problem.help("put it in quotes before it is encrypted"));
                }
                (None, Ok(text)) => {
                    entries.push(Entry::new(key, key_span, Content::Text(text), span).asked_at(path.span()));
                }
            }
        }
        entries
    }

    fn file(
        &self,
        said: &Said,
        key: Option<&(EcoString, Span)>,
        path: &Node,
        diagnostics: &mut Diagnostics,
    ) -> Option<Entry> {
        let (at, content) = self.open(&said.folder, path, FILE, diagnostics)?;
        let (key, key_span) = match key {
            Some((key, span)) => (key.clone(), *span),
            None => (at.name().into(), path.span()),
        };
        if let Some(what) = data_keys::problem(&key) {
            let message = format!("the name of the file `{at}` cannot be a key: it {what}");
            let problem = Diagnostic::new(Code::InvalidValue, message)
                .at(path.span(), "its name would be the key")
                .help("say a key, as `files: {key: path}`");
            diagnostics.push(problem);
            return None;
        }
        let (content, span) = match content {
            world::Content::Text(file) => {
                let text = self.files.sources().get(file).text().clone();
                (Content::Text(EcoString::from(&*text)), Span::new(file, 0..text.len()))
            }
            world::Content::Bytes { file, bytes, .. } => (Content::Bytes(bytes), Span::new(file, 0..0)),
        };
        Some(Entry::new(key, key_span, content, span).asked_at(path.span()).verbatim())
    }

    fn env_file(&self, said: &Said, path: &Node, diagnostics: &mut Diagnostics) -> Vec<Entry> {
        let Some((_, file)) = self.text(&said.folder, path, ENV_FILE, diagnostics) else { return Vec::new() };
        let text = self.files.sources().get(file).text().clone();
        let span = |range| Span::new(file, range);
        let pairs = env_file::pairs(&text, span, said.kind == Kind::Secret, diagnostics);
        let entry = |(key, value): (std::ops::Range<usize>, std::ops::Range<usize>)| {
            let content = Content::Text(text[value.clone()].into());
            Entry::new(&text[key.clone()], span(key), content, span(value)).asked_at(path.span()).verbatim()
        };
        pairs.into_iter().map(entry).collect()
    }

    /// The text of the file that `path` names.
    fn text(
        &self,
        folder: &FilePath,
        path: &Node,
        wanted: Wanted,
        diagnostics: &mut Diagnostics,
    ) -> Option<(FilePath, FileId)> {
        match self.open(folder, path, wanted, diagnostics)? {
            (at, world::Content::Text(file)) => Some((at, file)),
            (at, world::Content::Bytes { refusal, .. }) => {
                diagnostics.push(refused(&refusal, &at, wanted, Some(path.span())));
                None
            }
        }
    }

    fn open(
        &self,
        folder: &FilePath,
        path: &Node,
        wanted: Wanted,
        diagnostics: &mut Diagnostics,
    ) -> Option<(FilePath, world::Content)> {
        let written = path.as_str().unwrap_or_default();
        let Some(at) = folder.join(written) else {
            diagnostics.push(outside(written, wanted, path.span()));
            return None;
        };
        match self.files.content(&at) {
            Ok(content) => Some((at, content)),
            Err(refusal) => {
                let problem = refused(&refusal, &at, wanted, Some(path.span()));
                diagnostics.push(suggest_neighbours(problem, self.files, &at));
                None
            }
        }
    }
}
