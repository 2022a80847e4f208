//! From a generator to its object.

use data_encoding::BASE64;
use ecow::{EcoString, eco_format};

use super::{Content, Generator, Kind, Secrets, kinds};
use crate::diagnostic::Diagnostics;
use crate::source::Span;
use crate::yaml::{Cause, Entry, Mapping, Node, PLACEHOLDER, Rules, Within, needs_quotes, read};

/// The `ConfigMap` or `Secret` that a generator makes. What a cluster would refuse of it is reported.
///
/// Text goes into `data` of a `ConfigMap` and other bytes into `binaryData`; all of a `Secret` goes into `data`, in base64.
pub fn object(generator: &Generator, diagnostics: &mut Diagnostics) -> Node {
    let secrets = generator.secrets;
    let is_open = secrets == Secrets::Resolve || generator.kind == Kind::ConfigMap;
    if is_open && !generator.verbatim {
        kinds::check(generator, diagnostics);
    }
    let name = &generator.name;
    let (kind, span) = (generator.kind, name.span());
    let text = |text: &str| Node::new(text, span);
    let mut object = map(span);
    object.append([entry("apiVersion", span, text("v1")), entry("kind", span, text(kind.name()))]);
    let mut metadata = map(span);
    metadata.append([entry("name", span, name.clone())]);
    metadata.append(generator.namespace.clone().map(|name| entry("namespace", name.span(), name)));
    for (key, strings) in [("labels", &generator.labels), ("annotations", &generator.annotations)] {
        metadata.append(strings.clone().map(|strings| entry(key, strings.span(), strings)));
    }
    object.append([entry("metadata", span, metadata)]);
    if kind == Kind::Secret {
        let opaque = || text("Opaque");
        object.append([entry("type", span, generator.secret_type.clone().unwrap_or_else(opaque))]);
    }
    let (mut data, mut binary) = (map(span), map(span));
    for made in &generator.entries {
        let cause = Cause { step: kind.step(), span: made.request };
        let mut node = made.node().clone();
        let target = match (kind, made.content()) {
            (Kind::ConfigMap, Content::Text(_)) => &mut data,
            (Kind::ConfigMap, content @ Content::Bytes(_)) => {
                if generator.verbatim {
                    node.replace(cause, Node::new(base64(content, true), node.span()));
                }
                &mut binary
            }
            (Kind::Secret, _) if secrets == Secrets::Placeholders => {
                let name = name.as_str().unwrap_or_default();
                let placeholder = eco_format!("<secret {name}/{}>", made.key);
                node = Node::new("", node.span());
                node.replace(Cause { step: PLACEHOLDER, ..cause }, Node::new(placeholder, node.span()));
                &mut data
            }
            (Kind::Secret, content) => {
                if matches!(content, Content::Text(_)) || generator.verbatim {
                    let encoded = base64(content, generator.verbatim);
                    node.replace(cause, Node::new(encoded, node.span()));
                }
                &mut data
            }
        };
        if generator.verbatim {
            node = quoted(node);
        }
        target.insert(cause, made.key.clone(), made.key_span, node);
    }
    let is_filled = |node: &Node| node.as_mapping().is_some_and(|mapping| !mapping.is_empty());
    if kind == Kind::Secret || is_filled(&data) {
        object.append([entry("data", span, data)]);
    }
    if is_filled(&binary) {
        object.append([entry("binaryData", span, binary)]);
    }
    object.append(generator.immutable.clone().map(|flag| entry("immutable", flag.span(), flag)));
    object
}

/// The text in quotes if Kustomize writes it so: as a block of lines, or because YAML 1.1 reads it as no string
/// (`IsYaml1_1NonString` of kyaml).
fn quoted(text: Node) -> Node {
    let written = text.as_str().unwrap_or_default();
    let is_other = || {
        let (mut problems, span) = (Diagnostics::default(), text.span());
        let read = read(written, &Within(span), Rules::Apply, &mut problems);
        !problems.has_errors() && read.first().is_none_or(|node| node.as_str().is_none())
    };
    let is_quoted = written.contains('\n') || (!written.is_empty() && needs_quotes(written) && is_other());
    text.in_quotes(is_quoted)
}

/// Kustomize breaks base64 into lines of so many characters.
const LINE: usize = 70;

fn base64(content: &Content, in_lines: bool) -> EcoString {
    let text = BASE64.encode(content.bytes());
    if !in_lines || text.len() <= LINE {
        return text.into();
    }
    let mut lines = EcoString::new();
    for (at, character) in text.chars().enumerate() {
        lines.push(character);
        if (at + 1) % LINE == 0 || at + 1 == text.len() {
            lines.push('\n');
        }
    }
    lines
}

fn map(span: Span) -> Node {
    Node::new(Mapping::default(), span)
}

fn entry(key: &str, key_span: Span, node: Node) -> Entry {
    Entry { key: key.into(), key_span, node }
}
