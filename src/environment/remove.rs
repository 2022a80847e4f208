//! Reads `remove`: objects that are taken out of what templates and resources make.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::Removal;
use crate::resource::Expected;
use crate::yaml::Node;

use super::{expected, fields, selector};

/// The removals that the list `node` says, without the entries that are wrong, which are reported.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Removal> {
    let is_single = |node: &Node| node.as_str().is_some();
    let items = fields::items(node, "`remove`", "a list of objects", is_single, diagnostics);
    items.iter().filter_map(|item| entry(item, diagnostics)).collect()
}

fn entry(item: &Node, diagnostics: &mut Diagnostics) -> Option<Removal> {
    const WHAT: &str = "an entry of `remove`";
    if item.as_mapping().is_none() {
        let target = selector::read(item, WHAT, diagnostics)?;
        return Some(Removal { target, expected: Expected::AtLeastOne });
    }
    let keys = ["target", expected::KEYS[0], expected::KEYS[1]];
    let mapping = fields::map(item, WHAT, &keys, diagnostics)?;
    let expected = expected::read(mapping, WHAT, diagnostics);
    let Some(target) = mapping.get("target") else {
        diagnostics.push(
            Diagnostic::new(Code::InvalidValue, format!("{WHAT} says no `target`"))
                .at(item.span(), "which objects?")
                .help("write `{target: {kind: Ingress, labelSelector: tier=front}}`, or just `Ingress/old`"),
        );
        return None;
    };
    Some(Removal { target: selector::read(target, "`target`", diagnostics)?, expected })
}
