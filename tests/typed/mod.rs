//! The typed check, from the outside: documents in, problems out.

mod custom;
mod definitions;
mod every_kind;
mod kinds;
mod mistakes;
mod places;
mod secrets;

use rkgen::diagnostic::{Diagnostic, Diagnostics};
use rkgen::resource::{self, CustomKinds, Resource};
use rkgen::source::Sources;
use rkgen::typed;
use rkgen::yaml::{self, Node, Rules};

/// The documents of a text, which must be right as YAML.
fn documents(text: &str) -> (Sources, Vec<Node>) {
    let sources = Sources::default();
    let file = sources.add("a.yaml", text);
    let mut diagnostics = Diagnostics::default();
    let documents = yaml::read(text, &file, Rules::Apply, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{text}\n{diagnostics:?}");
    (sources, documents)
}

/// What is wrong with the objects of a text, sorted by place.
fn problems_with(text: &str, custom: &CustomKinds) -> Vec<Diagnostic> {
    problems_by(text, |object, diagnostics| drop(typed::check(object, custom, diagnostics)))
}

/// What `judge` finds in the objects of a text, sorted by place.
fn problems_by(text: &str, judge: impl Fn(&Resource, &mut Diagnostics)) -> Vec<Diagnostic> {
    let (sources, documents) = documents(text);
    let mut diagnostics = Diagnostics::default();
    for document in documents {
        for object in resource::objects(document, &mut diagnostics) {
            judge(&object, &mut diagnostics);
        }
    }
    diagnostics.into_sorted(&sources)
}

/// Each problem as `code field: message`.
fn lines(problems: &[Diagnostic]) -> Vec<String> {
    let line = |problem: &Diagnostic| {
        format!("{} {}: {}", problem.code.name(), problem.field.as_deref().unwrap_or("-"), problem.message)
    };
    problems.iter().map(line).collect()
}

/// What is wrong with the objects of a text that has no custom resources.
fn check(text: &str) -> Vec<String> {
    lines(&problems_with(text, &CustomKinds::default()))
}
