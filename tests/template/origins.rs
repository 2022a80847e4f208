//! Every value knows the line of the spec or of the template that it comes from.

use rkgen::yaml::Change;

use super::project::{Outcome, render};

const VALUES: &str = "\
name: api
replicas: 3
ports:
- {name: http, port: 8080}
- {name: dns, port: 53}
labels:
  team: core
";

/// The places of the values that a node was made with, by the newest change.
fn sources(outcome: &Outcome, keys: &str) -> Vec<String> {
    let spans = outcome.at(keys).past().find_map(|past| match &past.change {
        Change::Rendered(spans) => Some(spans.to_vec()),
        _ => None,
    });
    spans.unwrap_or_default().iter().map(|span| outcome.sources.location(*span).to_string()).collect()
}

fn one(template: &str) -> Outcome {
    let outcome = render(VALUES, &[("templates/main.yaml", template)]);
    assert_eq!(outcome.screen, "");
    outcome
}

#[test]
fn a_whole_value_was_written_in_the_spec() {
    let outcome = one("a: {{ name }}\nb: {{ replicas }}\nc: {{ labels }}\nd: {{ ports[1].port }}\n");
    assert_eq!(outcome.place("a"), "environments/prod.yaml:1:7");
    assert_eq!(outcome.place("b"), "environments/prod.yaml:2:11");
    assert_eq!(outcome.place("c.team"), "environments/prod.yaml:7:9");
    assert_eq!(outcome.place("d"), "environments/prod.yaml:5:21");
    let cause = outcome.at("b").past().next().expect("it was rendered").cause;
    assert_eq!(cause.step, "template");
    assert_eq!(outcome.sources.location(cause.span).to_string(), "templates/main.yaml:2:7");
}

#[test]
fn a_string_keeps_its_origin_through_names_macros_and_loops() {
    let outcome = one("\
{% macro show(n) %}{{ n }}{% endmacro %}
{% set copy = name %}
a: {{ copy }}
b: {{ show(name) }}
c:
{% for p in ports %}
- {{ p.name }}
{% endfor %}
d: {{ [name] }}
e: {{ name | default('x') }}
");
    for (keys, place) in [("a", "1:7"), ("b", "1:7"), ("c.1", "5:10"), ("d.0", "1:7"), ("e", "1:7")] {
        assert_eq!(outcome.place(keys), format!("environments/prod.yaml:{place}"), "{keys}");
    }
}

#[test]
fn a_made_value_was_written_in_the_template_and_knows_its_sources() {
    let outcome = one("a: {{ name }}-{{ replicas }}\nb: {{ replicas * 2 }}\nc: {{ name | upper }}\nd: x\n");
    let (name, replicas) = ("environments/prod.yaml:1:7", "environments/prod.yaml:2:11");
    assert_eq!(
        (outcome.place("a"), sources(&outcome, "a")),
        ("templates/main.yaml:1:7".into(), vec![name.into(), replicas.into()])
    );
    assert_eq!(
        (outcome.place("b"), sources(&outcome, "b")),
        ("templates/main.yaml:2:7".into(), vec![replicas.into()])
    );
    assert_eq!(
        (outcome.place("c"), sources(&outcome, "c")),
        ("templates/main.yaml:3:7".into(), vec![name.into()])
    );
    assert_eq!(
        (outcome.place("d"), sources(&outcome, "d")),
        ("templates/main.yaml:4:4".into(), Vec::<String>::new())
    );
}
