//! Admission policies and what binds them.
//!
//! From `pkg/apis/admissionregistration/validation/validation.go` in Kubernetes 1.36.

use k8s_openapi::api::admissionregistration::v1::{
    MatchResources, MutatingAdmissionPolicyBindingSpec, MutatingAdmissionPolicySpec, Mutation, ParamKind,
    ParamRef, ValidatingAdmissionPolicyBindingSpec, ValidatingAdmissionPolicySpec, Validation, Variable,
};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{labels, lists, with};
use super::expressions::{Scope, made};
use super::matching::{self, expression};
use crate::cel::Type;
use crate::kubernetes::formats;

/// `validateValidatingAdmissionPolicySpec`; the keys of what it notes have its name before them.
pub(super) fn validating(it: &ValidatingAdmissionPolicySpec, name: &str, at: At<'_>, out: &mut Findings<'_>) {
    constraints(it.match_constraints.as_ref(), at.field("matchConstraints"), out);
    let mut scope = Scope::policy(it.param_kind.is_some(), false);
    matching::conditions(it.match_conditions.as_deref(), &scope, at.field("matchConditions"), out);
    with(it.param_kind.as_ref(), |it| param_kind(it, at.field("paramKind"), out));
    variables(it.variables.as_deref(), &mut scope, at.field("variables"), out);
    let validations = it.validations.as_deref().unwrap_or_default();
    let notes = it.audit_annotations.as_deref().unwrap_or_default();
    let (all, all_notes) = (at.field("validations"), at.field("auditAnnotations"));
    if validations.is_empty() && notes.is_empty() {
        out.required(all).help("write `validations` or `auditAnnotations`");
    }
    for (index, it) in validations.iter().enumerate() {
        validation(it, &scope, all.item(index), out);
    }
    if notes.len() > 20 {
        out.invalid(all_notes, "can have 20 items at most");
    }
    for (index, it) in notes.iter().enumerate() {
        let at = all_notes.item(index);
        expression(Some(&it.value_expression), at.field("valueExpression"), out);
        scope.expression(&it.value_expression, &[Type::Text, Type::Null], at.field("valueExpression"), out);
        if it.value_expression.len() > 5 << 10 {
            out.invalid(at.field("valueExpression"), "must have 5 KiB at most");
        }
        if let Some(fault) =
            formats::qualified_name(&format!("{name}/{}", it.key)).filter(|_| !name.is_empty())
        {
            out.invalid(at.field("key"), fault);
        }
    }
    lists::unique(notes.iter().map(|it| it.key.as_str()), "key", all_notes, out);
}

/// `validateMutatingAdmissionPolicySpec`.
pub(super) fn mutating(it: &MutatingAdmissionPolicySpec, at: At<'_>, out: &mut Findings<'_>) {
    constraints(it.match_constraints.as_ref(), at.field("matchConstraints"), out);
    let mut scope = Scope::policy(it.param_kind.is_some(), true);
    matching::conditions(it.match_conditions.as_deref(), &scope, at.field("matchConditions"), out);
    with(it.param_kind.as_ref(), |it| param_kind(it, at.field("paramKind"), out));
    variables(it.variables.as_deref(), &mut scope, at.field("variables"), out);
    let (mutations, all) = (it.mutations.as_deref().unwrap_or_default(), at.field("mutations"));
    if mutations.is_empty() {
        out.required(all);
    }
    for (index, it) in mutations.iter().enumerate() {
        mutation(it, &scope, all.item(index), out);
    }
}

/// `validateMutation`: what its type names, and nothing else.
fn mutation(it: &Mutation, scope: &Scope, at: At<'_>, out: &mut Findings<'_>) {
    let configuration = it.apply_configuration.as_ref().map(|it| it.expression.as_deref());
    let patch = it.json_patch.as_ref().map(|it| it.expression.as_deref());
    let (wanted, wanted_in, other, other_in) = match it.patch_type.as_str() {
        "ApplyConfiguration" => (configuration, "applyConfiguration", patch, "jsonPatch"),
        "JSONPatch" => (patch, "jsonPatch", configuration, "applyConfiguration"),
        _ => return,
    };
    match wanted {
        None => {
            out.required(at.field(wanted_in)).see(at.field("patchType"), "asked for by this");
        }
        Some(text) if text.unwrap_or_default().trim().is_empty() => {
            out.required(at.field(wanted_in).field("expression"));
        }
        Some(text) => {
            let gives = match wanted_in {
                "jsonPatch" => Type::list(made("JSONPatch")),
                _ => made("Object"),
            };
            scope.expression(
                text.unwrap_or_default(),
                &[gives],
                at.field(wanted_in).field("expression"),
                out,
            );
        }
    }
    if other.is_some() {
        out.forbidden(at.field(other_in), "cannot be set for another `patchType`")
            .see(at.field("patchType"), "set here");
    }
}

