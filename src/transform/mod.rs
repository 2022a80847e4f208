//! The steps: a plan's inputs become objects, and each step changes all of them, one file a step.
//!
//! In: a [`Plan`], which no step looks beyond but for the kinds that its environment defines. Out: a
//! [`ResourceSet`], each value with the place that it comes from and the steps that changed it.

mod absorb;
mod additions;
mod affixes;
mod checksum;
mod deferred;
mod fields;
mod hashes;
mod hits;
mod images;
mod images_like;
mod in_text;
mod link;
mod marks;
mod metadata;
mod names;
mod namespace;
mod patches;
mod pods;
pub mod references;
mod remove;
pub mod render;
mod replacements;
mod replicas;
mod selector_labels;
mod tally;
mod validate;

use std::cell::Cell;

use ecow::EcoString;

use crate::diagnostic::Diagnostics;
use crate::generate::{self, Behavior};
use crate::kubernetes::release::Release;
use crate::plan::{External, Input, Layer, Manner, Plan, Step};
use crate::resource::{
    Affixes, CustomKinds, Duplicate, ReferenceFields, Resource, ResourceSet, Tell, objects,
};
use crate::template::Reference;
use crate::world::Files;
use hits::Others;
pub use link::Unresolved;
use render::Made;

/// A plan whose templates are rendered: objects that no step has worked on yet.
pub struct Prepared {
    manner: Manner,
    /// The target as it is named on the command line.
    pub target: EcoString,
    /// The environment that it is a part of.
    pub environment: EcoString,
    level: Level,
    /// Whether all of its objects could be made.
    whole: bool,
    made: Made,
    external: Vec<External>,
}

/// The objects of a layer, and what is to be done to them.
struct Level {
    parts: Vec<Part>,
    steps: Vec<Step>,
    tell: Tell,
}

enum Part {
    Objects(Vec<Resource>),
    /// One that may take the place of another, or be laid over it.
    Generated(Resource, Behavior),
    Level(Level),
}

/// What the objects of a target are for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// To be printed.
    Output,
    /// To be looked up by those that are printed.
    Lookup {
        /// Whether placeholders stand in it for secrets whose values the others have.
        lacks_secrets: bool,
    },
}

/// What a plan came to.
pub struct Built {
    /// The target as it is named on the command line.
    pub target: EcoString,
    /// What it is for; for output, unless someone says otherwise.
    pub purpose: Purpose,
    /// The objects.
    pub set: ResourceSet,
    /// The objects that templates name, to be held against all objects of the environment.
    pub references: Vec<Reference>,
    /// What the cluster has without these objects.
    pub external: Vec<External>,
    /// Whether templates ask for the checksum of an object.
    checksums: bool,
}

/// Renders the templates of a plan. The steps wait until the objects of the whole environment are known, for
/// one of them may define the kind of another.
pub fn prepare(plan: Plan, files: &Files, diagnostics: &mut Diagnostics) -> Prepared {
    let mut made = Made::default();
    let mut problems = Diagnostics::default();
    let level = level(plan.layer, files, &mut made, &mut problems);
    let whole = !problems.has_errors();
    diagnostics.extend(problems);
    let Plan { target, environment, external, manner, .. } = plan;
    Prepared { manner, target, environment, level, whole, made, external }
}

/// Does the steps. `custom` says where the objects of kinds that are not built in live; `all_read`, whether all
/// that was to be read could be: what hits nothing is reported only then.
pub fn run(prepared: Prepared, custom: &CustomKinds, all_read: bool, diagnostics: &mut Diagnostics) -> Built {
    let Prepared { target, level, whole, made, external, manner, .. } = prepared;
    let set = finish(level, Given { whole: whole && all_read, custom, manner }, diagnostics);
    let Made { references, checksums, .. } = made;
    Built { target, purpose: Purpose::Output, set, references, external, checksums }
}

/// Lets references follow what was renamed in the targets of an environment, and fills in the names and checksums
/// that templates asked for.
pub fn link(
    targets: &mut [Built],
    custom: &CustomKinds,
    declared: &ReferenceFields,
    diagnostics: &mut Diagnostics,
) {
    let has_names = targets.iter().any(|target| !target.references.is_empty());
    let is_output = |target: &Built| target.purpose == Purpose::Output;
    let checksums: Vec<bool> = targets.iter().map(|target| target.checksums && is_output(target)).collect();
    let mut parts: Vec<link::Part> = targets.iter_mut().map(link::Part::of).collect();
    link::run(&mut parts, custom, declared, diagnostics);
    if has_names {
        link::fill_names(&mut parts, custom, diagnostics);
    }
    if checksums.contains(&true) {
        checksum::run(&mut parts, &checksums, custom, diagnostics);
    }
}

