//! Puts texts into fields, or between the parts of the paths that are there.

use ecow::EcoString;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::Addition;
use crate::resource::{Index, Made, ResourceSet};
use crate::yaml::{Cause, Node, Value, plain_value};

/// The step, in the past of what it changes.
const STEP: &str = "add";

/// Puts the texts, one after the other. A field that is not there is made; one that is a list or a map is reported.
pub(super) fn run(set: &mut ResourceSet, additions: &[Addition], diagnostics: &mut Diagnostics) {
    for addition in additions {
        let index = Index::of(set);
        for at in addition.select.hits(set, &index) {
            if !addition.meant.of(set[at].id()) {
                continue;
            }
            let mut new = set[at].clone();
            if let Err(problem) = new.rename_for_good(|object| put(addition, object)) {
                diagnostics.push(problem.object(new.id().to_string()));
            } else if let Err(duplicate) = set.put(at, new) {
                diagnostics.push(duplicate.problem());
            }
        }
    }
}

fn put(addition: &Addition, object: &mut Node) -> Result<(), Box<Diagnostic>> {
    let cause = Cause { step: STEP, span: addition.span };
    addition.field.make(object, Made::Scalar, cause);
    let way = addition.field.find(object).ok().and_then(|found| found.into_iter().next());
    let Some(target) = way.and_then(|way| way.find_mut(object)) else {
        let message = format!("there is no `{}`, and it cannot be made", addition.field.written);
        let problem = Diagnostic::new(Code::NoMatch, message);
        return Err(Box::new(problem.at(addition.span, "leads to nothing")));
    };
    let old = match target.value() {
        Value::Null => EcoString::default(),
        _ => target.text().ok_or_else(|| {
            let found = target.value().kind_name();
            let message = format!("`{}` is {found}, and no text can be put there", addition.field.written);
            let problem = Diagnostic::new(Code::WrongType, message).at(addition.span, "asked for here");
            Box::new(problem.at(target.span(), format!("this is {found}")))
        })?,
    };
    let text = addition.value.as_str().unwrap_or_default();
    let text = addition.part.map_or_else(|| text.to_owned(), |part| inserted(&old, part, text));
    // It is written without quotes, and is what its text says then; but where there were some, they stay.
    let is_quoted = matches!(target.value(), Value::String(old) if !is_word(old));
    let value = plain_value(&text).filter(|_| !is_quoted).unwrap_or_else(|| Value::String(text.into()));
    let new = Node::new(value, addition.value.span());
    if *target != new {
        target.replace(cause, new);
    }
    Ok(())
}

/// Whether a text is itself without quotes.
fn is_word(text: &str) -> bool {
    matches!(plain_value(text), Some(Value::String(_)))
}

/// A path with one part more, which stands before the part of that number, or at the end. A path from the root stays one.
fn inserted(path: &str, part: usize, text: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    parts.insert(part.min(parts.len()), text);
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}
