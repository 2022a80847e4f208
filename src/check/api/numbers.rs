//! Bounds of numbers, and of what is a number or a percentage.
//!
//! From `ValidateNonnegativeField` in `apimachinery`, and `ValidatePositiveIntOrPercent` and its like in
//! `pkg/apis/apps/validation/validation.go`, in Kubernetes 1.36.

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::at::At;
use super::findings::Findings;

/// A number that cannot be below 0; absent it is right.
pub(super) fn not_negative<N: Into<i64>>(number: Option<N>, at: At<'_>, out: &mut Findings<'_>) {
    within(number, 0, i64::MAX, at, out);
}

/// A number between two bounds, both of which it may be; absent it is right.
pub(super) fn within<N: Into<i64>>(
    number: Option<N>,
    low: i64,
    high: i64,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    let Some(number) = number.map(Into::into) else { return };
    if number < low {
        out.invalid(at, &format!("must be at least {low}"));
    } else if number > high {
        out.invalid(at, &format!("must be at most {high}"));
    }
}

/// A number that cannot be below 0, or a percentage.
pub(super) fn count_or_percent(value: Option<&IntOrString>, at: At<'_>, out: &mut Findings<'_>) {
    match value {
        Some(IntOrString::Int(number)) => not_negative(Some(*number), at, out),
        Some(text @ IntOrString::String(_)) if percent(text).is_none() => {
            out.invalid(at, "must be a whole number or a percentage").help("write it as `2` or `\"25%\"`");
        }
        _ => {}
    }
}

/// A percentage that cannot be above 100; a number is right.
pub(super) fn percent_at_most_100(value: Option<&IntOrString>, at: At<'_>, out: &mut Findings<'_>) {
    if value.and_then(percent).is_some_and(|percent| percent > 100) {
        out.invalid(at, "must be at most 100%");
    }
}

/// How many percent it is, if it is written so: digits and `%`.
pub(super) fn percent(value: &IntOrString) -> Option<u64> {
    let IntOrString::String(text) = value else { return None };
    let digits = text.strip_suffix('%')?;
    let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| digits.parse().unwrap_or(u64::MAX))
}

/// `getIntOrPercentValue`: the number, or how many percent; a text that is neither is worth nothing.
pub(super) fn worth(value: &IntOrString) -> u64 {
    match value {
        IntOrString::Int(number) => number.unsigned_abs().into(),
        IntOrString::String(text) => {
            percent(value).or_else(|| text.parse::<i64>().ok().map(i64::unsigned_abs)).unwrap_or(0)
        }
    }
}
