//! Reads `sortOptions`: the order of what is printed.

use ecow::EcoString;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::yaml::Node;

use super::order::Order;
use super::said::{self, entries};

/// The order that the map `node` says; what is wrong with it is reported.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Option<Order> {
    let (mut order, mut kinds) = (None, None);
    for (name, entry) in entries(node, "`sortOptions`", &["legacySortOptions", "order"], diagnostics) {
        match name {
            "order" => order = said::text(&entry.node, "`order` of `sortOptions`", diagnostics),
            _ => kinds = Some(read_kinds(&entry.node, diagnostics)),
        }
    }
    let Some(order) = order else {
        let message = "`sortOptions` says no `order`";
        let problem = Diagnostic::new(Code::MissingField, message).at(node.span(), "in which order?");
        diagnostics.push(problem.help("write `order: legacy` or `order: fifo`"));
        return None;
    };
    match (order.as_str(), kinds) {
        (Some("fifo"), None) => Some(Order::Kept),
        (Some("fifo"), Some(_)) => {
            let message = "`legacySortOptions` is only for `order: legacy`";
            diagnostics
                .push(Diagnostic::new(Code::ConflictingFields, message).at(order.span(), "another order"));
            None
        }
        (Some("legacy"), None) => Some(Order::Legacy),
        (Some("legacy"), Some(kinds)) => Some(kinds),
        (other, _) => {
            let other = other.unwrap_or_default();
            let problem = Diagnostic::new(Code::UnknownValue, format!("`order` cannot be `{other}`"));
            let problem = problem.at(order.span(), "not known");
            diagnostics.push(problem.suggest(other, ["fifo", "legacy"], "orders"));
            None
        }
    }
}

fn read_kinds(node: &Node, diagnostics: &mut Diagnostics) -> Order {
    let (mut first, mut last) = (Vec::new(), Vec::new());
    for (name, entry) in entries(node, "`legacySortOptions`", &["orderFirst", "orderLast"], diagnostics) {
        let kinds = said::texts(&entry.node, &format!("`{name}`"), diagnostics);
        let kinds = kinds.iter().filter_map(Node::as_str).map(EcoString::from).collect();
        if name == "orderFirst" { first = kinds } else { last = kinds }
    }
    Order::Kinds { first, last }
}
