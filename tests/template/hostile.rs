//! No template, however wrong, ends in a panic or goes on for ever.

use proptest::prelude::{ProptestConfig, prop};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::project::render;

/// What templates are made of, whole and broken.
const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "{% raw %}",
    "{% endraw %}",
    "-",
    "+",
    "|",
    "~",
    "(",
    ")",
    "[",
    "]",
    ".",
    ",",
    "'",
    "\"",
    "\\",
    "\n",
    " ",
    ": ",
    "if ",
    "else ",
    "elif ",
    "for ",
    " in ",
    "endfor",
    "endif",
    "set ",
    "endset",
    "macro ",
    "endmacro",
    "call ",
    "endcall",
    "include ",
    "import ",
    "from ",
    " as ",
    "filter ",
    "x",
    "y",
    "loop",
    "caller()",
    "upper",
    "indent(2)",
    "is defined",
    "file('a')",
    "render('templates/main.yaml')",
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    "\u{E000}",
    "\u{E001}",
    "\u{F000}",
    "\u{F000}00000000001",
    "\u{F0000}",
    "é",
    "block ",
    "extends ",
    "super()",
    "self",
    "namespace()",
    "range(9)",
    "ref('A/b')",
    "checksum('A/b')",
    "fail('x')",
    "true",
    "none",
    "*",
    "**",
    "//",
    "%",
    "== ",
    "not ",
];

#[test]
fn no_template_panics() {
    let config = ProptestConfig {
        cases: 1500,
        failure_persistence: None,
        max_shrink_iters: 300,
        ..ProptestConfig::default()
    };
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    TestRunner::new_with_rng(config, random)
        .run(&prop::collection::vec(prop::sample::select(PIECES), 1..25), |pieces| {
            render("x: {y: [1]}\ny: text", &[("templates/main.yaml", &pieces.concat())]);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn what_does_not_end_is_refused() {
    let long = format!("{{{{ x {} }}}}", "~ x ".repeat(20_000));
    let deep = format!("{{{{ {}x{} }}}}", "(".repeat(20_000), ")".repeat(20_000));
    let branches = format!("{{% if x %}}{}{{% endif %}}", "{% elif x %}".repeat(20_000));
    let nested = "{% if x %}".repeat(5_000);
    let doubled = format!("{{% set a = x %}}{}", "{% set a = a ~ a %}".repeat(40));
    let replaced = "{% set n = namespace(a='aaaaaaaaaa') %}{% for i in range(99) %}{% set n.a = n.a | replace('a', 'aaaaaaaaaa') %}{% endfor %}";
    let cases = [
        long.as_str(),
        &deep,
        &branches,
        &nested,
        &doubled,
        replaced,
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include 'main.yaml' %}",
        "{{ render('main.yaml') }}",
        "{{ 'x' * 99999999999 }}",
        "{{ '%9999999d' | format(1) }}",
        "{{ [1] | batch(999999999, 0) }}",
        "{{ x | indent(999999999) }}",
        "{% if x %}{{ '",
    ];
    for template in cases {
        let outcome = render("x: text", &[("templates/main.yaml", template)]);
        assert!(
            outcome.screen.starts_with("error[template-"),
            "{}: {}",
            &template[..template.len().min(60)],
            outcome.screen.get(..200).unwrap_or(&outcome.screen)
        );
    }
}
