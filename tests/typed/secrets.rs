//! What is in a Secret is on no screen, whatever is wrong with it.

use rkgen::diagnostic::Diagnostics;
use rkgen::diagnostic::render::human;
use rkgen::resource::{self, CustomKinds, ResourceSet};
use rkgen::secret;
use rkgen::typed;

use rkgen::source::Sources;
use rkgen::yaml::{self, Rules};

use super::documents;

/// What is said about the objects of a text.
fn screens(text: &str) -> String {
    let (sources, documents) = documents(text);
    let (mut diagnostics, mut set) = (Diagnostics::default(), ResourceSet::default());
    for document in documents {
        for object in resource::objects(document, &mut diagnostics) {
            typed::check(&object, &CustomKinds::default(), &mut diagnostics);
            if let Err(duplicate) = set.add(object) {
                diagnostics.push(duplicate.problem());
            }
        }
    }
    secret::carry(&mut set, &[], &sources);
    let sorted = diagnostics.into_sorted(&sources);
    sorted.iter().map(|problem| human(problem, &sources, 100, false) + "\n").collect()
}

#[test]
fn no_value_of_a_secret_is_drawn() {
    let name = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n";
    for rest in [
        "data: {password: 'CANARY not base64', other: CANARY}",
        "data: {other: Q0FOQVJZ, password: CANARY!}",
        "data:\n  password: |\n    CANARY\n    not base64 CANARY\n",
        "stringData: {nested: {a: CANARY}, list: [1, CANARY]}",
        "stringData: {one: CANARY, number: 3}",
        "stringData: CANARY",
        "stringDta: {}\nstringData: {one: CANARY}\ndata: {two: CANARY, two_: [CANARY]}",
        "type: 3\nimmutable: CAN",
    ] {
        let text = format!("{name}{rest}");
        let screens = screens(&text);
        assert!(screens.contains("a.yaml:") && !screens.contains("CANARY"), "{text}\n{screens}");
    }
    let line = "{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {password: CANARY}}";
    let no_version = line.replace("apiVersion: v1, ", "");
    let unknown = line.replace("metadata", "metdata");
    for text in [format!("{line}\n---\n{line}"), no_version, unknown] {
        let screens = screens(&text);
        assert!(
            screens.contains("stringData: {password: •••}") && !screens.contains("CANARY"),
            "{text}\n{screens}"
        );
    }
}

#[test]
fn nor_of_one_that_is_broken() {
    let head = "kind: Secret\napiVersion: v1\nmetadata: {name: a}\n";
    let values = "stringData:\n  user: CANARY\n  nested:\n    - CANARY\n  text: |\n    a: CANARY\n  password: \"CANARY\"\n";
    for at in 0..=values.len() {
        for wedge in [
            "", "\"", "'", ":", ": ", "[", "}", "\t", "\n", "- ", "*", "&a ", "!b ", "%", "@", "\u{7}",
            "\u{feff}", "#", ", ",
        ] {
            // What is no `stringData:` any more is no place that is certain.
            if wedge.is_empty() || at > "stringData:".len() {
                let (start, end) = values.split_at(at);
                let whole = [head, start, wedge, if wedge.is_empty() { "" } else { end }].concat();
                let sources = Sources::default();
                let mut diagnostics = Diagnostics::default();
                let file = sources.add("a.yaml", whole.as_str());
                yaml::read(&whole, &file, Rules::Kustomize, &mut diagnostics);
                for problem in diagnostics.into_sorted(&sources) {
                    let screen = human(&problem, &sources, 100, false);
                    assert!(!screen.contains("CANARY"), "{whole}\n{screen}");
                }
            }
        }
    }
}
