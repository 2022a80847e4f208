//! What is said about texts that are no YAML, or none that Kubernetes takes.

use rkgen::yaml::Rules;

use super::{read_by, read_text};

/// A text, and its problem as `line:column "underlined" message`.
const BROKEN: &[(&str, &str)] = &[
    ("a: 1\nb\nc: 2\n", "2:1 \"b\" a key without a `:`"),
    ("a: 1\nname web\n", "2:1 \"name web\" a key without a `:`"),
    ("a: 1\nb:2\n", "2:1 \"b:2\" a key without a `:`"),
    ("a:\n  b: 1\n c: 2\n", "3:2 \"c\" the indentation of this line fits no line above"),
    ("a: 1\n- b\n", "2:1 \"-\" the indentation of this line fits no line above"),
    ("a: b: c\n", "1:5 \":\" a `:` with a blank behind it cannot stand inside this value"),
    ("a:\n\tb: 1\n", "2:1 \"\\t\" a tab cannot indent YAML"),
    ("a:\n  b: 1\n\tc: 2\n", "3:1 \"\\t\" a tab cannot indent YAML"),
    ("a: |\n\tb\n", "2:1 \"\\t\" a tab cannot indent YAML"),
    ("a: 1\n\t\nb: 2\n", "2:1 \"\\t\" a tab cannot indent YAML"),
    ("a:\n- \tb\n", "2:3 \"\\t\" a tab stands where a blank must"),
    ("a: {\n\tb: 1\n", "1:4 \"{\" `{` is opened and not closed"),
    ("é: \"b\nc: d\n", "1:4 \"\\\"\" a quote is opened and not closed"),
    ("a: 'b\n", "1:4 \"'\" a quote is opened and not closed"),
    ("a: 'it's'\n", "1:8 \"s\" something stands behind the closing quote"),
    ("a: [1, 2\nb: 1\n", "1:4 \"[\" `[` is opened and not closed"),
    ("a: {b: 1\nc: 2\n", "1:4 \"{\" `{` is opened and not closed"),
    ("a: [1 2\n", "1:4 \"[\" `[` is opened and not closed"),
    ("a: [[1] [2]]\n", "1:9 \"[\" `,` or `]` is missing"),
    (
        "a: 1\n  b: 2\n",
        "2:3 \"b\" this line is indented further than the one above, whose value it would go on with",
    ),
    ("a: [1,, 2]\n", "1:7 \",\" a value is missing before this `,`"),
    ("a: [- 1]\n", "1:5 \"-\" a list item cannot stand here"),
    ("a: [1}\n", "1:6 \"}\" `,` or `]` is missing"),
    ("a: [1] b\n", "1:8 \"b\" something stands behind the end of this value"),
    ("a: b ? c: d\n", "1:9 \":\" a `:` with a blank behind it cannot stand inside this value"),
    ("a: ? b\n", "1:4 \"?\" a `?` with a blank behind it cannot stand inside this value"),
    ("a: , b\n", "1:4 \",\" a value cannot begin with `,`"),
    ("a: ]\n", "1:4 \"]\" `]` closes nothing"),
    ("a: {{ x }}\n", "1:4 \"{{ x }}\" a value that begins with `{{` is a map to YAML"),
    ("a: {{ x }}-y\n", "1:4 \"{{ x }}\" a value that begins with `{{` is a map to YAML"),
    ("{{ x }}: 1\n", "1:1 \"{{ x }}\" a value that begins with `{{` is a map to YAML"),
    ("a: @b\n", "1:4 \"@\" a value cannot begin with `@`"),
    ("a: `b`\n", "1:4 \"`\" a value cannot begin with a backtick"),
    ("a: %b\n", "1:4 \"%\" a value cannot begin with `%`"),
    ("a: *x\n", "1:4 \"*x\" `*x` is not defined above in this document"),
    ("a: &x 1\n---\nb: *x\n", "3:4 \"*x\" `*x` is not defined above in this document"),
    ("a: &x [*x]\n", "1:8 \"*x\" `*x` stands inside the value that it names"),
    ("a: *\n", "1:4 \"*\" a name must follow the `*`"),
    ("a: \"\\q\"\n", "1:5 \"\\\\q\" a backslash stands before a character that cannot be escaped"),
    ("a: \"\\u00\"\n", "1:5 \"\\\\u00\" an escape does not name a character"),
    ("a: | x\n", "1:4 \"|\" text stands on the line of the `|` or `>`"),
    ("a: - b\n", "1:4 \"-\" a list item cannot stand here"),
    ("a: !e!x 1\n", "1:4 \"!e!x\" the tag `!e!x` is not known"),
    ("%YAML 1.2\n---\na: 1\n", "1:1 \"%YAML 1.2\" a YAML directive is not accepted by Kubernetes' tools"),
    ("<<: 1\n", "1:5 \"1\" `<<` takes a map or a list of maps"),
    ("a: \"\\ud83d\"\n", "1:5 \"\\\\ud83d\" an escape does not name a character"),
    ("a: &b.c 1\n", "1:4 \"&b.c\" the name behind the `&` has a character that no name has"),
    ("a: !<b c\n", "1:4 \"!<b\" this is no tag"),
    ("a: |0\n  b\n", "1:4 \"|0\" a text cannot be indented by no blank"),
    ("a: 1\n...\nb: 2\n", "3:1 \"b\" the document is already complete before this line"),
    ("a: 1\n%b\n", "2:1 \"%b\" a YAML directive is not accepted by Kubernetes' tools"),
    (": 1\n", "1:1 \":\" a `:` without a key before it"),
    ("a: !!binary x\n", "1:4 \"!!binary x\" the text behind `!!binary` is no base64"),
    ("a: !!int 1.0\n", "1:4 \"!!int 1.0\" `1.0` is no `!!int`"),
    ("a: \u{1}\n", "1:4 \"\\u{1}\" the control character U+0001 cannot stand in YAML"),
    ("a: \"\u{7f}\"\n", "1:5 \"\\u{7f}\" the control character U+007F cannot stand in YAML"),
];

