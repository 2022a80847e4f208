//! Reads what a spec says of ConfigMaps and Secrets. No file is opened yet.

use std::sync::Arc;

use ecow::EcoString;

use super::super::fields;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::generate::Kind;
use crate::kubernetes::data_keys;
use crate::resource::Hash;
use crate::source::Span;
use crate::world::FilePath;
use crate::yaml::{Entry, Node, Value};

const OF_CONFIG_MAPS: &[&str] =
    &["annotations", "envFiles", "files", "hash", "immutable", "labels", "literals", "merge"];

const OF_SECRETS: &[&str] = &[
    "annotations",
    "envFiles",
    "environment",
    "files",
    "hash",
    "immutable",
    "labels",
    "literals",
    "merge",
    "sops",
    "type",
];

/// What one layer says of one object.
pub(in crate::environment) struct Said {
    pub(super) kind: Kind,
    /// The folder that its paths are relative to.
    pub(super) folder: FilePath,
    pub(super) name: EcoString,
    pub(super) name_span: Span,
    /// What it says; nothing where it takes the object of earlier layers away.
    pub(super) settings: Option<Settings>,
}

impl Said {
    /// Whether the object may get the hash of its content behind its name.
    pub(in crate::environment) fn may_rename(&self) -> bool {
        let settings = self.settings.as_ref();
        settings.is_some_and(|settings| settings.hash.is_none_or(|(hash, _)| hash == Hash::Name))
    }

    /// The literals that are written here; none of a Secret, of which nothing is shown.
    pub(in crate::environment) fn open_literals(&self) -> impl Iterator<Item = &Node> {
        let settings = self.settings.iter().filter(|_| self.kind == Kind::ConfigMap);
        settings.flat_map(|settings| &settings.sources).filter_map(|source| match source {
            Source::Literal(entry) => Some(&entry.node),
            _ => None,
        })
    }
}

/// What a layer says of an object that it makes or changes.
#[derive(Default)]
pub(super) struct Settings {
    pub(super) sources: Vec<Source>,
    /// A map of strings, if there is one.
    pub(super) labels: Option<Node>,
    /// A map of strings, if there is one.
    pub(super) annotations: Option<Node>,
    pub(super) immutable: Option<Node>,
    pub(super) secret_type: Option<Node>,
    /// Where the hash goes, and where that is said.
    pub(super) hash: Option<(Hash, Span)>,
    /// Where `merge: deep` is said, if it is.
    pub(super) deep: Option<Span>,
}

/// Where keys come from.
pub(super) enum Source {
    /// A key with its text.
    Literal(Entry),
    /// A key that earlier layers have and this one takes away.
    Removed { key: EcoString, span: Span },
    /// A file; its name is the key if none is said.
    File { key: Option<(EcoString, Span)>, path: Node },
    /// A file with a key in each line.
    EnvFile(Node),
    /// A key whose value is in an environment variable.
    Variable { key: EcoString, key_span: Span, name: Node },
    /// A file that sops encrypted: all of it behind one key, or with keys of its own.
    Sops { key: Option<(EcoString, Span)>, path: Node },
}