/// The names in the targets' objects that stand for none of these, nor for what is declared to be in the cluster.
pub fn unresolved(
    targets: &mut [Built],
    custom: &CustomKinds,
    declared: &ReferenceFields,
) -> Vec<Unresolved> {
    let parts: Vec<link::Part> = targets.iter_mut().map(link::Part::of).collect();
    link::unresolved(&parts, custom, declared)
}

impl Prepared {
    /// The release of Kubernetes that the objects must be valid for.
    pub fn release(&self) -> Release {
        self.manner.release
    }

    /// The objects, in order.
    pub fn objects(&self) -> Vec<&Resource> {
        fn collect<'l>(level: &'l Level, found: &mut Vec<&'l Resource>) {
            for part in &level.parts {
                match part {
                    Part::Objects(objects) => found.extend(objects),
                    Part::Generated(object, _) => found.push(object),
                    Part::Level(level) => collect(level, found),
                }
            }
        }
        let mut found = Vec::new();
        collect(&self.level, &mut found);
        found
    }
}

fn level(layer: Layer, files: &Files, made: &mut Made, diagnostics: &mut Diagnostics) -> Level {
    let mut parts = Vec::new();
    for input in layer.inputs {
        parts.push(match input {
            Input::Document(document) => Part::Objects(objects(document, diagnostics)),
            Input::Templates(rendering) => {
                let documents = render::run(&rendering, files, made, diagnostics);
                let objects = documents.into_iter().flat_map(|document| objects(document, diagnostics));
                Part::Objects(objects.collect())
            }
            Input::Generated(generator) => {
                let object = Resource::new(generate::object(&generator, diagnostics));
                let Some(object) = object else { continue };
                Part::Generated(object.hashed(generator.hash, generator.hash_span), generator.behavior)
            }
            Input::Layer(layer) => Part::Level(self::level(layer, files, made, diagnostics)),
        });
    }
    Level { parts, steps: layer.steps, tell: layer.tell }
}

/// What steps know besides the objects.
#[derive(Clone, Copy)]
struct Given<'k> {
    /// Whether all objects could be made: one that could not is no reason to say that something hits nothing.
    whole: bool,
    custom: &'k CustomKinds,
    manner: Manner,
}

fn finish(level: Level, given: Given, diagnostics: &mut Diagnostics) -> ResourceSet {
    let manner = given.manner;
    let mut set = ResourceSet::telling(level.tell);
    for part in level.parts {
        match part {
            Part::Objects(objects) => add(&mut set, objects, diagnostics),
            Part::Generated(object, behavior) => {
                absorb::run(&mut set, object, behavior, manner.by_former_names, diagnostics);
            }
            Part::Level(level) => {
                let inner = finish(level, given, diagnostics);
                add(&mut set, inner.into_iter().collect(), diagnostics);
            }
        }
    }
    let (prefix, suffix) = names::affixes(&level.steps);
    let affixes = Affixes { prefix: &prefix, suffix: &suffix };
    let is_missing = !given.whole;
    let mut others =
        Others { removed: Vec::new(), affixes, compared: Cell::default(), are_missing: is_missing };
    work(&mut set, level.steps, given, &mut others, diagnostics);
    set
}

