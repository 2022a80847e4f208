//! Formats that are trees: YAML, JSON and TOML.

use toml::{Table, Value};

use super::{Format, Payload};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::yaml::{Cause, Node, Rules, emit, emit_json, read};

/// Each pair is the earlier layer's and the later one's.
pub(super) fn yaml(pair: [Payload; 2], diagnostics: &mut Diagnostics) -> Option<String> {
    let [base, over] = pair.map(|payload| tree(payload, diagnostics));
    let (mut base, over) = (base?, over?);
    lay(&mut base, &over);
    let mut out = String::new();
    if pair[0].format == Format::Json {
        emit_json(&base, &mut out);
    } else {
        emit(&base, &mut out);
    }
    Some(out)
}

fn tree(payload: Payload, diagnostics: &mut Diagnostics) -> Option<Node> {
    // A tab between two parts of JSON is a blank, and none of YAML's.
    let text = match payload.format {
        Format::Json => payload.text.replace('\t', " "),
        _ => payload.text.to_owned(),
    };
    let span = payload.entry.node().span();
    let mut problems = Diagnostics::default();
    // Places are those in the content until they are told.
    let mut documents = read(&text, &span.file, Rules::Kustomize, &mut problems);
    let failed = problems.has_errors();
    diagnostics.extend(problems.into_iter().filter_map(|problem| told(problem, payload)));
    if failed {
        return None;
    }
    match (documents.pop(), documents.is_empty()) {
        (Some(document), true) if document.as_mapping().is_some() => Some(document),
        (None, _) => Some(Node::new(crate::yaml::Mapping::default(), span)),
        (_, false) => {
            diagnostics.push(payload.wrong(0, "holds several documents"));
            None
        }
        _ => {
            diagnostics.push(payload.wrong(0, "holds no map"));
            None
        }
    }
}

/// A problem whose places are those in the content, with those in its file.
///
/// Of a secret nothing is told but an error, in words that quote nothing.
fn told(mut problem: Diagnostic, payload: Payload) -> Option<Diagnostic> {
    let offset = problem.labels.first().map_or(0, |label| label.span.range().start);
    if payload.is_secret {
        let mut what = format!("is no {}", payload.format.name());
        if !problem.message.contains('`') {
            what = format!("{what}: {}", problem.message);
        }
        return (problem.severity == Severity::Error).then(|| payload.wrong(offset, &what));
    }
    let entry = payload.entry;
    for label in &mut problem.labels {
        label.span = entry.range(label.span.range());
    }
    if problem.severity == Severity::Error {
        // It is no file of the project's own that cannot be read.
        problem.code = Code::InvalidValue;
        problem.message = format!("`{}` cannot be merged: {}", entry.key, problem.message);
    }
    problem.message += &entry.place(offset).1;
    Some(problem)
}

fn lay(base: &mut Node, over: &Node) {
    let cause = Cause { step: "layer", span: over.span() };
    let (Some(_), Some(mapping)) = (base.as_mapping(), over.as_mapping()) else {
        base.replace(cause, over.clone());
        return;
    };
    for entry in mapping {
        match base.get_mut(&entry.key) {
            Some(old) => lay(old, &entry.node),
            None => {
                base.insert(cause, entry.key.clone(), entry.key_span, entry.node.clone());
            }
        }
    }
}

pub(super) fn toml(pair: [Payload; 2], diagnostics: &mut Diagnostics) -> Option<String> {
    let [base, over] = pair.map(|payload| match payload.text.parse::<Table>() {
        Ok(table) => Some(table),
        Err(error) => {
            let offset = error.span().map_or(0, |span| span.start);
            diagnostics.push(payload.wrong(offset, "is no TOML"));
            None
        }
    });
    let (mut base, over) = (base?, over?);
    lay_table(&mut base, over);
    toml::to_string(&base).ok()
}

fn lay_table(base: &mut Table, over: Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) => lay_table(old, new),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}
