//! Reads specs: what each one says, with nothing of it resolved but the paths of the specs that it extends.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, each};
use crate::generate::Kind;
use crate::plan::{External, ImageOverride, Removal, ReplicaOverride};
use crate::source::Span;
use crate::world::{FilePath, Files, Refusal};
use crate::yaml::{Node, Rules, read};

use super::generators::{self, Said};
use super::names::{self, End};
use super::patches::PatchEntry;
use super::templates::TemplateEntry;
use super::{external, fields, images, labels, patches, remove, replicas, templates, version};
use crate::said::refusal::{Wanted, outside};

/// The keys of a spec.
const KEYS: &[&str] = &[
    "annotations",
    "configMaps",
    "extends",
    "external",
    "images",
    "kubernetes",
    "labels",
    "namePrefix",
    "nameSuffix",
    "namespace",
    "patches",
    "remove",
    "replicas",
    "resources",
    "secrets",
    "selectorLabels",
    "templates",
    "values",
];

/// Keys that specs are to have and this version does not know. A version that learns one moves it up.
const LATER_KEYS: &[&str] = &["checks"];

/// What `extends` names, for messages.
pub(super) const WANTED: Wanted =
    Wanted { what: "spec", folder_help: "name the file in it that is meant, as `web/base.yaml`" };

/// What one spec says.
pub(super) struct Spec {
    /// The file.
    pub(super) path: FilePath,
    /// All of it.
    pub(super) span: Span,
    /// Whether all that it says could be understood.
    pub(super) is_whole: bool,
    /// The specs before it, in order.
    pub(super) extends: Vec<Extended>,
    pub(super) namespace: Option<Node>,
    pub(super) name_prefix: Option<Node>,
    pub(super) name_suffix: Option<Node>,
    pub(super) kubernetes: Option<Node>,
    pub(super) templates: Vec<TemplateEntry>,
    pub(super) resources: Vec<Node>,
    /// A map, if there is one.
    pub(super) values: Option<Node>,
    pub(super) external: Vec<External>,
    pub(super) removals: Vec<Removal>,
    pub(super) patches: Vec<PatchEntry>,
    /// A map of strings, if there is one.
    pub(super) labels: Option<Node>,
    /// A map of strings, if there is one.
    pub(super) annotations: Option<Node>,
    /// A map of strings, if there is one.
    pub(super) selector_labels: Option<Node>,
    pub(super) images: Vec<ImageOverride>,
    /// What it says of ConfigMaps and Secrets.
    pub(super) generators: Vec<Arc<Said>>,
    pub(super) replicas: Vec<ReplicaOverride>,
}

/// A spec that another one extends.
pub(super) struct Extended {
    pub(super) path: FilePath,
    /// Where its path is written.
    pub(super) span: Span,
}

/// What reading a spec came to.
#[derive(Clone)]
pub(super) enum Known {
    /// It was read, perhaps with problems that were reported.
    Spec(Arc<Spec>),
    /// It is no YAML, which was reported.
    Broken,
    /// The file was not read, which is reported by those who name it.
    Refused(Refusal),
}

/// The specs of a run, each read once.
pub(super) struct Specs<'w> {
    files: &'w Files<'w>,
    known: Mutex<FxHashMap<FilePath, Known>>,
}

impl<'w> Specs<'w> {
    pub(super) fn new(files: &'w Files<'w>) -> Self {
        Specs { files, known: Mutex::default() }
    }

    /// Reads these and all that they extend, and reports what each says wrongly.
    pub(super) fn load(&self, paths: impl IntoIterator<Item = FilePath>, diagnostics: &mut Diagnostics) {
        let mut next: Vec<FilePath> = self.unknown(paths);
        while !next.is_empty() {
            let read = |path, diagnostics: &mut Diagnostics| read_file(self.files, path, diagnostics);
            let results = each(next.iter().collect(), super::PARALLEL_FROM, diagnostics, read);
            let mut extended = Vec::new();
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            for (path, result) in next.into_iter().zip(results) {
                if let Known::Spec(spec) = &result {
                    extended.extend(spec.extends.iter().map(|extended| extended.path.clone()));
                }
                known.insert(path, result);
            }
            drop(known);
            next = self.unknown(extended);
        }
    }

    /// What reading `path` came to, if [`Specs::load`] met it.
    pub(super) fn get(&self, path: &FilePath) -> Option<Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    fn unknown(&self, paths: impl IntoIterator<Item = FilePath>) -> Vec<FilePath> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen = FxHashSet::default();
        paths.into_iter().filter(|path| !known.contains_key(path) && seen.insert(path.clone())).collect()
    }
}

