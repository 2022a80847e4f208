//! Webhooks, admission policies, custom resource definitions and API services. From `admissionregistration/validation`,
//! `apiextensions/validation` and `apiregistration/validation`.

use super::{format, needed, needs, needs_one_of, one_of, port, rows, within, words};
use crate::kubernetes::formats::{self, dns_subdomain, fully_qualified_name, qualified_name};

const FAILURE: &[&str] = &["Fail", "Ignore"];
const MATCH: &[&str] = &["Equivalent", "Exact"];

rows! {
    "MutatingWebhook" => [
        needs("name", fully_qualified_name),
        words("failurePolicy", FAILURE),
        words("matchPolicy", MATCH),
        needs_one_of("sideEffects", &["None", "NoneOnDryRun"]),
        words("reinvocationPolicy", &["IfNeeded", "Never"]),
        within("timeoutSeconds", 1, 30),
    ],
    "ValidatingWebhook" => [
        needs("name", fully_qualified_name),
        words("failurePolicy", FAILURE),
        words("matchPolicy", MATCH),
        needs_one_of("sideEffects", &["None", "NoneOnDryRun"]),
        within("timeoutSeconds", 1, 30),
    ],
    "RuleWithOperations" | "NamedRuleWithOperations" => [
        one_of("operations", &["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]),
        words("scope", &["*", "Cluster", "Namespaced"]),
    ],
    "ServiceReference" => [port("port")],
    "MatchCondition" => [needs("name", qualified_name), needed("expression")],
    "MatchResources" => [words("matchPolicy", MATCH)],
    "ParamKind" => [needed("apiVersion"), needed("kind")],
    "ParamRef" => [needs_one_of("parameterNotFoundAction", &["Allow", "Deny"])],
    "ValidatingAdmissionPolicySpec" => [
        words("failurePolicy", FAILURE),
        needed("matchConstraints"),
    ],
    "MutatingAdmissionPolicySpec" => [
        words("failurePolicy", FAILURE),
        needed("matchConstraints"),
        needs_one_of("reinvocationPolicy", &["IfNeeded", "Never"]),
    ],
    "Validation" => [
        needed("expression"),
        words("reason", &["Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"]),
    ],
    "AuditAnnotation" => [needed("key"), needed("valueExpression")],
    "Variable" => [needed("name"), needed("expression")],
    "ValidatingAdmissionPolicyBindingSpec" => [
        needs("policyName", dns_subdomain),
        one_of("validationActions", &["Audit", "Deny", "Warn"]),
    ],
    "MutatingAdmissionPolicyBindingSpec" => [needs("policyName", dns_subdomain)],
    "Mutation" => [needs_one_of("patchType", &["ApplyConfiguration", "JSONPatch"])],
    "CustomResourceDefinitionNames" => [
        needs("plural", formats::dns_1035_label),
        needed("kind"),
        format("singular", formats::dns_1035_label),
        format("shortNames", formats::dns_1035_label),
        format("categories", formats::dns_1035_label),
    ],
    "CustomResourceDefinitionVersion" => [needs("name", formats::dns_1035_label)],
    "CustomResourceColumnDefinition" => [
        needed("name"),
        needs_one_of("type", &["boolean", "date", "integer", "number", "string"]),
        one_of("format", &["byte", "date", "date-time", "double", "float", "int32", "int64", "password"]),
    ],
    "JSONSchemaProps" => [
        one_of("type", &["array", "boolean", "integer", "number", "object", "string"]),
        one_of("x-kubernetes-list-type", &["atomic", "map", "set"]),
        one_of("x-kubernetes-map-type", &["atomic", "granular"]),
    ],
    "CustomResourceDefinitionSpec" => [needs_one_of("scope", &["Cluster", "Namespaced"])],
    "CustomResourceConversion" => [needs_one_of("strategy", &["None", "Webhook"])],
    "APIServiceSpec" => [within("groupPriorityMinimum", 1, 20000), within("versionPriority", 1, 1000)],
}
