//! Goes to the places in a tree that the tables of [`crate::kubernetes::places`] name.

use crate::kubernetes::places::EACH;
use crate::yaml::Node;

/// Shows `look` each node at the end of a path; what is not there is passed over.
pub fn visit<'n>(node: &'n Node, path: &[&str], look: &mut impl FnMut(&'n Node)) {
    match path {
        [] => look(node),
        [first, rest @ ..] if *first == EACH => {
            node.as_sequence().into_iter().flatten().for_each(|item| visit(item, rest, look));
        }
        [key, rest @ ..] => {
            if let Some(child) = node.get(key) {
                visit(child, rest, look);
            }
        }
    }
}

/// Lets `change` work on each node at the end of a path; what is not there is passed over.
pub fn visit_mut(node: &mut Node, path: &[&str], change: &mut impl FnMut(&mut Node)) {
    match path {
        [] => change(node),
        [first, rest @ ..] if *first == EACH => {
            node.items_mut().iter_mut().for_each(|item| visit_mut(item, rest, change));
        }
        [key, rest @ ..] => {
            if let Some(child) = node.get_mut(key) {
                visit_mut(child, rest, change);
            }
        }
    }
}
