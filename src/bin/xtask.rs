//! `cargo xtask schema DOCUMENT`: writes the tables of types that `kubernetes/schema` reads.
//!
//! The document is the OpenAPI document (version 2) that Kubernetes publishes for a release. With `--check` nothing is
//! written; the exit status says whether the committed tables are those of the document.
#![expect(clippy::print_stderr, reason = "a program of its own")]
#![expect(clippy::disallowed_methods, reason = "it reads the document and writes the tables")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::ExitCode;
use std::{env, fs};

use serde_json::Value;

const TYPES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/kubernetes/schema/types.txt");
const KINDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/kubernetes/schema/kinds.txt");

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (path, check) = match arguments[..] {
        ["schema", path] => (path, false),
        ["schema", "--check", path] | ["schema", path, "--check"] => (path, true),
        _ => {
            eprintln!("usage: cargo xtask schema [--check] DOCUMENT");
            return ExitCode::from(2);
        }
    };
    let text = fs::read_to_string(path).expect("the document is readable");
    let document: Value = serde_json::from_str(&text).expect("the document is JSON");
    let tables = Tables::of(&document);
    if !check {
        fs::write(TYPES, tables.types()).expect("the table can be written");
        fs::write(KINDS, tables.kinds()).expect("the table can be written");
        return ExitCode::SUCCESS;
    }
    let same = |path: &str, table: String| fs::read_to_string(path).is_ok_and(|committed| committed == table);
    if same(TYPES, tables.types()) && same(KINDS, tables.kinds()) {
        return ExitCode::SUCCESS;
    }
    eprintln!("the committed tables are not those of {path}: run `cargo xtask schema {path}`");
    ExitCode::FAILURE
}

/// What is written: types with their fields, and the type of each kind.
#[derive(Default)]
struct Tables {
    /// By name: the lines of the fields, sorted.
    types: BTreeMap<String, BTreeSet<String>>,
    /// Group, version and kind, and the type.
    kinds: BTreeSet<String>,
}

impl Tables {
    /// Everything that the objects of all kinds are made of.
    fn of(document: &Value) -> Tables {
        let definitions = document["definitions"].as_object().expect("the document has definitions");
        let mut tables = Tables::default();
        for (name, definition) in definitions {
            // Lists, options and reviews of other objects have kinds too, and no metadata that names an object.
            let metadata = definition["properties"]["metadata"]["$ref"].as_str().unwrap_or_default();
            if !metadata.ends_with(".ObjectMeta") {
                continue;
            }
            for kind in items(&definition["x-kubernetes-group-version-kind"]) {
                let part = |key: &str| kind[key].as_str().expect("a kind has three parts");
                let (group, version, kind) = (part("group"), part("version"), part("kind"));
                let line = format!("{group}/{version}/{kind} {}", short(name));
                tables.kinds.insert(line);
                tables.add(name, definitions);
            }
        }
        tables
    }

    /// Adds a definition and all that its fields are made of.
    fn add(&mut self, name: &str, definitions: &serde_json::Map<String, Value>) {
        let definition = &definitions[name];
        let Some(properties) = definition["properties"].as_object() else { return };
        if self.types.contains_key(short(name)) {
            return;
        }
        let lines = properties.iter().map(|(field, property)| line(field, property, definitions));
        self.types.insert(short(name).to_owned(), lines.collect());
        for property in properties.values() {
            let of = [property, &property["items"], &property["additionalProperties"]];
            for reference in of.iter().filter_map(|schema| schema["$ref"].as_str()) {
                self.add(definition_name(reference), definitions);
            }
        }
    }

    fn types(&self) -> String {
        let mut out = String::new();
        for (name, fields) in &self.types {
            writeln!(out, "{name}").expect("a string takes all");
            for field in fields {
                writeln!(out, " {field}").expect("a string takes all");
            }
        }
        out
    }

    fn kinds(&self) -> String {
        self.kinds.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }
}

/// A field: its name, its type, and words for what the API says of it, each only where it says something.
///
/// What else the document knows (required, formats, enumerations) would be further words.
fn line(name: &str, property: &Value, definitions: &serde_json::Map<String, Value>) -> String {
    let mut line = format!("{name} {}", type_of(property, definitions));
    let text = |key: &str| property[key].as_str().unwrap_or_default();
    for strategy in text("x-kubernetes-patch-strategy").split(',').filter(|strategy| !strategy.is_empty()) {
        match (strategy, text("x-kubernetes-patch-merge-key")) {
            ("merge", "") => line.push_str(" merge"),
            ("merge", key) => write!(line, " merge={key}").expect("a string takes all"),
            (other, _) => write!(line, " {other}").expect("a string takes all"),
        }
    }
    match text("x-kubernetes-list-type") {
        "" => {}
        "map" => {
            let keys: Vec<&str> =
                items(&property["x-kubernetes-list-map-keys"]).filter_map(Value::as_str).collect();
            write!(line, " keys={}", keys.join(",")).expect("a string takes all");
        }
        other => write!(line, " {other}").expect("a string takes all"),
    }
    line
}

/// As `core.v1.Container`, `string`, `[]string` or `{}string`; `any` is what has no fields of its own.
fn type_of(schema: &Value, definitions: &serde_json::Map<String, Value>) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = definition_name(reference);
        let definition = &definitions[name];
        if definition["properties"].is_object() {
            return short(name).to_owned();
        }
        return match (definition["type"].as_str(), definition["format"].as_str()) {
            (Some("string"), Some("int-or-string")) => "int-or-string".to_owned(),
            (Some("string"), _) if name.ends_with(".Quantity") => "quantity".to_owned(),
            (Some("string"), _) => "string".to_owned(),
            _ => "any".to_owned(),
        };
    }
    match schema["type"].as_str() {
        Some("array") => format!("[]{}", type_of(&schema["items"], definitions)),
        Some("object") if schema["additionalProperties"].is_object() => {
            format!("{{}}{}", type_of(&schema["additionalProperties"], definitions))
        }
        Some(scalar @ ("string" | "integer" | "number" | "boolean")) => scalar.to_owned(),
        _ => "any".to_owned(),
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn definition_name(reference: &str) -> &str {
    reference.strip_prefix("#/definitions/").expect("a reference to a definition")
}

/// The last three parts of a definition's name, which tell all of them apart: `core.v1.Container`.
fn short(name: &str) -> &str {
    let start = name.rmatch_indices('.').nth(2).map_or(0, |(at, _)| at + 1);
    &name[start..]
}