/// The rules by which a policy knows what it looks at; that there are any is asked of it here.
fn constraints(it: Option<&MatchResources>, at: At<'_>, out: &mut Findings<'_>) {
    let Some(it) = it else { return };
    matching::match_resources(it, at, out);
    if it.resource_rules.as_ref().is_none_or(Vec::is_empty) {
        out.required(at.field("resourceRules"));
    }
}

/// `validateParamKind`.
fn param_kind(it: &ParamKind, at: At<'_>, out: &mut Findings<'_>) {
    let text = it.api_version.as_deref().unwrap_or_default();
    let (group, version) = text.split_once('/').unwrap_or(("", text));
    let group = (!group.is_empty()).then(|| formats::dns_subdomain(group)).flatten();
    let fault = group.or_else(|| formats::dns_1035_label(version));
    if let Some(fault) = fault.filter(|_| !text.is_empty()) {
        out.invalid(at.field("apiVersion"), fault);
    }
    let kind = it.kind.as_deref().unwrap_or_default();
    if let Some(fault) = formats::dns_1035_label(&kind.to_ascii_lowercase()).filter(|_| !kind.is_empty()) {
        out.invalid(at.field("kind"), fault);
    }
}

/// `validateVariable`.
fn variables(variables: Option<&[Variable]>, scope: &mut Scope, at: At<'_>, out: &mut Findings<'_>) {
    for (index, it) in variables.unwrap_or_default().iter().enumerate() {
        let at = at.item(index);
        expression(Some(&it.expression), at.field("expression"), out);
        scope.variable(&it.name, &it.expression, at.field("expression"), out);
        let is_word = it.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !is_word || it.name.starts_with(|first: char| first.is_ascii_digit()) {
            out.invalid(at.field("name"), "must be letters, digits and `_`, and not begin with a digit");
        }
    }
}

/// `validateValidation`.
fn validation(it: &Validation, scope: &Scope, at: At<'_>, out: &mut Findings<'_>) {
    expression(Some(&it.expression), at.field("expression"), out);
    scope.expression(&it.expression, &[Type::Bool], at.field("expression"), out);
    with(it.message_expression.as_ref(), |text| scope.message(text, at.field("messageExpression"), out));
    for (text, field) in [(&it.message, "message"), (&it.message_expression, "messageExpression")] {
        if text.as_ref().is_some_and(|text| !text.is_empty() && text.trim().is_empty()) {
            out.invalid(at.field(field), "must not be blank");
        }
    }
    if it.message.as_ref().is_some_and(|text| text.trim().contains(['\n', '\r'])) {
        out.invalid(at.field("message"), "cannot have line breaks");
    }
}

/// `validateValidatingAdmissionPolicyBindingSpec`.
pub(super) fn validating_binding(
    it: &ValidatingAdmissionPolicyBindingSpec,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    with(it.match_resources.as_ref(), |it| matching::match_resources(it, at.field("matchResources"), out));
    with(it.param_ref.as_ref(), |it| param_ref(it, at.field("paramRef"), out));
    let (actions, all) = (&it.validation_actions, at.field("validationActions"));
    if actions.is_empty() {
        out.required(all).help("write `validationActions: [Deny]` or another one");
    }
    lists::distinct(actions, all, out);
    let has = |wanted: &str| actions.iter().any(|action| action == wanted);
    if has("Deny") && has("Warn") {
        out.invalid(all, "cannot have both `Deny` and `Warn`: they say the same twice");
    }
}

/// `validateMutatingAdmissionPolicyBindingSpec`.
pub(super) fn mutating_binding(it: &MutatingAdmissionPolicyBindingSpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.match_resources.as_ref(), |it| matching::match_resources(it, at.field("matchResources"), out));
    with(it.param_ref.as_ref(), |it| param_ref(it, at.field("paramRef"), out));
}

/// `validateParamRef`: by name or by selector.
fn param_ref(it: &ParamRef, at: At<'_>, out: &mut Findings<'_>) {
    let name = it.name.as_deref().unwrap_or_default();
    if let Some(fault) = formats::path_segment(name) {
        out.invalid(at.field("name"), fault);
    }
    with(it.selector.as_ref(), |it| labels::selector(it, at.field("selector"), out));
    match (name.is_empty(), it.selector.is_some()) {
        (true, false) => {
            out.required(at).help("write its `name`, or a `selector`");
        }
        (false, true) => {
            out.forbidden(at.field("selector"), "cannot be set beside `name`")
                .see(at.field("name"), "set here");
        }
        _ => {}
    }
}
