//! Which methods are macros: what they are given is no value, but a name and what is to be done with it.

use std::sync::Arc;

use super::syntax::{Expr, Fault, Kind, Loop, Macro};

/// The macro that a method is; or its target and arguments again, if it is none.
pub(super) fn as_macro(
    name: &str,
    over: Expr,
    mut arguments: Vec<Expr>,
) -> Result<Result<Kind, (Expr, Vec<Expr>)>, Fault> {
    let (what, names, filtered) = match (name, arguments.len()) {
        ("all", 2) => (Macro::All, 1, false),
        ("all", 3) => (Macro::All, 2, false),
        ("exists", 2) => (Macro::Exists, 1, false),
        ("exists", 3) => (Macro::Exists, 2, false),
        ("exists_one" | "existsOne", 2) => (Macro::ExistsOne, 1, false),
        ("exists_one" | "existsOne", 3) => (Macro::ExistsOne, 2, false),
        ("filter", 2) => (Macro::Filter, 1, false),
        ("map", 2) => (Macro::ToList, 1, false),
        ("map", 3) => (Macro::ToList, 1, true),
        ("transformList", 3) => (Macro::ToList, 2, false),
        ("transformList", 4) => (Macro::ToList, 2, true),
        ("transformMap", 3) => (Macro::ToMap, 2, false),
        ("transformMap", 4) => (Macro::ToMap, 2, true),
        ("transformMapEntry", 3) => (Macro::ToEntry, 2, false),
        ("transformMapEntry", 4) => (Macro::ToEntry, 2, true),
        ("optMap", 2) => (Macro::OptMap, 1, false),
        ("optFlatMap", 2) => (Macro::OptFlatMap, 1, false),
        ("bind", 3) if over.dotted().as_deref() == Some("cel") => (Macro::Bind, 1, true),
        _ => return Ok(Err((over, arguments))),
    };
    let variable = |index: usize| -> Result<Arc<str>, Fault> {
        match &arguments[index].kind {
            Kind::Name(name) if !name.starts_with('.') => Ok(name.clone()),
            _ => Err(Fault::new(
                arguments[index].range.clone(),
                format!("has `{name}` without a plain name for its items"),
            )),
        }
    };
    let first = variable(0)?;
    let second = if names == 2 { Some(variable(1)?) } else { None };
    if second.as_ref() == Some(&first) {
        return Err(Fault::new(
            arguments[1].range.clone(),
            format!("has `{name}` with one name for two things"),
        ));
    }
    let Some(body) = arguments.pop() else { return Ok(Err((over, arguments))) };
    let filter = if filtered { arguments.pop() } else { None };
    // `cel` is nothing but a word, and what stands in the middle is named.
    let (over, filter) = match (what, filter) {
        (Macro::Bind, Some(value)) => (value, None),
        (_, filter) => (over, filter),
    };
    Ok(Ok(Kind::Loop(Box::new(Loop { what, over, first, second, filter, body }))))
}
