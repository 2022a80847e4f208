//! Paths to fields as replacements write them: `spec.containers.[name=web].env.0.value`, `metadata.annotations.[a.b/c]`.
//!
//! From `kyaml/utils/pathsplitter.go` and `kyaml/yaml/match.go` of Kustomize.

use ecow::EcoString;

use super::Pattern;
use crate::diagnostic::nearest;
use crate::yaml::{Cause, Entry, Mapping, Node, Path, Value};

/// A path to a field.
#[derive(Clone, Debug)]
pub struct FieldPath {
    /// As it is written.
    pub written: EcoString,
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Key(EcoString),
    /// An item of a list, from 0.
    Index(usize),
    /// The items that have a value there which fits: `[name=web]`; of an empty key, the items themselves.
    Matching {
        key: EcoString,
        value: EcoString,
        pattern: Pattern,
    },
    /// All items.
    Every,
}

/// What is made where a path ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Made {
    /// A null, for a scalar to take its place.
    Scalar,
    /// An empty list.
    List,
    /// An empty map.
    Map,
}

impl FieldPath {
    /// The path that a text writes; of one that is none it says why.
    pub fn parse(text: &str) -> Result<FieldPath, String> {
        let mut parts = Vec::new();
        for part in split(text) {
            // As kyaml cleans a path: `.metadata.name` is `metadata.name`.
            if part.trim().is_empty() {
                continue;
            }
            parts.push(match part.trim() {
                "*" => Part::Every,
                part if !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) => {
                    Part::Index(part.parse().map_err(|_| format!("`{part}` is no index"))?)
                }
                part if part.starts_with('[') && part.ends_with(']') => {
                    let inner = &part[1..part.len() - 1];
                    let (key, value) =
                        inner.split_once('=').ok_or_else(|| format!("`{part}` says no `key=value`"))?;
                    let pattern = Pattern::within(value)?;
                    Part::Matching { key: key.into(), value: value.into(), pattern }
                }
                // Blanks count where it is matched.
                _ => Part::Key(part.into()),
            });
        }
        Ok(FieldPath { written: text.into(), parts })
    }

    /// The ways to all fields in an object that it leads to.
    ///
    /// An error says as far as it leads, where that is not to a map or a list as it should be.
    pub fn find(&self, object: &Node) -> Result<Vec<Path>, Path> {
        let mut found = Vec::new();
        find(object, &self.parts, &mut Path::default(), &mut found)?;
        Ok(found)
    }

    /// The way to the one field that it leads to: where [`FieldPath::find`] takes what fits, the first item that is equal.
    pub fn find_one(&self, object: &Node) -> Option<Path> {
        let (mut node, mut way) = (object, Path::default());
        for part in &self.parts {
            node = match part {
                Part::Key(key) => {
                    let key = key.trim();
                    way.push_key(key);
                    node.get(key)?
                }
                Part::Index(index) => {
                    way.push_index(*index);
                    node.as_sequence()?.get(*index)?
                }
                Part::Matching { key, value, .. } => {
                    let items = node.as_sequence()?;
                    let index = items.iter().position(|item| text(item, key).as_ref() == Some(value))?;
                    way.push_index(index);
                    &items[index]
                }
                Part::Every => return None,
            };
        }
        Some(way)
    }

    /// What was probably meant by the part at which it ends early: a key, or the value of an item's. Nothing if none is near.
    pub fn nearest(&self, object: &Node) -> Option<EcoString> {
        let mut node = object;
        for part in &self.parts {
            node = match part {
                Part::Key(key) => match node.as_mapping()?.get(key) {
                    Some(child) => child,
                    None => {
                        return nearest(key, node.as_mapping()?.keys()).first().map(|near| (*near).into());
                    }
                },
                Part::Index(index) => node.as_sequence()?.get(*index)?,
                Part::Matching { key, value, .. } => {
                    let items = node.as_sequence()?;
                    let values: Vec<_> = items.iter().map(|item| text(item, key)).collect();
                    let Some(at) = values.iter().position(|text| text.as_ref() == Some(value)) else {
                        let values = values.iter().flatten().map(EcoString::as_str);
                        return nearest(value, values).first().map(|near| (*near).into());
                    };
                    &items[at]
                }
                Part::Every => return None,
            };
        }
        None
    }

    /// What is left of it behind its first parts.
    #[must_use]
    pub fn behind(&self, parts: usize) -> FieldPath {
        FieldPath { written: self.written.clone(), parts: self.parts.iter().skip(parts).cloned().collect() }
    }

    /// Makes what is not there on the way.
    pub fn make(&self, object: &mut Node, made: Made, cause: Cause) {
        make(object, &self.parts, made, cause);
    }
}

/// The parts of a text between its dots: but for those in brackets, and those behind a backslash.
fn split(text: &str) -> Vec<String> {
    let mut plain: Vec<String> = Vec::new();
    for part in text.split('.') {
        match plain.last_mut().filter(|last| last.ends_with('\\')) {
            Some(last) => {
                last.pop();
                last.push('.');
                last.push_str(part);
            }
            None => plain.push(part.to_owned()),
        }
    }
    let mut parts = Vec::new();
    let mut rest = plain.into_iter();
    while let Some(mut part) = rest.next() {
        if part.starts_with('[') && !part.ends_with(']') {
            for next in rest.by_ref() {
                part.push('.');
                part.push_str(&next);
                if part.ends_with(']') {
                    break;
                }
            }
            if !part.contains('=') {
                part = part.trim_matches(['[', ']']).into();
            }
        }
        parts.push(part);
    }
    parts
}

