//! What the rules of a definition can cost at most: `CELSchemaContext` and `getCostErrorMessage` in
//! `apiextensions/validation`.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::JSONSchemaProps;

use super::super::at::At;
use super::super::findings::Findings;
use crate::cel::Sizes;
use crate::typed::most_in_a_request;
use crate::yaml::Path;

/// `StaticEstimatedCostLimit`: what one expression can cost.
const EACH: u64 = 10_000_000;
/// `StaticEstimatedCRDCostLimit`: what all expressions of a schema can cost together.
const ALL: u64 = 100_000_000;

const HELP: &str = "simplify it, or write `maxItems`, `maxProperties` and `maxLength` where the lists, maps and texts are defined";

/// How many values of a schema one object can have at most; nothing where a list or map above it has no bound.
#[derive(Clone, Copy)]
pub(super) struct Count(Option<u64>);

impl Count {
    /// Of the object itself.
    pub(super) const ONE: Count = Count(Some(1));

    /// Of what is in a schema.
    pub(super) fn within(self, it: &JSONSchemaProps) -> Count {
        let bound = |most: Option<i64>| Some(u64::try_from(most?).unwrap_or(0));
        let each = match it.type_.as_deref() {
            Some("object") if it.additional_properties.is_some() => bound(it.max_properties),
            Some("array") => bound(it.max_items),
            _ => Some(1),
        };
        Count(self.0.zip(each).map(|(own, each)| own.saturating_mul(each)))
    }

    /// The cost of a rule for all of them, of which `sizes` are those of one.
    pub(super) fn times(self, cost: u64, sizes: &Sizes) -> u64 {
        cost.saturating_mul(self.0.unwrap_or_else(|| most_in_a_request(sizes)))
    }
}

/// The costs of the expressions of a schema.
#[derive(Default)]
pub(super) struct Costs {
    sum: u64,
    /// The most expensive ones, with their fields.
    most: Vec<(u64, Path)>,
}

impl Costs {
    /// Adds an expression, or reports one that is too expensive by itself: what is left may be cheap enough.
    pub(super) fn add(&mut self, cost: u64, at: At<'_>, out: &mut Findings<'_>) {
        if cost > EACH {
            out.invalid(at, &format!("can cost {} what the server allows", times(cost, EACH))).help(HELP);
            return;
        }
        self.sum = self.sum.saturating_add(cost);
        if cost >= ALL / 100 {
            self.most.push((cost, at.path()));
        }
    }

    /// Reports the schema at `at` if all its expressions are too expensive together.
    pub(super) fn judge(mut self, at: At<'_>, out: &mut Findings<'_>) {
        if self.sum <= ALL {
            return;
        }
        self.most.sort_by_key(|(cost, _)| std::cmp::Reverse(*cost));
        let most: Vec<String> = self.most.iter().take(4).map(|(_, path)| format!("`{path}`")).collect();
        let help = format!("most of it is {}", most.join(", "));
        let predicate =
            format!("has rules that can cost {} what the server allows for all", times(self.sum, ALL));
        out.invalid(at, &predicate).help(HELP).help(&help);
    }
}

/// How often a limit is in a cost, as the server says it.
#[expect(clippy::cast_precision_loss, reason = "as the server reckons")]
fn times(cost: u64, limit: u64) -> String {
    match cost as f64 / limit as f64 {
        factor if factor > 100.0 => "more than 100 times".to_owned(),
        factor if factor < 1.5 => format!("{factor:.6} times"),
        factor => format!("{factor:.1} times"),
    }
}
