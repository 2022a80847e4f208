//! The examples of RFC 6902, and generated patches held against another implementation.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{apply, read};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Sources;
use crate::yaml::{Change, Node, Rules, emit_json};

fn node(json: &str) -> Node {
    let file = Sources::default().add("a.json", json);
    let mut diagnostics = Diagnostics::default();
    // A document that is `null` is none, so what is wanted is put into a list.
    let list = crate::yaml::read(&format!("[{json}]"), &file, Rules::Kustomize, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{json}: {diagnostics:?}");
    list[0].as_sequence().unwrap()[0].clone()
}

/// What a patch makes of a document, or why it cannot be applied.
fn patched(document: &str, patch: &str) -> Result<Json, String> {
    let (mut document, mut diagnostics) = (node(document), Diagnostics::default());
    let before = document.clone();
    let operations = read(&node(patch), &mut diagnostics);
    let messages = |problem: &Diagnostic| problem.message.clone();
    if diagnostics.has_errors() {
        return Err(diagnostics.iter().map(messages).collect::<Vec<_>>().join("; "));
    }
    if let Err(problem) = apply(&operations, &mut document) {
        assert_eq!(before, document, "a patch that fails leaves the object as it was");
        return Err(problem.message);
    }
    let mut text = String::new();
    emit_json(&document, &mut text);
    Ok(serde_json::from_str(&text).unwrap())
}

/// The examples of appendix A of RFC 6902, in its order.
#[test]
fn the_examples_of_the_standard() {
    for (document, patch, expected) in [
        (
            json!({"foo": "bar"}),
            json!([{"op": "add", "path": "/baz", "value": "qux"}]),
            Some(json!({"baz": "qux", "foo": "bar"})),
        ),
        (
            json!({"foo": ["bar", "baz"]}),
            json!([{"op": "add", "path": "/foo/1", "value": "qux"}]),
            Some(json!({"foo": ["bar", "qux", "baz"]})),
        ),
        (
            json!({"baz": "qux", "foo": "bar"}),
            json!([{"op": "remove", "path": "/baz"}]),
            Some(json!({"foo": "bar"})),
        ),
        (
            json!({"foo": ["bar", "qux", "baz"]}),
            json!([{"op": "remove", "path": "/foo/1"}]),
            Some(json!({"foo": ["bar", "baz"]})),
        ),
        (
            json!({"baz": "qux", "foo": "bar"}),
            json!([{"op": "replace", "path": "/baz", "value": "boo"}]),
            Some(json!({"baz": "boo", "foo": "bar"})),
        ),
        (
            json!({"foo": {"bar": "baz", "waldo": "fred"}, "qux": {"corge": "grault"}}),
            json!([{"op": "move", "from": "/foo/waldo", "path": "/qux/thud"}]),
            Some(json!({"foo": {"bar": "baz"}, "qux": {"corge": "grault", "thud": "fred"}})),
        ),
        (
            json!({"foo": ["all", "grass", "cows", "eat"]}),
            json!([{"op": "move", "from": "/foo/1", "path": "/foo/3"}]),
            Some(json!({"foo": ["all", "cows", "eat", "grass"]})),
        ),
        (
            json!({"baz": "qux", "foo": ["a", 2, "c"]}),
            json!([{"op": "test", "path": "/baz", "value": "qux"}, {"op": "test", "path": "/foo/1", "value": 2}]),
            Some(json!({"baz": "qux", "foo": ["a", 2, "c"]})),
        ),
        (json!({"baz": "qux"}), json!([{"op": "test", "path": "/baz", "value": "bar"}]), None),
        (
            json!({"foo": "bar"}),
            json!([{"op": "add", "path": "/child", "value": {"grandchild": {}}}]),
            Some(json!({"foo": "bar", "child": {"grandchild": {}}})),
        ),
        (
            json!({"foo": "bar"}),
            json!([{"op": "add", "path": "/baz", "value": "qux", "xyz": 123}]),
            Some(json!({"foo": "bar", "baz": "qux"})),
        ),
        (json!({"foo": "bar"}), json!([{"op": "add", "path": "/baz/bat", "value": "qux"}]), None),
        (
            json!({"/": 9, "~1": 10}),
            json!([{"op": "test", "path": "/~01", "value": 10}]),
            Some(json!({"/": 9, "~1": 10})),
        ),
        (json!({"/": 9, "~1": 10}), json!([{"op": "test", "path": "/~01", "value": "10"}]), None),
        (
            json!({"foo": ["bar"]}),
            json!([{"op": "add", "path": "/foo/-", "value": ["abc", "def"]}]),
            Some(json!({"foo": ["bar", ["abc", "def"]]})),
        ),
    ] {
        let result = patched(&document.to_string(), &patch.to_string());
        assert_eq!(result.clone().ok(), expected, "{document} {patch} {result:?}");
    }
    // A.13: an operation with two members `op` is no JSON; YAML does not take a key twice.
}

/// The pointers of section 5 of RFC 6901, in its order.
#[test]
fn the_pointers_of_the_standard() {
    let document = json!({
        "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8
    });
    for (pointer, value) in [
        ("", document.clone()),
        ("/foo", json!(["bar", "baz"])),
        ("/foo/0", json!("bar")),
        ("/", json!(0)),
        ("/a~1b", json!(1)),
        ("/c%d", json!(2)),
        ("/e^f", json!(3)),
        ("/g|h", json!(4)),
        ("/i\\j", json!(5)),
        ("/k\"l", json!(6)),
        ("/ ", json!(7)),
        ("/m~0n", json!(8)),
    ] {
        let patch = json!([{"op": "test", "path": pointer, "value": value}]);
        assert_eq!(patched(&document.to_string(), &patch.to_string()), Ok(document.clone()), "{pointer}");
    }
}

#[test]
fn numbers_are_equal_that_count_the_same() {
    for (found, expected, is_equal) in [
        ("1", "1.0", true),
        ("1e2", "100", true),
        ("1", "1.5", false),
        ("18446744073709551615", "18446744073709551615", true),
        ("18446744073709551615", "1.8446744073709552e19", false),
        ("9007199254740993", "9007199254740992", false),
        ("[1, {\"a\": 2.0}]", "[1.0, {\"a\": 2}]", true),
        ("1", "\"1\"", false),
        ("1", "true", false),
    ] {
        let patch = format!(r#"[{{"op": "test", "path": "/a", "value": {expected}}}]"#);
        assert_eq!(patched(&format!(r#"{{"a": {found}}}"#), &patch).is_ok(), is_equal, "{found} {expected}");
    }
}

#[test]
fn what_cannot_be_done_is_named() {
    let document = r#"{"spec": {"replicas": 3, "containers": [{"name": "web"}]}, "annotations": {"example.com/a": "1"}}"#;
    for (operation, message) in [
        (r#""remove", "path": "/spce/x""#, "`remove /spce/x`: the object has no `spce`"),
        (r#""remove", "path": "/spec/x""#, "`remove /spec/x`: `spec` has no `x`"),
        (
            r#""remove", "path": "/spec/replicas/x""#,
            "`remove /spec/replicas/x`: `spec.replicas` is a number, which has nothing in it",
        ),
        (
            r#""remove", "path": "/spec/containers/1""#,
            "`remove /spec/containers/1`: `spec.containers` has no item 1",
        ),
        (
            r#""remove", "path": "/spec/containers/-""#,
            "`remove /spec/containers/-`: `-` is the place behind the last item of `spec.containers`",
        ),
        (
            r#""add", "path": "/spec/containers/01", "value": 1"#,
            "`add /spec/containers/01`: `spec.containers` is a list, and `01` is not the number of an item",
        ),
        (
            r#""add", "path": "/spec/containers/0/a/b", "value": 1"#,
            "`add /spec/containers/0/a/b`: `spec.containers[0]` has no `a`",
        ),
        (r#""remove", "path": """#, "`remove `: an object cannot be taken out of itself"),
        (
            r#""move", "from": "/spec", "path": "/spec/a""#,
            "`move /spec/a`: a value cannot be moved into itself",
        ),
        (r#""test", "path": "/spec/replicas", "value": 2"#, "`test /spec/replicas`: it is `3`, not `2`"),
        (r#""test", "path": "/spec", "value": null"#, "`test /spec`: it is a map, not `null`"),
        (r#""test", "path": "/spec", "value": {}"#, "`test /spec`: it has another value"),
    ] {
        let patch = format!(r#"[{{"op": {operation}}}]"#);
        assert_eq!(patched(document, &patch), Err(format!("operation 1, {message}")), "{operation}");
    }
}

#[test]
fn what_copies_itself_over_and_over_ends() {
    let copies = |operation: &str| {
        let patch = format!("[{}]", [operation; 300].join(","));
        patched(r#"{"a": {"b": 1}}"#, &patch).unwrap_err()
    };
    let wide = copies(r#"{"op": "copy", "from": "", "path": "/a/c"}"#);
    assert!(wide.contains("too"), "{wide}");
    let deep = copies(
        r#"{"op": "copy", "from": "/a", "path": "/a/a"}, {"op": "copy", "from": "/a/a", "path": "/a"}, {"op": "copy", "from": "/a", "path": "/a/x"}"#,
    );
    assert!(deep.contains("too"), "{deep}");
}

#[test]
fn every_change_remembers_what_was_and_where_it_was_asked_for() {
    let text = "{\"a\": 1, \"b\": [2], \"c\": {\"d\": 3}}\n---\n\
                [{\"op\": \"replace\", \"path\": \"/a\", \"value\": 4}, {\"op\": \"remove\", \"path\": \"/b/0\"},\n\
                {\"op\": \"add\", \"path\": \"/b/-\", \"value\": 5}, {\"op\": \"move\", \"from\": \"/c/d\", \"path\": \"/e\"}]";
    let file = Sources::default().add("a.yaml", text);
    let mut documents = crate::yaml::read(text, &file, Rules::Kustomize, &mut Diagnostics::default());
    let operations = read(&documents.remove(1), &mut Diagnostics::default());
    let mut object = documents.remove(0);
    assert_eq!(apply(&operations, &mut object), Ok(true));
    let asked = |node: &Node| -> Vec<(&'static str, String)> {
        let changes = node.past().map(|past| {
            let change = match &past.change {
                Change::Replaced(_) => "replaced",
                Change::Inserted => "inserted",
                Change::Removed(..) => "removed",
                _ => "other",
            };
            assert_eq!(past.cause.step, "patch");
            (change, text[past.cause.span.range()].to_owned())
        });
        changes.collect()
    };
    let said = |change, text: &str| (change, text.to_owned());
    assert_eq!(asked(object.get("a").unwrap()), [said("replaced", "4")]);
    assert_eq!(asked(object.get("b").unwrap()), [said("removed", "\"/b/0\"")]);
    assert_eq!(asked(&object.get("b").unwrap().as_sequence().unwrap()[0]), [said("inserted", "5")]);
    assert_eq!(asked(object.get("c").unwrap()), [said("removed", "\"/c/d\"")]);
    assert_eq!(asked(object.get("e").unwrap()), [said("inserted", "\"/e\"")]);
}

/// A document of few keys, so that patches often hit.
fn document() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        (0..3i64).prop_map(|int| json!(int)),
        Just(json!("a"))
    ];
    scalar.prop_recursive(4, 24, 4, |inner| {
        let key = prop_oneof![Just("a"), Just("b"), Just("0"), Just("m~n"), Just("x/y")];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::vec((key, inner), 0..4).prop_map(|entries| entries
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect()),
        ]
    })
}

fn pointer() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        4 => Just("/a"), 4 => Just("/b"), 4 => Just("/0"), 3 => Just("/1"), 1 => Just("/-"),
        1 => Just("/m~0n"), 1 => Just("/x~1y"), 1 => Just("/01"), 1 => Just("/7"), 1 => Just("/")
    ];
    prop::collection::vec(token, 0..4).prop_map(|tokens| tokens.concat())
}

fn operation() -> impl Strategy<Value = Json> {
    let two = || (pointer(), pointer());
    prop_oneof![
        (pointer(), document()).prop_map(|(path, value)| json!({"op": "add", "path": path, "value": value})),
        pointer().prop_map(|path| json!({"op": "remove", "path": path})),
        (pointer(), document())
            .prop_map(|(path, value)| json!({"op": "replace", "path": path, "value": value})),
        // To move a document to where it is, the other one refuses; the standard has nothing against it.
        two().prop_map(|(from, path)| json!({"op": "move", "from": format!("/b{from}"), "path": path})),
        two().prop_map(|(from, path)| json!({"op": "move", "from": format!("/a{from}"), "path": path})),
        two().prop_map(|(from, path)| json!({"op": "copy", "from": from, "path": path})),
        (pointer(), document()).prop_map(|(path, value)| json!({"op": "test", "path": path, "value": value})),
    ]
}

/// An object that is most of what a patch is for, with pointers that lead to what is in it.
fn case() -> impl Strategy<Value = (Json, Vec<Json>)> {
    let object =
        document().prop_map(|inner| json!({"a": inner, "b": [inner, {"a": 1, "b": inner}], "0": {}}));
    (object, prop::collection::vec(operation(), 1..5))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3_000,
        rng_seed: proptest::test_runner::RngSeed::Fixed(6_902),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn agrees_with_another_implementation((document, operations) in case()) {
        let patch = Json::from(operations);
        let mut theirs = document.clone();
        let oracle: json_patch::Patch = serde_json::from_value(patch.clone()).unwrap();
        // The other form undoes what it did, and cannot always.
        let theirs = json_patch::patch_unsafe(&mut theirs, &oracle).map(|()| theirs);
        let ours = patched(&document.to_string(), &patch.to_string());
        match (theirs, ours) {
            (Ok(theirs), Ok(ours)) => prop_assert_eq!(theirs, ours),
            (Err(_), Err(_)) => {}
            (theirs, ours) => prop_assert!(false, "theirs: {theirs:?}, ours: {ours:?}"),
        }
    }
}
