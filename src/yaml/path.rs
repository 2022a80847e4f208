//! The path of a node in its tree, as people write it: `spec.containers[0].image`.

use std::fmt;

use ecow::EcoString;

use super::Node;

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
    /// The path that `text` writes, in the form that [`Path`] is printed in; nothing if it is none.
    ///
    /// A number after a dot is a key as far as can be told here: only the tree knows what is a list.
    pub fn parse(text: &str) -> Option<Path> {
        let mut path = Path::default();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(quoted) = rest.strip_prefix("[\"") {
                let (key, after) = quoted_key(quoted)?;
                path.push_key(key);
                rest = after;
            } else if let Some(index) = rest.strip_prefix('[') {
                let (index, after) = index.split_once(']')?;
                path.push_index(index.parse().ok()?);
                rest = after;
            } else {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let (key, after) = rest.split_at(end);
                if key.is_empty() {
                    return None;
                }
                path.push_key(key);
                rest = after;
            }
            if let Some(after) = rest.strip_prefix('.') {
                if after.is_empty() || after.starts_with('[') {
                    return None;
                }
                rest = after;
            } else if !rest.is_empty() && !rest.starts_with('[') {
                return None;
            }
        }
        (!path.0.is_empty()).then_some(path)
    }

    /// The node at the end of the way down from `node`, if each step of it is there.
    pub fn find<'n>(&self, node: &'n Node) -> Option<&'n Node> {
        self.0.iter().try_fold(node, |node, segment| match segment {
            Segment::Key(key) => node.get(key),
            Segment::Index(index) => node.as_sequence()?.get(*index),
        })
    }

    /// The node at the end of the way down from `node`, to be changed, if each step of it is there.
    pub fn find_mut<'n>(&self, node: &'n mut Node) -> Option<&'n mut Node> {
        self.0.iter().try_fold(node, |node, segment| match segment {
            Segment::Key(key) => node.get_mut(key),
            Segment::Index(index) => node.items_mut().get_mut(*index),
        })
    }

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

/// A key as it is, an index in brackets.
impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Segment::Key(key) => f.write_str(key),
            Segment::Index(index) => write!(f, "[{index}]"),
        }
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

/// The key before `"]`, with `\"` and `\\` read as what they stand for, and the text after it.
fn quoted_key(text: &str) -> Option<(EcoString, &str)> {
    let mut key = EcoString::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((key, text[at + 1..].strip_prefix(']')?)),
            '\\' => key.push(characters.next()?.1),
            other => key.push(other),
        }
    }
    None
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
        assert_eq!(Path::parse(&path.to_string()), Some(path));
    }

    #[test]
    fn what_is_no_path_is_not_guessed_at() {
        for text in ["", ".", "a.", ".a", "a..b", "a[", "a[x]", "a[-1]", "a.[0]", "a[0]b", "a[\"b]"] {
            assert_eq!(Path::parse(text), None, "{text}");
        }
        assert_eq!(Path::parse("hosts.0").unwrap().to_string(), "hosts.0");
        assert_eq!(Path::parse(r#"["a\"b"].c"#).unwrap().0[0], Segment::Key("a\"b".into()));
    }
}
