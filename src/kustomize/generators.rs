//! Reads `configMapGenerator`, `secretGenerator` and `generatorOptions`, and what their entries name.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, one_of_words};
use crate::generate::{Behavior, Content, Entry, Generator, Kind, Secrets, env_file};
use crate::resource::Hash;
use crate::said::refusal::{Wanted, refused, suggest_neighbours};
use crate::said::wrong_type;
use crate::source::Span;
use crate::world;
use crate::yaml::{self, Mapping, Node, Value};

use super::resources::Place;
use super::said::{self, entries, known_entries};

const FILE: Wanted = Wanted { what: "file", folder_help: "name a file in it" };

/// What is said of objects that are made, of one or of all.
#[derive(Clone, Default)]
pub(super) struct Settings {
    /// A map of strings.
    labels: Option<Node>,
    /// A map of strings.
    annotations: Option<Node>,
    without_hash: bool,
    /// `true`, if it is said.
    immutable: Option<Node>,
}

/// An object to be made.
pub(super) struct Said {
    kind: Kind,
    name: Node,
    namespace: Option<Node>,
    behavior: Behavior,
    secret_type: Option<Node>,
    literals: Vec<Node>,
    files: Vec<Node>,
    env_files: Vec<Node>,
    settings: Settings,
}

/// What `generatorOptions`, or `options` of an entry, says.
pub(super) fn settings(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Settings {
    const KNOWN: &[&str] = &["annotations", "disableNameSuffixHash", "immutable", "labels"];
    let mut settings = Settings::default();
    for (key, entry) in entries(node, what, KNOWN, diagnostics) {
        let (node, what) = (&entry.node, format!("`{key}` of {what}"));
        match key {
            "labels" => settings.labels = written(node, &what, diagnostics),
            "annotations" => settings.annotations = written(node, &what, diagnostics),
            "disableNameSuffixHash" => settings.without_hash = said::flag(node, &what, diagnostics),
            _ => settings.immutable = said::flag(node, &what, diagnostics).then(|| node.clone()),
        }
    }
    settings
}

/// The entries of a map of strings; a key that is no string without quotes stops Kustomize, a number too.
fn written(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let strings = said::strings(node, what, diagnostics)?;
    let is_string = |key: &str| matches!(yaml::plain_value(key), Some(Value::String(text)) if text == key);
    let wrong = strings.as_mapping().into_iter().flatten().filter(|entry| !is_string(&entry.key));
    diagnostics.extend(wrong.map(said::key_is_no_string));
    Some(strings)
}

/// The entries of a list of generators; those that are wrong are reported.
pub(super) fn read(kind: Kind, node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Vec<Said> {
    let items = said::list(node, what, diagnostics);
    items.iter().filter_map(|item| read_one(kind, item, what, diagnostics)).collect()
}

/// Whether an entry has the field, written in any case.
pub(super) fn is_known(kind: Kind, field: &str) -> bool {
    known(kind).iter().any(|name| name.eq_ignore_ascii_case(field))
}

fn known(kind: Kind) -> &'static [&'static str] {
    const OF_BOTH: &[&str] =
        &["behavior", "env", "envs", "files", "literals", "name", "namespace", "options"];
    const OF_SECRETS: &[&str] =
        &["behavior", "env", "envs", "files", "literals", "name", "namespace", "options", "type"];
    if kind == Kind::Secret { OF_SECRETS } else { OF_BOTH }
}

/// An entry of a list of generators; what is wrong is reported.
pub(super) fn read_one(kind: Kind, item: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Said> {
    let known = known(kind);
    let what = format!("an entry of {what}");
    let mut name = None;
    let mut said = Said {
        kind,
        name: item.clone(),
        namespace: None,
        behavior: Behavior::Create,
        secret_type: None,
        literals: Vec::new(),
        files: Vec::new(),
        env_files: Vec::new(),
        settings: Settings::default(),
    };
    let (found, is_known) = known_entries(item, &what, known, diagnostics);
    for (key, entry) in found {
        let (node, what) = (&entry.node, format!("`{key}` of {what}"));
        match key {
            "name" => name = said::text(node, &what, diagnostics),
            "namespace" => said.namespace = said::text(node, &what, diagnostics),
            "behavior" => {
                // Any other word is taken for `create` (oddity 22).
                let word = said::text(node, &what, diagnostics);
                said.behavior = match word.as_ref().and_then(Node::as_str) {
                    Some("merge") => Behavior::Merge,
                    Some("replace") => Behavior::Replace,
                    other => {
                        diagnostics.extend(other.and_then(|word| unknown_behavior(word, node)));
                        Behavior::Create
                    }
                };
            }
            "envs" => said.env_files.extend(said::texts(node, &what, diagnostics)),
            "env" if node.as_sequence().is_some() => {
                diagnostics.push(wrong_type(node, &what, "a string").help("`envs` takes a list"));
            }
            "env" => said.env_files.extend(said::text(node, &what, diagnostics)),
            "literals" | "files" if node.as_mapping().is_some() => {
                let problem = wrong_type(node, &what, "a list");
                diagnostics.push(problem.help("write `=` between a key and what it is, as `- mode=fast`"));
            }
            "literals" => said.literals = said::texts(node, &what, diagnostics),
            "files" => said.files = said::texts(node, &what, diagnostics),
            "options" => said.settings = settings(node, &what, diagnostics),
            _ => said.secret_type = said::text(node, &what, diagnostics),
        }
    }
    let Some(name) = name else {
        let problem = Diagnostic::new(Code::MissingField, format!("{what} says no `name`"));
        diagnostics.extend(is_known.then(|| problem.at(item.span(), "what is it called?")));
        return None;
    };
    Some(Said { name, ..said })
}

/// The warning for a word that Kustomize passes over; nothing for the one that says what it does then.
fn unknown_behavior(word: &str, node: &Node) -> Option<Diagnostic> {
    const WORDS: [&str; 3] = ["create", "merge", "replace"];
    let mut problem = Diagnostic::new(Code::UnknownValue, format!("`behavior` cannot be `{word}`"));
    problem.severity = Severity::Warning;
    let problem = problem.at(node.span(), "is taken for `create`").help(one_of_words(word, &WORDS));
    (word != "create").then_some(problem)
}

impl Said {
    /// The plugin that Kustomize makes of it.
    pub(super) fn plugin(&self) -> &'static str {
        match self.kind {
            Kind::ConfigMap => "ConfigMapGenerator",
            Kind::Secret => "SecretGenerator",
        }
    }

    /// What makes the object. What its entries name is read; what cannot be is reported.
    pub(super) fn generator(
        &self,
        all: &Settings,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Generator {
        let mut collected =
            Collected { generator: self, entries: Vec::new(), seen: FxHashMap::default(), diagnostics };
        self.env_files.iter().for_each(|path| collected.env_file(path, place));
        self.files.iter().for_each(|path| collected.file(path, place));
        self.literals.iter().for_each(|literal| collected.literal(literal, place));
        let entries = collected.entries;
        let both = |all: &Option<Node>, own: &Option<Node>| match (all, own) {
            (Some(all), Some(own)) => Some(over(all, own)),
            (all, own) => own.clone().or_else(|| all.clone()),
        };
        let own = &self.settings;
        let without_hash = all.without_hash || own.without_hash;
        Generator {
            kind: self.kind,
            name: self.name.clone(),
            namespace: self.namespace.clone(),
            entries,
            labels: both(&all.labels, &own.labels),
            annotations: both(&all.annotations, &own.annotations),
            immutable: own.immutable.clone().or_else(|| all.immutable.clone()),
            secret_type: self.secret_type.clone(),
            hash: if without_hash { Hash::None } else { Hash::Name },
            hash_span: self.name.span(),
            secrets: Secrets::Resolve,
            behavior: self.behavior,
            // With base64 broken into lines (oddity 11).
            verbatim: true,
        }
    }
}

/// The entries of both maps, those of the second before those of the first.
fn over(first: &Node, second: &Node) -> Node {
    let second_map = second.as_mapping();
    let kept = first.as_mapping().into_iter().flatten();
    let kept = kept.filter(|entry| second_map.is_none_or(|map| !map.contains_key(&entry.key)));
    let all = kept.chain(second_map.into_iter().flatten());
    Node::new(all.cloned().collect::<Mapping>(), second.span())
}

/// The keys of an object so far.
struct Collected<'s, 'd> {
    generator: &'s Said,
    entries: Vec<Entry>,
    seen: FxHashMap<EcoString, Span>,
    diagnostics: &'d mut Diagnostics,
}

impl Collected<'_, '_> {
    fn add(&mut self, entry: Entry) {
        if let Some(first) = self.seen.insert(entry.key.clone(), entry.request) {
            let object = format!("{}/{}", self.generator.kind.name(), name(&self.generator.name));
            let message = format!("the key `{}` is twice in `{object}`", entry.key);
            let problem = Diagnostic::new(Code::DuplicateKey, message).at(entry.request, "again here");
            self.diagnostics.push(problem.at(first, "first here"));
            return;
        }
        self.entries.push(entry);
    }

    /// `key=value`, without one pair of equal quotes around the value (oddity 23).
    fn literal(&mut self, node: &Node, place: &Place<'_>) {
        let written = node.as_str().unwrap_or_default();
        let Some((key, value)) = written.split_once('=').filter(|(key, _)| !key.is_empty()) else {
            let message = "a literal is written `key=value`";
            let problem = Diagnostic::new(Code::InvalidValue, message).at(node.span(), "not that");
            let problem = problem.help("write a `=` between the key and its value");
            let problem =
                if self.generator.kind == Kind::Secret { problem.hide(vec![node.span()]) } else { problem };
            self.diagnostics.push(problem);
            return;
        };
        let unquoted = ['"', '\'']
            .into_iter()
            .find_map(|quote| value.strip_prefix(quote).and_then(|value| value.strip_suffix(quote)));
        let content = Content::Text(unquoted.unwrap_or(value).into());
        let entry = Entry::new(key, node.span(), content, node.span());
        let text = place.files.sources().get(node.span().file);
        self.add(entry.written_in(text.text()));
    }

    /// A path, or `key=path`.
    fn file(&mut self, node: &Node, place: &Place<'_>) {
        let written = node.as_str().unwrap_or_default();
        let (key, path) = match written.split_once('=') {
            None => (written.rsplit('/').next().unwrap_or_default(), written),
            Some((key, path)) if !key.is_empty() && !path.is_empty() && !path.contains('=') => (key, path),
            Some(_) => {
                let message = format!("`{written}` is neither a path nor `key=path`");
                self.diagnostics.push(Diagnostic::new(Code::InvalidValue, message).at(node.span(), ""));
                return;
            }
        };
        let Some((content, span)) = self.content(&Node::new(path, node.span()), place) else { return };
        let content = match content {
            world::Content::Text(file) => {
                Content::Text(place.files.sources().get(file).text().as_ref().into())
            }
            world::Content::Bytes { bytes, .. } => Content::Bytes(bytes),
        };
        self.add(Entry::new(key, node.span(), content, span).asked_at(node.span()));
    }

    /// A file with `KEY=value` in each line; a `KEY` alone has the empty value.
    fn env_file(&mut self, node: &Node, place: &Place<'_>) {
        let Some((content, span)) = self.content(node, place) else { return };
        let world::Content::Text(file) = content else {
            let problem = Diagnostic::new(Code::UnreadableFile, "an env file must be UTF-8 text");
            self.diagnostics.push(problem.at(node.span(), "not text"));
            return;
        };
        let source = place.files.sources().get(file);
        let text = source.text();
        for line in env_file::lines(text) {
            let value = line.value.clone().map_or("", |range| &text[range]);
            let key = &text[line.key.clone()];
            let at = Span::new(span.file, line.whole.clone());
            if key.is_empty() {
                let problem = Diagnostic::new(Code::InvalidValue, "a line of an env file without a key");
                let problem = problem.at(at, "no key before the `=`").hide(vec![at]);
                self.diagnostics.push(problem);
                continue;
            }
            self.add(Entry::new(key, at, Content::Text(value.into()), at));
        }
    }

    fn content(&mut self, path: &Node, place: &Place<'_>) -> Option<(world::Content, Span)> {
        let at = place.path(path, FILE, self.diagnostics)?;
        match place.files.content(&at) {
            Ok(content) => {
                let file = match &content {
                    world::Content::Text(file) | world::Content::Bytes { file, .. } => *file,
                };
                Some((content, Span::new(file, 0..0)))
            }
            Err(refusal) => {
                let problem = refused(&refusal, &at, FILE, Some(path.span()));
                self.diagnostics.push(suggest_neighbours(problem, place.files, &at));
                None
            }
        }
    }
}

fn name(node: &yaml::Node) -> &str {
    node.as_str().unwrap_or_default()
}
