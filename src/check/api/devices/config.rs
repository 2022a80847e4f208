//! What claims and classes have in common: what selects devices, and how drivers are told to set them up.

use k8s_openapi::api::resource::v1::{DeviceSelector, OpaqueDeviceConfiguration};
use k8s_openapi::apimachinery::pkg::runtime::RawExtension;
use serde_json::Value;

use super::super::at::At;
use super::super::expressions::{Gives, judge};
use super::super::findings::Findings;
use super::super::lists;
use crate::cel::{Environment, Type};

/// `DeviceSelectorsMaxSize`, and how many of most other lists there can be.
pub(super) const MOST: usize = 32;
/// `CELSelectorExpressionMaxLength`, and `OpaqueParametersMaxLength`.
const LONGEST: usize = 10 << 10;

/// `validateSelectorSlice`.
pub(super) fn selectors(selectors: Option<&[DeviceSelector]>, at: At<'_>, out: &mut Findings<'_>) {
    let selectors = selectors.unwrap_or_default();
    if !lists::at_most(selectors.len(), MOST, at, out) {
        return;
    }
    if selectors.is_empty() {
        return;
    }
    let environment = environment();
    for (index, it) in selectors.iter().enumerate() {
        let at = at.item(index);
        let Some(it) = &it.cel else { continue };
        let at = at.field("cel.expression");
        if it.expression.len() > LONGEST {
            out.invalid(at, "must have 10 KiB at most");
        } else {
            judge(&it.expression, &environment, Gives::OneOf(&[Type::Bool]), at, out);
        }
    }
}

/// What an expression that selects devices reads: `newCompiler` in `dynamic-resource-allocation/cel/compile.go`. The type of
/// an attribute shows only when a device has it.
fn environment() -> Environment {
    let by_domain = |of: Type| Type::map(Type::map(of));
    let fields = [
        ("driver", Type::Text),
        ("attributes", by_domain(Type::Unknown)),
        ("capacity", by_domain(Type::Opaque("kubernetes.Quantity"))),
        ("allowMultipleAllocations", Type::Bool),
    ];
    let device = Type::object("device", fields.map(|(name, of)| (name.to_owned(), of)).into());
    Environment { variables: vec![("device".to_owned(), device)], binds: true, patches: false }
}

/// `validateOpaqueConfiguration`, of each item of a list.
pub(super) fn opaque<'c>(
    configs: impl Iterator<Item = Option<&'c OpaqueDeviceConfiguration>>,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    let configs: Vec<_> = configs.collect();
    if !lists::at_most(configs.len(), MOST, at, out) {
        return;
    }
    for (index, it) in configs.into_iter().enumerate() {
        if let Some(it) = it {
            parameters(&it.parameters, at.item(index).field("opaque.parameters"), out);
        }
    }
}

/// `validateRawExtension`.
fn parameters(RawExtension(data): &RawExtension, at: At<'_>, out: &mut Findings<'_>) {
    match data {
        Value::Null => {
            out.required(at);
        }
        Value::Object(_) if data.to_string().len() > LONGEST => {
            out.invalid(at, "must have 10 KiB at most, as JSON");
        }
        Value::Object(_) => {}
        _ => {
            out.invalid(at, "must be a map");
        }
    }
}
