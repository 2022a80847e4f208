//! Writes built objects: as a stream, as one file, as a folder of files.

mod folder;
mod names;
mod overlap;

use std::io::{self, Write};

use ecow::EcoVec;

pub(super) use folder::fill;
pub(super) use overlap::overlaps;

use crate::kustomize::file_names;
use crate::pipeline::Environment;
use crate::resource::{Resource, ResourceId};
use crate::world::FilePath;
use crate::yaml::{self, Entry, Mapping, Node};

/// How objects are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(super) enum Format {
    Yaml,
    Json,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Format::Yaml => "yaml",
            Format::Json => "json",
        }
    }

    fn emit(self, node: &Node, text: &mut String) {
        match self {
            Format::Yaml => yaml::emit(node, text),
            Format::Json => yaml::emit_json(node, text),
        }
    }
}

/// Writes all objects one after the other: YAML with `---` between them, or a JSON `List`.
pub(super) fn stream(environments: &[Environment], format: Format, out: &mut dyn Write) -> io::Result<()> {
    let objects = || environments.iter().flat_map(|environment| &environment.objects);
    let mut text = String::new();
    if format == Format::Json {
        match objects().next() {
            Some(first) => format.emit(&list(first, objects()), &mut text),
            None => text.push_str(NOTHING),
        }
        return out.write_all(text.as_bytes());
    }
    for (index, object) in objects().enumerate() {
        text.clear();
        if index > 0 {
            text.push_str("---\n");
        }
        format.emit(object.node(), &mut text);
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

const NOTHING: &str = "\
{
    \"apiVersion\": \"v1\",
    \"items\": [],
    \"kind\": \"List\"
}
";

/// The objects as `kubectl get -o json` prints many: one `List`.
fn list<'o>(first: &Resource, objects: impl Iterator<Item = &'o Resource>) -> Node {
    let span = first.node().span();
    let items: EcoVec<Node> = objects.map(|object| object.node().clone()).collect();
    let entry = |key: &str, node: Node| Entry { key: key.into(), key_span: span, node };
    let entries = [
        entry("apiVersion", Node::new("v1", span)),
        entry("items", Node::new(items, span)),
        entry("kind", Node::new("List", span)),
    ];
    Node::new(entries.into_iter().collect::<Mapping>(), span)
}

/// A file for each object, called as Kustomize calls it if it is of a kustomization, in a folder for each environment if
/// `apart`.
pub(super) fn files(environments: &[Environment], format: Format, apart: bool) -> Vec<(FilePath, String)> {
    let mut files = Vec::new();
    for environment in environments {
        let ids: Vec<&ResourceId> = environment.objects.iter().map(Resource::id).collect();
        let names = match &environment.scopes {
            Some(scopes) => file_names(&ids, scopes),
            None => names::of(&ids),
        };
        for (name, object) in names.into_iter().zip(&environment.objects) {
            let folder = if apart { format!("{}/", environment.name) } else { String::new() };
            let path = format!("{folder}{name}.{}", format.ending());
            let mut text = String::new();
            format.emit(object.node(), &mut text);
            files.extend(FilePath::root().join(&path).map(|path| (path, text)));
        }
    }
    files
}
