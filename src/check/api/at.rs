//! Where a rule stands in an object: a way down that costs nothing until something is found.

use crate::resource::Resource;
use crate::yaml::{Entry, Node, Path, Segment};

/// A field, an entry of a map or an item of a list, told by the steps down to it. It lives on the stack of the rules.
#[derive(Clone, Copy)]
pub(crate) struct At<'p> {
    parent: Option<&'p At<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Object,
    Field(&'static str),
    Key(&'p str),
    Item(usize),
}

impl<'p> At<'p> {
    /// The object itself.
    pub(crate) const fn object() -> At<'static> {
        At { parent: None, step: Step::Object }
    }

    /// A field, or one further down with dots between: `strategy.rollingUpdate`.
    pub(crate) fn field<'c>(&'c self, name: &'static str) -> At<'c>
    where
        'p: 'c,
    {
        At { parent: Some(self), step: Step::Field(name) }
    }

    /// The value of a key in a map of free keys, such as labels.
    pub(crate) fn key<'c>(&'c self, key: &'c str) -> At<'c>
    where
        'p: 'c,
    {
        At { parent: Some(self), step: Step::Key(key) }
    }

    /// An item of a list, from 0.
    pub(crate) fn item<'c>(&'c self, index: usize) -> At<'c>
    where
        'p: 'c,
    {
        At { parent: Some(self), step: Step::Item(index) }
    }

    /// The same, written out.
    pub(super) fn path(&self) -> Path {
        let mut path = self.parent.map(At::path).unwrap_or_default();
        match self.step {
            Step::Object => {}
            Step::Field(names) => names.split('.').for_each(|name| path.push_key(name)),
            Step::Key(key) => path.push_key(key),
            Step::Item(index) => path.push_index(index),
        }
        path
    }
}

/// What is at the end of a path, or as near to it as the tree goes.
pub(super) struct Found<'n> {
    /// The entry of the last key on the way that is there.
    pub(super) entry: Option<&'n Entry>,
    /// The last node on the way that is there.
    pub(super) node: &'n Node,
    /// Whether that is the whole way.
    pub(super) whole: bool,
}

/// Goes down an object as far as it is there. A null is there, for it can be pointed at.
pub(super) fn find<'n>(resource: &'n Resource, path: &Path) -> Found<'n> {
    let mut found = Found { entry: None, node: resource.node(), whole: false };
    for segment in &path.0 {
        let next = match segment {
            Segment::Key(key) => match found.node.as_mapping().and_then(|mapping| mapping.entry(key)) {
                Some(entry) => {
                    found.entry = Some(entry);
                    Some(&entry.node)
                }
                None => None,
            },
            Segment::Index(index) => {
                let item = found.node.as_sequence().and_then(|items| items.get(*index));
                if item.is_some() {
                    found.entry = None;
                }
                item
            }
        };
        match next {
            Some(node) => found.node = node,
            None => return found,
        }
    }
    found.whole = true;
    found
}