fn find(node: &Node, parts: &[Part], way: &mut Path, found: &mut Vec<Path>) -> Result<(), Path> {
    let Some((part, rest)) = parts.split_first() else {
        found.push(way.clone());
        return Ok(());
    };
    if let Part::Key(key) = part {
        let Some(map) = node.as_mapping() else { return Err(way.clone()) };
        if let Some(child) = map.get(key) {
            way.push_key(key.clone());
            find(child, rest, way, found)?;
            way.pop();
        }
        return Ok(());
    }
    let Some(items) = node.as_sequence() else { return Err(way.clone()) };
    for (index, item) in items.iter().enumerate() {
        let is_meant = match part {
            Part::Index(wanted) => index == *wanted,
            Part::Matching { key, pattern, .. } => text(item, key).is_some_and(|text| pattern.matches(&text)),
            Part::Every | Part::Key(_) => true,
        };
        // Behind a single value nothing more of the path counts.
        let rest = if matches!(part, Part::Matching { key, .. } if key.is_empty()) { &[] } else { rest };
        if is_meant {
            way.push_index(index);
            find(item, rest, way, found)?;
            way.pop();
        }
    }
    Ok(())
}

/// The text of the value that an item has there; of an empty key, its own.
fn text(item: &Node, key: &str) -> Option<EcoString> {
    let value = if key.is_empty() { item } else { item.get(key)? };
    if value.is_null() { None } else { value.text() }
}

fn make(node: &mut Node, parts: &[Part], made: Made, cause: Cause) {
    let Some((part, rest)) = parts.split_first() else { return };
    let new = || {
        let value = match (rest.first(), made) {
            (Some(Part::Matching { .. } | Part::Index(_)), _) | (None, Made::List) => {
                Value::Sequence([].into())
            }
            (None, Made::Scalar) => Value::Null,
            _ => Mapping::default().into(),
        };
        Node::new(value, cause.span)
    };
    let count = node.as_sequence().map(<[Node]>::len);
    match (part, count) {
        (Part::Key(key), None) => {
            if node.get(key).is_none() {
                node.insert(cause, key.clone(), cause.span, new());
            }
            if let Some(child) = node.get_mut(key) {
                make(child, rest, made, cause);
            }
        }
        (Part::Index(index), Some(count)) => {
            if *index == count {
                node.insert_item(cause, count, new());
            }
            if let Some(child) = node.items_mut().get_mut(*index) {
                make(child, rest, made, cause);
            }
        }
        (Part::Matching { key, value, pattern }, Some(count)) => {
            let fits = |item: &Node| text(item, key).is_some_and(|text| pattern.matches(&text));
            if !node.as_sequence().unwrap_or_default().iter().any(fits) {
                let value = Node::new(value.clone(), cause.span);
                let entry = |node: Node| Entry { key: key.clone(), key_span: cause.span, node };
                let item = if key.is_empty() {
                    value
                } else {
                    Node::new(std::iter::once(entry(value)).collect::<Mapping>(), cause.span)
                };
                node.insert_item(cause, count, item);
            }
            if !key.is_empty() {
                node.items_mut()
                    .iter_mut()
                    .filter(|item| fits(item))
                    .for_each(|item| make(item, rest, made, cause));
            }
        }
        (Part::Every, Some(_)) => {
            node.items_mut().iter_mut().for_each(|item| make(item, rest, made, cause));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Sources;
    use crate::yaml::{Rules, read};

    fn node(text: &str) -> Node {
        let file = Sources::default().add("a.yaml", text);
        read(text, &file, Rules::Kustomize, &mut Diagnostics::default()).remove(0)
    }

    #[test]
    fn parts_are_keys_indices_and_what_fits() {
        let object =
            node("{a: {'b.c/d': 1}, list: [{name: x-1, v: [p, q]}, {name: y, v: [r]}], prim: [x, y]}");
        for (path, expected) in [
            ("a.[b.c/d]", &["a[\"b.c/d\"]"][..]),
            (r"a.b\.c/d", &["a[\"b.c/d\"]"]),
            ("list.[name=x].v.0", &["list[0].v[0]"]),
            ("list.*.v", &["list[0].v", "list[1].v"]),
            ("prim.[=y]", &["prim[1]"]),
            ("list.[name=z]", &[]),
            ("none.deep", &[]),
        ] {
            let found = FieldPath::parse(path).unwrap().find(&object).unwrap();
            assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{path}");
        }
        assert!(FieldPath::parse("a.[b/c]").is_err() && FieldPath::parse("a.[b=(]").is_err());
        assert!(FieldPath::parse("prim.-").unwrap().find(&object).is_err());
    }

    #[test]
    fn what_is_not_there_is_made() {
        let mut object = node("{list: [{name: x}]}");
        let cause = Cause { step: "test", span: object.span() };
        for path in ["a.b", "list.[name=y].v", "new.0.c", "key.-"] {
            FieldPath::parse(path).unwrap().make(&mut object, Made::Scalar, cause);
        }
        let expected =
            node("{list: [{name: x}, {name: y, v: null}], a: {b: null}, new: [{c: null}], key: {'-': null}}");
        assert_eq!(object, expected);
    }
}
