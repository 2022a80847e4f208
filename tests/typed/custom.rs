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

const LIMITS: &str = "
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {plural: widgets, kind: Widget}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            maxProperties: 3
            oneOf: [{required: [a]}, {required: [b]}]
            not: {properties: {count: {enum: [13]}}, required: [count]}
            allOf: [{properties: {count: {maximum: 90}}}]
            properties:
              a: {type: string, minLength: 2, maxLength: 3, pattern: '^[a-zé]+$'}
              b: {type: integer, default: null}
              count: {type: integer, minimum: 1, maximum: 100, exclusiveMaximum: true, multipleOf: 1, format: int32}
              f: {type: number, multipleOf: 0.5, minimum: 0, exclusiveMinimum: true}
              when: {type: string, format: date-time}
              odd: {type: string, format: odd}
              one: {type: string, nullable: true, enum: [x, null]}
              set: {type: array, minItems: 1, maxItems: 2, x-kubernetes-list-type: set, items: {type: string}}
              map:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [port, protocol]
                items: {type: object, properties: {port: {type: integer}, protocol: {type: string, default: TCP}}}
              either: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}], pattern: '^[0-9]+%$'}
              pod: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
";

fn limited(spec: &str) -> Vec<String> {
    let mut custom = CustomKinds::default();
    assert_eq!(custom.add(&documents(LIMITS).1[0]), None);
    let text =
        format!("{{apiVersion: example.com/v1, kind: Widget, metadata: {{name: a}}, spec: {{{spec}}}}}");
    lines(&problems_with(&text, &custom))
}

#[test]
fn values_within_the_limits_of_a_schema() {
    for spec in [
        "a: aé",
        "b: 1, count: 89",
        "a: ab, count: 5.0, f: 1.5",
        "a: ab, when: \"2026-01-02T03:04:05+02:00\", odd: at all",
        "a: ab, set: [u, v], either: 5",
        "a: ab, either: 5%, map: [{port: 1}, {port: 1, protocol: UDP}]",
        "a: ab, pod: {apiVersion: v1, kind: Pod}",
        "a: ab, b: null",
        "a: ab, one: x",
    ] {
        assert_eq!(limited(spec), [""; 0], "{spec}");
    }
}

#[test]
fn values_beyond_the_limits_of_a_schema() {
    for (spec, said) in [
        ("a: a", "invalid-value spec.a: `spec.a` must have at least 2 characters"),
        ("a: éééé", "invalid-value spec.a: `spec.a` must have at most 3 characters"),
        ("a: A1", "invalid-value spec.a: `spec.a` must match `^[a-zé]+$`"),
        ("a: ab, count: 0", "invalid-value spec.count: `spec.count` must be at least 1"),
        ("a: ab, count: 95", "invalid-value spec.count: `spec.count` must be at most 90"),
        ("a: ab, count: 13", "invalid-value spec: `spec` fits what its schema says it must `not`"),
        ("a: ab, f: 0.7", "invalid-value spec.f: `spec.f` must be a multiple of 0.5"),
        ("a: ab, when: soon", "invalid-value spec.when: `spec.when` must be written as `format: date-time`"),
        ("a: ab, one: null", "invalid-value spec.one: `spec.one` is none of the values that it can have"),
        ("a: ab, set: []", "invalid-value spec.set: `spec.set` must have at least 1 items"),
        ("a: ab, set: [x, x]", "duplicate-value spec.set[1]: `spec.set[1]` says the same as one before"),
        (
            "a: ab, map: [{port: 1, protocol: TCP}, {port: 1}]",
            "duplicate-value spec.map[1]: `spec.map[1]` has the keys of an item before it: `port`, `protocol`",
        ),
        ("a: ab, either: x", "invalid-value spec.either: `spec.either` must match `^[0-9]+%$`"),
        ("count: 1", "invalid-value spec: `spec` must fit one of `oneOf` in its schema, and fits none"),
        (
            "a: ab, b: 1",
            "invalid-value spec: `spec` must fit exactly one of `oneOf` in its schema, and fits 2",
        ),
        ("b: null", "invalid-value spec: `spec` must fit one of `oneOf` in its schema, and fits none"),
        ("a: ab, f: 1.5, count: 1, odd: x", "invalid-value spec: `spec` must have at most 3 keys"),
        (
            "a: ab, pod: {apiVersion: v1, kind: \"\"}",
            "invalid-value spec.pod.kind: `spec.pod.kind` must not be empty",
        ),
    ] {
        assert_eq!(limited(spec), [said], "{spec}");
    }
    assert_eq!(limited("a: ab, count: 100").len(), 2, "of the schema, and of its allOf");
    assert_eq!(limited("a: ab, count: 3000000000").len(), 3, "of the format, too");
}
