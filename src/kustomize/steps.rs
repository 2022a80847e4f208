//! The steps of a kustomization, in the order in which Kustomize does them whatever the order of the fields (oddity 46).

use ecow::EcoString;

use crate::diagnostic::Diagnostics;
use crate::patch::Patch;
use crate::plan::{Affix, Condition, Step};
use crate::resource::{ById, Field};
use crate::source::Span;
use crate::yaml::{Entry, Mapping, Node, key_of_plain};

use super::books::is_of_chart;
use super::configurations::Configuration;
use super::field_tables::{List, Row, Table};
use super::identity::{keeps_name, may_be_in_namespace};
use super::kustomization::Kustomization;
use super::origins::Configured;
use super::said;
use super::scopes::Scopes;
use super::tables::{NAMES, OWN_LABELS};

/// Labels, and where they go.
pub(super) struct Labels {
    /// A map of strings.
    pub(super) pairs: Node,
    /// How far they reach on their own.
    pub(super) reach: Reach,
    /// Where else they go.
    pub(super) fields: Vec<Row>,
}

/// How far labels reach.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reach {
    /// Those of `commonLabels`: into selectors, and so into all.
    Common,
    /// The same of an entry of `labels`.
    Selectors,
    /// Into the labels of objects.
    Own {
        /// And of what they make.
        in_templates: bool,
        /// And of the claims that a `StatefulSet` makes.
        in_claims: bool,
    },
}

/// The steps of a layer.
pub(super) struct Steps {
    pub(super) list: Vec<Step>,
    /// The file that says them and where it begins, if objects are to say so.
    pub(super) noted: Option<(EcoString, Span)>,
    /// Which kinds live in no namespace.
    pub(super) scopes: Scopes,
}

impl Steps {
    /// Adds the steps of a transformer, so many of which Kustomize makes of a kustomization.
    pub(super) fn add(&mut self, kind: &'static str, count: usize, steps: impl IntoIterator<Item = Step>) {
        self.list.extend(steps);
        if let Some((file, span)) = &self.noted {
            let notes = (0..count).map(|_| Configured::built_in(kind, file.clone(), *span).step());
            self.list.extend(notes);
        }
    }

    /// Adds patches, of which each list is a transformer's: together, where nobody asks for each.
    pub(super) fn add_patches(&mut self, kind: &'static str, lists: Vec<Vec<Patch>>) {
        let lists = if self.noted.is_none() { vec![lists.concat()] } else { lists };
        for patches in lists.into_iter().filter(|patches| !patches.is_empty()) {
            self.add(kind, 1, [Step::Patches(patches)]);
        }
    }
}

/// The steps behind the patches and before `patchesJson6902`.
pub(super) fn naming(
    said: &Kustomization,
    configuration: &Configuration,
    steps: &mut Steps,
    diagnostics: &mut Diagnostics,
) {
    if let Some(value) = said.namespace.clone() {
        let step = namespace(value, configuration, &steps.scopes);
        steps.add("NamespaceTransformer", 1, [step]);
    }
    // One after the other: a patch may name an object by its name with the prefix alone.
    if let Some(prefix) = said.name_prefix.clone() {
        let fields = configuration.fields(&Table::Prefixes);
        steps.add("PrefixTransformer", 1, [affix(Affix::Prefix(prefix), fields)]);
    }
    if let Some(suffix) = said.name_suffix.clone() {
        let fields = configuration.fields(&Table::Suffixes);
        steps.add("SuffixTransformer", 1, [affix(Affix::Suffix(suffix), fields)]);
    }
    for labels in &said.labels {
        let strings = as_written(&labels.pairs, diagnostics);
        let step = strings.map(|strings| Step::Strings {
            name: "labels",
            strings,
            fields: places(labels, configuration, diagnostics),
        });
        steps.add("LabelTransformer", 0, step);
    }
    // Kustomize makes one for `commonLabels` too, if there are any labels at all.
    let entries = said.labels.iter().filter(|labels| labels.reach != Reach::Common).count();
    let is_any =
        said.labels.iter().any(|labels| labels.pairs.as_mapping().is_some_and(|map| !map.is_empty()));
    steps.add("LabelTransformer", if entries > 0 || is_any { entries + 1 } else { 0 }, []);
    if let Some(annotations) = said.common_annotations.as_ref().and_then(|map| as_written(map, diagnostics)) {
        let fields = configuration.fields(&Table::Annotations);
        let step = Step::Strings { name: "annotations", strings: annotations, fields };
        steps.add("AnnotationsTransformer", 1, [step]);
    }
}

/// Puts a prefix or suffix into fields.
pub(super) fn affix(affix: Affix, fields: Vec<Field>) -> Step {
    if fields != [NAMES] {
        return Step::Affix { affix, fields, fixed: keeps_name };
    }
    let (prefix, suffix) = match affix {
        Affix::Prefix(text) => (Some(text), None),
        Affix::Suffix(text) => (None, Some(text)),
    };
    Step::Names { prefix, suffix, fixed: Some(keeps_name) }
}