#[test]
fn each_broken_text_has_one_error_at_its_place() {
    for (text, problem) in BROKEN {
        assert_eq!(read_text(text).problems(), format!("invalid-yaml {problem}\n"), "{text}");
    }
}

#[test]
fn what_json_cannot_hold() {
    for (text, problem) in [
        ("a: .inf\n", "1:4 \".inf\" `.inf` is no number that JSON knows"),
        ("a: -.NaN\nb: .nan\n", "2:4 \".nan\" `.nan` is no number that JSON knows"),
        ("true: 1\n", "1:1 \"true\" a key must be a string, and this is a boolean"),
        ("~: 1\n", "1:1 \"~\" a key must be a string, and this is null"),
        ("1.5: 1\n", "1:1 \"1.5\" a key must be a string, and this is a decimal number"),
        ("? [a]\n: b\n", "1:3 \"[\" a key must be a string, and this is a list or map"),
        ("a: !!binary /w==\n", "1:4 \"!!binary /w==\" the bytes behind `!!binary` are no text"),
    ] {
        assert_eq!(read_text(text).problems(), format!("not-json {problem}\n"), "{text}");
    }
}

#[test]
fn keys_that_are_no_strings_to_yaml() {
    let outcome = read_text("{1: a, 0x10: b, 1_0: c, yes: d, 2001-01-01: e}\n");
    assert_eq!(outcome.problems(), "");
    assert_eq!(outcome.printed(), "\"1\": a\n\"10\": c\n\"16\": b\n\"2001-01-01\": e\n\"yes\": d\n");
    assert_eq!(
        read_by("{yes: a, off: b, 1.5: c}\n", Rules::Apply).printed(),
        "\"1.5\": c\n\"false\": b\n\"true\": a\n"
    );
}

#[test]
fn duplicate_keys_are_all_named_and_the_first_counts() {
    let text = "a: 1\nb: {c: 1, c: 2}\na: 2\n";
    let outcome = read_text(text);
    assert_eq!(
        outcome.problems(),
        "duplicate-key 2:11 \"c\" the key `c` is written twice in this map\n\
         duplicate-key 3:1 \"a\" the key `a` is written twice in this map\n"
    );
    assert_eq!(outcome.problems[1].labels[1].span.range(), 0..1);
    assert_eq!(outcome.printed(), "a: 1\nb:\n  c: 1\n");
}

#[test]
fn what_is_no_key_may_stand_behind_any_character() {
    for text in ["{\u{2028}{a: 1}: b}\n", "labels: {\u{2029}{a: 1}, b: 2}\n", "{é{a: 1}: b}\n"] {
        assert!(!read_text(text).problems.is_empty(), "{text}");
    }
}

#[test]
fn a_key_that_is_written_twice_is_told_with_the_way_down_to_it() {
    let text = "- 1\n- a: [[0], [1, {x: 1, x: 2, x: 3}]]\n  b: {c.d: {e: 1, e: 1}}\n  b: 1\n- {e: 1, e: {f: 1, f: 1}}\n";
    let outcome = read_text(text);
    let fields: Vec<&str> = outcome.problems.iter().filter_map(|problem| problem.field.as_deref()).collect();
    // What is in a value that is dropped is nowhere.
    assert_eq!(fields, ["[1].a[1][1].x", "[1].a[1][1].x", "[1].b[\"c.d\"].e", "[1].b", "[2].e"]);
    assert_eq!(outcome.problems.len(), 6);
}

#[test]
fn documents_before_an_error_are_kept() {
    let outcome = read_text("a: 1\n---\nb: 2\n---\nc: [\n---\nd: 1\n");
    assert_eq!(outcome.printed(), "a: 1\n---\nb: 2\n");
    assert_eq!(outcome.problems.len(), 1);
    assert_eq!(outcome.problems[0].labels[0].span.range(), 21..22);
}
