//! What an `IAMPolicyGenerator` makes: a `ServiceAccount` that stands for one of Google's cloud.
//!
//! From `api/filters/iampolicygenerator` of Kustomize.

use ecow::{EcoString, eco_format};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::yaml::{Entry, Mapping, Node};

use super::said;

/// The object; nothing if the configuration is wrong, which is reported.
pub(super) fn object(config: &Node, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut text = |map: &str, key: &str| -> EcoString {
        let said = config.at([map, key]);
        let said = said.and_then(|node| said::text(node, &format!("`{map}.{key}`"), diagnostics));
        said.as_ref().and_then(Node::as_str).unwrap_or_default().into()
    };
    let (account, project) = (text("serviceAccount", "name"), text("serviceAccount", "projectId"));
    let (name, namespace) = (text("kubernetesService", "name"), text("kubernetesService", "namespace"));
    let span = config.span().start();
    let cloud = config.get("cloud").and_then(Node::as_str).unwrap_or_default();
    if cloud != "gke" {
        let place = config.get("cloud").map_or(span, Node::span);
        let problem = Diagnostic::new(Code::UnknownValue, format!("`cloud` cannot be `{cloud}`"));
        diagnostics.push(problem.at(place, "not known").help("write `cloud: gke`"));
        return None;
    }
    if name.is_empty() {
        let problem =
            Diagnostic::new(Code::MissingField, "an `IAMPolicyGenerator` says no `kubernetesService.name`");
        diagnostics.push(problem.at(span, "what is it called?"));
        return None;
    }
    let account = eco_format!("{account}@{project}.iam.gserviceaccount.com");
    let mut metadata = vec![
        ("annotations", map([("iam.gke.io/gcp-service-account", Node::new(account, span))], span)),
        ("name", Node::new(name, span)),
    ];
    if !namespace.is_empty() {
        metadata.push(("namespace", Node::new(namespace, span)));
    }
    let text = |text: &str| Node::new(text, span);
    Some(map(
        [("apiVersion", text("v1")), ("kind", text("ServiceAccount")), ("metadata", map(metadata, span))],
        span,
    ))
}

fn map<'k>(entries: impl IntoIterator<Item = (&'k str, Node)>, span: Span) -> Node {
    let entries = entries.into_iter().map(|(key, node)| Entry { key: key.into(), key_span: span, node });
    Node::new(entries.collect::<Mapping>(), span)
}
