//! An OpenAPI document that says how lists are merged, in the place of what is built in.

use std::borrow::Cow;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::kubernetes::schema::Type;
use crate::yaml::Node;

/// The definitions of an OpenAPI document (version 2), as `openapi` of a kustomization names one.
///
/// From `kyaml/openapi/openapi.go` of Kustomize: a list is merged if its `x-kubernetes-patch-strategy` says so, by its
/// `x-kubernetes-list-map-keys` or `x-kubernetes-patch-merge-key`.
#[derive(Debug)]
pub struct Definitions {
    by_name: FxHashMap<EcoString, Node>,
    /// The names, by `apiVersion` and `kind`.
    of_kinds: FxHashMap<(EcoString, EcoString), EcoString>,
    /// Whether kinds that are not in it are what is built in.
    pub(super) has_built_in: bool,
}

impl Definitions {
    /// Those of a document. With `has_built_in`, the built-in ones count for what it does not define.
    pub fn of(document: &Node, has_built_in: bool) -> Definitions {
        let mut found =
            Definitions { by_name: FxHashMap::default(), of_kinds: FxHashMap::default(), has_built_in };
        for entry in document.get("definitions").and_then(Node::as_mapping).into_iter().flatten() {
            let kinds = entry.node.get("x-kubernetes-group-version-kind").and_then(Node::as_sequence);
            for said in kinds.into_iter().flatten() {
                let text = |key| said.get(key).and_then(Node::as_str).unwrap_or_default();
                let version = match text("group") {
                    "" => EcoString::from(text("version")),
                    group => ecow::eco_format!("{group}/{}", text("version")),
                };
                found.of_kinds.insert((version, text("kind").into()), entry.key.clone());
            }
            found.by_name.insert(entry.key.clone(), entry.node.clone());
        }
        found
    }

    /// The definition of a kind.
    pub(super) fn of_kind(&self, api_version: &str, kind: &str) -> Option<&Node> {
        self.by_name.get(self.of_kinds.get(&(api_version.into(), kind.into()))?)
    }

    /// What a schema is: itself, or what it refers to.
    pub(super) fn resolve<'s>(&'s self, mut schema: &'s Node) -> Resolved<'s> {
        // A definition may refer to itself.
        for _ in 0..=self.by_name.len() {
            let Some(to) = schema.get("$ref").and_then(Node::as_str) else { return Resolved::Schema(schema) };
            let Some(name) = to.strip_prefix("#/definitions/") else { break };
            let name = if name.contains('~') {
                Cow::Owned(name.replace("~1", "/").replace("~0", "~"))
            } else {
                Cow::Borrowed(name)
            };
            match self.by_name.get(&*name) {
                Some(found) => schema = found,
                None => {
                    return built_in(&name)
                        .filter(|_| self.has_built_in)
                        .map_or(Resolved::Nowhere, Resolved::BuiltIn);
                }
            }
        }
        Resolved::Nowhere
    }
}

/// What a reference leads to.
#[derive(Clone, Copy)]
pub(super) enum Resolved<'s> {
    /// A schema of the document.
    Schema(&'s Node),
    /// A built-in type.
    BuiltIn(Type),
    /// Nothing.
    Nowhere,
}

/// The built-in type that an OpenAPI document calls so: `io.k8s.api.core.v1.PodSpec`.
fn built_in(name: &str) -> Option<Type> {
    let start = name.rmatch_indices('.').nth(2).map_or(0, |(at, _)| at + 1);
    Type::named(&name[start..]).filter(|_| name.starts_with("io.k8s."))
}