/// Does steps on all objects of a set.
fn work(
    set: &mut ResourceSet,
    steps: Vec<Step>,
    given: Given<'_>,
    others: &mut Others<'_>,
    diagnostics: &mut Diagnostics,
) {
    let Given { whole, custom, manner } = given;
    for step in steps {
        match step {
            Step::Remove(removals) => remove::run(set, &removals, others, diagnostics),
            Step::Patches(patches) => patches::run(set, &patches, custom, others, diagnostics),
            Step::Images(images) => images::run(set, &images, whole, diagnostics),
            Step::ImagesLike { entries, fields } => {
                images_like::run(set, &entries, &fields, whole, diagnostics);
            }
            Step::Replicas { overrides, fields } => {
                replicas::run(set, &overrides, fields.as_deref(), custom, manner, others, diagnostics);
            }
            Step::Additions(list) => additions::run(set, &list, diagnostics),
            Step::Replacements(list) => replacements::run(set, &list, others, diagnostics),
            Step::Strings { name, strings, fields } => {
                fields::strings(set, name, &strings, &fields, diagnostics);
            }
            Step::Value { name, value, places, only_unset, spares } => {
                let put = fields::Put { step: name, value: &value, only_unset, spares };
                fields::value(set, put, &places, manner.by_former_names, diagnostics);
            }
            Step::Labels(labels) => metadata::run(set, "labels", &labels, whole, diagnostics),
            Step::Annotations(annotations) => {
                metadata::run(set, "annotations", &annotations, whole, diagnostics);
            }
            Step::SelectorLabels(labels) => selector_labels::run(set, &labels, whole, diagnostics),
            Step::Namespace { namespace, from } => {
                namespace::run(set, &namespace, from.as_deref(), custom, diagnostics);
            }
            Step::Names { prefix, suffix, fixed } => {
                names::run(set, prefix.as_ref(), suffix.as_ref(), fixed, diagnostics);
            }
            Step::Each(change) => {
                let taken = set.change_all(|object| object.change(&change));
                report_taken(set, taken, diagnostics);
            }
            Step::Marks(marks) => marks::run(set, &marks, diagnostics),
            Step::Affix { affix, fields, fixed } => {
                affixes::run(set, &affix, &fields, fixed, diagnostics);
            }
            Step::Validate { steps, span } => {
                let before = set.clone();
                work(set, steps, given, others, diagnostics);
                diagnostics.extend(validate::problems(&before, set, span));
            }
            Step::Hashes(secrets) => hashes::run(set, secrets, diagnostics),
        }
    }
}

fn add(set: &mut ResourceSet, resources: Vec<Resource>, diagnostics: &mut Diagnostics) {
    for resource in resources {
        if let Err(duplicate) = set.add(resource) {
            diagnostics.push(duplicate.problem());
        }
    }
}

/// Reports the objects that a change gave the identity of an earlier one.
fn report_taken(set: &ResourceSet, taken: Vec<Resource>, diagnostics: &mut Diagnostics) {
    for second in taken {
        if let Some(first) = set.get(second.id()) {
            diagnostics.push(Duplicate { first, second: Box::new(second) }.problem());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::world::Memory;
    use crate::yaml::{Change, Node, Rules, emit, read};

    fn nodes(sources: &Sources, text: &str) -> Vec<Node> {
        let file = sources.add("test.yaml", text);
        let mut diagnostics = Diagnostics::default();
        let nodes = read(text, &file, Rules::Kustomize, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        nodes
    }

    fn finished(sources: &Sources, documents: &str, steps: Vec<Step>) -> (ResourceSet, Diagnostics) {
        let inputs = nodes(sources, documents).into_iter().map(Input::Document).collect();
        let plan = Plan {
            target: "prod".into(),
            environment: "prod".into(),
            layer: Layer { inputs, steps, tell: Tell::default() },
            manner: Manner::default(),
            external: Vec::new(),
        };
        let mut diagnostics = Diagnostics::default();
        let memory = Memory::default();
        let files = Files::new(&memory, sources);
        let prepared = prepare(plan, &files, &mut diagnostics);
        let mut custom = CustomKinds::default();
        assert!(prepared.objects().iter().all(|object| custom.add(object.node()).is_none()));
        (run(prepared, &custom, true, &mut diagnostics).set, diagnostics)
    }

    /// What `documents` become by the steps, as one text.
    fn changed(documents: &str, step: impl FnOnce(&Sources) -> Step) -> String {
        let sources = Sources::default();
        let step = step(&sources);
        let (set, diagnostics) = finished(&sources, documents, vec![step]);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let mut text = String::new();
        for (index, resource) in set.iter().enumerate() {
            text.push_str(if index == 0 { "" } else { "---\n" });
            emit(resource.node(), &mut text);
        }
        text
    }

    fn namespace(from: Option<&str>) -> impl FnOnce(&Sources) -> Step {
        let from = from.map(Into::into);
        move |sources| Step::Namespace { namespace: nodes(sources, "new").remove(0), from }
    }

    #[test]
    fn labels_go_to_pods_and_never_to_selectors() {
        let deployment = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  labels: {app: web, team: a}
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata: null
    spec: {}
";
        let labels = |sources: &Sources| Step::Labels(nodes(sources, "{team: b, tier: front}").remove(0));
        let expected = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app: web
    team: b
    tier: front
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        team: b
        tier: front
    spec: {}
";
        assert_eq!(changed(deployment, labels), expected);
    }

    #[test]
    fn a_job_of_a_cron_job_is_labelled_as_are_its_pods() {
        let job = "\
apiVersion: batch/v1
kind: CronJob
metadata: {name: backup}
spec: {jobTemplate: {spec: {template: {spec: {}}}}}
";
        let annotations = |sources: &Sources| Step::Annotations(nodes(sources, "a: b").remove(0));
        assert_eq!(changed(job, annotations).matches("annotations:\n").count(), 3);
    }

    #[test]
    fn what_a_label_replaced_is_remembered() {
        let sources = Sources::default();
        let labels = Step::Labels(nodes(&sources, "team: b").remove(0));
        let text = "{apiVersion: v1, kind: Service, metadata: {name: a, labels: {team: a}}}";
        let (set, _) = finished(&sources, text, vec![labels]);
        let resource = set.iter().next().unwrap();
        let team = resource.node().at(["metadata", "labels", "team"]).unwrap();
        let past: Vec<_> = team.past().map(|past| (&past.change, past.cause.step)).collect();
        let [(Change::Replaced(old), "labels")] = past[..] else { panic!("{past:?}") };
        assert_eq!((old.as_str(), team.as_str()), (Some("a"), Some("b")));
    }

    #[test]
    fn a_namespace_is_filled_in_where_a_namespaced_kind_says_none() {
        let documents = "\
{apiVersion: v1, kind: Service, metadata: {name: none}}
---
{apiVersion: v1, kind: Service, metadata: {name: empty, namespace: ''}}
---
{apiVersion: v1, kind: Service, metadata: {name: other, namespace: other}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: old}}
---
{apiVersion: example.com/v1, kind: Lamp, metadata: {name: unknown}}
";
        let text = changed(documents, namespace(None));
        let namespaces: Vec<&str> =
            text.lines().filter_map(|line| line.trim().strip_prefix("namespace: ")).collect();
        assert_eq!(namespaces, ["new", "new", "other"]);
    }

    #[test]
    fn kinds_that_are_defined_have_their_scope() {
        let documents = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: lamps.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Lamp, plural: lamps}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
---
{apiVersion: example.com/v1, kind: Lamp, metadata: {name: hall}}
";
        assert!(changed(documents, namespace(None)).ends_with("name: hall\n  namespace: new\n"));
    }

    #[test]
    fn all_that_names_the_old_namespace_names_the_new_one() {
        let documents = "\
apiVersion: v1
kind: Namespace
metadata: {name: old, labels: {kubernetes.io/metadata.name: old, team: old}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: old}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: old}
subjects: [{kind: ServiceAccount, name: old, namespace: old}, {kind: ServiceAccount, name: a, namespace: third}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hook}
webhooks:
- clientConfig: {service: {name: a, namespace: old}}
  namespaceSelector:
    matchExpressions:
    - {key: kubernetes.io/metadata.name, operator: NotIn, values: [old, third]}
    - {key: team, operator: In, values: [old]}
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.example.com}
spec: {service: {name: old, namespace: old}}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
spec: {claimRef: {name: old, namespace: old}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: policy, namespace: old}
spec:
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: old, team: old}}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: monitor, namespace: third}
spec:
  namespaceSelector: {matchNames: [third, old]}
  selector: {matchNames: [old]}
