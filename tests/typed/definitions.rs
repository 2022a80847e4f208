//! Definitions of custom resources, as the API server judges them.

use rkgen::check;
use rkgen::resource::CustomKinds;

use super::{lines, problems_by};

const DEFINITION: &str = "
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
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {a: SCHEMA}}}}}
";

fn problems(text: &str) -> Vec<String> {
    let custom = CustomKinds::default();
    lines(&problems_by(text, |object, found| {
        check::object(object, &check::Existing::default(), &custom, found);
    }))
}

/// What is said of a definition with one part written in another way.
fn with(from: &str, to: &str) -> Vec<String> {
    assert!(DEFINITION.contains(from), "{from}");
    problems(&DEFINITION.replace(from, to).replace("SCHEMA", "{type: string}"))
}

/// What is said of a schema, without the way down to it.
fn schema(text: &str) -> Vec<String> {
    let path = "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.a";
    let problems = problems(&DEFINITION.replace("SCHEMA", text));
    problems.iter().map(|line| line.split(": ").next().unwrap_or_default().replace(path, "a")).collect()
}

#[test]
fn definitions_are_as_their_parts_say() {
    for (from, to) in [
        ("kind: Widget", "kind: widget"),
        ("name: widgets.example.com", "name: widgets.example.com, annotations: {a: b}"),
        ("  scope: N", "  conversion: {strategy: None}\n  scope: N"),
        (
            "  scope: N",
            "  conversion: {strategy: Webhook, webhook: {conversionReviewVersions: [v1], clientConfig: {url: \"https://a/b\"}}}\n  scope: N",
        ),
        ("    storage: true", "    storage: true\n    selectableFields: [{jsonPath: .spec.a}]"),
        ("    storage: true", "    storage: true\n    deprecated: true\n    deprecationWarning: use v2"),
        (
            "    storage: true",
            "    storage: true\n    subresources: {scale: {specReplicasPath: .spec.a, statusReplicasPath: .status.b}}",
        ),
    ] {
        assert_eq!(with(from, to), [""; 0], "{to}");
    }
}

#[test]
fn parts_that_do_not_go_together() {
    for (from, to, said) in [
        ("name: widgets.e", "name: gadgets.e", "invalid-value metadata.name"),
        ("group: example.com", "group: example", "invalid-value metadata.name; invalid-value spec.group"),
        ("kind: Widget", "kind: Wid get", "invalid-value spec.names.kind"),
        ("kind: Widget", "kind: Widget, listKind: Widget", "invalid-value spec.names.listKind"),
        ("kind: Widget", "kind: Widget, shortNames: [W]", "invalid-value spec.names.shortNames[0]"),
        ("kind: Widget", "kind: Widget, categories: [\"\"]", "invalid-value spec.names.categories[0]"),
        (
            "  scope: N",
            "  preserveUnknownFields: true\n  scope: N",
            "invalid-value spec.preserveUnknownFields",
        ),
        ("name: v1\n", "name: V1\n", "invalid-value spec.versions[0].name"),
        ("storage: true", "storage: false", "invalid-value spec.versions"),
        (
            "storage: true",
            "storage: true\n    deprecationWarning: no",
            "wrong-type spec.versions[0].deprecationWarning",
        ),
        (
            "storage: true",
            "storage: true\n    deprecationWarning: old",
            "invalid-value spec.versions[0].deprecationWarning",
        ),
        (
            "storage: true",
            "storage: true\n    additionalPrinterColumns: [{name: a, type: text, jsonPath: spec}]",
            "invalid-value spec.versions[0].additionalPrinterColumns[0].type; invalid-value spec.versions[0].additionalPrinterColumns[0].jsonPath",
        ),
        (
            "storage: true",
            "storage: true\n    selectableFields: [{jsonPath: .spec.b}]",
            "invalid-value spec.versions[0].selectableFields[0].jsonPath",
        ),
        (
            "storage: true",
            "storage: true\n    subresources: {scale: {specReplicasPath: .a, statusReplicasPath: .status.b}}",
            "invalid-value spec.versions[0].subresources.scale.specReplicasPath",
        ),
        (
            "  scope: N",
            "  conversion: {strategy: Webhook}\n  scope: N",
            "missing-field spec.conversion.webhook",
        ),
        (
            "  scope: N",
            "  conversion: {strategy: None, webhook: {conversionReviewVersions: [v1]}}\n  scope: N",
            "forbidden-field spec.conversion.webhook",
        ),
        (
            "  scope: N",
            "  conversion: {strategy: Webhook, webhook: {conversionReviewVersions: [v2], clientConfig: {url: \"http://a\"}}}\n  scope: N",
            "invalid-value spec.conversion.webhook.clientConfig.url; invalid-value spec.conversion.webhook.conversionReviewVersions",
        ),
        (
            "  scope: N",
            "  conversion: {strategy: Webhook, webhook: {conversionReviewVersions: [v1], clientConfig: {service: {name: a, namespace: b, path: x}}}}\n  scope: N",
            "invalid-value spec.conversion.webhook.clientConfig.service.path",
        ),
    ] {
        let mut lines = with(from, to);
        for line in &mut lines {
            line.truncate(line.find(": ").unwrap_or(line.len()));
        }
        lines.sort();
        let mut wanted: Vec<&str> = said.split("; ").collect();
        wanted.sort_unstable();
        assert_eq!(lines, wanted, "{to}");
    }
    let group = DEFINITION.replace("example.com", "apps.k8s.io").replace("SCHEMA", "{type: string}");
    assert_eq!(problems(&group).len(), 1, "a group of Kubernetes needs an approval");
}

