//! A project in memory with one spec, rendered and read.

use std::sync::Arc;

use rkgen::diagnostic::{Diagnostics, render::human};
use rkgen::plan::{Rendering, Target};
use rkgen::source::{Sources, Span};
use rkgen::template::{Library, Reference, Setting};
use rkgen::transform::render;
use rkgen::world::{FilePath, Files, Memory};
use rkgen::yaml::{self, Node, Rules};

/// What became of a project's first template.
pub(super) struct Outcome {
    pub(super) documents: Vec<Node>,
    pub(super) references: Vec<Reference>,
    pub(super) sources: Sources,
    /// The problems as they are drawn.
    pub(super) screen: String,
    /// The values that the template reads.
    pub(super) reads: Vec<String>,
    /// The rendered text with the values' text in place.
    pub(super) text: Option<String>,
}

/// Renders the first template, with the values `values` (YAML, in `environments/prod.yaml`).
pub(super) fn render(values: &str, templates: &[(&str, &str)]) -> Outcome {
    let mut memory = Memory::default();
    for (path, text) in templates {
        memory.add(path, *text);
    }
    memory.add("environments/prod.yaml", values);
    let sources = Sources::default();
    let files = Files::new(&memory, &sources);
    let mut diagnostics = Diagnostics::default();
    let spec = files.text(&path("environments/prod.yaml")).expect("the spec is there");
    let values = yaml::read(sources.get(spec).text(), &spec, Rules::Kustomize, &mut diagnostics);
    let first = path(templates[0].0);
    let rendering = Rendering {
        library: Arc::new(Library::default()),
        templates: vec![(first.clone(), Span::new(spec, 0..0))],
        values: values.into_iter().next().expect("the values are a map"),
        target: target(),
        folders: vec![path("environments")],
    };
    let mut made = render::Made::default();
    let documents = render::run(&rendering, &files, &mut made, &mut diagnostics);
    let setting =
        Setting { values: &rendering.values, target: &rendering.target, folders: &rendering.folders };
    let rendered = rendering.library.render(&files, &first, setting, &mut Diagnostics::default());
    let reads = rendering.library.reads(&first).iter().collect();
    let drawn: Vec<String> = diagnostics
        .into_sorted(&sources)
        .iter()
        .map(|problem| human(problem, &sources, 110, false))
        .collect();
    let text = rendered.map(|rendered| rendered.plain());
    Outcome { documents, references: made.references, screen: drawn.join("\n"), reads, text, sources }
}

pub(super) fn target() -> Target {
    Target { environment: "prod".into(), system: "api".into(), namespace: None, kubernetes: "1.36".into() }
}

pub(super) fn path(text: &str) -> FilePath {
    FilePath::root().join(text).expect("a path below the root")
}

impl Outcome {
    /// The node at keys and indices of the first document, `spec.ports.0.name`.
    pub(super) fn at(&self, keys: &str) -> &Node {
        let first = self.documents.first().unwrap_or_else(|| panic!("no document:\n{}", self.screen));
        let mut node = first;
        for key in keys.split('.').filter(|key| !key.is_empty()) {
            let next = match key.parse::<usize>() {
                Ok(index) => node.as_sequence().and_then(|items| items.get(index)),
                Err(_) => node.get(key),
            };
            node = next.unwrap_or_else(|| panic!("no {keys}:\n{}", self.screen));
        }
        node
    }

    /// Where the value at `keys` was written.
    pub(super) fn place(&self, keys: &str) -> String {
        self.sources.location(self.at(keys).span()).to_string()
    }

    /// The first document as YAML.
    pub(super) fn yaml(&self) -> String {
        let mut out = String::new();
        for document in &self.documents {
            yaml::emit(document, &mut out);
        }
        out
    }
}
