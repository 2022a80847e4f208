//! When a Job that counts its pods has done enough.

use k8s_openapi::api::batch::v1::{SuccessPolicy, SuccessPolicyRule};

use super::{At, Findings, with};

/// The most rules of a policy.
const RULES: usize = 20;
/// The most bytes that indexes may be written in.
const BYTES: usize = 64 << 10;

/// `validateSuccessPolicy`.
pub(super) fn policy(it: &SuccessPolicy, completions: Option<i32>, at: At<'_>, out: &mut Findings<'_>) {
    let rules = at.field("rules");
    match it.rules.len() {
        0 => {
            out.required(rules);
        }
        count if count > RULES => {
            out.invalid(rules, "can have 20 rules at most");
        }
        _ => {}
    }
    for (index, it) in it.rules.iter().enumerate() {
        rule(it, completions.map(i64::from), rules.item(index), out);
    }
}

/// `validateSuccessPolicyRule`.
fn rule(it: &SuccessPolicyRule, completions: Option<i64>, at: At<'_>, out: &mut Findings<'_>) {
    if it.succeeded_count.is_none() && it.succeeded_indexes.is_none() {
        out.invalid(at, "must have `succeededCount`, `succeededIndexes` or both");
    }
    let mut named = None;
    with(it.succeeded_indexes.as_ref(), |text| {
        let at = at.field("succeededIndexes");
        if text.len() > BYTES {
            out.invalid(at, "must have 64 KiB at most");
        }
        match count(text, completions) {
            Ok(count) => named = Some(count),
            Err(fault) => {
                out.invalid(at, &fault).help("write it as `0-2,5`, from the smallest to the largest");
            }
        }
    });
    let Some(count) = it.succeeded_count.map(i64::from) else { return };
    let at_count = at.field("succeededCount");
    if count < 0 {
        out.invalid(at_count, "must be at least 0");
    } else if let Some(most) = completions.filter(|most| count > *most) {
        out.invalid(at_count, &format!("must be at most {most}, which is `completions`"));
    } else if let Some(most) = named.filter(|most| count > *most) {
        out.invalid(at_count, &format!("must be at most {most}: `succeededIndexes` names no more"))
            .see(at.field("succeededIndexes"), "named here");
    }
}

/// `validateIndexesFormat`: how many indexes are named, or what is wrong.
fn count(text: &str, completions: Option<i64>) -> Result<i64, String> {
    let (mut last, mut all) = (-1, 0);
    for part in text.split(',').filter(|_| !text.is_empty()) {
        let (first, end) = part.split_once('-').map_or((part, None), |(first, end)| (first, Some(end)));
        let number = |text: &str| -> Result<i64, String> {
            let number = text
                .parse()
                .map_err(|_| format!("has a part `{part}` that is no number, nor two with `-`"))?;
            match completions.filter(|most| number >= *most) {
                Some(most) => Err(format!("names {number}, and the last index is {}", most - 1)),
                None => Ok(number),
            }
        };
        let first = number(first)?;
        let end = end.map(number).transpose()?;
        if first <= last || end.is_some_and(|end| end <= first) {
            return Err(format!("has a part `{part}` that does not come after what is before it"));
        }
        last = end.unwrap_or(first);
        all += last - first + 1;
    }
    Ok(all)
}
