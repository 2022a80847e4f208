//! What templates can say.

use rkgen::template::{Deferred, fill};
use rkgen::yaml::Node;

use super::project::render;

#[test]
fn the_values_that_a_template_reads_are_told_from_its_text() {
    let main = "\
{% from 'lib.yaml' import port %}
{% set copy = image %}
a: {{ hpa.max }}{{ hpa['min'] }}{{ copy.tag }}
{% if never.taken %}{{ deep.er.still | default(1) }}{% endif %}
{% for item in list %}{{ item.name }}{{ port(item) }}{{ loop.index }}{% endfor %}
{% set own = own | default('x') %}{{ table[own].entry }}
{{ render('payload.txt') }}{{ target.system }}
";
    let outcome = render(
        "x: 1",
        &[
            ("templates/main.yaml", main),
            ("templates/lib.yaml", "{% macro port(p) %}{{ p.port }}{{ protocol }}{% endmacro %}"),
            ("templates/payload.txt", "{{ level }}"),
        ],
    );
    let wanted = [
        "deep.er.still",
        "hpa.max",
        "hpa.min",
        "image",
        "level",
        "list",
        "never.taken",
        "own",
        "protocol",
        "table",
        "target.system",
    ];
    assert_eq!(outcome.reads, wanted);
}

#[test]
fn a_reference_gives_names_and_is_told() {
    let template = "a: {{ ref('Service/redis', namespace='db').host }}\nb: {{ ref('Service/' ~ n).name }}\nc: {{ target.system }}\n";
    let outcome = render("n: web", &[("templates/main.yaml", template)]);
    assert_eq!(outcome.screen, "");
    let text = |key: &str| outcome.documents[0].get(key).and_then(Node::as_str).unwrap_or_default();
    let known = |word| match word {
        Deferred::Name { name, .. } => Some(format!("eu-{name}").into()),
        Deferred::Checksum(_) => None,
    };
    let texts = ["a", "b", "c"].map(|key| fill(text(key), known));
    assert_eq!(texts, ["eu-redis.db.svc", "eu-web", "api"]);
    let named: Vec<String> = outcome.references.iter().map(|r| format!("{}/{}", r.kind, r.name)).collect();
    assert_eq!(named, ["Service/redis", "Service/web"]);
}

#[test]
fn a_template_may_render_to_nothing() {
    let outcome = render("x: false", &[("templates/main.yaml", "{% if x %}\na: 1\n{% endif %}\n")]);
    assert_eq!((outcome.screen.as_str(), outcome.documents.len()), ("", 0));
    assert_eq!(outcome.text.as_deref(), Some(""));
}

#[test]
fn a_default_can_name_an_earlier_parameter_and_is_found_anew_for_each_call() {
    let template = "{% macro m(user, group=user, both=user ~ group, end='.') %}{{ user }} {{ group }} {{ both }}{{ end }}{% endmacro %}\
                    a: {{ m(1) }}\nb: {{ m(1, 2) }}\nc: {{ m(3, both=4) }}\n";
    let outcome = render("x: 1", &[("templates/main.yaml", template)]);
    assert_eq!(outcome.screen, "");
    assert_eq!(outcome.text.as_deref(), Some("a: 1 1 11.\nb: 1 2 12.\nc: 3 3 4.\n"));
}

#[test]
fn a_name_that_may_have_no_value_is_asked_for_one_where_it_is_handed_on() {
    let ways = [
        ("{% if not yes %}{% set x = 1 %}{% endif %}{{ m(x) }}", "`x` is not defined"),
        (
            "{% if not yes %}a{% elif not yes %}{% set x = 1 %}{% else %}{% endif %}{{ m(x) }}",
            "`x` is not defined",
        ),
        ("{% set x %}{{ m(x) }}{% endset %}{{ x }}", "`x` is not defined"),
        ("{% macro o(x) %}{{ m(x) }}{% endmacro %}{{ o() }}", "the parameter `x` was not given"),
        (
            "{% set x = 1 %}{% macro o(x) %}{{ m(x) }}{% endmacro %}{{ o() }}",
            "the parameter `x` was not given",
        ),
        ("{% macro o(x=x) %}{{ m(x) }}{% endmacro %}{{ o() }}", "the parameter `x` was not given"),
        ("{% macro o() %}{{ m(caller) }}{% endmacro %}{{ o() }}", "`caller` is not defined"),
        ("{{ (no.b or 1).c }}", "`no.b` is not defined"),
        ("{% for x in [1] %}{% set y = x %}{% endfor %}{{ m(y) }}", "`y` is not defined"),
        ("{% for x in [{}] | map(attribute=\"a\") %}{{ m(x) }}{% endfor %}", "`x` is not defined"),
    ];
    for (way, said) in ways {
        let template = format!("{{% macro m(v) %}}a: {{{{ v }}}}{{% endmacro %}}{way}\n");
        let outcome = render("yes: true", &[("templates/x.yaml", &template)]);
        assert!(outcome.screen.contains(said), "{way}: {}", outcome.screen);
    }
    let defined = [
        "{% set x = 1 %}{{ m(x) }}",
        "{% set x = 1 %}{% if not yes %}{% set x = 2 %}{% endif %}{{ m(x) }}",
        "{% set x %}1{% endset %}{{ m(x) }}",
        "{% with x = 1 %}{{ m(x) }}{% endwith %}",
        "{% macro o(x=1) %}{{ m(x) }}{% endmacro %}{{ o() }}",
        "{% macro o(y, x=y) %}{{ m(x) }}{% endmacro %}{{ o(1) }}",
        "{% for x in [1] %}{{ m(loop.index) }}{% endfor %}",
    ];
    for way in defined {
        let template = format!("{{% macro m(v) %}}a: {{{{ v }}}}{{% endmacro %}}{way}\n");
        let outcome = render("yes: true", &[("templates/x.yaml", &template)]);
        assert_eq!((outcome.text.as_deref().map(str::trim), &*outcome.screen), (Some("a: 1"), ""), "{way}");
    }
}
