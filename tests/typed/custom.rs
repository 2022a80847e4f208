//! Custom resources against the definition of their kind.

use rkgen::kubernetes::kinds::Scope;
use rkgen::resource::CustomKinds;

use super::{documents, lines, problems_with};

const DEFINITION: &str = "
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {plural: widgets, kind: Widget}
  scope: Namespaced
  versions:
  - {name: v1alpha1, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    schema:
      openAPIV3Schema:
        type: object
        required: [spec]
        properties:
          status: {type: object, properties: {ready: {type: boolean}}}
          spec:
            type: object
            required: [size, colour]
            properties:
              size: {type: integer}
              colour: {type: string, default: red, enum: [red, green]}
              share: {x-kubernetes-int-or-string: true}
              ratio: {type: number}
              note: {type: string, nullable: true}
              open: {type: boolean}
              parts: {type: array, items: {type: object, properties: {name: {type: string}}}}
              labels: {type: object, additionalProperties: {type: string}}
              flat: {type: object, additionalProperties: true}
              any: {type: object, x-kubernetes-preserve-unknown-fields: true}
              pod: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
";

fn custom() -> CustomKinds {
    let mut custom = CustomKinds::default();
    assert_eq!(custom.add(&documents(DEFINITION).1[0]), None);
    custom
}

fn widget(rest: &str) -> Vec<String> {
    let text = format!("{{apiVersion: example.com/v1, kind: Widget, metadata: {{name: a}}, {rest}}}");
    lines(&problems_with(&text, &custom()))
}

#[test]
fn definitions_are_learnt_once_with_their_scope() {
    let mut custom = custom();
    assert_eq!(custom.add(&documents(DEFINITION).1[0]), None, "it says the same");
    let other = DEFINITION.replace("scope: Namespaced", "scope: Cluster");
    let problem = custom.add(&documents(&other).1[0]).unwrap();
    assert_eq!(
        (&*problem.message, problem.labels.len()),
        ("the kind `Widget` of `example.com` is defined in two ways", 2)
    );
    assert_eq!(custom.scope("example.com", "Widget"), Some(Scope::Namespaced));
    assert_eq!(custom.scope("", "Namespace"), Some(Scope::Cluster));
    assert_eq!(custom.scope("example.com", "Gadget"), None);
    assert_eq!(custom.add(&documents("{apiVersion: v1, kind: ConfigMap}").1[0]), None);
    assert_eq!(lines(&problems_with(DEFINITION, &CustomKinds::default())), [""; 0]);
}

#[test]
fn what_the_schema_takes() {
    for rest in [
        "spec: {size: 1}",
        "spec: {size: 3.0, share: 50%, ratio: 1, note: null, open: null, parts: null}",
        "spec: {size: 1, parts: [{name: a}], labels: {a: b, c: null}, flat: {a: 1, b: [c]}}",
        "spec: {size: 1, any: {deep: {down: 1}}, pod: {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {}}}",
        "spec: {size: 1}, status: {ready: maybe}",
    ] {
        assert_eq!(widget(rest), [""; 0], "{rest}");
    }
}

#[test]
fn what_it_refuses() {
    for (rest, said) in [
        ("spec: null", "missing-field spec: `spec` is missing"),
        ("spec: {}", "missing-field spec.size: `spec.size` is missing"),
        ("spec: {sise: 1}", "unknown-field spec.sise: unknown field `spec.sise`"),
        ("spec: {size: \"1\"}", "wrong-type spec.size: `spec.size` must be a whole number, not a string"),
        (
            "spec: {size: 1.5}",
            "wrong-type spec.size: `spec.size` must be a whole number, not a decimal number",
        ),
        ("spec: {size: 1, colour: blue}", "invalid-value spec.colour: `spec.colour` cannot be `blue`"),
        (
            "spec: {size: 1, share: true}",
            "wrong-type spec.share: `spec.share` must be a whole number or a string, not a boolean",
        ),
        ("spec: {size: 1, ratio: a}", "wrong-type spec.ratio: `spec.ratio` must be a number, not a string"),
        (
            "spec: {size: 1, open: 1}",
            "wrong-type spec.open: `spec.open` must be `true` or `false`, not a number",
        ),
        (
            "spec: {size: 1, parts: [null]}",
            "wrong-type spec.parts[0]: `spec.parts[0]` must be a map, not null",
        ),
        (
            "spec: {size: 1, parts: [{nam: a}]}",
            "unknown-field spec.parts[0].nam: unknown field `spec.parts[0].nam`",
        ),
        (
            "spec: {size: 1, labels: {a: 1}}",
            "wrong-type spec.labels.a: `spec.labels.a` must be a string, not a number",
        ),
        ("spec: {size: 1, flat: {a: {b: 1}}}", "unknown-field spec.flat.a.b: unknown field `spec.flat.a.b`"),
        (
            "spec: {size: 1, pod: {kind: Pod}}",
            "missing-field spec.pod.apiVersion: `spec.pod.apiVersion` is missing",
        ),
        ("spec: {size: 1}, status: {redy: 1}", "unknown-field status.redy: unknown field `status.redy`"),
        ("spec: {size: 1}, extra: 1", "unknown-field extra: unknown field `extra`"),
    ] {
        assert_eq!(widget(rest), [said], "{rest}");
    }
}

#[test]
fn metadata_is_that_of_every_object() {
    let text = "{apiVersion: example.com/v1, kind: Widget, metadata: {name: a, labels: {b: 1}, lables: {}}, spec: {size: 1}}";
    assert_eq!(
        lines(&problems_with(text, &custom())),
        [
            "wrong-type metadata.labels.b: `metadata.labels.b` must be a string, not a number",
            "unknown-field metadata.lables: unknown field `metadata.lables`",
        ]
    );
}

#[test]
fn versions_that_are_not_served_and_kinds_that_are_near() {
    let said = |api_version: &str, kind: &str| {
        let text = format!("{{apiVersion: {api_version}, kind: {kind}, metadata: {{name: a}}}}");
        let problems = problems_with(&text, &custom());
        (problems[0].message.clone(), problems[0].help.join("; "))
    };
    let served = "write `example.com/v1`".to_owned();
    assert_eq!(
        said("example.com/v1alpha1", "Widget"),
        ("`Widget` is not served as `example.com/v1alpha1`".into(), served)
    );
    let (message, help) = said("example.com/v1", "Wigdet");
    assert_eq!(message, "unknown kind `Wigdet`");
    assert!(help.starts_with("did you mean `Widget`?"), "{help}");
    assert_eq!(
        said("v1", "Widget"),
        ("there is no `Widget` in `v1`".into(), "write `apiVersion` as `example.com/v1`".into())
    );
}
