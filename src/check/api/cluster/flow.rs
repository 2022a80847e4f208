//! Flow control: which requests wait for which. From `pkg/apis/flowcontrol/validation/validation.go` in Kubernetes 1.36.

use k8s_openapi::api::flowcontrol::v1::{
    FlowSchema, FlowSchemaSpec, LimitResponse, NonResourcePolicyRule, PolicyRulesWithSubjects,
    PriorityLevelConfiguration, PriorityLevelConfigurationSpec, QueuingConfiguration, ResourcePolicyRule,
    Subject,
};

use super::{At, Findings, with};
use crate::kubernetes::formats;

/// The verbs of requests.
const VERBS: [&str; 9] =
    ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];
/// The name of the level and the schema of requests that never wait.
const EXEMPT: &str = "exempt";
/// The most queues of a level.
const QUEUES: i32 = 10_000_000;
/// The most bits that may be needed to deal a hand of queues.
const BITS: f64 = 60.0;

/// `ValidateFlowSchema`.
pub(super) fn schema(it: &FlowSchema, spec: &FlowSchemaSpec, out: &mut Findings<'_>) {
    let object = At::object();
    let at = object.field("spec");
    if spec.matching_precedence == Some(1) && it.metadata.name.as_deref() != Some(EXEMPT) {
        out.invalid(at.field("matchingPrecedence"), "can be 1 for the schema `exempt` only");
    }
    let rules = at.field("rules");
    for (index, it) in spec.rules.iter().flatten().enumerate() {
        rule(it, rules.item(index), out);
    }
}

/// `ValidateFlowSchemaPolicyRulesWithSubjects`.
fn rule(it: &PolicyRulesWithSubjects, at: At<'_>, out: &mut Findings<'_>) {
    let subjects = at.field("subjects");
    needs_some(&it.subjects, subjects, out);
    for (index, it) in it.subjects.iter().enumerate() {
        subject(it, subjects.item(index), out);
    }
    let resources = it.resource_rules.as_deref().unwrap_or_default();
    let others = it.non_resource_rules.as_deref().unwrap_or_default();
    if resources.is_empty() && others.is_empty() {
        out.invalid(at, "must have `resourceRules`, `nonResourceRules` or both");
    }
    let (at_resources, at_others) = (at.field("resourceRules"), at.field("nonResourceRules"));
    for (index, it) in resources.iter().enumerate() {
        resource_rule(it, at_resources.item(index), out);
    }
    for (index, it) in others.iter().enumerate() {
        other_rule(it, at_others.item(index), out);
    }
}

/// `ValidateFlowSchemaSubject`: a subject has the field of its kind, and no other.
fn subject(it: &Subject, at: At<'_>, out: &mut Findings<'_>) {
    let fields = [
        ("Group", "group", it.group.is_some()),
        ("ServiceAccount", "serviceAccount", it.service_account.is_some()),
        ("User", "user", it.user.is_some()),
    ];
    if !fields.iter().any(|(kind, ..)| *kind == it.kind) {
        out.unsupported(at.field("kind"), &["Group", "ServiceAccount", "User"]);
        return;
    }
    for (kind, field, is_set) in fields {
        if kind == it.kind && !is_set {
            out.required(at.field(field)).help(&format!("`kind: {kind}` asks for it"));
        } else if kind != it.kind && is_set {
            out.forbidden(at.field(field), &format!("cannot be set when `kind` is `{}`", it.kind))
                .see(at.field("kind"), "set here");
        }
    }
    with(it.service_account.as_ref().filter(|_| it.kind == "ServiceAccount"), |it| {
        let at = at.field("serviceAccount");
        if it.name.is_empty() {
            out.required(at.field("name"));
        } else if let Some(fault) = formats::dns_subdomain(&it.name).filter(|_| it.name != "*") {
            out.invalid(at.field("name"), fault);
        }
        if it.namespace.is_empty() {
            out.required(at.field("namespace"));
        } else if let Some(fault) = formats::dns_label(&it.namespace) {
            out.invalid(at.field("namespace"), fault);
        }
    });
}

/// `ValidateFlowSchemaResourcePolicyRule`.
fn resource_rule(it: &ResourcePolicyRule, at: At<'_>, out: &mut Findings<'_>) {
    verbs(&it.verbs, at.field("verbs"), out);
    for (list, field) in [(&it.api_groups, "apiGroups"), (&it.resources, "resources")] {
        needs_some(list, at.field(field), out);
        all_or_some(list, at.field(field), out);
    }
    let namespaces = it.namespaces.as_deref().unwrap_or_default();
    let at_namespaces = at.field("namespaces");
    if namespaces.is_empty() && it.cluster_scope != Some(true) {
        out.required(at_namespaces).help("name some, write `[\"*\"]`, or set `clusterScope: true`");
    }
    if !all_or_some(namespaces, at_namespaces, out) {
        for (index, name) in namespaces.iter().enumerate() {
            if let Some(fault) = formats::dns_label(name) {
                out.invalid(at_namespaces.item(index), fault);
            }
        }
    }
}

