//! `cargo xtask schema DOCUMENT`: writes the tables of types that `kubernetes/schema` reads.
//!
//! The document is the OpenAPI document (version 2) that Kubernetes publishes for a release. With `--check` nothing is
//! written; the exit status says whether the committed tables are those of the document.
//!
//! `cargo xtask later FOLDER`: writes the table of the fields and kinds that came with a release, as they differ between
//! the releases in the folder `src` of k8s-openapi; with `--check`, as above.
#![expect(clippy::print_stderr, reason = "a program of its own")]
#![expect(clippy::disallowed_methods, reason = "it reads the document and writes the tables")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use serde_json::Value;

const TYPES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/kubernetes/schema/types.txt");
const LATER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/kubernetes/schema/later.txt");
/// The newest release that objects are judged by.
const NEWEST: &str = "v1_36";
const KINDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/kubernetes/schema/kinds.txt");

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (path, check) = match arguments[..] {
        ["schema", path] => (path, false),
        ["schema", "--check", path] | ["schema", path, "--check"] => (path, true),
        ["later", folder] => {
            fs::write(LATER, later(Path::new(folder))).expect("the table can be written");
            return ExitCode::SUCCESS;
        }
        ["later", "--check", folder] | ["later", folder, "--check"] => {
            if is_committed(LATER, &later(Path::new(folder))) {
                return ExitCode::SUCCESS;
            }
            eprintln!("the committed table is not that of {folder}: run `cargo xtask later {folder}`");
            return ExitCode::FAILURE;
        }
        _ => {
            eprintln!("usage: cargo xtask schema [--check] DOCUMENT");
            eprintln!("       cargo xtask later [--check] FOLDER");
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
    if is_committed(TYPES, &tables.types()) && is_committed(KINDS, &tables.kinds()) {
        return ExitCode::SUCCESS;
    }
    eprintln!("the committed tables are not those of {path}: run `cargo xtask schema {path}`");
    ExitCode::FAILURE
}

fn is_committed(path: &str, table: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|committed| committed == table)
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

/// The types of a release: of each the fields, and whether it is one of objects.
type Release = BTreeMap<String, (BTreeSet<String>, bool)>;

/// A line for each field, and each type of objects, that the oldest release in the folder does not have.
fn later(folder: &Path) -> String {
    let entries = fs::read_dir(folder).expect("the folder is readable");
    let names = entries.map(|entry| entry.expect("the folder is readable").file_name());
    let names: BTreeSet<String> = names.filter_map(|name| name.into_string().ok()).collect();
    let releases: Vec<(String, Release)> = names
        .into_iter()
        .filter(|name| name.starts_with("v1_") && name.as_str() <= NEWEST)
        .map(|name| {
            let mut release = Release::new();
            read_types(&folder.join(&name), &mut release);
            (name[1..].replace('_', "."), release)
        })
        .collect();
    let newest = &releases.last().expect("a release").1;
    let mut lines = BTreeSet::new();
    for (name, (fields, is_object)) in newest {
        let having = releases.iter().filter_map(|(release, types)| Some((release, types.get(name)?)));
        let first = having.clone().next().expect("the newest").0;
        if *is_object && *first != releases[0].0 {
            lines.insert(format!("{} - {first}\n", short(name)));
        }
        for field in fields {
            let (release, _) =
                having.clone().find(|(_, (fields, _))| fields.contains(field)).expect("the newest");
            if release != first {
                lines.insert(format!("{} {field} {release}\n", short(name)));
            }
        }
    }
    lines.into_iter().collect()
}

/// The types of all files in a folder of k8s-openapi.
fn read_types(folder: &Path, types: &mut Release) {
    for entry in fs::read_dir(folder).expect("the folder is readable") {
        let path = entry.expect("the folder is readable").path();
        if path.is_dir() {
            read_types(&path, types);
            continue;
        }
        let text = fs::read_to_string(&path).expect("the file is text");
        let head = text.lines().next().unwrap_or_default();
        let Some(name) = head.strip_prefix("// Generated from definition ") else { continue };
        let keys = text.lines().filter(|line| line.contains("\" => Field::Key_"));
        let fields = keys.filter_map(|line| line.split('"').nth(1)).map(str::to_owned);
        types.insert(name.to_owned(), (fields.collect(), text.contains("impl crate::Metadata for")));
    }
}
