//! From a generator to its object.

use data_encoding::BASE64;
use ecow::EcoString;

use super::{Content, Generator, Kind};
use crate::source::Span;
use crate::yaml::{Cause, Entry, Mapping, Node};

/// The `ConfigMap` or `Secret` that a generator makes.
///
/// Text goes into `data` of a `ConfigMap` and other bytes into `binaryData`; all of a `Secret` goes into `data`, in base64.
pub fn object(generator: &Generator) -> Node {
    let name = &generator.name;
    let (kind, span) = (generator.kind, name.span());
    let text = |text: &str| Node::new(text, span);
    let mut object = map(span);
    object.append([entry("apiVersion", span, text("v1")), entry("kind", span, text(kind.name()))]);
    let mut metadata = map(span);
    metadata.append([entry("name", span, name.clone())]);
    for (key, strings) in [("labels", &generator.labels), ("annotations", &generator.annotations)] {
        metadata.append(strings.clone().map(|strings| entry(key, strings.span(), strings)));
    }
    object.append([entry("metadata", span, metadata)]);
    let (mut data, mut binary) = (map(span), map(span));
    for made in &generator.entries {
        let cause = Cause { step: kind.step(), span: made.request };
        let mut node = made.node().clone();
        let target = match (kind, made.content()) {
            (Kind::ConfigMap, Content::Text(_)) => &mut data,
            (Kind::ConfigMap, Content::Bytes(_)) => &mut binary,
            (Kind::Secret, content) => {
                if matches!(content, Content::Text(_)) {
                    let encoded = EcoString::from(BASE64.encode(content.bytes()));
                    node.replace(cause, Node::new(encoded, node.span()));
                }
                &mut data
            }
        };
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

fn map(span: Span) -> Node {
    Node::new(Mapping::default(), span)
}

fn entry(key: &str, key_span: Span, node: Node) -> Entry {
    Entry { key: key.into(), key_span, node }
}