/// `ValidateFlowSchemaNonResourcePolicyRule`.
fn other_rule(it: &NonResourcePolicyRule, at: At<'_>, out: &mut Findings<'_>) {
    verbs(&it.verbs, at.field("verbs"), out);
    let urls = at.field("nonResourceURLs");
    needs_some(&it.non_resource_urls, urls, out);
    if !all_or_some(&it.non_resource_urls, urls, out) {
        for (index, path) in it.non_resource_urls.iter().enumerate() {
            if let Some(fault) = url_path(path) {
                out.invalid(urls.item(index), fault);
            }
        }
    }
}

/// `ValidateNonResourceURLPath`.
fn url_path(path: &str) -> formats::Fault {
    if path.is_empty() {
        return Some("must not be empty");
    }
    if path == "/" {
        return None;
    }
    if !path.starts_with('/') {
        return Some("must begin with a `/`");
    }
    if path.contains(' ') {
        return Some("cannot have a blank");
    }
    if path.contains("//") {
        return Some("cannot have two `/` in a row");
    }
    let before_end = path.strip_suffix("/*").unwrap_or(path);
    before_end.contains('*').then_some("can have a `*` only at its end, behind a `/`")
}

fn verbs(verbs: &[String], at: At<'_>, out: &mut Findings<'_>) {
    needs_some(verbs, at, out);
    if !all_or_some(verbs, at, out) {
        for (index, _) in verbs.iter().enumerate().filter(|(_, verb)| !VERBS.contains(&verb.as_str())) {
            out.unsupported(at.item(index), &VERBS);
        }
    }
}

fn needs_some<T>(list: &[T], at: At<'_>, out: &mut Findings<'_>) {
    if list.is_empty() {
        out.required(at);
    }
}

/// Whether a list is of everything; then nothing else may be in it.
fn all_or_some(list: &[String], at: At<'_>, out: &mut Findings<'_>) -> bool {
    let all = list.iter().any(|item| item == "*");
    if all && list.len() > 1 {
        out.invalid(at, "cannot have anything else beside `*`, which is all");
    }
    all
}

/// `ValidatePriorityLevelConfiguration`.
pub(super) fn level(
    it: &PriorityLevelConfiguration,
    spec: &PriorityLevelConfigurationSpec,
    out: &mut Findings<'_>,
) {
    let object = At::object();
    let at = object.field("spec");
    let is_named = it.metadata.name.as_deref() == Some(EXEMPT);
    match spec.type_.as_str() {
        "Exempt" => {
            if !is_named {
                out.invalid(at.field("type"), "can be `Exempt` for the level `exempt` only");
            }
            if spec.limited.is_some() {
                out.forbidden(at.field("limited"), "cannot be set when `type` is `Exempt`");
            }
        }
        "Limited" => {
            if is_named {
                out.invalid(at.field("type"), "must be `Exempt` for the level `exempt`");
            }
            if spec.exempt.is_some() {
                out.forbidden(at.field("exempt"), "cannot be set when `type` is `Limited`");
            }
            match &spec.limited {
                None => {
                    out.required(at.field("limited")).help("`type: Limited` asks for it");
                }
                Some(it) => match &it.limit_response {
                    Some(it) => response(it, at.field("limited.limitResponse"), out),
                    None => {
                        out.required(at.field("limited.limitResponse.type"))
                            .help("write `Queue` or `Reject`");
                    }
                },
            }
        }
        _ => {}
    }
}

/// `ValidateLimitResponse`.
fn response(it: &LimitResponse, at: At<'_>, out: &mut Findings<'_>) {
    match (it.type_.as_str(), &it.queuing) {
        ("Reject", Some(_)) => {
            out.forbidden(at.field("queuing"), "cannot be set when `type` is `Reject`")
                .see(at.field("type"), "set here");
        }
        ("Queue", None) => {
            out.required(at.field("queuing")).help("`type: Queue` asks for it");
        }
        ("Queue", Some(it)) => queuing(it, at.field("queuing"), out),
        _ => {}
    }
}

/// `ValidatePriorityLevelQueuingConfiguration`: absent, or 0, there are 64 queues of 50, and hands of 8.
fn queuing(it: &QueuingConfiguration, at: At<'_>, out: &mut Findings<'_>) {
    let or = |number: Option<i32>, default| number.filter(|number| *number != 0).unwrap_or(default);
    let (queues, hand, length) = (or(it.queues, 64), or(it.hand_size, 8), or(it.queue_length_limit, 50));
    for (number, field) in [(queues, "queues"), (hand, "handSize"), (length, "queueLengthLimit")] {
        if number < 0 {
            out.invalid(at.field(field), "must be at least 1");
        }
    }
    if queues > QUEUES {
        out.invalid(at.field("queues"), "must be at most 10000000");
    }
    if queues > 0 && hand > queues {
        out.invalid(at.field("handSize"), &format!("must be at most {queues}, the number of `queues`"));
    } else if queues > 0 && hand > 0 && (f64::from(queues).log2() * f64::from(hand)).ceil() > BITS {
        out.invalid(at.field("handSize"), "is too large for so many `queues`: there would be too many hands")
            .help("take a smaller `handSize` or fewer `queues`");
    }
}