/// What the map `node`, with an object behind each name, says.
pub(in crate::environment) fn read(
    kind: Kind,
    spec: &FilePath,
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Vec<Arc<Said>> {
    if kind == Kind::Secret {
        let mut problems = Diagnostics::default();
        let said = read_open(kind, spec, node, &mut problems);
        if problems.is_empty() {
            return said;
        }
        let values = values(node);
        let hidden: Vec<Span> = values.iter().map(|(_, span)| *span).collect();
        let problems = problems.into_iter().map(|problem| {
            let problem = problem.without(values.iter().map(|(value, _)| value.as_str()));
            problem.hide(hidden.clone())
        });
        diagnostics.extend(problems);
        return said;
    }
    read_open(kind, spec, node, diagnostics)
}

/// What may be a value in the map of Secrets `node`, also where it is written as other tools have it: all behind
/// `literals` and what is not known, and `KEY=value` wherever it is.
fn values(node: &Node) -> Vec<(EcoString, Span)> {
    fn collect(node: &Node, is_value: bool, found: &mut Vec<(EcoString, Span)>) {
        match node.value() {
            Value::Mapping(map) => {
                for entry in map {
                    if entry.key.contains('=') {
                        found.push((entry.key.clone(), entry.key_span));
                    }
                    let is_known = OF_SECRETS.contains(&entry.key.as_str()) && entry.key != "literals";
                    collect(&entry.node, is_value || (!is_known && entry.node.as_mapping().is_none()), found);
                }
            }
            Value::Sequence(items) => items.iter().for_each(|item| collect(item, is_value, found)),
            Value::String(text) if is_value || text.contains('=') => found.push((text.clone(), node.span())),
            _ if is_value => found.push((EcoString::new(), node.span())),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(node, false, &mut found);
    found
}

/// As [`read`], of what may be shown.
fn read_open(kind: Kind, spec: &FilePath, node: &Node, diagnostics: &mut Diagnostics) -> Vec<Arc<Said>> {
    let section = section(kind);
    let Some(mapping) = fields::any_map(node, section, diagnostics) else { return Vec::new() };
    let mut all = Vec::new();
    for entry in mapping {
        if !is_name(&entry.key) {
            let message = format!("`{}` is not the name of a {}", entry.key, kind.name());
            let problem = Diagnostic::new(Code::InvalidValue, message)
                .at(entry.key_span, "not a DNS subdomain")
                .help("use small letters, digits, `-` and `.`, with a letter or digit at both ends");
            diagnostics.push(problem);
            continue;
        }
        let settings = match entry.node.value() {
            Value::Null => None,
            _ => match settings(kind, entry, diagnostics) {
                Some(settings) => Some(settings),
                None => continue,
            },
        };
        let (name, name_span) = (entry.key.clone(), entry.key_span);
        all.push(Arc::new(Said { kind, folder: spec.parent(), name, name_span, settings }));
    }
    all
}

/// The key of a spec that generators of a kind stand below, as in messages.
pub(super) fn section(kind: Kind) -> &'static str {
    match kind {
        Kind::ConfigMap => "`configMaps`",
        Kind::Secret => "`secrets`",
    }
}

fn settings(kind: Kind, entry: &Entry, diagnostics: &mut Diagnostics) -> Option<Settings> {
    let what = format!("`{}` in {}", entry.key, section(kind));
    let known = if kind == Kind::Secret { OF_SECRETS } else { OF_CONFIG_MAPS };
    let mapping = fields::map(&entry.node, &what, known, diagnostics)?;
    let mut settings = Settings::default();
    for entry in mapping {
        let node = &entry.node;
        let within = format!("`{}` of {what}", entry.key);
        match entry.key.as_str() {
            "literals" => literals(node, &within, &mut settings.sources, diagnostics),
            "files" => {
                let source = |key, path| Source::File { key, path };
                files(node, &within, source, &mut settings.sources, diagnostics);
            }
            "sops" => {
                let source = |key, path| Source::Sops { key, path };
                files(node, &within, source, &mut settings.sources, diagnostics);
            }
            "environment" => variables(node, &within, &mut settings.sources, diagnostics),
            "type" => settings.secret_type = fields::string(node, &within, diagnostics).map(|_| node.clone()),
            "merge" => match fields::string(node, &within, diagnostics) {
                Some("deep") => settings.deep = Some(node.span()),
                Some(other) => {
                    let problem = Diagnostic::new(Code::InvalidValue, format!("`merge` cannot be `{other}`"))
                        .at(node.span(), "no way to merge")
                        .help("write `merge: deep`, or nothing: then a key takes the place of the earlier");
                    diagnostics.push(problem);
                }
                None => {}
            },
            "hash" => settings.hash = hash(node, &within, diagnostics).map(|hash| (hash, node.span())),
            "envFiles" => {
                let paths = fields::paths(node, &within, diagnostics);
                settings.sources.extend(paths.into_iter().map(Source::EnvFile));
            }
            "labels" => settings.labels = fields::strings(node, &within, diagnostics),
            "annotations" => settings.annotations = fields::strings(node, &within, diagnostics),
            "immutable" => settings.immutable = boolean(node, &within, diagnostics),
            _ => {}
        }
    }
    Some(settings)
}

fn literals(node: &Node, what: &str, sources: &mut Vec<Source>, diagnostics: &mut Diagnostics) {
    for entry in fields::any_map(node, what, diagnostics).into_iter().flatten() {
        if !is_key(&entry.key, entry.key_span, diagnostics) {
            continue;
        }
        if entry.node.is_null() {
            sources.push(Source::Removed { key: entry.key.clone(), span: entry.key_span });
        } else if entry.node.as_str().is_none() {
            let what = format!("the value of `{}` in {what}", entry.key);
            diagnostics.push(fields::wrong_type(&entry.node, &what, "a string"));
        } else {
            sources.push(Source::Literal(entry.clone()));
        }
    }
}

fn variables(node: &Node, what: &str, sources: &mut Vec<Source>, diagnostics: &mut Diagnostics) {
    for entry in fields::any_map(node, what, diagnostics).into_iter().flatten() {
        let (key, span) = (entry.key.clone(), entry.key_span);
        if !is_key(&key, span, diagnostics) {
            continue;
        }
        if entry.node.is_null() {
            sources.push(Source::Removed { key, span });
        } else if let Some(name) =
            fields::string(&entry.node, &format!("the variable of `{key}`"), diagnostics)
        {
            if name.contains(['=', '\0']) {
                let problem =
                    Diagnostic::new(Code::InvalidValue, "an environment variable has no `=` in its name");
                diagnostics.push(problem.at(entry.node.span(), "not the name of a variable"));
            } else {
                sources.push(Source::Variable { key, key_span: span, name: entry.node.clone() });
            }
        }
    }
}

fn hash(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Hash> {
    const KNOWN: [(&str, Hash); 3] = [("name", Hash::Name), ("none", Hash::None), ("pods", Hash::Pods)];
    if let Some(is_on) = node.as_bool() {
        let mut problem = fields::wrong_type(node, what, "`name`, `pods` or `none`");
        problem.help = vec![format!("write `hash: {}`", if is_on { "name" } else { "none" })];
        diagnostics.push(problem);
        return None;
    }
    let said = fields::string(node, what, diagnostics)?;
    let known = KNOWN.iter().find(|(name, _)| *name == said).map(|(_, hash)| *hash);
    if known.is_none() {
        let problem = Diagnostic::new(Code::InvalidValue, format!("`hash` cannot be `{said}`"))
            .at(node.span(), "no place for a hash")
            .suggest(said, KNOWN.iter().map(|(name, _)| *name), "places");
        diagnostics.push(problem);
    }
    known
}

/// Files, by what `source` makes of a key and a path.
fn files(
    node: &Node,
    what: &str,
    source: impl Fn(Option<(EcoString, Span)>, Node) -> Source,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) {
    let Some(mapping) = node.as_mapping() else {
        for path in fields::paths(node, what, diagnostics) {
            match keyed_path(path, &source) {
                Ok(source) => sources.push(source),
                Err(problem) => diagnostics.push(*problem),
            }
        }
        return;
    };
    for entry in mapping {
        let span = entry.key_span;
        if !is_key(&entry.key, span, diagnostics) {
            continue;
        }
        if entry.node.is_null() {
            sources.push(Source::Removed { key: entry.key.clone(), span });
        } else if fields::string(&entry.node, &format!("the path of `{}` in {what}", entry.key), diagnostics)
            .is_some()
        {
            sources.push(source(Some((entry.key.clone(), span)), entry.node.clone()));
        }
    }
}

/// The file that `key=path`, or a path without a key, names.
fn keyed_path(
    path: Node,
    source: impl Fn(Option<(EcoString, Span)>, Node) -> Source,
) -> Result<Source, Box<Diagnostic>> {
    let written = path.as_str().unwrap_or_default();
    let span = path.span();
    let Some((key, file)) = written.split_once('=') else { return Ok(source(None, path)) };
    let problem = match (data_keys::problem(key), file) {
        (_, "") => "names no file behind its `=`".to_owned(),
        (_, file) if file.contains('=') => "has more than one `=`".to_owned(),
        (Some(what), _) => format!("has a key that {what}"),
        (None, _) => {
            return Ok(source(Some((key.into(), span)), Node::new(file, span)));
        }
    };
    let message = format!("`{written}` {problem}");
    let problem = Diagnostic::new(Code::InvalidValue, message)
        .at(span, "not `key=path`")
        .help("write a map, as `files: {key: path}`");
    Err(Box::new(problem))
}

fn is_key(key: &str, span: Span, diagnostics: &mut Diagnostics) -> bool {
    let Some(what) = data_keys::problem(key) else { return true };
    let message = format!("the key `{key}` {what}");
    let problem = Diagnostic::new(Code::InvalidValue, message).at(span, "no key of an object");
    diagnostics.push(if key.contains('=') {
        problem.help("write `KEY: value`, not `KEY=value`")
    } else {
        problem
    });
    false
}

fn boolean(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    if node.as_bool().is_none() {
        diagnostics.push(fields::wrong_type(node, what, "`true` or `false`"));
    }
    node.as_bool().map(|_| node.clone())
}

/// Whether an object may be called that: a DNS subdomain.
fn is_name(name: &str) -> bool {
    let is_end = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_label = |label: &str| {
        label.bytes().all(|byte| is_end(byte) || byte == b'-')
            && label.bytes().next().is_some_and(is_end)
            && label.bytes().last().is_some_and(is_end)
    };
    name.len() <= 253 && name.split('.').all(is_label)
}
