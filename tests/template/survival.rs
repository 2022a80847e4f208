//! No value breaks the YAML or changes its type, whatever way it takes through a template.

use rkgen::yaml::{Node, Value};

use super::project::render;

/// Values that break YAML when they are pasted, or mean another type.
const HOSTILE: &[&str] = &[
    "a: b",
    "# no comment",
    "line one\nline two",
    "line\n  - deeper: {{ x }}\n",
    "\"quoted\" 'twice'",
    "{{ nothing }} {% raw %}",
    "{# no comment #}",
    "\u{E000}v0\u{E001}",
    "\u{E000}",
    "\u{E001}p0",
    "\u{E000}v0\u{F0000}",
    "\u{F000}00000000001",
    "\u{F0000}",
    "",
    " ",
    "1.10",
    "yes",
    "null",
    "0644",
    "2020-01-01",
    "- item",
    "&anchor *alias !tag",
    "[1, 2",
    "{a: b",
    "---",
    "\\ \\n %",
    "é ü 😀",
    "|",
    ">-",
    "trailing ",
    "tab\there",
];

/// Ways through a template, each with what the value becomes on it.
const WAYS: &[(&str, &str)] = &[
    ("v: {{ x }}\n", "{}"),
    ("v: \"{{ x }}\"\n", "{}"),
    ("v: '<{{ x }}>'\n", "<{}>"),
    ("v: a{{ x }}b\n", "a{}b"),
    ("v: {{ x }}{{ x }}\n", "{}{}"),
    ("v: [{{ x }}]\n", "{}"),
    ("v: {k: {{ x }}}\n", "{}"),
    ("v: |-\n  a {{ x }} b\n", "a {} b"),
    ("v: >-\n  a {{ x }} b\n", "a {} b"),
    ("v: |-\n  {% for i in [x, x] %}\n  <{{ i }}>\n  {% endfor %}\n", "<{}>\n<{}>"),
    ("v: {% for i in [x] %}{{ i }}{% endfor %}\n", "{}"),
    ("v: {{ x ~ \"!\" }}\n", "{}!"),
    ("v: {{ \"a: \" ~ x ~ x }}\n", "a: {}{}"),
    ("v: {{ \"!\" + x }}\n", "!{}"),
    ("{% macro m(y) %}v: {{ y }}{% endmacro %}{{ m(x) }}\n", "{}"),
    ("{% macro m(y) %}v: \"{{ y }}\"{% endmacro %}{{ m(y=x) }}\n", "{}"),
    ("{% macro m(y) %}v: {{ y ~ \".\" }}{% endmacro %}{{ m(x) }}\n", "{}."),
    ("{% macro m(y) %}{{ y }}{% endmacro %}v: {{ m(x) }}\n", "{}"),
    ("{% macro m(y) %}<{{ y }}>{% endmacro %}v: {{ m(x) ~ \"!\" }}\n", "<{}>!"),
    ("{% macro m(y) %}\nk:\n- {{ y }}\n{% endmacro %}o:\n  {{ m(x) | trim | indent(2) }}\n", "{}"),
    ("{% macro m() %}v: {{ caller() }}{% endmacro %}{% call m() %}{{ x }}{% endcall %}\n", "{}"),
    ("{% macro m() %}v: {{ caller(x) }}{% endmacro %}{% call(y) m() %}{{ y }}{% endcall %}\n", "{}"),
    ("{% set y %}{{ x }}{% endset %}v: {{ y }}\n", "{}"),
    ("{% set y %}a{{ x }}{% endset %}v: {{ y ~ y }}\n", "a{}a{}"),
    ("{% set y %}a{{ x }}{% endset %}v: {{ [y] | join }}\n", "a{}"),
    ("{% set y = x %}v: {{ y }}\n", "{}"),
    ("{% set y %}{{ x }}{% endset %}v: {{ 'same' if y == x else 'other' }}\n", "same"),
    ("{% set y %}{{ x }}{% endset %}v: {{ 'in' if x in [y] else 'out' }}\n", "in"),
    ("{% filter indent(2) %}v: |-\n{{ x }}{% endfilter %}\n", "{}"),
    ("{% filter trim %}v: {{ x }}{% endfilter %}\n", "{}"),
    ("{% include \"part.yaml\" %}\n", "{}"),
    ("{% import \"lib.yaml\" as lib %}v: {{ lib.show(x) }}\n", "{}"),
    ("{% from \"lib.yaml\" import show as s %}v: {{ s(x) }}\n", "{}"),
    ("v: {{ x | default(\"none\") }}\n", "{}"),
    ("v: {{ x if true else 1 }}\n", "{}"),
    ("v: {{ x | b64encode | b64decode }}\n", "{}"),
    ("v: {{ [x, x] | join(\",\") }}\n", "{},{}"),
    ("v: {{ {\"k\": x} }}\n", "{}"),
    ("v: {{ [[x]] }}\n", "{}"),
    ("v: {{ x | replace(\"never there\", \"\") }}\n", "{}"),
    ("v: {{ \"%s!\" | format(x) }}\n", "{}!"),
    ("v: {{ [x] | map(\"string\") | first }}\n", "{}"),
    ("v: {{ dict(a=x).a }}\n", "{}"),
    ("{% set n = namespace(a=1) %}{% set n.a = x %}v: {{ n.a }}\n", "{}"),
    ("{% with y = x %}v: {{ y }}{% endwith %}\n", "{}"),
    ("v: {{ render(\"payload.txt\") }}\n", "<{}>"),
    ("{% block b %}v: {{ x }}{% endblock %}\n", "{}"),
];

