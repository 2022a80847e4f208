//! The chain of a field is complete after every step: who wrote it, who changed it, and what it was before.

use rkgen::diagnostic::Diagnostics;
use rkgen::diagnostic::render::human;
use rkgen::environment::Overrides;
use rkgen::generate::Secrets;
use rkgen::pipeline::{self, Selection};
use rkgen::source::Sources;
use rkgen::world::{Files, Memory};
use rkgen::yaml::{self, Node, Path};

/// A project in which layers, templates and overrides have to do with the same fields.
const PROJECT: &[(&str, &str)] = &[
    (
        "environments/base.yaml",
        "\
templates: [web.yaml]
labels: {team: sales}
values:
  replicas: 1
  image: {name: shop/web, tag: v1}
  limits: {cpu: 1}
images:
  - {name: shop/web, newTag: v2}
",
    ),
    (
        "environments/prod.yaml",
        "\
extends: base.yaml
labels: {team: platform}
selectorLabels: {shop: main}
values:
  replicas: 2
  limits: {cpu: 2}
images:
  - {name: shop/web, newTag: v3}
replicas:
  - {name: web, count: 5}
",
    ),
    (
        "templates/web.yaml",
        "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {team: nobody}
spec:
  replicas: {{ replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: {{ image.name }}:{{ image.tag }}
          resources: {limits: {{ limits }}}
      terminationGracePeriodSeconds: 30
",
    ),
];

/// The chain of a field of the project's object, a link a line, the oldest first.
fn chain(project: &[(&str, &str)], field: &str) -> Vec<String> {
    chain_of(project, "", field)
}

/// The same, of its object of that kind; of the first one if none is said.
fn chain_of(project: &[(&str, &str)], kind: &str, field: &str) -> Vec<String> {
    let mut memory = Memory::default();
    for (path, text) in project {
        memory.add(path, *text);
    }
    let sources = Sources::default();
    let files = Files::new(&memory, &sources);
    let mut diagnostics = Diagnostics::default();
    let selection = Selection::Named(vec!["prod".into()]);
    let overrides = Overrides::default();
    let built = pipeline::build(&files, &selection, &overrides, Secrets::Placeholders, &mut diagnostics);
    let problems = diagnostics.into_sorted(&sources);
    let screens: Vec<String> = problems.iter().map(|problem| human(problem, &sources, 110, false)).collect();
    assert!(screens.is_empty(), "{}", screens.join("\n\n"));

    let path = Path::parse(field).expect("a path");
    let mut objects = built[0].objects.iter();
    let object = objects.find(|object| kind.is_empty() || object.id().kind == kind).expect("the object");
    let links = yaml::chain(object.node(), &path);
    let line = |link: &yaml::Link<'_>| {
        let place = sources.location(link.span);
        format!("{} {place}: {} to {}", link.step, text(link.before), text(link.after))
    };
    links.iter().map(line).collect()
}

/// A value on one line.
fn text(node: Option<&Node>) -> String {
    let Some(node) = node else { return "nothing".to_owned() };
    if let Some(text) = node.as_str() {
        return text.to_owned();
    }
    let mut text = String::new();
    yaml::emit_json(node, &mut text);
    text.split_whitespace().collect()
}

#[test]
fn a_value_of_a_spec_passes_layers_template_and_override() {
    assert_eq!(
        chain(PROJECT, "spec.replicas"),
        [
            "written environments/base.yaml:4:13: nothing to 1",
            "layer environments/prod.yaml:5:13: 1 to 2",
            "template templates/web.yaml:7:16: nothing to 2",
            "replicas environments/prod.yaml:10:24: 2 to 5",
        ]
    );
}

#[test]
fn an_image_keeps_what_made_it_and_what_was_said_before() {
    assert_eq!(
        chain(PROJECT, "spec.template.spec.containers[0].image"),
        [
            "value environments/base.yaml:5:17: nothing to nothing",
            "value environments/base.yaml:5:32: nothing to nothing",
            "template templates/web.yaml:14:21: nothing to shop/web:v1",
            "written environments/base.yaml:8:30: nothing to v2",
            "layer environments/prod.yaml:8:30: v2 to v3",
            "images environments/prod.yaml:8:30: shop/web:v1 to shop/web:v3",
        ]
    );
}

#[test]
fn a_label_keeps_the_layers_that_said_it() {
    let layers = [
        "written environments/base.yaml:2:16: nothing to sales",
        "layer environments/prod.yaml:2:16: sales to platform",
    ];
    assert_eq!(
        chain(PROJECT, "metadata.labels.team"),
        [
            "written templates/web.yaml:5:18: nothing to nobody",
            layers[0],
            layers[1],
            "labels environments/prod.yaml:2:16: nobody to platform",
        ]
    );
    assert_eq!(
        chain(PROJECT, "spec.template.metadata.labels.team"),
        [layers[0], layers[1], "labels environments/prod.yaml:2:16: nothing to platform"]
    );
    assert_eq!(
        chain(PROJECT, "spec.selector.matchLabels.shop"),
        ["selectorLabels environments/prod.yaml:3:24: nothing to main"]
    );
}

#[test]
fn a_field_in_a_map_that_a_template_took_from_a_spec_came_with_it() {
    assert_eq!(
        chain(PROJECT, "spec.template.spec.containers[0].resources.limits.cpu"),
        [
            "written environments/base.yaml:6:17: nothing to 1",
            "layer environments/prod.yaml:6:17: 1 to 2",
            "template templates/web.yaml:15:34: nothing to 2",
        ]
    );
}

#[test]
fn a_field_that_never_was_has_no_chain() {
    assert!(chain(PROJECT, "spec.paused").is_empty());
    assert!(chain(PROJECT, "spec.template.spec.containers[7].image").is_empty());
}

/// The project with a target over it whose patch changes some fields and removes others.
fn patched() -> Vec<(&'static str, &'static str)> {
    let patch = "\
extends: shop.yaml
patches:
  - target: Deployment/web
    merge:
      metadata: {labels: {team: patched}}
      spec:
        replicas: 3
        template:
          spec:
            terminationGracePeriodSeconds: null
            containers:
              - {name: web, image: \"shop/web:patched\", resources: {limits: {cpu: null}}}
";
    let [base, shop, template] = PROJECT else { panic!("three files") };
    vec![*base, ("environments/shop.yaml", shop.1), *template, ("environments/prod.yaml", patch)]
}

#[test]
fn template_layer_patch_and_override_all_appear() {
    assert_eq!(
        chain(&patched(), "spec.replicas"),
        [
            "written environments/base.yaml:4:13: nothing to 1",
            "layer environments/shop.yaml:5:13: 1 to 2",
            "template templates/web.yaml:7:16: nothing to 2",
            "patch environments/prod.yaml:7:19: 2 to 3",
            "replicas environments/shop.yaml:10:24: 3 to 5",
        ]
    );
    assert_eq!(
        chain(&patched(), "spec.template.spec.containers[0].image"),
        [
            "value environments/base.yaml:5:17: nothing to nothing",
            "value environments/base.yaml:5:32: nothing to nothing",
            "template templates/web.yaml:14:21: nothing to shop/web:v1",
            "patch environments/prod.yaml:12:36: shop/web:v1 to shop/web:patched",
            "written environments/base.yaml:8:30: nothing to v2",
            "layer environments/shop.yaml:8:30: v2 to v3",
            "images environments/shop.yaml:8:30: shop/web:patched to shop/web:v3",
        ]
    );
    assert_eq!(
        chain(&patched(), "metadata.labels.team"),
        [
            "written templates/web.yaml:5:18: nothing to nobody",
            "patch environments/prod.yaml:5:33: nobody to patched",
            "written environments/base.yaml:2:16: nothing to sales",
            "layer environments/shop.yaml:2:16: sales to platform",
            "labels environments/shop.yaml:2:16: patched to platform",
        ]
    );
}

#[test]
fn a_removed_field_keeps_all_that_it_was() {
    assert_eq!(
        chain(&patched(), "spec.template.spec.containers[0].resources.limits.cpu"),
        [
            "written environments/base.yaml:6:17: nothing to 1",
            "layer environments/shop.yaml:6:17: 1 to 2",
            "template templates/web.yaml:15:34: nothing to 2",
            "patch environments/prod.yaml:12:77: 2 to nothing",
        ]
    );
    assert_eq!(
        chain(&patched(), "spec.template.spec.terminationGracePeriodSeconds"),
        [
            "written templates/web.yaml:16:38: nothing to 30",
            "patch environments/prod.yaml:10:13: 30 to nothing",
        ]
    );
}

#[test]
fn a_reference_keeps_each_new_name_of_its_object_and_who_gave_it() {
    let files = [
        (
            "environments/prod.yaml",
            "\
namePrefix: eu-
nameSuffix: -v2
templates: [web.yaml]
configMaps:
  web: {literals: {LEVEL: info}}
",
        ),
        (
            "templates/web.yaml",
            "\
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations: {config: '{{ ref(\"ConfigMap/web\").name }}'}
spec:
  containers:
    - name: web
      image: shop/web:v1
      envFrom: [{configMapRef: {name: web}}]
",
        ),
    ];
    let renamed = [
        "namePrefix environments/prod.yaml:1:13: web to eu-web",
        "nameSuffix environments/prod.yaml:2:13: eu-web to eu-web-v2",
        "hash environments/prod.yaml:5:3: eu-web-v2 to eu-web-v2-2748f727mg",
    ];
    let field = "spec.containers[0].envFrom[0].configMapRef.name";
    let expected: Vec<&str> =
        ["written templates/web.yaml:10:39: nothing to web"].into_iter().chain(renamed).collect();
    assert_eq!(chain_of(&files, "Pod", field), expected);
    let expected: Vec<&str> =
        ["template templates/web.yaml:5:25: nothing to web"].into_iter().chain(renamed).collect();
    assert_eq!(chain_of(&files, "Pod", "metadata.annotations.config"), expected);
}
