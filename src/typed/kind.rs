//! Kinds that are not built in, and those that nobody knows.

use super::release::came;
use crate::diagnostic::{Code, Diagnostic, nearest, quoted_list};
use crate::kubernetes::kinds::{self, Kind};
use crate::kubernetes::release::Release;
use crate::resource::{CustomKind, CustomKinds, CustomVersion, Resource};
use crate::source::Span;
use crate::yaml::Node;

/// The custom kind of an object and the version that it is written in, or why there is none.
pub(super) fn version<'c>(
    resource: &Resource,
    custom: &'c CustomKinds,
) -> Result<(&'c CustomKind, &'c CustomVersion), Box<Diagnostic>> {
    let id = resource.id();
    let Some(kind) = custom.get(&id.group, &id.kind) else { return Err(Box::new(unknown(resource, custom))) };
    if let Some(version) = kind.served().find(|version| version.name == id.version) {
        return Ok((kind, version));
    }
    let served: Vec<String> =
        kind.served().map(|version| format!("{}/{}", kind.group, version.name)).collect();
    let names: Vec<&str> = served.iter().map(String::as_str).collect();
    let message = format!("`{}` is not served as `{}`", id.kind, id.api_version());
    let diagnostic = Diagnostic::new(Code::UnknownKind, message)
        .at(span(resource, "apiVersion"), "")
        .at(kind.span, "defined here")
        .field("apiVersion");
    Err(Box::new(if names.is_empty() {
        diagnostic.help("its definition serves no version")
    } else {
        diagnostic.help(format!("write {}", quoted_list(&names, "or")))
    }))
}

/// What to say of a version that is served only where the cluster's owner turned it on: a warning, or, where the release
/// serves a stable version of the kind, that it is refused.
///
/// From the "Kubernetes API" section of the deprecation policy: since 1.24, new beta versions are off, as alpha ones are.
pub(super) fn opt_in(resource: &Resource, kind: &Kind, release: Release) -> Option<Diagnostic> {
    if !kind.version.contains("alpha") && !kind.version.contains("beta") {
        return None;
    }
    let stable = |other: &&Kind| other.group == kind.group && !other.version.contains(['a', 'b']);
    let stable =
        kinds::named(kind.kind).iter().find(stable).map(|stable| (stable.api_version(), came(stable)));
    let not_yet = |from: &Release| *from > release;
    let (code, what) = match &stable {
        Some((_, from)) if !from.is_some_and(|from| not_yet(&from)) => {
            (Code::UnknownKind, format!("`{}` of `{}`", kind.kind, kind.api_version()))
        }
        _ => (Code::OptInVersion, format!("`{}`", kind.api_version())),
    };
    let diagnostic = Diagnostic::new(code, format!("{what} is only served where it was turned on"))
        .at(span(resource, "apiVersion"), "")
        .field("apiVersion");
    Some(match stable {
        Some((stable, from)) => match from.filter(not_yet) {
            Some(from) => diagnostic.help(format!("from Kubernetes {from} on, write `apiVersion: {stable}`")),
            None => diagnostic.help(format!("write `apiVersion: {stable}`")),
        },
        None => diagnostic,
    })
}

/// The place in the list of kinds of the version by whose rules another one is judged; nothing if it has rules of its own.
///
/// The server converts each version into one before it validates. Where the fields are not the same, `shape` does so here.
pub(super) fn judged_as(kind: &Kind) -> Option<usize> {
    let is_early = |version: &str| version.contains("alpha") || version.contains("beta");
    if !is_early(kind.version) {
        return None;
    }
    // The stable one, or else the last one before it: `v1`, `v1beta1`, `v1alpha1`.
    let all = kinds::named(kind.kind).iter().filter(|other| other.group == kind.group);
    let last =
        all.max_by_key(|other| (!is_early(other.version), other.version.contains("beta"), other.version))?;
    kinds::index(last.group, last.version, last.kind).filter(|_| last.version != kind.version)
}

fn unknown(resource: &Resource, custom: &CustomKinds) -> Diagnostic {
    let (id, api_version) = (resource.id(), resource.id().api_version());
    if let Some(reason) = kinds::refused(&id.group, &id.kind) {
        return Diagnostic::new(Code::UnknownKind, format!("a `{}` cannot be applied", id.kind))
            .at(span(resource, "kind"), "")
            .field("kind")
            .help(reason);
    }
    if let Some(removed) = kinds::removed(&api_version, &id.kind) {
        let message = format!("`{}` of `{api_version}` is no longer served", id.kind);
        let diagnostic = Diagnostic::new(Code::UnknownKind, message)
            .at(span(resource, "apiVersion"), format!("gone since Kubernetes {}", removed.release))
            .field("apiVersion");
        return match removed.instead {
            "" => diagnostic.help("nothing takes its place; remove the object"),
            instead => diagnostic.help(format!("write `apiVersion: {instead}`")),
        };
    }
    let served = served(&id.kind, custom);
    if !served.is_empty() {
        let names: Vec<&str> = served.iter().map(String::as_str).collect();
        let message = format!("there is no `{}` in `{api_version}`", id.kind);
        return Diagnostic::new(Code::UnknownKind, message)
            .at(span(resource, "apiVersion"), "")
            .field("apiVersion")
            .help(format!("write `apiVersion` as {}", quoted_list(&names, "or")));
    }
    let diagnostic = Diagnostic::new(Code::UnknownKind, format!("unknown kind `{}`", id.kind))
        .at(span(resource, "kind"), format!("not known in `{api_version}`"))
        .field("kind");
    let custom = custom.sorted();
    // A kind of another group looks alike by chance.
    let built_in = kinds::ALL.iter().filter(|kind| kind.group == id.group).map(|kind| kind.kind);
    let custom = custom.iter().filter(|kind| kind.group == id.group).map(|kind| kind.kind.as_str());
    let near = nearest(&id.kind, built_in.chain(custom));
    let diagnostic = if near.is_empty() {
        diagnostic
    } else {
        diagnostic.help(format!("did you mean {}?", quoted_list(&near, "or")))
    };
    // No definition can add a kind to a group of Kubernetes itself.
    if kinds::ALL.iter().any(|kind| kind.group == id.group) {
        return diagnostic;
    }
    let scope = format!("`scope: {{{}.{}: Namespaced}}`, or `Cluster`", id.kind, id.group);
    diagnostic
        .help(
            "if it is a custom resource, name the file of its CustomResourceDefinition in `rkgen.yaml` below `crds:`, or \
             with `--crds` where plain manifests are checked",
        )
        .help(format!("without that file, say there where its objects live: {scope}"))
}

/// Every `apiVersion` in which there is a kind of that name.
fn served(kind: &str, custom: &CustomKinds) -> Vec<String> {
    let built_in = kinds::named(kind).iter().map(Kind::api_version);
    let custom = custom.sorted().into_iter().filter(|known| known.kind == kind).flat_map(|known| {
        known.served().map(|version| format!("{}/{}", known.group, version.name)).collect::<Vec<_>>()
    });
    built_in.chain(custom).collect()
}

/// Where the value of a top-level key was written, or the object.
fn span(resource: &Resource, key: &str) -> Span {
    resource.node().get(key).map_or(resource.node().span(), Node::span)
}
