//! Every kind of the list: its smallest object is taken, and a field that it does not have is found.

use std::collections::BTreeSet;

use rkgen::diagnostic::{Code, Diagnostics};
use rkgen::kubernetes::kinds;
use rkgen::resource::{CustomKinds, Resource};
use rkgen::typed::{self, Object};
use rkgen::yaml::{Cause, Node, Path, Value};

use super::documents;

/// The smallest object of each kind, with its `apiVersion` and kind.
fn smallest() -> Vec<(String, Node)> {
    let mut all = Vec::new();
    for line in include_str!("minimal.txt").lines().filter(|line| !line.starts_with('#')) {
        let [versions, kind, body] = line.splitn(3, " | ").collect::<Vec<_>>()[..] else { panic!("{line}") };
        for version in versions.split(' ') {
            let text = format!("{{apiVersion: {version}, kind: {kind}, metadata: {{name: a}}, {body}}}");
            let (_, documents) = documents(&text);
            all.push((format!("{version} {kind}"), documents[0].clone()));
        }
    }
    all
}

fn check(node: Node) -> (Option<Object>, Vec<(Code, String)>) {
    let mut diagnostics = Diagnostics::default();
    let object = Resource::new(node).expect("it has a kind");
    let typed = typed::check(&object, &CustomKinds::default(), &mut diagnostics);
    let found = diagnostics.iter().map(|problem| (problem.code, problem.field.clone().unwrap_or_default()));
    (typed.object, found.collect())
}

/// The node with an unknown field in each map that is the object, its spec, or an item of a list, one at a time.
fn spoilt(node: &Node) -> Vec<(String, Node)> {
    let mut all = Vec::new();
    visit(node, &mut Path::default(), &mut |path| {
        let mut copy = node.clone();
        let cause = Cause { step: "test", span: node.span() };
        let place = descend(&mut copy, path);
        assert!(place.insert(cause, "zzz", node.span(), Node::new(1, node.span())));
        let mut path = path.clone();
        path.push_key("zzz");
        all.push((path.to_string(), copy));
    });
    all
}

fn visit(node: &Node, path: &mut Path, found: &mut impl FnMut(&Path)) {
    use rkgen::yaml::Segment;
    let named = match path.0.last() {
        None | Some(Segment::Index(_)) => true,
        Some(Segment::Key(key)) => key == "spec" && path.0.len() == 1,
    };
    match node.value() {
        Value::Mapping(mapping) => {
            if named {
                found(path);
            }
            for entry in mapping {
                path.push_key(entry.key.clone());
                visit(&entry.node, path, found);
                path.pop();
            }
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push_index(index);
                visit(item, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

fn descend<'n>(node: &'n mut Node, path: &Path) -> &'n mut Node {
    use rkgen::yaml::Segment;
    path.0.iter().fold(node, |node, segment| match segment {
        Segment::Key(key) => node.get_mut(key).expect("the key is there"),
        Segment::Index(index) => &mut node.items_mut()[*index],
    })
}

#[test]
fn the_smallest_object_of_every_kind_is_taken() {
    let mut seen = BTreeSet::new();
    for (name, node) in smallest() {
        let (object, problems) = check(node);
        // A version beside a stable one is only served where it was turned on.
        let is_version = |path: &str| path == "apiVersion";
        let errors: Vec<_> = problems
            .iter()
            .filter(|(code, path)| {
                let of_version = [Code::OptInVersion, Code::DeprecatedVersion, Code::UnknownKind];
                !(of_version.contains(code) && is_version(path))
            })
            .collect();
        assert!(errors.is_empty(), "{name}: {problems:?}");
        assert!(object.is_some(), "{name}");
        seen.insert(name);
    }
    let all = kinds::ALL.iter().map(|kind| format!("{} {}", kind.api_version(), kind.kind));
    assert_eq!(seen, all.collect());
}

/// The node with each part of it in turn replaced by values of every type.
fn broken(node: &Node) -> Vec<Node> {
    let (_, values) = documents(
        "[null, true, -1, 1.5, 1e300, \"\", x, [], {}, [null], [x], {x: null}, {x: 1}, {x: [{y: z}]}]",
    );
    let mut paths = Vec::new();
    visit_all(node, &mut Path::default(), &mut paths);
    let with = |path: &Path, value: &Node| {
        let mut copy = node.clone();
        *descend(&mut copy, path) = value.clone();
        copy
    };
    let values = values[0].as_sequence().expect("a list");
    paths.iter().flat_map(|path| values.iter().map(move |value| with(path, value))).collect()
}

fn visit_all(node: &Node, path: &mut Path, paths: &mut Vec<Path>) {
    for entry in node.as_mapping().into_iter().flatten() {
        path.push_key(entry.key.clone());
        paths.push(path.clone());
        visit_all(&entry.node, path, paths);
        path.pop();
    }
    for (index, item) in node.as_sequence().into_iter().flatten().enumerate() {
        path.push_index(index);
        paths.push(path.clone());
        visit_all(item, path, paths);
        path.pop();
    }
}

#[test]
fn whatever_stands_there_the_rest_is_read() {
    for (name, node) in smallest() {
        for node in broken(&node) {
            let Some(object) = Resource::new(node) else { continue };
            let mut diagnostics = Diagnostics::default();
            typed::check(&object, &CustomKinds::default(), &mut diagnostics);
            let stopped = diagnostics.iter().find(|problem| problem.message.contains("cannot be read"));
            assert!(stopped.is_none(), "{name} {:?}: {stopped:?}", object.node());
        }
    }
}

#[test]
fn an_unknown_field_is_found_in_every_kind() {
    let mut found = 0;
    for (name, node) in smallest() {
        for (path, node) in spoilt(&node) {
            let (_, problems) = check(node);
            assert!(problems.contains(&(Code::UnknownField, path.clone())), "{name} {path}: {problems:?}");
            found += 1;
        }
    }
    assert!(found > 200, "{found}");
}
