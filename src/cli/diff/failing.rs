//! The effects for which a diff fails, where it is said which.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::diff::{Comparison, ObjectChange};
use crate::effect::{Class, Effect, Effects};
use crate::source::Span;

/// A problem for each effect of one of the classes, with the place of what causes it.
pub(super) fn problems(comparison: &Comparison<'_>, effects: &Effects, classes: &[Class]) -> Diagnostics {
    let mut problems = Diagnostics::default();
    for (change, effects) in comparison.objects.iter().zip(&effects.objects) {
        for effect in effects.iter().filter(|effect| classes.contains(&effect.class)) {
            let id = change.object.id();
            let (place, said) = place(change, effect);
            let problem = problem(effect, &described(effect, &format!("`{id}`"))).at(place, said);
            problems.push(problem.object(id.to_string()));
        }
    }
    let quotas = effects.quotas.iter().filter(|_| classes.contains(&Class::Quota));
    for (quota, effect) in quotas.filter_map(|quota| Some((quota, quota.effect()?))) {
        problems.push(problem(&effect, &effect.text).at(quota.place, ""));
    }
    problems
}

/// What happens to whom; the class is not said twice.
fn described(effect: &Effect, whom: &str) -> String {
    match effect.text.strip_prefix(effect.class.name()).map(|rest| rest.trim_start_matches(": ")) {
        Some("") => whom.to_owned(),
        Some(rest) if rest.starts_with(whom) => rest.to_owned(),
        Some(rest) => format!("{whom}: {rest}"),
        None => format!("{whom}: {}", effect.text),
    }
}

fn problem(effect: &Effect, text: &str) -> Diagnostic {
    let problem = Diagnostic::new(Code::DeniedEffect, format!("{}: {text}", effect.class.name()));
    effect.help.iter().fold(problem, Diagnostic::help)
}

/// Where the cause stands: the new value, or the old one of what is gone, or the object.
fn place(change: &ObjectChange<'_>, effect: &Effect) -> (Span, &'static str) {
    let field = effect.field.and_then(|field| change.fields.get(field));
    match field.and_then(|field| field.after.as_ref().or(field.before.as_ref()).map(|node| (field, node))) {
        Some((field, node)) => (node.span(), if field.after.is_some() { "" } else { "is gone" }),
        None => (change.object.place(), if change.after.is_some() { "" } else { "is gone" }),
    }
}