";
        let text = changed(documents, namespace(Some("old")));
        let lines = |word: &str| -> Vec<usize> {
            let found = text.lines().enumerate().filter(|(_, line)| line.trim_end().ends_with(word));
            found.map(|(index, _)| index + 1).collect()
        };
        let expected = "\
apiVersion: v1
kind: Namespace
metadata:
  labels:
    kubernetes.io/metadata.name: new
    team: old
  name: new
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: old
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: old
subjects:
- kind: ServiceAccount
  name: old
  namespace: new
- kind: ServiceAccount
  name: a
  namespace: third
";
        assert!(text.starts_with(expected), "{text}");
        assert_eq!(lines(" new").len(), 10, "{text}");
        assert_eq!(lines(" old").len(), 9, "{text}");
    }

    #[test]
    fn objects_that_a_namespace_makes_the_same_are_reported() {
        let sources = Sources::default();
        let documents = "\
{apiVersion: v1, kind: Service, metadata: {name: a, namespace: new}}
---
{apiVersion: v1, kind: Service, metadata: {name: a}}
";
        let step = namespace(None)(&sources);
        let (set, diagnostics) = finished(&sources, documents, vec![step]);
        assert_eq!((set.len(), diagnostics.iter().count()), (1, 1));
    }

    #[test]
    fn metadata_that_is_no_map_is_left_to_the_typed_view() {
        let labels = |sources: &Sources| Step::Labels(nodes(sources, "a: b").remove(0));
        let text = "apiVersion: v1\nkind: Service\nmetadata: 3\n";
        assert_eq!(changed(text, labels), text);
    }
}
