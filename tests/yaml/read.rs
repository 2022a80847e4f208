//! What texts are read as.

use rkgen::yaml::{Node, Path, Rules, Value};

use super::{read_by, read_text};

/// A text reads as another one, which is what is printed, without any problem.
fn reads_as(text: &str, printed: &str) {
    let outcome = read_text(text);
    assert_eq!(outcome.problems(), "", "{text}");
    assert_eq!(outcome.printed(), printed, "{text}");
}

#[test]
fn documents_of_a_stream() {
    reads_as("a: 1\n---\nb: 2\n...\n---\n# nothing\n---\nnull\n---\nc: 3", "a: 1\n---\nb: 2\n---\nc: 3\n");
    reads_as("# only a comment\n", "");
    reads_as("", "");
    reads_as("---\n", "");
    reads_as("\u{FEFF}a: 1\n", "a: 1\n");
    reads_as("a: |\r\n  x\r\n  y\r\nb: 'c\r\n  d'\r\n", "a: |\n  x\n  y\nb: c d\n");
    reads_as("--- a\n--- b\n", "a\n---\nb\n");
}

#[test]
fn json_is_yaml() {
    reads_as(
        "{\"a\": [1, 2.50, true, null], \"b\":{\"c\":\"\\u00e9\\n\"}}",
        "a:\n- 1\n- 2.5\n- true\n- null\nb:\n  c: |\n    é\n",
    );
    reads_as(
        "{\"\\ud83d\\ude00\": \"\\\\ud83d \\uD83D\\uDE00\"}",
        "\"\\U0001F600\": \"\\\\ud83d \\U0001F600\"\n",
    );
}

#[test]
fn places_in_json_with_joined_surrogates() {
    let text = "{\"a\": \"\\ud83d\\ude00\", \"b\": [1], \"b\": 2}";
    assert_eq!(
        read_text(text).problems(),
        "duplicate-key 1:33 \"\\\"b\\\"\" the key `b` is written twice in this map\n"
    );
}

#[test]
fn aliases_and_merges() {
    reads_as("a: &x {k: 1}\nb: *x\nc: [*x, *x]\n", "a:\n  k: 1\nb:\n  k: 1\nc:\n- k: 1\n- k: 1\n");
    reads_as("a: &x 1\nb: *x\nc: &x 2\nd: *x\n", "a: 1\nb: 1\nc: 2\nd: 2\n");
    reads_as(
        "a: &a {k: 1, l: 1}\nb: &b {k: 2, m: 2}\nc: {m: 9, <<: [*a, *b], l: 9}\n",
        "a:\n  k: 1\n  l: 1\nb:\n  k: 2\n  m: 2\nc:\n  k: 1\n  l: 9\n  m: 9\n",
    );
    let outcome = read_by("a: &a {k: 1, l: 1}\nc: {k: 9, <<: *a, l: 9}\n", Rules::Apply);
    assert_eq!(outcome.printed(), "a:\n  k: 1\n  l: 1\nc:\n  k: 1\n  l: 9\n");
}

#[test]
fn every_node_and_key_has_its_span() {
    let text = "a: # c\n  - x: 'é'  # c\n    y: [1, {z: 2} ]  \n  - |\n    text\n\nb: &n !!str foo # c\nd:\n";
    let outcome = read_text(text);
    let mut spans = Vec::new();
    collect(&outcome.documents[0], &mut Path::default(), text, &mut spans);
    assert_eq!(
        spans,
        [
            (String::new(), text[..text.len() - 1].to_owned()),
            ("key a".into(), "a".into()),
            ("a".into(), text[9..text.find("\n\nb").unwrap()].to_owned()),
            ("a[0]".into(), text[11..text.find("  \n  - |").unwrap()].to_owned()),
            ("key a[0].x".into(), "x".into()),
            ("a[0].x".into(), "'é'".into()),
            ("key a[0].y".into(), "y".into()),
            ("a[0].y".into(), "[1, {z: 2} ]".into()),
            ("a[0].y[0]".into(), "1".into()),
            ("a[0].y[1]".into(), "{z: 2}".into()),
            ("key a[0].y[1].z".into(), "z".into()),
            ("a[0].y[1].z".into(), "2".into()),
            ("a[1]".into(), "text".into()),
            ("key b".into(), "b".into()),
            ("b".into(), "&n !!str foo".into()),
            ("key d".into(), "d".into()),
            ("d".into(), String::new()),
        ]
    );
}

fn collect(node: &Node, path: &mut Path, text: &str, spans: &mut Vec<(String, String)>) {
    spans.push((path.to_string(), text[node.span().range()].to_owned()));
    match node.value() {
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push_index(index);
                collect(item, path, text, spans);
                path.pop();
            }
        }
        Value::Mapping(map) => {
            for entry in map {
                path.push_key(entry.key.clone());
                spans.push((format!("key {path}"), text[entry.key_span.range()].to_owned()));
                collect(&entry.node, path, text, spans);
                path.pop();
            }
        }
        _ => {}
    }
}
