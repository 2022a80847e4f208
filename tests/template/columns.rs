//! An expression or include alone on its line: the further lines of its text begin at its column.

use super::project::render;

const LABELS: &str =
    "{% macro labels() %}\na: 1\nb:\n  c: {{ x }}\n\nd: |\n  one\n  {{ x }}\n{%- endmacro %}";

fn text(values: &str, templates: &[(&str, &str)]) -> String {
    let outcome = render(values, templates);
    outcome.text.unwrap_or_else(|| panic!("{}", outcome.screen))
}

/// What the lines of a template become, whose line `a\nb` is text of a macro and `v\nw` a value.
#[test]
fn further_lines_begin_at_the_column_of_the_expression() {
    const MACROS: &str = "{% macro m() %}\na\nb\n{%- endmacro %}{% macro outer() %}\no:\n  {{ m() }}\n{%- endmacro %}\
        {% macro around() %}\n  {{ caller() }}\n{%- endmacro %}{% set t = m() | indent(4) %}{% set s %}{{ m() }}{% endset %}\n";
    for (template, wanted) in [
        ("    {{ m() }}\n", "    a\n    b\n"),
        ("\t{{ m() -}}  \r\nz", "\ta\n\tbz"),
        ("    {{ (m()) }}", "    a\n    b"),
        ("    {{ m()\n  }}\n", "    a\n    b\n"),
        ("    {{ s }}\n", "    a\n    b\n"),
        ("    {{ m() | trim | default(1) }}\n", "    a\n    b\n"),
        ("    {{ m() if true }}\n", "    a\n    b\n"),
        ("    {{ outer() }}\n", "    o:\n      a\n      b\n"),
        ("  {% if true %}\n    {{ m() }}\n  {% endif %}\n", "    a\n    b\n"),
        ("{% for i in [1, 2] %}\n  {{ m() }}\n{% endfor %}\n", "  a\n  b\n  a\n  b\n"),
        ("{% call around() %}\na\n\nb\n{% endcall %}", "  a\n\n  b\n"),
        ("{% set u %}\n    {{ m() }}\n{% endset %}\n  {{ u }}", "      a\n      b\n"),
        ("  - {{ m() }}\n", "  - a\n    b\n"),
        ("- - {{ x }}\n", "- - v\n    w\n"),
        // Not alone, or without a column.
        ("--- {{ m() }}\n", "--- a\nb\n"),
        ("{{ m() }}\n", "a\nb\n"),
        ("k: {{ m() }}\n", "k: a\nb\n"),
        ("  {{ m() }} z\n", "  a\nb z\n"),
        ("  {{ m() }}{{ m() }}\n", "  a\nba\nb\n"),
        ("z\n  {{- m() }}\n", "za\nb\n"),
        ("{% if true -%}\n  {{ m() }}\n{% endif %}", "a\nb\n"),
        // What `indent` made stands where it was put.
        ("    {{ m() | indent(4) }}\n", "    a\n    b\n"),
        ("    {{ m() | indent(4) | trim }}\n", "    a\n    b\n"),
        ("    {{ m() | indent(4) | default(1) }}\n", "    a\n    b\n"),
        ("    {{ t }}\n", "    a\n    b\n"),
        ("    {{ t | trim }}\n", "    a\n    b\n"),
        ("  {{ m() | indent(4, first=true) }}\n", "      a\n    b\n"),
        ("  {{ m() | indent(2, false, true) }}\n", "  a\n  b\n"),
        ("  {% filter indent(4) %}\nz\n{{ m() }}{% endfilter %}\n", "z\n    a\n    b"),
        // A value.
        ("  {{ x }}\n", "  v\n  w\n"),
        ("  {{ x | upper }}\n", "  V\n  W\n"),
        ("  {{ x ~ x }}\n", "  v\n  wv\n  w\n"),
        ("  {{ x }}{{ x }}\n", "  v\nwv\nw\n"),
        ("  {{ x | indent(2) }}\n", "  v\n  w\n"),
    ] {
        let template = format!("{MACROS}{template}");
        assert_eq!(text("x: \"v\\nw\"", &[("templates/main.yaml", &template)]), wanted, "{template}");
    }
}

