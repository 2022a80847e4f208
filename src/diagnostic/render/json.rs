//! For programs: a problem as a JSON object on one line.

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// The problem as JSON, without a line break.
///
/// `file`, `line` and `column` are of the primary place, counted from 1 in characters; `field` is the path of the field;
/// `hint` is the help, a line each; `also` is where else the same holds. What there is none of is null.
pub fn json(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::String);
    let location = diagnostic.location(sources);
    let number = |number: Option<u32>| number.map_or(Value::Null, Value::from);
    let fields = [
        ("code", Value::from(diagnostic.code.name())),
        ("severity", Value::from(diagnostic.severity.name())),
        ("file", text(&location.as_ref().map(|location| location.path.clone()))),
        ("line", number(location.as_ref().map(|location| location.line))),
        ("column", number(location.as_ref().map(|location| location.column))),
        ("object", text(&diagnostic.object)),
        ("field", text(&diagnostic.field)),
        ("message", Value::from(diagnostic.message.as_str())),
        ("hint", if diagnostic.help.is_empty() { Value::Null } else { diagnostic.help.join("\n").into() }),
        ("also", diagnostic.also.clone().into()),
    ];
    let fields = fields.iter().map(|(name, value)| format!("\"{name}\":{value}"));
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Span;

    #[test]
    fn a_problem_is_one_line() {
        let sources = Sources::default();
        let file = sources.add("a.yaml", "a: 1\nb: \"\n\"");
        let problem = Diagnostic::new(Code::InvalidValue, "`b` is \"no\"").at(Span::new(file, 8..11), "");
        let problem = problem.field("b").help("one").help("two").object("Pod/web");
        assert_eq!(
            json(&problem, &sources),
            r#"{"code":"invalid-value","severity":"error","file":"a.yaml","line":2,"column":4,"object":"Pod/web","field":"b","message":"`b` is \"no\"","hint":"one\ntwo","also":[]}"#
        );
        assert!(
            json(&Diagnostic::new(Code::NoProject, "x"), &sources).contains(r#""file":null,"line":null"#)
        );
    }
}
