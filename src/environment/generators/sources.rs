//! Opens what the sources of a generator name.

use ecow::EcoString;

use super::super::refusal::{Wanted, outside, refused, suggest_neighbours};
use super::said::{Said, Source};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::generate::{Content, Entry, Kind, env_file};
use crate::kubernetes::data_keys;
use crate::source::{FileId, Span};
use crate::world::{self, FilePath, Files};
use crate::yaml::Node;

const FILE: Wanted = Wanted { what: "file", folder_help: "name each file in it that is meant" };
const ENV_FILE: Wanted = Wanted { what: "env file", folder_help: "name the file in it that is meant" };

/// Opens files for generators.
pub(super) struct Reader<'f, 'w> {
    pub(super) files: &'f Files<'w>,
}

impl Reader<'_, '_> {
    /// The entries that a source comes to; what is wrong with it is reported.
    pub(super) fn entries(&self, said: &Said, source: &Source, diagnostics: &mut Diagnostics) -> Vec<Entry> {
        match source {
            Source::Literal(literal) => {
                let content = Content::Text(literal.node.as_str().unwrap_or_default().into());
                let entry = Entry::new(literal.key.clone(), literal.key_span, content, literal.node.span());
                vec![entry.asked_at(literal.key_span.to(literal.node.span()))]
            }
            Source::File { key, path } => {
                self.file(said, key.as_ref(), path, diagnostics).into_iter().collect()
            }
            Source::EnvFile(path) => self.env_file(said, path, diagnostics),
            Source::Removed { .. } => Vec::new(),
        }
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
        Some(Entry::new(key, key_span, content, span).asked_at(path.span()))
    }

    fn env_file(&self, said: &Said, path: &Node, diagnostics: &mut Diagnostics) -> Vec<Entry> {
        let Some((_, file)) = self.text(&said.folder, path, ENV_FILE, diagnostics) else { return Vec::new() };
        let text = self.files.sources().get(file).text().clone();
        let span = |range| Span::new(file, range);
        let pairs = env_file::pairs(&text, span, said.kind == Kind::Secret, diagnostics);
        let entry = |(key, value): (std::ops::Range<usize>, std::ops::Range<usize>)| {
            let content = Content::Text(text[value.clone()].into());
            Entry::new(&text[key.clone()], span(key), content, span(value)).asked_at(path.span())
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