#[test]
fn an_include_alone_on_its_line_begins_at_its_column() {
    for (template, wanted) in [
        ("{% include 'part.yaml' %}\n", "a\n\nb: v\nw\n"),
        ("  {% include 'part.yaml' %}\nz\n", "  a\n\n  b: v\n  w\nz\n"),
        (
            "  {% if true %}\n    {% include 'part.yaml' %}\n  {% endif %}\nz\n",
            "    a\n\n    b: v\n    w\nz\n",
        ),
        ("  {% include 'none.yaml' ignore missing %}\nz\n", "z\n"),
        ("  {% include ['none.yaml', 'part.yaml'] %}\nz\n", "  a\n\n  b: v\n  w\nz\n"),
        // As it stands.
        ("z:  {% include 'part.yaml' %}\n", "z:  a\n\nb: v\nw\n"),
        ("z\n  {%- include 'part.yaml' %}\n", "za\n\nb: v\nw\n"),
        ("  {%+ include 'part.yaml' %}\n", "  a\n\n  b: v\n  w\n"),
        ("- - {% include 'part.yaml' %}\n", "- - a\n\n    b: v\n    w\n"),
        ("{% filter indent(2) %}{% include 'part.yaml' %}{% endfilter %}\n", "a\n\n  b: v\n  w"),
    ] {
        let templates = [("templates/main.yaml", template), ("templates/part.yaml", "a\n\nb: {{ x }}\n")];
        assert_eq!(text("x: \"v\\nw\"", &templates), wanted, "{template}");
    }
}

/// In a block of text the lines of a value stand as far in as the expression does within the block.
#[test]
fn a_value_in_a_block_begins_at_the_column_of_the_expression() {
    for (template, wanted) in [
        ("k: |\n  {{ x }}\n", "v\nw\n"),
        ("k: |\n  s:\n    {{ x }}\n", "s:\n  v\n  w\n"),
        ("k: |\n    s:\n      {{ x }}\n", "s:\n  v\n  w\n"),
        ("k: |2\n    s:\n      {{ x }}\n", "  s:\n    v\n    w\n"),
        ("k: |\n\n  s:\n    {{ x }}\n", "\ns:\n  v\n  w\n"),
        ("k: |\n  \"s\":\n    {{ x }}\n", "\"s\":\n  v\n  w\n"),
        ("k: !!str |\n  s:\n    {{ x }}\n", "s:\n  v\n  w\n"),
        ("k: !!str # b\n  |\n  s:\n    {{ x }}\n", "s:\n  v\n  w\n"),
        ("- k: |-\n    s:\n      {{ x }}\n  l: {{ x }}\n", "s:\n  v\n  w"),
        ("k: |\n  s: {{ x }}\n", "s: v\nw\n"),
        ("k: |\n  s:\n    - {{ x }}\n", "s:\n  - v\n    w\n"),
        ("k: |\n  {% if true %}\n  s:\n    {{ x }}\n  {% endif %}\n", "s:\n  v\n  w\n"),
        ("k: >\n  s:\n    {{ x }}\n  t\n", "s:\n  v\n  w\nt\n"),
        ("k: |\n  s:\n    {{ x | indent(4) }}\n", "s:\n  v\n  w\n"),
        ("k: |\n  {{ x | indent(2) }}\n", "v\nw\n"),
        ("k: |\n  s:\n    {{ m() }}\n", "s:\n  a: v\n  w\n  b\n"),
        ("k: |\n  s:\n    {{ m() | indent(4) }}\n", "s:\n  a: v\n  w\n  b\n"),
        // Where nothing is a block of text, a value is what it is.
        ("k:\n  {{ x }}\n", "v\nw"),
        ("k: [\n  {{ x }}\n  ]\n", "v\nw"),
        ("k: \"\n  {{ x }}\n  \"\n", " v\nw "),
        ("k: {{ x | indent(2) }}\n", "v\n  w"),
    ] {
        let with_macro = format!("{{% macro m() %}}\na: {{{{ x }}}}\nb\n{{%- endmacro %}}{template}");
        let outcome = render("x: \"v\\nw\"", &[("templates/main.yaml", &with_macro)]);
        assert_eq!(outcome.screen, "", "{template}");
        let document = &outcome.documents[0];
        let node = document.as_sequence().map_or(document, |items| &items[0]).get("k").expect("a `k`");
        let string = node.as_sequence().and_then(|items| items.first()).unwrap_or(node).as_str();
        assert_eq!(string, Some(wanted), "{template}");
    }
}

#[test]
fn a_rendered_file_is_a_text_like_a_block() {
    let templates =
        [("templates/main.yaml", "k: {{ render('file.txt') }}\n"), ("templates/file.txt", "s:\n\t{{ x }}\n")];
    let outcome = render("x: \"v\\nw\"", &templates);
    assert_eq!(outcome.screen, "");
    assert_eq!(outcome.at("k").as_str(), Some("s:\n\tv\n\tw\n"));
}

#[test]
fn what_is_put_further_in_keeps_its_places() {
    let main = format!("{LABELS}\nm:\n  {{{{ labels() }}}}\n");
    let outcome = render("x: v", &[("templates/main.yaml", &main)]);
    assert_eq!(outcome.screen, "");
    assert_eq!(outcome.yaml(), "m:\n  a: 1\n  b:\n    c: v\n  d: |\n    one\n    v\n");
    assert_eq!(outcome.place("m.b.c"), "environments/prod.yaml:1:4");
    assert_eq!(outcome.place("m.a"), "templates/main.yaml:2:4");
}