/// The steps behind `patchesJson6902`.
pub(super) fn counting(said: &Kustomization, configuration: &Configuration, steps: &mut Steps) {
    if !said.replicas.is_empty() {
        let overrides = said.replicas.iter().cloned().collect();
        let fields = configuration.fields(&Table::Replicas);
        let step = Step::Replicas { overrides, fields: Some(fields.into()) };
        steps.add("ReplicaCountTransformer", said.replicas.len(), [step]);
    }
    if !said.images.is_empty() {
        let fields = configuration.fields(&Table::Images);
        let fields: Vec<Field> = fields.into_iter().map(|field| Field { create: false, ..field }).collect();
        let step = Step::ImagesLike { entries: said.images.clone(), fields: fields.into() };
        steps.add("ImageTagTransformer", said.images.len(), [step]);
    }
}

/// The version of Kustomize that prints the same.
pub const VERSION: &str = "v5.8.1";

/// Labels everything with the version of Kustomize that prints the same (oddity 52).
pub(super) fn managed_by(span: Span) -> Step {
    let value = Node::new(format!("kustomize-{VERSION}"), span);
    let entry = Entry { key: "app.kubernetes.io/managed-by".into(), key_span: span, node: value };
    let strings = Node::new(std::iter::once(entry).collect::<Mapping>(), span);
    Step::Strings { name: "labels", strings, fields: vec![OWN_LABELS] }
}

/// The namespaces of what is bound.
pub(super) static SUBJECTS: &[Field] = &[
    Field::new("", "", "ClusterRoleBinding", "subjects/namespace", false),
    Field::new("", "", "RoleBinding", "subjects/namespace", false),
];

/// Puts all into a namespace that can be in one, and with them what names it (oddities 40 and 43); but for what charts
/// made, which were told the namespace.
fn namespace(value: Node, configuration: &Configuration, scopes: &Scopes) -> Step {
    let own = Field::new("", "", "", "metadata/namespace", true);
    let mut places = vec![(own, Condition::Object(may_be_in_namespace(scopes)))];
    let of_default = |field: &Field| (field.clone(), Condition::Beside("name", "default"));
    places.extend(SUBJECTS.iter().map(of_default));
    places.extend(configuration.fields(&Table::Namespaces).into_iter().filter_map(namespace_place));
    Step::Value { name: "namespace", value, places, only_unset: false, spares: is_of_chart }
}

fn is_core() -> ById<bool> {
    ById::new(|id| id.group.is_empty())
}

/// What decides whether a namespace goes into a field that is named for it; nothing for those that have it anyway.
pub(super) fn namespace_place(field: Field) -> Option<(Field, Condition)> {
    let of_subjects =
        matches!(&*field.kind, "RoleBinding" | "ClusterRoleBinding") && field.path == "subjects/namespace";
    match &*field.path {
        "metadata/namespace" => None,
        _ if of_subjects => None,
        "metadata/name" => Some((field, Condition::Object(is_core()))),
        _ => Some((field, Condition::Always)),
    }
}

/// Where labels go: those of an entry of `labels` also to the fields that it names, which come first.
fn places(labels: &Labels, configuration: &Configuration, diagnostics: &mut Diagnostics) -> Vec<Field> {
    let known = |table: Table| configuration.fields(&table);
    let more = match labels.reach {
        Reach::Common => return known(Table::CommonLabels),
        Reach::Selectors => known(Table::CommonLabels),
        Reach::Own { in_templates, in_claims } => {
            let mut fields = if in_templates { known(Table::TemplateLabels) } else { Vec::new() };
            if in_claims {
                fields.extend(known(Table::ClaimLabels));
            }
            fields.push(OWN_LABELS);
            fields
        }
    };
    let mut list = List::default();
    for row in
        labels.fields.iter().cloned().chain(known(Table::Labels).into_iter().chain(more).map(Row::from))
    {
        diagnostics.extend(list.merge(row).err().map(|problem| *problem));
    }
    list.fields().cloned().collect()
}

/// The entries with the keys that they have in the end: Kustomize writes a key without quotes and reads it back, so that
/// `1` and `0x1` are the same, and `true` is none (oddity 13). Nothing if there are no entries.
pub(super) fn as_written(strings: &Node, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut kept: Vec<Entry> = Vec::new();
    for entry in strings.as_mapping().into_iter().flatten() {
        if let Some(key) = key_of_plain(&entry.key) {
            kept.push(Entry { key, ..entry.clone() });
            continue;
        }
        diagnostics.push(said::key_is_no_string(entry));
    }
    (!kept.is_empty()).then(|| Node::new(kept.into_iter().collect::<Mapping>(), strings.span()))
}