fn strings(node: &Node, found: &mut Vec<String>) {
    match node.value() {
        Value::String(string) => found.push(string.to_string()),
        Value::Sequence(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Mapping(mapping) => mapping.iter().for_each(|entry| strings(&entry.node, found)),
        other => panic!("{} in the place of a string", other.kind_name()),
    }
}

fn quoted(value: &str) -> String {
    format!("x: {}\n", serde_json::to_string(value).expect("a string is JSON"))
}

#[test]
fn every_value_survives_every_way() {
    for (template, wanted) in WAYS {
        for value in HOSTILE {
            let outcome = render(
                &quoted(value),
                &[
                    ("templates/main.yaml", template),
                    ("templates/part.yaml", "v: {{ x }}\n"),
                    ("templates/lib.yaml", "{% macro show(y) %}{{ y }}{% endmacro %}"),
                    ("templates/payload.txt", "<{{ x }}>"),
                ],
            );
            assert_eq!(outcome.screen, "", "{template} with {value:?}");
            let mut found = Vec::new();
            outcome.documents.iter().for_each(|document| strings(document, &mut found));
            assert_eq!(found, [wanted.replace("{}", value)], "{template} with {value:?}");
        }
    }
}

#[test]
fn a_key_is_the_text_of_its_value() {
    for value in HOSTILE {
        let outcome =
            render(&quoted(value), &[("templates/main.yaml", "v:\n  {{ x }}: 1\n  \"a{{ x }}\": 2\n")]);
        assert_eq!(outcome.screen, "", "{value:?}");
        let keys: Vec<&str> = outcome.at("v").as_mapping().expect("a map").keys().collect();
        assert_eq!(keys, [*value, &format!("a{value}")]);
    }
}

#[test]
fn a_value_that_stands_alone_keeps_its_type() {
    let values = "s: \"1.10\"\nyes: \"yes\"\ni: 3\nf: 1.5\nb: true\nn: null\nl: [1, \"1\"]\nm: {a: {b: \"no\"}}\ne: {}\n";
    let template = "s: {{ s }}\nyes: {{ yes }}\ni: {{ i }}\nf: {{ f }}\nb: {{ b }}\nn: {{ n }}\nl: {{ l }}\nm: {{ m }}\ne: {{ e }}\n";
    let outcome = render(values, &[("templates/main.yaml", template)]);
    assert_eq!(outcome.screen, "");
    let sources = rkgen::source::Sources::default();
    let file = sources.add("values", values);
    let mut diagnostics = rkgen::diagnostic::Diagnostics::default();
    let read = rkgen::yaml::read(values, &file, rkgen::yaml::Rules::Kustomize, &mut diagnostics);
    assert_eq!(outcome.documents, read);
}

#[test]
fn a_value_in_the_midst_of_text_is_text() {
    let values = "i: 3\nb: true\nf: 1.5\nt: \"1.10\"\n";
    let template = "a: \"{{ i }}\"\nb: x{{ b }}\nc: |\n  {{ f }}\nd: {{ i }}{{ i }}\ne: {{ t }}.0\n";
    let outcome = render(values, &[("templates/main.yaml", template)]);
    assert_eq!(outcome.yaml(), "a: \"3\"\nb: xtrue\nc: |\n  1.5\nd: \"33\"\ne: 1.10.0\n");
}
