//! What the cluster's release of Kubernetes does not know yet, or does no longer serve.

use super::findings::{Findings, Step};
use crate::diagnostic::{Code, Diagnostic};
use crate::kubernetes::kinds::{self, Kind};
use crate::kubernetes::release::{Release, first};
use crate::kubernetes::schema::{self, Holds};
use crate::resource::Resource;
use crate::source::Span;
use crate::yaml::Node;

/// The warning about a version that the release serves and a later one does not; nothing if it does not serve it either.
pub(super) fn deprecated(resource: &Resource, release: Release) -> Option<Diagnostic> {
    let id = resource.id();
    let removed = kinds::removed(&id.api_version(), &id.kind)?;
    let came = first(&id.api_version(), &id.kind).is_none_or(|from| from <= release);
    if !came || Release::parse(removed.release).is_none_or(|gone| gone <= release) {
        return None;
    }
    let message = format!("`{}` of `{}` is not served for long", id.kind, id.api_version());
    let diagnostic = Diagnostic::new(Code::DeprecatedVersion, message)
        .at(version_span(resource), format!("gone with Kubernetes {}", removed.release))
        .field("apiVersion");
    let diagnostic = match (removed.instead, first(removed.instead, &id.kind)) {
        ("", _) => diagnostic.help("nothing takes its place"),
        (instead, Some(from)) if from > release => {
            diagnostic.help(format!("from Kubernetes {from} on, write `apiVersion: {instead}`"))
        }
        (instead, _) => diagnostic.help(format!("write `apiVersion: {instead}`")),
    };
    Some(diagnostic.help("of this version rkgen knows no fields: only the metadata is checked"))
}

/// The release that first served a kind; nothing if all that can be told of did.
pub(super) fn came(kind: &Kind) -> Option<Release> {
    let of = schema::of_kind(kind.group, kind.version, kind.kind);
    of.and_then(schema::Type::since).or_else(|| first(&kind.api_version(), kind.kind))
}

/// Reports a kind and fields that came with a later release than the cluster's.
pub(super) fn check(kind: &Kind, release: Release, findings: &mut Findings<'_, '_>) {
    let resource = findings.resource();
    if (kind.group, kind.kind) == ("", "Endpoints")
        && Release::parse("1.33").is_some_and(|from| from <= release)
    {
        findings.push(endpoints(resource));
    }
    if release == Release::NEWEST {
        return;
    }
    let Some(of) = schema::of_kind(kind.group, kind.version, kind.kind) else { return };
    match came(kind).filter(|from| *from > release) {
        Some(from) => findings.push(not_yet(resource, kind, from, release)),
        None => fields(resource.node(), of.into(), release, findings),
    }
}

/// What the server says to each who writes such an object: `WarningsOnCreate` in `pkg/registry/core/endpoint`.
fn endpoints(resource: &Resource) -> Diagnostic {
    Diagnostic::new(Code::DeprecatedVersion, "`Endpoints` of `v1` is deprecated since Kubernetes 1.33")
        .at(version_span(resource), "")
        .field("apiVersion")
        .help("write EndpointSlices of `discovery.k8s.io/v1`")
}

fn not_yet(resource: &Resource, kind: &Kind, from: Release, release: Release) -> Diagnostic {
    let message = format!("Kubernetes {release} serves no `{}` of `{}`", kind.kind, kind.api_version());
    let diagnostic = Diagnostic::new(Code::UnknownKind, message)
        .at(version_span(resource), format!("served from Kubernetes {from} on"))
        .field("apiVersion");
    match kinds::served_before(&kind.api_version(), kind.kind, release) {
        Some(older) => diagnostic.help(format!("write `apiVersion: {older}`")),
        None => diagnostic,
    }
}

/// Goes down an object along its types.
fn fields<'n>(node: &'n Node, holds: Holds, release: Release, findings: &mut Findings<'n, '_>) {
    if let Some(of) = holds.fields() {
        for entry in node.as_mapping().into_iter().flatten() {
            let Some(field) = of.field(&entry.key) else { continue };
            findings.enter(Step::Entry(entry));
            if let Some(from) = of.field_since(&entry.key).filter(|from| *from > release) {
                let path = findings.path(None);
                let message = format!("Kubernetes {release} does not know `{path}`");
                let diagnostic = Diagnostic::new(Code::LaterField, message)
                    .at(entry.key_span, format!("came with Kubernetes {from}"))
                    .help("take it away, or upgrade the cluster first");
                findings.push(diagnostic.field(path));
            } else {
                fields(&entry.node, field.holds, release, findings);
            }
            findings.leave();
        }
    } else if let Some(items) = holds.items() {
        for (index, item) in node.as_sequence().into_iter().flatten().enumerate() {
            findings.enter(Step::Item(index, item));
            fields(item, items, release, findings);
            findings.leave();
        }
    } else if let Some(values) = holds.values() {
        for entry in node.as_mapping().into_iter().flatten() {
            findings.enter(Step::Entry(entry));
            fields(&entry.node, values, release, findings);
            findings.leave();
        }
    }
}

fn version_span(resource: &Resource) -> Span {
    resource.node().get("apiVersion").map_or(resource.node().span(), Node::span)
}
