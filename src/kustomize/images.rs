//! Reads `images` and `replicas`.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::plan::{ImageLike, ImageOverride, ReplicaOverride};
use crate::resource::Expected;
use crate::said::{pattern, wrong_type};
use crate::yaml::{Node, Number, Value};

use super::said::{self, known_entries};

/// The entries of the list `node`, without those that are wrong, which are reported.
pub(super) fn images(node: &Node, diagnostics: &mut Diagnostics) -> Vec<ImageLike> {
    let items = said::list(node, "`images`", diagnostics);
    items.iter().filter_map(|item| image(item, diagnostics)).collect()
}

/// An entry of `images`; what is wrong is reported.
pub(super) fn image(item: &Node, diagnostics: &mut Diagnostics) -> Option<ImageLike> {
    const WHAT: &str = "an entry of `images`";
    const KNOWN: &[&str] = &["digest", "name", "newName", "newTag", "tagSuffix"];
    let mut change = ImageOverride {
        name: item.clone(),
        new_name: None,
        new_tag: None,
        digest: None,
        expected: Some(Expected::Likely),
    };
    let (mut name, mut tag_suffix) = (None, None);
    let (found, mut is_right) = known_entries(item, WHAT, KNOWN, diagnostics);
    for (key, entry) in found {
        is_right &= key != "name";
        let text = said::text(&entry.node, &format!("`{key}` of {WHAT}"), diagnostics);
        match key {
            "name" => {
                name = text.as_ref().and_then(|text| pattern(text.as_str()?, entry, diagnostics));
                change.name = text.unwrap_or_else(|| item.clone());
            }
            "newName" => change.new_name = text,
            "newTag" => change.new_tag = text,
            "digest" => change.digest = text,
            _ => tag_suffix = text,
        }
    }
    if name.is_none() && is_right {
        // It fits no image, and Kustomize says nothing of it.
        let mut problem = Diagnostic::new(Code::MissingField, format!("{WHAT} says no `name`"));
        problem.severity = Severity::Warning;
        diagnostics.push(problem.at(item.span(), "fits no image").help("write which image: `name: nginx`"));
    }
    Some(ImageLike { name: name?, image: change, tag_suffix })
}

/// The entries of the list `node`, without those that are wrong, which are reported.
pub(super) fn replicas(node: &Node, diagnostics: &mut Diagnostics) -> Vec<ReplicaOverride> {
    let items = said::list(node, "`replicas`", diagnostics);
    items.iter().filter_map(|item| replica(item, diagnostics)).collect()
}

/// An entry of `replicas`; what is wrong is reported.
pub(super) fn replica(item: &Node, diagnostics: &mut Diagnostics) -> Option<ReplicaOverride> {
    const WHAT: &str = "an entry of `replicas`";
    let (mut name, mut count) = (None, None);
    let (found, mut is_right) = known_entries(item, WHAT, &["count", "name"], diagnostics);
    for (key, entry) in found {
        is_right &= key != "count";
        match key {
            "name" => name = said::text(&entry.node, &format!("`name` of {WHAT}"), diagnostics),
            _ if matches!(entry.node.value(), Value::Number(Number::Int(_))) => {
                count = Some(entry.node.clone());
            }
            _ => {
                let problem = wrong_type(&entry.node, &format!("`count` of {WHAT}"), "a whole number");
                let is_quoted = entry.node.as_str().is_some_and(|text| text.parse::<i64>().is_ok());
                diagnostics.push(if is_quoted { problem.help("take the quotes away") } else { problem });
            }
        }
    }
    let Some(name) = name else {
        let problem = Diagnostic::new(Code::MissingField, format!("{WHAT} says no `name`"));
        diagnostics.push(problem.at(item.span(), "of what?"));
        return None;
    };
    if count.is_none() && is_right {
        let mut problem = Diagnostic::new(Code::MissingField, format!("{WHAT} says no `count`"));
        problem.severity = Severity::Warning;
        diagnostics.push(problem.at(item.span(), "sets 0 replicas").help("write how many: `count: 2`"));
    }
    let count = count.unwrap_or_else(|| Node::new(0, item.span()));
    Some(ReplicaOverride { name, kind: None, count, expected: Some(Expected::AtLeastOne) })
}