#[test]
fn schemas_that_are_structural() {
    for text in [
        "{type: string, pattern: '^a$', default: a}",
        "{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}",
        "{type: object, additionalProperties: true}",
        "{type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}",
        "{type: array, x-kubernetes-list-type: set, items: {type: string}}",
        "{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [b], items: {type: object, properties: {b: {type: string}}, required: [b]}}",
        "{type: object, properties: {b: {type: integer}}, anyOf: [{properties: {b: {minimum: 1}}}, {required: [c]}]}",
        "{type: object, properties: {b: {type: integer, default: 1}}, default: {}}",
        "{type: object, additionalProperties: {type: integer, default: x}}",
        "{type: object, x-kubernetes-map-type: atomic, additionalProperties: {type: integer, x-kubernetes-validations: [{rule: self >= oldSelf}]}}",
        "{type: integer, default: 9, x-kubernetes-validations: [{rule: self < 10}, {rule: self >= oldSelf}]}",
        "{type: object, properties: {b: {type: integer, x-kubernetes-validations: [{rule: self < 10}]}}, default: {b: 9}}",
    ] {
        assert_eq!(schema(text), [""; 0], "{text}");
    }
}

/// A default is judged as it stands: neither are defaults within it filled in first, nor is a null dropped.
#[test]
fn defaults_that_fit() {
    for text in [
        "{type: string, default: null}",
        "{type: object, properties: {b: {type: integer, nullable: true}}, default: {b: null}}",
        "{type: object, required: [b], properties: {b: {type: integer, default: 1}}, default: {b: 2}}",
        "{type: object, default: {}, properties: {b: {type: integer, default: 1}}, x-kubernetes-validations: [{rule: '!has(self.b)'}]}",
        "{type: integer, default: 9, x-kubernetes-validations: [{rule: 'oldSelf.orValue(9) == 9', optionalOldSelf: true}]}",
        "{type: object, additionalProperties: true, default: {b: [1], c: {}}}",
        "{type: object, x-kubernetes-preserve-unknown-fields: true, default: {b: {c: 1}}}",
        "{type: array, x-kubernetes-preserve-unknown-fields: true, items: {type: object, properties: {b: {type: integer}}}, default: [{c: 1}]}",
        "{type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true, default: {apiVersion: v1, kind: Pod, metadata: {name: A, odd: 1}}}",
        "{type: object, x-kubernetes-embedded-resource: true, properties: {kind: {type: string, default: a b}}}",
        "{type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true, default: {apiVersion: v1, kind: Pod, metadata: {name: b}}, x-kubernetes-validations: [{rule: self.metadata.name == 'b'}]}",
    ] {
        assert_eq!(schema(text), [""; 0], "{text}");
    }
}

