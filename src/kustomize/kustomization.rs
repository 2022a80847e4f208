//! What a kustomization says, with nothing of it resolved. Fields that were renamed are read under both names.

use ecow::EcoString;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::generate::Kind;
use crate::plan::{ImageLike, ReplicaOverride};
use crate::said::wrong_type;
use crate::source::Span;
use crate::world::{FilePath, Files};
use crate::yaml::{Entry, Mapping, Node};

use super::order::Order;
use super::origins::BuildMetadata;
use super::said::{self, entries};
use super::steps::{Labels, Reach};
use super::vars::{self, Var};
use super::{deprecated, file, generators, helm, images, labels, patches, sort_options, words};

/// The fields of a kustomization, sorted.
pub(super) const FIELDS: &[&str] = &[
    "apiVersion",
    "bases",
    "buildMetadata",
    "commonAnnotations",
    "commonLabels",
    "components",
    "configMapGenerator",
    "configurations",
    "crds",
    "generatorOptions",
    "generators",
    "helmChartInflationGenerator",
    "helmCharts",
    "helmGlobals",
    "imageTags",
    "images",
    "kind",
    "labels",
    "metadata",
    "namePrefix",
    "nameSuffix",
    "namespace",
    "openapi",
    "patches",
    "patchesJson6902",
    "patchesStrategicMerge",
    "replacements",
    "replicas",
    "resources",
    "secretGenerator",
    "sortOptions",
    "transformers",
    "validators",
    "vars",
];

/// What a kustomization says.
#[derive(Default)]
pub(super) struct Kustomization {
    /// Whether its steps work on the objects of whoever takes it in.
    pub(super) is_component: bool,
    /// The paths of files and folders: strings.
    pub(super) resources: Vec<Node>,
    /// The paths of folders with components: strings.
    pub(super) components: Vec<Node>,
    /// The paths of files that add fields to those that Kustomize knows: strings.
    pub(super) configurations: Vec<Node>,
    /// The paths of files with definitions of kinds: strings.
    pub(super) crds: Vec<Node>,
    /// What merges go by: a map of strings, if it is said.
    pub(super) openapi: Option<Node>,
    /// Where it begins.
    pub(super) span: Option<Span>,
    /// Whether all of it was understood: if not, no step may work on what is known of it.
    pub(super) is_right: bool,
    /// What is said of objects in their metadata.
    pub(super) build_metadata: BuildMetadata,
    /// The name of its file.
    pub(super) file: EcoString,
    /// The order of what is printed, if it is said.
    pub(super) order: Option<Order>,
    /// A string.
    pub(super) namespace: Option<Node>,
    /// A string.
    pub(super) name_prefix: Option<Node>,
    /// A string.
    pub(super) name_suffix: Option<Node>,
    pub(super) labels: Vec<Labels>,
    /// A map of strings.
    pub(super) common_annotations: Option<Node>,
    /// Those of `imageTags` last.
    pub(super) images: Vec<ImageLike>,
    pub(super) replicas: Vec<ReplicaOverride>,
    pub(super) vars: Vec<Var>,
    pub(super) merges: Vec<patches::Said>,
    pub(super) patches: Vec<patches::Said>,
    pub(super) json_patches: Vec<patches::Said>,
    /// Configurations of transformers: paths, or texts.
    pub(super) transformers: Vec<Node>,
    /// Configurations of generators: paths, or texts.
    pub(super) plugins: Vec<Node>,
    /// Configurations of transformers that must change nothing: paths, or texts.
    pub(super) validators: Vec<Node>,
    /// A list, if there is one.
    pub(super) replacements: Option<Node>,
    /// The charts that are rendered, and what is said of all of them.
    pub(super) charts: Vec<helm::Said>,
    pub(super) helm_globals: helm::Globals,
    /// What is made, ConfigMaps first.
    pub(super) generators: Vec<generators::Said>,
    /// What is said of all that is made.
    pub(super) generator_options: generators::Settings,
}

/// What the kustomization in a folder says; nothing if it cannot be read, which is reported, as is all that is wrong in
/// it. `asked` is where the folder is named.
pub(super) fn read(
    files: &Files,
    folder: &FilePath,
    asked: Option<Span>,
    diagnostics: &mut Diagnostics,
) -> Option<Kustomization> {
    let (path, document) = file::document(files, folder, asked, diagnostics)?;
    let mut problems = Diagnostics::default();
    let said = understand(&path, &document, &mut problems);
    let is_right = !problems.has_errors();
    diagnostics.extend(problems);
    Some(Kustomization { is_right, file: path.name().into(), ..said })
}

