//! What is written is what kubectl writes.
//!
//! Kubectl's answers for the trees of one seed are committed. `RKGEN_CASES=2000` takes that many trees of other
//! seeds and asks kubectl itself; `RKGEN_CASES=overwrite` writes the committed answers anew.
#![expect(clippy::disallowed_methods, reason = "kubectl is asked only where a variable says so")]

use std::process::Command;

use ecow::EcoVec;
use rkgen::source::{FileId, Sources, Span};
use rkgen::yaml::{Entry, Mapping, Node, Number, emit, emit_json};
use serde_json::{Value, json};

use super::hostile;
use super::read_text;

const COMMITTED: u64 = 1;
const CASES: usize = 200;

#[test]
fn yaml_is_written_as_kubectl_writes_it() {
    let answer = include_str!("kubectl-answers.yaml");
    match std::env::var("RKGEN_CASES").ok().as_deref() {
        None => same_lines(&written(&object(COMMITTED)), answer),
        Some("overwrite") => {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/yaml/kubectl-answers.yaml");
            std::fs::write(path, kubectl(&object(COMMITTED), "yaml").unwrap()).unwrap();
        }
        Some(cases) => {
            let cases: usize = cases.parse().expect("RKGEN_CASES is a number or `overwrite`");
            assert_eq!(
                kubectl(&object(COMMITTED), "yaml").unwrap(),
                answer,
                "the committed answers are those of kubectl"
            );
            for seed in 2..2 + cases.div_ceil(CASES) as u64 {
                same_lines(&written(&object(seed)), &kubectl(&object(seed), "yaml").unwrap());
                same_lines(&written_json(&object(seed)), &kubectl(&object(seed), "json").unwrap());
            }
        }
    }
}

/// What is written reads back as the same tree.
#[test]
fn reading_takes_back_what_writing_did() {
    for seed in 1..=10 {
        for tree in hostile::trees(seed, CASES) {
            let node = node(&tree, anywhere());
            let mut text = String::new();
            emit(&node, &mut text);
            let outcome = read_text(&text);
            assert!(outcome.is_right(), "{}{text}", outcome.problems());
            if !node.is_null() {
                assert!(outcome.documents == [node], "{text}");
            }
        }
    }
}

#[test]
fn reading_takes_back_what_writing_json_did() {
    for seed in 1..=5 {
        let object = object(seed);
        let outcome = read_text(&written_json(&object));
        assert!(outcome.is_right(), "{}", outcome.problems());
        assert!(outcome.documents == [node(&object, anywhere())], "seed {seed}");
    }
}

/// One object that holds all trees of a seed, so that kubectl is asked once.
fn object(seed: u64) -> Value {
    json!({
        "apiVersion": "example.com/v1",
        "kind": "Trees",
        "metadata": {"name": "trees"},
        "trees": hostile::trees(seed, CASES),
    })
}

fn written(value: &Value) -> String {
    let mut out = String::new();
    emit(&node(value, anywhere()), &mut out);
    out
}

fn written_json(value: &Value) -> String {
    let mut out = String::new();
    emit_json(&node(value, anywhere()), &mut out);
    out
}

/// Kubectl's words for `object`, which it reads as JSON: nothing is lost before it is written.
fn kubectl(object: &Value, format: &str) -> std::io::Result<String> {
    let file = tempfile::NamedTempFile::with_suffix(".json")?;
    std::fs::write(file.path(), object.to_string())?;
    let mut command = Command::new("kubectl");
    command.args(["patch", "--local", "--type", "merge", "-p", "{}", "-o", format, "-f"]).arg(file.path());
    let output = command.output()?;
    String::from_utf8(output.stdout).map_err(std::io::Error::other)
}

/// Compares line by line, for a difference in a long text is hard to see.
fn same_lines(ours: &str, theirs: &str) {
    for (number, (our, their)) in ours.lines().zip(theirs.lines()).enumerate() {
        assert_eq!(our, their, "line {}", number + 1);
    }
    assert_eq!(ours.len(), theirs.len());
}

pub(crate) fn anywhere() -> Span {
    let file: FileId = Sources::default().add("a.yaml", "");
    Span::new(file, 0..0)
}

pub(crate) fn node(value: &Value, span: Span) -> Node {
    match value {
        Value::Null => Node::new(rkgen::yaml::Value::Null, span),
        Value::Bool(bool) => Node::new(*bool, span),
        Value::Number(number) => Node::new(whole_or_float(number), span),
        Value::String(text) => Node::new(text.as_str(), span),
        Value::Array(items) => {
            Node::new(items.iter().map(|item| node(item, span)).collect::<EcoVec<Node>>(), span)
        }
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| Entry {
                key: key.into(),
                key_span: span,
                node: node(value, span),
            };
            Node::new(map.iter().map(entry).collect::<Mapping>(), span)
        }
    }
}

/// A whole float is a whole number to Go as soon as it has been JSON.
fn whole_or_float(number: &serde_json::Number) -> Number {
    let digits = match number.as_f64() {
        Some(float) if number.is_f64() => format!("{float}"),
        _ => number.to_string(),
    };
    match (digits.parse(), digits.parse()) {
        (Ok(int), _) => Number::Int(int),
        (_, Ok(uint)) => Number::Uint(uint),
        _ => Number::Float(number.as_f64().unwrap_or_default()),
    }
}
