//! The path of a node in its tree, as people write it: `spec.containers[0].image`.

use std::fmt;

use ecow::EcoString;

/// One step down a tree.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Segment {
    /// The value of a key.
    Key(EcoString),
    /// The item of a list, from 0.
    Index(usize),
}

/// A way down a tree.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Path(pub Vec<Segment>);

impl Path {
    /// Goes down into a key.
    pub fn push_key(&mut self, key: impl Into<EcoString>) {
        self.0.push(Segment::Key(key.into()));
    }

    /// Goes down into an item.
    pub fn push_index(&mut self, index: usize) {
        self.0.push(Segment::Index(index));
    }

    /// Goes back up, if it is not at the root.
    pub fn pop(&mut self) {
        self.0.pop();
    }
}

/// Keys with dots between them; a key that is not a plain word is written `["like/this"]`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) if is_word(key) && depth == 0 => f.write_str(key)?,
                Segment::Key(key) if is_word(key) => write!(f, ".{key}")?,
                Segment::Key(key) => write!(f, "[{key:?}]")?,
            }
        }
        Ok(())
    }
}

fn is_word(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_people_write_it() {
        let mut path = Path::default();
        path.push_key("metadata");
        path.push_key("annotations");
        path.push_key("example.com/a");
        path.push_index(2);
        assert_eq!(path.to_string(), "metadata.annotations[\"example.com/a\"][2]");
    }
}
