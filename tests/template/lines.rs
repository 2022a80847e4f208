//! Every rendered line knows its template's line, whatever the whitespace control; and the text is minijinja's,
//! but for an expression alone on its line.

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Value};
use proptest::prelude::{ProptestConfig, Strategy, prop, prop_oneof};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::project::render;

/// What minijinja itself makes of a template with the same settings.
fn plainly(template: &str, values: &[(&str, &str)]) -> Option<String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    environment.set_syntax(syntax.build().expect("known settings"));
    environment.add_filter("further_lines", |text: &Value, column: &str| {
        let text = text.to_string();
        let lines: Vec<String> = text
            .split('\n')
            .enumerate()
            .map(
                |(index, line)| {
                    if index > 0 && !line.is_empty() { format!("{column}{line}") } else { line.into() }
                },
            )
            .collect();
        lines.join("\n")
    });
    let values: BTreeMap<String, Value> =
        values.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
    environment.render_str(template, Value::from_object(values)).ok()
}

/// The template in plain Jinja: an expression alone on its line puts further lines at its column by a filter.
fn with_columns(template: &str) -> String {
    let mut out = String::new();
    for line in template.split_inclusive('\n') {
        let (before, whole) = line.split_at(line.find("{{").unwrap_or(0));
        let (column, whole) = (before.replace("- ", "  "), whole.trim());
        let joined = ["-%}", "-}}", "-#}"].iter().any(|end| out.trim_end().ends_with(end));
        let expression = whole
            .strip_prefix("{{")
            .filter(|_| column.trim().is_empty())
            .and_then(|inside| inside.strip_suffix("}}"));
        match expression.filter(|inside| !inside.starts_with('-') && !inside.contains("}}") && !joined) {
            Some(inside) => {
                let (inside, end) = inside.strip_suffix('-').map_or((inside, "}}"), |inside| (inside, "-}}"));
                let filtered = format!("{{{{ ({inside}) | further_lines({column:?}) {end}");
                out.push_str(&line.replace(whole, &filtered));
            }
            None => out.push_str(line),
        }
    }
    out
}

/// The text with nothing on the lines that hold blanks only.
fn without_blanks(text: &str) -> String {
    text.split('\n').map(|line| if line.trim().is_empty() { "" } else { line }).collect::<Vec<_>>().join("\n")
}

/// A document whose lines say the line of the template that they must come from.
///
/// Each pair is a template and, under it, what it renders to: `k3: …` is written in line 3.
const CASES: &[(&str, &str)] = &[
    ("k1: a\nk2: {{ x }}\n\nk4: b\n", "k1: a\nk2: X\n\nk4: b\n"),
    ("k1: a\n{% if true %}\nk3: b\n{% endif %}\nk5: c\n", "k1: a\nk3: b\nk5: c\n"),
    ("k1: a\n{%- if true %}\n\nk4: b\n{%- endif %}\n\nk7: c\n", "k1: a\nk4: b\nk7: c\n"),
    ("k1: a\n  {%+ if true %}\nk3: b\n{% endif %}\n", "k1: a\n  k3: b\n"),
    ("k1: a\n{% if true +%}\nk3: b\n{% endif +%}\nk5: c\n", "k1: a\n\nk3: b\n\nk5: c\n"),
    ("{# one\ntwo #}\nk3: a\n{#- three -#}\n\nk6: b\n", "k3: ak6: b\n"),
    ("k1: a # {# one #}\nk2: b {#- two #}\n", "k1: a # k2: b"),
    ("{% raw %}\nk2: '{{ x }}'\n{% endraw %}\nk4: a\n", "k2: '{{ x }}'\nk4: a\n"),
    ("{%- raw -%}\n  k2: '{% x %}'\n{%- endraw -%}\n\n", "k2: '{% x %}'"),
    ("{% for i in 'ab' | list %}{% endfor %}\nk2: a\n", "k2: a\n"),
    ("{% set a = 1 %}\n{% set b %}\nk3: {{ a }}\n{% endset %}\nk5: a\n{{ b }}", "k5: a\nk3: 1\n"),
    ("{% macro m() %}\nk2: a\n{% endmacro %}\nk4: b\n{{ m() }}\nk6: c\n", "k4: b\nk2: a\n\nk6: c\n"),
    ("{% filter trim %}\n\nk3: a\n\n{% endfilter %}\n\nk7: b\n", "k3: a\nk7: b\n"),
    ("k1: |\n  {{ x }}\nk3: {{ x }}\r\nk4: b\r\n", "k1: |\n  X\nk3: X\r\nk4: b\r\n"),
    ("{{ x }}1: a\n", "X1: a\n"),
    ("k1: {{- x -}}\n b\nk3: a\n", "k1:Xb\nk3: a\n"),
    ("{ {%- if true %} k1: a{% endif -%} }\n", "{ k1: a}\n"),
    ("k1: '{'\nk2: '{{ '{{' }}'\nk3: \"{{ x }}{\"\n", "k1: '{'\nk2: '{{'\nk3: \"X{\"\n"),
];

#[test]
fn each_line_is_written_where_it_says() {
    for (template, wanted) in CASES {
        let outcome = render("x: X", &[("templates/main.yaml", template)]);
        assert_eq!(plainly(template, &[("x", "X")]).as_deref(), Some(*wanted), "{template:?}");
        assert_eq!(outcome.text.as_deref(), Some(*wanted), "{template:?}\n{}", outcome.screen);
        let Some(mapping) = outcome.documents.first().and_then(|document| document.as_mapping()) else {
            continue;
        };
        for entry in mapping {
            if let Some(line) = entry.key.strip_prefix('k') {
                let place = outcome.sources.location(entry.key_span);
                assert_eq!(place.to_string().split(':').nth(1), Some(line), "{template:?} {}", entry.key);
            }
        }
    }
}