fn understand(path: &FilePath, document: &Node, diagnostics: &mut Diagnostics) -> Kustomization {
    let mut said = Kustomization { span: Some(document.span().start()), ..Kustomization::default() };
    let (mut bases, mut common_labels, mut kind, mut api_version) = (Vec::new(), None, None, None);
    let (mut is_empty, mut helm_globals) = (true, None);
    if document.as_mapping().is_none() {
        let problem = wrong_type(document, words::TOP, "a map");
        diagnostics.push(problem.help("name what it is made of, as `resources: [deployment.yaml]`"));
        return said;
    }
    diagnostics.extend(deprecated::problem(document));
    for (name, entry) in entries(document, words::TOP, FIELDS, diagnostics) {
        let (node, what) = (&entry.node, format!("`{name}`"));
        is_empty &= matches!(name, "apiVersion" | "kind") || says_nothing(node);
        match name {
            "apiVersion" => api_version = said::text(node, &what, diagnostics),
            "kind" => kind = said::text(node, &what, diagnostics),
            "metadata" => {}
            "resources" => said.resources = said::texts(node, &what, diagnostics),
            "bases" => bases = said::texts(node, &what, diagnostics),
            "components" => said.components = said::texts(node, &what, diagnostics),
            "configurations" => said.configurations = said::texts(node, &what, diagnostics),
            "crds" => said.crds = said::texts(node, &what, diagnostics),
            "openapi" => said.openapi = said::strings(node, &what, diagnostics),
            "namespace" => said.namespace = said::text(node, &what, diagnostics),
            "namePrefix" => said.name_prefix = said::text(node, &what, diagnostics),
            "nameSuffix" => said.name_suffix = said::text(node, &what, diagnostics),
            "labels" => said.labels = labels::read(node, diagnostics),
            "commonLabels" => common_labels = said::strings(node, &what, diagnostics),
            "commonAnnotations" => said.common_annotations = said::strings(node, &what, diagnostics),
            "images" => said.images.splice(..0, images::images(node, diagnostics)).for_each(drop),
            "imageTags" => said.images.extend(images::images(node, diagnostics)),
            "replicas" => said.replicas = images::replicas(node, diagnostics),
            "patches" => said.patches = patches::read_list(node, false, diagnostics),
            "patchesStrategicMerge" => said.merges = patches::read_merges(node, diagnostics),
            "patchesJson6902" => said.json_patches = patches::read_list(node, true, diagnostics),
            "transformers" => said.transformers = said::texts(node, &what, diagnostics),
            "validators" => said.validators = said::texts(node, &what, diagnostics),
            "generators" => said.plugins = said::texts(node, &what, diagnostics),
            "helmCharts" => said.charts.splice(..0, helm::charts(node, diagnostics)).for_each(drop),
            "helmGlobals" => helm_globals = Some(helm::globals(node, diagnostics)),
            "helmChartInflationGenerator" => {
                let (charts, globals) = helm::old_charts(node, diagnostics);
                said.charts.extend(charts);
                said.helm_globals = globals;
            }
            "replacements" => said.replacements = Some(node.clone()),
            "configMapGenerator" => {
                let found = generators::read(Kind::ConfigMap, node, &what, diagnostics);
                said.generators.splice(..0, found);
            }
            "secretGenerator" => {
                said.generators.extend(generators::read(Kind::Secret, node, &what, diagnostics));
            }
            "generatorOptions" => said.generator_options = generators::settings(node, &what, diagnostics),
            "vars" => said.vars = vars::read(node, diagnostics),
            "buildMetadata" => said.build_metadata = BuildMetadata::read(node, diagnostics),
            "sortOptions" => said.order = sort_options::read(node, diagnostics),
            _ => diagnostics.extend(unsupported(name, entry)),
        }
    }
    // After those of `labels`, into all selectors.
    said.labels.extend(common_labels.map(|pairs| Labels { pairs, reach: Reach::Common, fields: Vec::new() }));
    said.resources.extend(bases);
    said.helm_globals = helm_globals.unwrap_or(said.helm_globals);
    said.is_component = kind.as_ref().and_then(Node::as_str) == Some("Component");
    diagnostics.extend(wrong_kind(kind.as_ref(), api_version.as_ref(), said.is_component));
    if is_empty && !diagnostics.has_errors() {
        diagnostics.push(file::empty(path, document.span()));
    }
    said
}

/// Whether Go could not tell the value from one that is not there. An empty list it can.
fn says_nothing(node: &Node) -> bool {
    node.is_null() || node.as_str() == Some("")
}

/// The problem of a field that is known and not supported, unless it says nothing.
fn unsupported(name: &str, entry: &Entry) -> Option<Diagnostic> {
    let node = &entry.node;
    let is_empty = node.as_sequence().is_some_and(<[Node]>::is_empty)
        || node.as_mapping().is_some_and(Mapping::is_empty);
    let problem = Diagnostic::new(Code::UnknownField, format!("`{name}` is not supported yet"));
    (!is_empty && !says_nothing(node)).then(|| {
        problem
            .at(entry.key_span, "this version does not know what it does")
            .help("`kubectl kustomize` builds it")
    })
}

fn wrong_kind(kind: Option<&Node>, api_version: Option<&Node>, is_component: bool) -> Option<Diagnostic> {
    let refused = |node: &Node, what: &str, wanted: &str| {
        let message =
            format!("`{what}` of a kustomization cannot be `{}`", node.as_str().unwrap_or_default());
        let problem = Diagnostic::new(Code::UnknownValue, message).at(node.span(), "not known");
        problem.help(format!("write `{what}: {wanted}`, or leave it out"))
    };
    let of_flux = "kustomize.toolkit.fluxcd.io/";
    if let Some(version) =
        api_version.filter(|node| node.as_str().is_some_and(|said| said.starts_with(of_flux)))
    {
        let mut problem = refused(version, "apiVersion", "");
        problem.help =
            vec!["this is an object of Flux: build the folder that its `spec.path` names".to_owned()];
        return Some(problem);
    }
    if let Some(kind) = kind.filter(|kind| !matches!(kind.as_str(), Some("Kustomization" | "Component"))) {
        let problem = refused(kind, "kind", "Kustomization");
        let said = kind.as_str().unwrap_or_default();
        let is_near = said.starts_with("Kustom") || !nearest(said, ["Component", "Kustomization"]).is_empty();
        return Some(if is_near {
            problem
        } else {
            problem.help("an object is in a file of its own, which `resources` names")
        });
    }
    let wanted =
        if is_component { "kustomize.config.k8s.io/v1alpha1" } else { "kustomize.config.k8s.io/v1beta1" };
    let wrong = api_version.filter(|node| node.as_str() != Some(wanted))?;
    Some(refused(wrong, "apiVersion", wanted))
}
