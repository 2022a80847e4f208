//! The flag of what is secret. What is put in the place of a secret, or into one, is one too: `node` sees to it.

use std::fmt;

use super::{Mapping, Node, Value};

/// The step that puts a placeholder where a secret would be.
pub const PLACEHOLDER: &str = "placeholder";

impl Node {
    /// Whether it stands in the place of a secret that was not fetched, so that nothing can be said of its text.
    pub fn is_placeholder(&self) -> bool {
        self.past().any(|past| past.cause.step == PLACEHOLDER)
    }

    /// Whether nobody may see it but in the output of `build`: the value of a Secret, or one computed from it.
    ///
    /// Of a map or list it says so of all that is in it; the keys of a map are no secret.
    pub fn is_secret(&self) -> bool {
        self.secret
    }

    /// Whether it is a secret or holds one.
    pub fn holds_secret(&self) -> bool {
        self.secret
            || match &self.value {
                Value::Sequence(items) => items.iter().any(Node::holds_secret),
                Value::Mapping(mapping) => mapping.iter().any(|entry| entry.node.holds_secret()),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
            }
    }

    /// Makes it a secret, with all that is in it, and all that is ever put in it or in its place.
    ///
    /// Nothing is copied where all of it is secret already.
    pub fn make_secret(&mut self) {
        if self.secret {
            return;
        }
        self.secret = true;
        match &mut self.value {
            Value::Sequence(items) => items.make_mut().iter_mut().for_each(Node::make_secret),
            Value::Mapping(Mapping { entries }) => {
                entries.make_mut().iter_mut().for_each(|entry| entry.node.make_secret());
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// Nothing of a secret, nor of its past; of a map that is one, the keys.
impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut node = f.debug_struct("Node");
        match &self.value {
            value if !self.secret => node.field("value", value),
            Value::Mapping(mapping) => {
                node.field("value", &format_args!("<secret {:?}>", mapping.keys().collect::<Vec<_>>()))
            }
            _ => node.field("value", &format_args!("<secret>")),
        };
        node.field("span", &self.span).field("spelling", &self.spelling);
        if !self.secret {
            node.field("life", &self.life);
        }
        node.finish()
    }
}

#[cfg(test)]
mod tests {
    use ecow::EcoVec;

    use super::super::tests::{cause, map, span};
    use super::*;
    use crate::yaml::Entry;

    #[test]
    fn a_secret_stays_one_and_is_not_printed() {
        let mut node = map(&[("a", 4242)]);
        node.make_secret();
        let copy = node.clone();
        node.get_mut("a").unwrap().replace(cause(1), Node::new(4343, span(1)));
        node.insert(cause(1), "b", span(1), map(&[("c", 4444)]));
        node.append([Entry { key: "d".into(), key_span: span(0), node: Node::new("4545", span(0)) }]);
        node.insert(cause(1), "e", span(1), Node::new(EcoVec::new(), span(1)));
        assert!(node.get_mut("e").unwrap().insert_item(cause(1), 0, Node::new(4646, span(1))));
        node.remove(cause(1), "a");
        for part in [node.at(["b", "c"]), node.get("d"), node.get("e").map(|e| &e.as_sequence().unwrap()[0])]
        {
            assert!(part.unwrap().is_secret());
        }
        assert_eq!(copy, map(&[("a", 4242)]));
        let printed = format!("{:?}", [&node, node.get("b").unwrap(), &copy]);
        assert!(!printed.contains('4') && printed.contains("[\"b\", \"d\", \"e\"]"), "{printed}");
        assert!(format!("{:?}", map(&[("a", 4242)])).contains("4242"));
    }
}