fn read_file(files: &Files, path: &FilePath, diagnostics: &mut Diagnostics) -> Known {
    let file = match files.text(path) {
        Ok(file) => file,
        Err(refusal) => return Known::Refused(refusal),
    };
    let text = Arc::clone(files.sources().get(file).text());
    let mut problems = Diagnostics::default();
    let documents = read(&text, &file, Rules::Kustomize, &mut problems);
    let broken = problems.has_errors();
    diagnostics.extend(problems);
    if broken {
        return Known::Broken;
    }
    if let Some(second) = documents.get(1) {
        let problem = Diagnostic::new(Code::InvalidValue, "a spec is one document")
            .at(second.span().start(), "a second document begins here")
            .help("put all keys into the first one");
        diagnostics.push(problem);
    }
    let mut problems = Diagnostics::default();
    let mut spec = match documents.first() {
        Some(document) => from_document(path, document, &mut problems),
        None => empty(path, Span::new(file, 0..0)),
    };
    spec.is_whole = !problems.has_errors();
    diagnostics.extend(problems);
    Known::Spec(Arc::new(spec))
}

fn empty(path: &FilePath, span: Span) -> Spec {
    Spec {
        path: path.clone(),
        span,
        is_whole: true,
        extends: Vec::new(),
        namespace: None,
        name_prefix: None,
        name_suffix: None,
        kubernetes: None,
        templates: Vec::new(),
        resources: Vec::new(),
        values: None,
        external: Vec::new(),
        removals: Vec::new(),
        patches: Vec::new(),
        labels: None,
        annotations: None,
        selector_labels: None,
        images: Vec::new(),
        generators: Vec::new(),
        replicas: Vec::new(),
    }
}

fn from_document(path: &FilePath, document: &Node, diagnostics: &mut Diagnostics) -> Spec {
    let mut spec = empty(path, document.span());
    let Some(mapping) = fields::any_map(document, "a spec", diagnostics) else { return spec };
    for entry in mapping {
        let node = &entry.node;
        match entry.key.as_str() {
            "configMaps" => {
                spec.generators.extend(generators::read(Kind::ConfigMap, path, node, diagnostics));
            }
            "extends" => spec.extends = extends(path, node, diagnostics),
            "namespace" => spec.namespace = namespace(node, diagnostics),
            "namePrefix" => spec.name_prefix = names::affix(node, End::First, diagnostics),
            "nameSuffix" => spec.name_suffix = names::affix(node, End::Last, diagnostics),
            "kubernetes" => spec.kubernetes = version::check(node, diagnostics),
            "templates" => spec.templates = templates::read(node, diagnostics),
            "resources" => spec.resources = fields::paths(node, "`resources`", diagnostics),
            "secrets" => {
                spec.generators.extend(generators::read(Kind::Secret, path, node, diagnostics));
            }
            "values" => spec.values = values(node, "`values`", diagnostics),
            "external" => spec.external = external::read(node, diagnostics),
            "patches" => spec.patches = patches::read(node, diagnostics),
            "remove" => spec.removals = remove::read(node, diagnostics),
            "labels" => spec.labels = labels::labels(node, "`labels`", diagnostics),
            "selectorLabels" => {
                spec.selector_labels = labels::labels(node, "`selectorLabels`", diagnostics);
            }
            "annotations" => spec.annotations = labels::annotations(node, "`annotations`", diagnostics),
            "images" => spec.images = images::read(node, diagnostics),
            "replicas" => spec.replicas = replicas::read(node, diagnostics),
            _ => diagnostics.push(fields::unknown_key(entry, "a spec", KEYS, LATER_KEYS)),
        }
    }
    spec
}

fn extends(path: &FilePath, node: &Node, diagnostics: &mut Diagnostics) -> Vec<Extended> {
    let mut extends = Vec::new();
    for item in fields::paths(node, "`extends`", diagnostics) {
        let written = item.as_str().unwrap_or_default();
        match path.parent().join(written) {
            Some(path) => extends.push(Extended { path, span: item.span() }),
            None => diagnostics.push(outside(written, WANTED, item.span())),
        }
    }
    extends
}

fn namespace(node: &Node, diagnostics: &mut Diagnostics) -> Option<Node> {
    let name = fields::string(node, "`namespace`", diagnostics)?;
    if !is_namespace(name) {
        diagnostics.push(not_a_namespace(name, node.span()));
        return None;
    }
    Some(node.clone())
}

/// Whether a namespace may be called that: a DNS label.
pub(super) fn is_namespace(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty()
        && name.len() <= 63
        && name.bytes().all(inner)
        && !name.starts_with('-')
        && !name.ends_with('-')
}

/// The problem of a name that no namespace may have.
pub(super) fn not_a_namespace(name: &str, span: Span) -> Diagnostic {
    let message = match name {
        "" => "the name of the namespace is empty".to_owned(),
        _ => format!("`{name}` is not the name of a namespace"),
    };
    Diagnostic::new(Code::InvalidValue, message)
        .at(span, "not a DNS label")
        .help("use small letters, digits and `-`, with a letter or digit at both ends, 63 at most")
}

/// The map of values that `node` is, if it is one.
pub(super) fn values(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mapping = fields::any_map(node, what, diagnostics)?;
    if let Some(entry) = mapping.entry("target") {
        let problem = Diagnostic::new(Code::InvalidValue, "a value cannot be called `target`")
            .at(entry.key_span, "reserved")
            .help("templates read what they are built for from `target`, as `target.environment`");
        diagnostics.push(problem);
    }
    Some(node.clone())
}
