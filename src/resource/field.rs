//! Fields of objects, told by the kinds that have them and a path that passes through lists on its own.

use std::borrow::Cow;

use super::ResourceId;
use crate::source::Span;
use crate::yaml::{Cause, Mapping, Node, Path, Value};

/// A field of some kinds: `spec/containers/image` of each container of a Pod.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// The API group of the kinds; empty for any.
    pub group: Cow<'static, str>,
    /// Their version; empty for any.
    pub version: Cow<'static, str>,
    /// The kind; empty for all.
    pub kind: Cow<'static, str>,
    /// The keys on the way, with `/` between them, and `\/` for a `/` in a key. A list is passed through item by item;
    /// `[]` behind a key says that there is one.
    pub path: Cow<'static, str>,
    /// Whether what is not there on the way is made.
    pub create: bool,
}

/// What is made at the end of a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fresh {
    /// A map without entries.
    Map,
    /// A null, for something else to take its place.
    Null,
}

/// A way ends before its path does, at something that is neither a list nor a map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stuck {
    /// As far as it leads.
    pub way: Path,
    /// Where that is written.
    pub span: Span,
    /// What is there.
    pub found: &'static str,
}

impl Field {
    /// A field of kinds of that name, and of that group and version where they are not empty.
    pub const fn new(
        group: &'static str,
        version: &'static str,
        kind: &'static str,
        path: &'static str,
        create: bool,
    ) -> Field {
        Field {
            group: Cow::Borrowed(group),
            version: Cow::Borrowed(version),
            kind: Cow::Borrowed(kind),
            path: Cow::Borrowed(path),
            create,
        }
    }

    /// Whether objects of that kind have the field.
    pub fn is_of(&self, id: &ResourceId) -> bool {
        let fits = |wanted: &str, is: &str| wanted.is_empty() || wanted == is;
        fits(&self.kind, &id.kind) && fits(&self.group, &id.group) && fits(&self.version, &id.version)
    }

    /// The ways to the field in an object.
    pub fn find(&self, object: &Node) -> Result<Vec<Path>, Stuck> {
        let mut found = Vec::new();
        find(object, &self.path, &mut Path::default(), &mut found)?;
        Ok(found)
    }

    /// The same, with all made that is not there, if the field says so.
    pub fn find_or_make(&self, object: &mut Node, fresh: Fresh, cause: Cause) -> Result<Vec<Path>, Stuck> {
        if self.create {
            make(object, &self.path, fresh, cause);
        }
        self.find(object)
    }
}

fn find(node: &Node, path: &str, way: &mut Path, found: &mut Vec<Path>) -> Result<(), Stuck> {
    let Some((key, _, rest)) = first(path) else {
        found.push(way.clone());
        return Ok(());
    };
    match node.value() {
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                way.push_index(index);
                find(item, path, way, found)?;
                way.pop();
            }
        }
        Value::Mapping(map) => {
            if let Some(child) = map.get(&key) {
                way.push_key(&*key);
                find(child, rest, way, found)?;
                way.pop();
            }
        }
        Value::Null => {}
        other => return Err(Stuck { way: way.clone(), span: node.span(), found: other.kind_name() }),
    }
    Ok(())
}

fn make(node: &mut Node, path: &str, fresh: Fresh, cause: Cause) {
    let Some((key, is_list, rest)) = first(path) else { return };
    if node.as_sequence().is_some() {
        node.items_mut().iter_mut().for_each(|item| make(item, path, fresh, cause));
        return;
    }
    if node.get(&key).is_none_or(Node::is_null) && !is_list {
        let value = match fresh {
            Fresh::Null if rest.is_empty() => Value::Null,
            _ => Mapping::default().into(),
        };
        node.insert(cause, &*key, cause.span, Node::new(value, cause.span));
    }
    if let Some(child) = node.get_mut(&key) {
        make(child, rest, fresh, cause);
    }
}

/// The first key of a path, whether it says that a list is there, and the rest.
fn first(path: &str) -> Option<(Cow<'_, str>, bool, &str)> {
    if path.is_empty() {
        return None;
    }
    let is_end = |at: &usize| !path[..*at].ends_with('\\');
    let end = path.match_indices('/').map(|(at, _)| at).find(is_end);
    let (key, rest) = end.map_or((path, ""), |at| (&path[..at], &path[at + 1..]));
    let (key, is_list) = key.strip_suffix("[]").map_or((key, false), |key| (key, true));
    let key = if key.contains("\\/") { Cow::Owned(key.replace("\\/", "/")) } else { Cow::Borrowed(key) };
    Some((key, is_list, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Sources;
    use crate::yaml::{Rules, read};

    fn ways(object: &str, path: &'static str, create: bool) -> Result<Vec<String>, String> {
        let file = Sources::default().add("a.yaml", object);
        let mut node = read(object, &file, Rules::Kustomize, &mut Diagnostics::default()).remove(0);
        let cause = Cause { step: "test", span: node.span() };
        let field = Field::new("", "", "", path, create);
        let found = field.find_or_make(&mut node, Fresh::Map, cause);
        let found = found.map_err(|stuck| format!("{} is {}", stuck.way, stuck.found))?;
        Ok(found.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn lists_are_passed_through() {
        let pod = "{spec: {containers: [{image: a}, {image: b, env: [{x: 1}]}, {}], c: 1}}";
        for (path, expected) in [
            ("spec/containers/image", &["spec.containers[0].image", "spec.containers[1].image"][..]),
            ("spec/containers[]/env/x", &["spec.containers[1].env[0].x"]),
            ("spec/none/x", &[]),
            ("spec", &["spec"]),
        ] {
            assert_eq!(ways(pod, path, false).unwrap(), expected, "{path}");
        }
        assert_eq!(ways(pod, "spec/c/x", false), Err("spec.c is a number".into()));
        assert_eq!(ways("a: {b/c: 1}", "a/b\\/c", false).unwrap(), ["a[\"b/c\"]"]);
    }

    #[test]
    fn what_is_not_there_is_made_but_for_lists() {
        assert_eq!(ways("{a: [{}, {b: null}]}", "a/b/c", true).unwrap(), ["a[0].b.c", "a[1].b.c"]);
        assert_eq!(ways("{a: {}}", "a/b[]/c", true).unwrap(), [""; 0]);
    }
}