#[test]
fn defaults_that_do_not_fit() {
    let object =
        "type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true";
    for (text, said) in [
        (
            "{type: object, required: [b], properties: {b: {type: integer, default: 1}}, default: {}}",
            "default",
        ),
        ("{type: object, properties: {b: {type: integer}}, default: {b: null}}", "default"),
        (
            "{type: object, properties: {b: {type: string, nullable: true, enum: [c]}}, default: {b: null}}",
            "default",
        ),
        (
            "{type: object, default: {}, properties: {b: {type: integer, default: 1}}, x-kubernetes-validations: [{rule: has(self.b)}]}",
            "default",
        ),
        (
            "{type: integer, default: 9, x-kubernetes-validations: [{rule: oldSelf.hasValue(), optionalOldSelf: true}]}",
            "default",
        ),
        ("{type: object, additionalProperties: true, default: {b: {c: 1}}}", "default"),
        (
            "{type: object, x-kubernetes-preserve-unknown-fields: true, properties: {b: {type: object}}, default: {b: {c: 1}}}",
            "default",
        ),
        (&format!("{{{object}, default: {{apiVersion: v1}}}}"), "default.kind"),
        (&format!("{{{object}, default: {{apiVersion: a/b/c, kind: Pod}}}}"), "default.apiVersion"),
        (&format!("{{{object}, default: {{apiVersion: v1, kind: a b}}}}"), "default.kind"),
        (
            &format!(
                "{{{object}, default: {{apiVersion: v1, kind: Pod, metadata: {{labels: {{a: b c}}}}}}}}"
            ),
            "default.metadata.labels.a",
        ),
        (
            &format!("{{{object}, default: {{apiVersion: v1, kind: Pod, metadata: {{labels: 1}}}}}}"),
            "default.metadata",
        ),
    ] {
        let found = schema(text);
        let at: Vec<&str> = found.iter().filter_map(|line| line.split(" a.").nth(1)).collect();
        assert_eq!(at, [said], "{text}: {found:?}");
    }
    let named = "{type: object, x-kubernetes-embedded-resource: true, properties: {metadata: {type: object, properties: {name: {type: string, default: a/b}}}}}";
    assert_eq!(schema(named), ["invalid-value a.properties.metadata.properties.name.default"]);
    for own in ["kind: {type: string, default: Widget}", "metadata: {type: object, default: {name: a}}"] {
        let found = with("properties: {spec:", &format!("properties: {{{own}, spec:"));
        assert!(matches!(&found[..], [one] if one.starts_with("forbidden-field")), "{own}: {found:?}");
    }
}

#[test]
fn schemas_that_are_not() {
    for (text, said) in [
        ("{}", "missing-field a.type"),
        ("{type: map}", "invalid-value a.type"),
        ("{type: array}", "missing-field a.items"),
        ("{type: array, items: {}}", "missing-field a.items.type"),
        ("{type: string, pattern: '(?=a)'}", "invalid-value a.pattern"),
        ("{type: string, nullable: true, default: 1}", "invalid-value a.default"),
        ("{type: object, default: {b: 1}}", "invalid-value a.default"),
        (
            "{type: integer, default: 10, x-kubernetes-validations: [{rule: self < 10}]}",
            "invalid-value a.default",
        ),
        (
            "{type: integer, default: 9, x-kubernetes-validations: [{rule: self > oldSelf}]}",
            "invalid-value a.default",
        ),
        (
            "{type: object, properties: {b: {type: integer, x-kubernetes-validations: [{rule: self < 10}]}}, default: {b: 10}}",
            "invalid-value a.default",
        ),
        (
            "{type: object, properties: {b: {type: string}}, additionalProperties: {type: string}}",
            "forbidden-field a.additionalProperties",
        ),
        ("{type: object, anyOf: [{type: object}]}", "forbidden-field a.anyOf[0].type"),
        ("{type: object, not: {description: b}}", "forbidden-field a.not.description"),
        ("{type: string, $ref: b}", "forbidden-field a.$ref"),
        ("{type: array, items: {type: string}, uniqueItems: true}", "forbidden-field a.uniqueItems"),
        ("{type: string, x-kubernetes-list-type: set}", "invalid-value a.type"),
        (
            "{type: array, x-kubernetes-list-type: set, items: {type: object}}",
            "invalid-value a.items.x-kubernetes-map-type",
        ),
        (
            "{type: array, x-kubernetes-list-type: map, items: {type: object}}",
            "missing-field a.x-kubernetes-list-map-keys",
        ),
        (
            "{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [b], items: {type: object, properties: {b: {type: string}}}}",
            "missing-field a.items.properties.b.default",
        ),
        ("{type: object, x-kubernetes-embedded-resource: true}", "missing-field a.properties"),
        (
            "{x-kubernetes-int-or-string: true, x-kubernetes-preserve-unknown-fields: true}",
            "invalid-value a.x-kubernetes-preserve-unknown-fields",
        ),
    ] {
        assert_eq!(schema(text), [said], "{text}");
    }
}