#[test]
fn a_column_is_exact_where_the_text_is_written_out() {
    let template = "a:\n  {% if true %}\n  b: [{{ x }}, cde]\n  {% endif %}\n  é: {{ x }}-x\n";
    let outcome = render("x: X", &[("templates/main.yaml", template)]);
    let places = ["a.b.1", "a.é"].map(|keys| outcome.place(keys));
    assert_eq!(places, ["templates/main.yaml:3:16", "templates/main.yaml:5:9"]);
    assert_eq!(outcome.place("a.b.0"), "environments/prod.yaml:1:4");
}

/// Pieces of templates in any order: the markers, resolved as text, give what minijinja gives.
fn piece() -> impl Strategy<Value = String> {
    let expression = prop_oneof![
        "[xyz]",
        "[xyz] ~ '-' ~ [xyz]",
        "[xyz] \\| (upper|lower|trim|length|title|capitalize|reverse)",
        "[xyz] == [xyz]|[xyz] in 'abc'".prop_map(|test| format!("'t' if {test} else 'f'")),
        "[1-9] [+*-] [1-9]",
        "\\[[xyz], [xyz]\\] \\| join\\('[,:]'\\)",
        "[xyz] \\| replace\\('a', [xyz]\\)",
        "[xyz]\\[0:2\\]",
        "[xyz] (and|or) [xyz]",
    ];
    let sign = prop::sample::select(&["", "-", "+"][..]);
    let alone = expression.clone();
    prop_oneof![
        ("([ \t]|- ){1,3}", alone, "-?", "[ \t]?").prop_map(|(a, inside, minus, b)| format!("\n{a}{{{{ {inside} {minus}}}}}{b}\n")),
        ("[a-z \n]{0,8}", "[ \t]{1,3}")
            .prop_map(|(text, a)| format!("{{% macro n(p) %}}{text}\n {{{{ p }}}}\n{{% endmacro %}}\n{a}{{{{ n(y) }}}}\n")),
        ("[a-z \n]{0,8}", "[ \t]{1,3}").prop_map(|(text, a)| {
            format!("{{% set d %}}{text}{{{{ z }}}}{{% endset %}}\n{a}{{{{ d }}}}\n{{{{ d | upper }}}}")
        }),
        ("[a-z \n]{0,8}", "[ \t]{1,3}").prop_map(|(text, a)| {
            format!("{{% macro v() %}}<\n{a}{{{{ caller() }}}}\n>{{% endmacro %}}{{% call v() %}}{text}{{{{ z }}}}{{% endcall %}}")
        }),
        "[a-z :#{}\n]{0,12}".prop_map(|text| text.replace("{{", "{ {").replace("{#", "{ #")),
        (sign.clone(), expression, sign.clone())
            .prop_map(|(a, inside, b)| format!("{{{{{a} {inside} {b}}}}}").replace("{{+", "{{").replace("+}}", "}}")),
        (sign.clone(), "[a-z \n]{0,8}", sign.clone())
            .prop_map(|(a, text, b)| format!("{{%{a} if x {b}%}}{text}{{{{ y }}}}{{% endif %}}")),
        (sign.clone(), "[a-z \n]{0,8}", sign.clone())
            .prop_map(|(a, text, b)| format!("{{% for i in [x, y] {b}%}}{text}{{{{ i }}}}{{%{a} endfor %}}")),
        (sign.clone(), "[a-z \n]{0,8}").prop_map(|(a, text)| format!("{{#{a} {text} #}}")),
        "[a-z \n]{0,8}".prop_map(|text| format!("{{% set c %}}{text}{{{{ z }}}}{{% endset %}}{{{{ c }}}}")),
        "[a-z \n]{0,8}".prop_map(|text| format!("{{% macro m(p) %}}{text}{{{{ p }}}}{{% endmacro %}}{{{{ m(y) }}}}")),
        "[a-z \n]{0,8}".prop_map(|text| format!("{{% raw %}}{text}{{{{ x }}}}{{% endraw %}}")),
        "[a-z \n]{0,8}".prop_map(|text| format!("{{% filter upper %}}{text}{{{{ x }}}}{{% endfilter %}}")),
        "[a-z \n]{0,8}".prop_map(|text| {
            format!("{{% macro w() %}}<{{{{ caller() }}}}>{{% endmacro %}}{{% call w() %}}{text}{{{{ z }}}}{{% endcall %}}")
        }),
    ]
}

#[test]
fn the_text_is_what_minijinja_renders() {
    let config = ProptestConfig {
        cases: 600,
        failure_persistence: None,
        max_shrink_iters: 300,
        ..ProptestConfig::default()
    };
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let values = prop::collection::vec("[a-c:# {}\n\"']{0,6}", 3);
    let case = (prop::collection::vec(piece(), 1..7), values);
    TestRunner::new_with_rng(config, random)
        .run(&case, |(pieces, values)| {
            let template = pieces.concat();
            let named: Vec<(&str, &str)> =
                ["x", "y", "z"].into_iter().zip(values.iter().map(String::as_str)).collect();
            let map: BTreeMap<&str, &str> = named.iter().copied().collect();
            let spec = serde_json::to_string(&map).expect("a map of strings is JSON");
            let outcome = render(&spec, &[("templates/main.yaml", &template)]);
            let model = with_columns(&template);
            let plain = plainly(&model, &named);
            // A line on which an empty value stands is none that is empty in the template: it may get blanks.
            let (text, plain) = if model == template {
                (outcome.text, plain)
            } else {
                (outcome.text.as_deref().map(without_blanks), plain.as_deref().map(without_blanks))
            };
            assert_eq!(text, plain, "{template:?} {spec}\n{}", outcome.screen);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}
