//! Expressions in the Common Expression Language, wherever a kind has them: read, judged by types, and asked what they give.

use super::at::At;
use super::findings::Findings;
use crate::cel::{self, Environment, Expression, Fault, Type};
use crate::diagnostic::Code;

/// What an expression must give.
#[derive(Clone, Copy)]
pub(super) enum Gives<'t> {
    /// Anything.
    Any,
    /// One of these types, exactly.
    OneOf(&'t [Type]),
}

/// An expression that was read, with the type of what it gives.
pub(super) struct Judged {
    pub(super) expression: Expression,
    pub(super) gives: Type,
}

/// Judges an expression, which must not be empty. Nothing if it cannot even be read, or is wrong.
pub(super) fn judge(
    text: &str,
    environment: &Environment,
    gives: Gives<'_>,
    at: At<'_>,
    out: &mut Findings<'_>,
) -> Option<Judged> {
    let expression = match cel::parse(text) {
        Ok(expression) => expression,
        Err(fault) => {
            tell(&fault, text, at, out);
            return None;
        }
    };
    let (found, faults) = cel::check(&expression, environment);
    for fault in &faults {
        tell(fault, text, at, out);
    }
    if !faults.is_empty() {
        return None;
    }
    if let Gives::OneOf(wanted) = gives
        && !wanted.iter().any(|wanted| found.is_exactly(wanted))
    {
        let wanted: Vec<String> = wanted.iter().map(|wanted| format!("`{wanted}`")).collect();
        out.invalid(at, &format!("must give {}, and gives `{found}`", wanted.join(" or ")));
        return None;
    }
    Some(Judged { expression, gives: found })
}

#[cold]
fn tell(fault: &Fault, text: &str, at: At<'_>, out: &mut Findings<'_>) {
    let finding = if fault.beyond {
        out.add(Code::UnevaluatedRule, at, &fault.predicate)
    } else {
        out.invalid(at, &fault.predicate)
    };
    let finding = finding.part(text, fault.range.clone());
    if let Some(help) = &fault.help {
        finding.help(help);
    }
}
