//! Where the labels of a problem point, and what its help says.

use rkgen::diagnostic::{Diagnostic, Diagnostics, Severity};
use rkgen::resource::{CustomKinds, Resource};
use rkgen::source::{Sources, Span};
use rkgen::typed;
use rkgen::yaml::{self, Cause, Node, Rules};

use super::problems_with;

/// Each label as the text that it covers and what is said beside it.
fn labels(text: &str, problem: &Diagnostic) -> Vec<(String, String)> {
    let label = |label: &rkgen::diagnostic::Label| (text[label.span.range()].to_owned(), label.text.clone());
    problem.labels.iter().map(label).collect()
}

fn only(text: &str) -> Diagnostic {
    let problems = problems_with(text, &CustomKinds::default());
    let [problem] = <[Diagnostic; 1]>::try_from(problems).expect("one problem");
    problem
}

#[test]
fn an_unknown_field_at_its_key_with_the_nearest_name() {
    let text = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, imagePulPolicy: Always}]}}";
    let problem = only(text);
    assert_eq!(labels(text, &problem), [("imagePulPolicy".into(), "not a field of Container".into())]);
    assert_eq!(problem.help, ["did you mean `imagePullPolicy`?"]);
    assert_eq!(problem.object.as_deref(), Some("Pod/a"));
}

#[test]
fn a_missing_field_at_what_should_hold_it() {
    let text = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{image: b}]}}";
    assert_eq!(labels(text, &only(text)), [("image".into(), "Container needs `name`".into())]);
    let text = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostname: b}}";
    assert_eq!(labels(text, &only(text)), [("spec".into(), "PodSpec needs `containers`".into())]);
    let text = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: null}}";
    assert_eq!(labels(text, &only(text)), [("null".into(), "null is the same as nothing".into())]);
}

#[test]
fn both_places_of_a_conflict() {
    let text = "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: a}, spec: {minAvailable: 1, maxUnavailable: 1}}";
    assert_eq!(
        labels(text, &only(text)),
        [
            ("maxUnavailable".into(), "only one limit can be set".into()),
            ("minAvailable".into(), "also set here".into())
        ]
    );
}

#[test]
fn help_shows_what_to_type() {
    let pod = |field: &str| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: a}}, spec: {{containers: [{{name: a}}], {field}}}}}"
        )
    };
    for (field, help) in [
        ("hostname: 8080", "quote it: `\"8080\"`"),
        ("hostname: true", "quote it: `\"true\"`"),
        // What was read is not what was written, so it is not repeated.
        ("hostname: 0644", "put it in quotes"),
        ("hostname: on", "put it in quotes"),
        ("hostname: 1.10", "put it in quotes"),
        ("priority: \"3\"", "write 3 without quotes"),
        ("hostIPC: \"true\"", "write true without quotes"),
        ("hostIPC: \"yes\"", "write true"),
        ("tolerations: {key: a}", "begin each item with `- `"),
        ("nodeSelector: [a]", "write `key: value` lines without `- `"),
    ] {
        assert_eq!(only(&pod(field)).help, [help], "{field}");
    }
    let secret = only("{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {pin: 1234}}");
    assert_eq!(secret.help, ["put it in quotes"], "a secret is not repeated");
}

#[test]
fn help_for_a_kind_asks_for_a_definition_only_where_there_can_be_one() {
    let help = |api_version: &str, kind: &str| {
        only(&format!("{{apiVersion: {api_version}, kind: {kind}, metadata: {{name: a}}}}")).help.join("; ")
    };
    assert_eq!(help("v1", "ConfigMpa"), "did you mean `ConfigMap`?");
    assert_eq!(
        help("cert-manager.io/v1", "Certificate"),
        "if it is a custom resource, name the file of its CustomResourceDefinition in `rkgen.yaml` below `crds:`, or with `--crds` where plain manifests are checked; \
         without that file, say there where its objects live: `scope: {Certificate.cert-manager.io: Namespaced}`, or `Cluster`"
    );
    assert_eq!(help("apps/v1beta1", "Deployment"), "write `apiVersion: apps/v1`");
    assert_eq!(help("v1", "Deployment"), "write `apiVersion` as `apps/v1`");
}

#[test]
fn a_number_that_is_rounded_and_a_field_dropped_in_silence_are_warnings() {
    let text = "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: cs.a.b}, spec: {group: a.b, \
        names: {plural: cs, kind: C}, scope: Cluster, versions: [{name: v1, schema: {openAPIV3Schema: {maximum: 9007199254740993, items: {typ: a}}}}]}}";
    let problems = problems_with(text, &CustomKinds::default());
    assert_eq!(problems.len(), 2);
    assert!(problems.iter().all(|problem| problem.severity == Severity::Warning));
}

#[test]
fn a_value_from_a_spec_shows_the_template_too() {
    let sources = Sources::default();
    let spec = sources.add("spec.yaml", "replicas: many\n");
    let template = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, \
         spec: {replicas: 1, selector: {}, template: {spec: {containers: [{name: a}]}}}}";
    let file = sources.add("template.yaml", template);
    let mut diagnostics = Diagnostics::default();
    let mut document = yaml::read(template, &file, Rules::Apply, &mut diagnostics).remove(0);
    let at = document.at(["spec", "replicas"]).expect("it is there").span();
    let written = Span::new(spec, 10..14);
    let mut value = Node::new("many", written);
    value.rendered(Cause { step: "template", span: at }, [written]);
    let spec_node = document.get_mut("spec").expect("it is there");
    *spec_node.get_mut("replicas").expect("it is there") = value;

    let object = Resource::new(document).expect("it has a kind");
    assert!(typed::check(&object, &CustomKinds::default(), &mut diagnostics).object.is_some());
    let [problem] = &diagnostics.into_sorted(&sources)[..] else { panic!("one problem") };
    let labels: Vec<(Span, &str)> =
        problem.labels.iter().map(|label| (label.span, label.text.as_str())).collect();
    assert_eq!(labels, [(written, "a string"), (at, "used here")]);
}
