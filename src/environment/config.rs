//! Reads `rkgen.yaml`, which says what holds for all environments.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::External;
use crate::resource::{DeclaredScope, ReferenceField};
use crate::world::{FileKind, FilePath, Files, Program, Refusal};
use crate::yaml::{Node, Rules, read};

use super::allowed::{self, Allowance};
use super::resources::Documents;
use super::templates::yaml_below;
use super::{external, fields, references, scope, version};
use crate::said::refusal::{Wanted, outside, refused};

const FILE: &str = "rkgen.yaml";

const KEYS: &[&str] = &["allowExec", "compare", "crds", "external", "kubernetes", "references", "scope"];

const LATER_KEYS: &[&str] = &["checks"];

const WANTED: Wanted = Wanted { what: "file", folder_help: "" };

/// What `rkgen.yaml` says.
#[derive(Default)]
pub(super) struct Config {
    pub(super) kubernetes: Option<Node>,
    pub(super) external: Vec<External>,
    /// The programs that may run.
    pub(super) allow_exec: Vec<Program>,
    /// In what environments may differ.
    pub(super) allowed: Vec<Allowance>,
    pub(super) references: Vec<ReferenceField>,
    pub(super) scopes: Vec<DeclaredScope>,
    crds: Vec<Node>,
}

impl Config {
    /// The file in the project's root; all defaults if there is none.
    pub(super) fn read(files: &Files, diagnostics: &mut Diagnostics) -> Config {
        let mut config = Config::default();
        let Some(path) = FilePath::root().join(FILE) else { return config };
        let file = match files.text(&path) {
            Ok(file) => file,
            Err(Refusal::Missing) => return config,
            Err(refusal) => {
                diagnostics.push(refused(&refusal, &path, WANTED, None));
                return config;
            }
        };
        let text = Arc::clone(files.sources().get(file).text());
        let documents = read(&text, &file, Rules::Kustomize, diagnostics);
        if let Some(second) = documents.get(1) {
            let problem = Diagnostic::new(Code::InvalidValue, format!("`{FILE}` is one document"))
                .at(second.span().start(), "a second document begins here");
            diagnostics.push(problem);
        }
        let Some(document) = documents.first() else { return config };
        let Some(mapping) = fields::any_map(document, &format!("`{FILE}`"), diagnostics) else {
            return config;
        };
        for entry in mapping {
            let node = &entry.node;
            match entry.key.as_str() {
                "allowExec" => config.allow_exec = programs(node, diagnostics),
                "compare" => config.allowed = allowed::read(node, diagnostics),
                "crds" => config.crds = fields::paths(node, "`crds`", diagnostics),
                "external" => config.external = external::read(node, diagnostics),
                "references" => config.references = references::read(node, diagnostics),
                "scope" => config.scopes = scope::read(node, diagnostics),
                "kubernetes" => config.kubernetes = version::check(node, diagnostics),
                _ => {
                    let what = format!("`{FILE}`");
                    diagnostics.push(fields::unknown_key(entry, &what, KEYS, LATER_KEYS));
                }
            }
        }
        config
    }

    /// The documents of the files, and of all files in the folders, that `crds` names.
    pub(super) fn custom_resource_definitions(
        &self,
        files: &Files,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Node> {
        let documents = Documents::default();
        let mut found = Vec::new();
        for node in &self.crds {
            let written = node.as_str().unwrap_or_default();
            let Some(path) = FilePath::root().join(written) else {
                diagnostics.push(outside(written, WANTED, node.span()));
                continue;
            };
            let paths = match files.kind(&path) {
                Some(FileKind::Folder) => yaml_below(files, &path).unwrap_or_else(|(at, refusal)| {
                    diagnostics.push(refused(&refusal, &at, WANTED, Some(node.span())));
                    Vec::new()
                }),
                _ => vec![path],
            };
            for path in paths {
                let documents = documents.of(&path, node.span(), files, WANTED, diagnostics);
                found.extend(documents.iter().flat_map(|documents| documents.iter()).cloned());
            }
        }
        found
    }
}

fn programs(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Program> {
    let names = Program::ALL.iter().map(|program| program.name());
    let mut programs = Vec::new();
    for item in fields::items(node, "`allowExec`", "a list of programs", |_| false, diagnostics) {
        let Some(said) = fields::string(item, "a program in `allowExec`", diagnostics) else { continue };
        if let Some(program) = Program::ALL.iter().find(|program| program.name() == said) {
            programs.push(*program);
        } else {
            let message = format!("`{said}` is no program that can be allowed");
            let problem = Diagnostic::new(Code::InvalidValue, message).at(item.span(), "not known");
            diagnostics.push(problem.suggest(said, names.clone(), "programs"));
        }
    }
    programs
}
