//! What layers say of generators one over the other, as far as nothing has to be read for it.

use std::sync::Arc;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::super::merge;
use super::said::{Said, Source, section};
use crate::generate::Kind;
use crate::yaml::Node;

/// What is said of one object.
#[derive(Default)]
struct Laid {
    /// Each with its name in the spec, in the order in which they are said first.
    nodes: Vec<(String, Option<Node>)>,
    by_name: FxHashMap<String, usize>,
}

impl Laid {
    fn lay(&mut self, name: String, lay: impl FnOnce(&mut Option<Node>)) {
        let at = *self.by_name.entry(name.clone()).or_insert(self.nodes.len());
        if at == self.nodes.len() {
            self.nodes.push((name, None));
        }
        lay(&mut self.nodes[at].1);
    }
}

/// The literals, labels and other settings of the generators that layers come to, each with its name in the spec; each remembers what
/// the layers before said. Of Secrets no literal is among them: that two are the same is nobody's business.
pub(in crate::environment) fn laid(layers: &[Arc<Said>]) -> Vec<(String, Node)> {
    let mut order: Vec<(Kind, EcoString)> = Vec::new();
    let mut objects: FxHashMap<(Kind, EcoString), Laid> = FxHashMap::default();
    for said in layers {
        let id = (said.kind, said.name.clone());
        let Some(settings) = &said.settings else {
            objects.remove(&id);
            continue;
        };
        if !objects.contains_key(&id) {
            order.push(id.clone());
        }
        let laid = objects.entry(id).or_default();
        let of = format!("{}.{}", section(said.kind).trim_matches('`'), said.name);
        for source in &settings.sources {
            match source {
                Source::Literal(entry) if said.kind == Kind::ConfigMap => {
                    laid.lay(format!("{of}.literals.{}", entry.key), |node| {
                        *node = merge::succeeded(node.take(), Some(&entry.node));
                    });
                }
                // What takes its place is another thing.
                Source::Removed { key, .. }
                | Source::File { key: Some((key, _)), .. }
                | Source::Sops { key: Some((key, _)), .. }
                | Source::Variable { key, .. } => {
                    laid.lay(format!("{of}.literals.{key}"), |node| *node = None);
                }
                Source::Literal(_) | Source::File { .. } | Source::Sops { .. } | Source::EnvFile(_) => {}
            }
        }
        let maps = [("labels", &settings.labels), ("annotations", &settings.annotations)];
        for (key, over) in maps {
            laid.lay(format!("{of}.{key}"), |node| merge::lay_over(node, over.as_ref(), merge::merge_flat));
        }
        for (key, over) in [("immutable", &settings.immutable), ("type", &settings.secret_type)] {
            laid.lay(format!("{of}.{key}"), |node| merge::replace(node, over.as_ref()));
        }
    }
    let nodes = order.iter().filter_map(|id| objects.remove(id)).flat_map(|laid| laid.nodes);
    nodes.filter_map(|(name, node)| Some((name, node?))).collect()
}
