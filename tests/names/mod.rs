//! Whatever is put around names, what referred to an object refers to it still, and all else stays as it is.

mod parts;

use std::collections::BTreeSet;

use proptest::prelude::{ProptestConfig, Strategy, any, prop};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use rkgen::diagnostic::{Code, Diagnostics};
use rkgen::environment::Overrides;
use rkgen::generate::Secrets;
use rkgen::kubernetes::kinds::{self, Scope};
use rkgen::kubernetes::names::plural;
use rkgen::kubernetes::references::{Field, Fields, Group, METADATA, Named, fields};
use rkgen::pipeline::{Selection, build};
use rkgen::resource::{Place, Resource, To};
use rkgen::source::Sources;
use rkgen::world::{Files, Memory};
use serde_json::{Map, Value, json};

const NAMES: [&str; 6] = ["a", "b", "a-a", "a-b", "b-s", "data-b-0"];
const NAMESPACES: [Option<&str>; 3] = [None, Some("shop"), Some("other")];

/// A field that names an object: the kind that has it, the keys that lead there with whether each is a list's.
#[derive(Clone, Debug)]
struct Leaf {
    group: &'static str,
    kind: &'static str,
    api_version: String,
    path: Vec<(&'static str, bool)>,
    named: Named,
    is_list: bool,
}

fn leaves() -> Vec<Leaf> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for kind in kinds::ALL {
        if !seen.insert((kind.group, kind.kind)) {
            continue;
        }
        let mut add = |fields, path: &[(&'static str, bool)]| {
            let mut paths = Vec::new();
            collect(fields, path, &mut paths);
            found.extend(paths.into_iter().map(|(path, named, is_list)| Leaf {
                group: kind.group,
                kind: kind.kind,
                api_version: kind.api_version(),
                path,
                named,
                is_list,
            }));
        };
        add(fields(kind.group, kind.kind), &[]);
        if kind.kind == "ConfigMap" {
            add(METADATA, &[("metadata", false)]);
        }
    }
    found
}

type Found = (Vec<(&'static str, bool)>, Named, bool);

fn collect(fields: Fields, path: &[(&'static str, bool)], found: &mut Vec<Found>) {
    for (key, field) in fields {
        let with = |is_list| path.iter().copied().chain([(*key, is_list)]).collect::<Vec<_>>();
        match field {
            Field::Map(fields) => collect(fields, &with(false), found),
            Field::List(fields) => collect(fields, &with(true), found),
            Field::Name(named) => found.push((with(false), *named, false)),
            Field::Names(named) => found.push((with(false), *named, true)),
        }
    }
}

/// Every kind that a field of a fixed kind names, and some that are named by what stands beside a name.
fn referents(leaves: &[Leaf]) -> Vec<(&'static str, &'static str)> {
    let fixed = leaves.iter().filter_map(|leaf| match leaf.named {
        Named::Kind { group, kind, .. } => Some((group, kind)),
        _ => None,
    });
    let more = [("apps", "Deployment"), ("apps", "StatefulSet"), ("rbac.authorization.k8s.io", "Role")];
    let mut all: Vec<_> = fixed.chain(more).filter(|(_, kind)| !kinds::named(kind).is_empty()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn object(group: &str, kind: &str, name: &str, namespace: Option<&str>) -> Value {
    let version = kinds::named(kind).iter().find(|row| row.group == group).map(kinds::Kind::api_version);
    let mut object = json!({"apiVersion": version, "kind": kind, "metadata": {"name": name}});
    if let (Some(namespace), Some(Scope::Namespaced)) = (namespace, kinds::scope(group, kind)) {
        object["metadata"]["namespace"] = json!(namespace);
    }
    if kind == "StatefulSet" {
        object["spec"] = json!({"volumeClaimTemplates": [{"metadata": {"name": "data"}}]});
    }
    object
}

/// An object of the leaf's kind whose one reference is to an object of that kind and name.
fn referrer(leaf: &Leaf, number: usize, to: (&str, &str), said: &Said) -> Value {
    let (last, above) = leaf.path.split_last().expect("a path");
    let mut around = Map::new();
    let name = NAMES[said.name];
    around.insert(last.0.to_owned(), if leaf.is_list { json!([name]) } else { json!(name) });
    let mut say = |key: &str, value: Value| {
        around.insert(key.to_owned(), value);
    };
    let namespace_key = match leaf.named {
        Named::Kind { namespace, .. } => namespace,
        Named::Said { namespace, group, .. } => {
            say("kind", json!(to.1));
            match group {
                Group::ApiVersion => {
                    let version = if to.0.is_empty() { "v1".to_owned() } else { format!("{}/v1", to.0) };
                    say("apiVersion", json!(version));
                }
                Group::ApiGroup(_) => say("apiGroup", json!(to.0)),
                Group::Group(_) => say("group", json!(to.0)),
            }
            namespace
        }
        Named::Subject => {
            say("kind", json!("ServiceAccount"));
            Some("namespace")
        }
        Named::Resources => {
            say("apiGroups", json!([to.0]));
            say("resources", json!([plural(to.1)]));
            None
        }
        Named::Resource => {
            say("group", json!(to.0));
            say("resource", json!(plural(to.1)));
            Some("namespace")
        }
        Named::Parameter(_) => None,
    };
    if let (Some(key), Some(namespace)) = (namespace_key, NAMESPACES[said.there]) {
        say(key, json!(namespace));
    }
    let mut value = Value::Object(around);
    for (key, is_list) in above.iter().rev() {
        value = json!({*key: if *is_list { json!([value]) } else { value }});
    }
    let mut whole = object(leaf.group, leaf.kind, &format!("referrer-{number}"), NAMESPACES[said.here]);
    whole["apiVersion"] = json!(leaf.api_version);
    for (key, value) in value.as_object().expect("a map") {
        match (&mut whole[key], value) {
            (Value::Object(there), Value::Object(more)) => there.extend(more.clone()),
            (place, value) => *place = value.clone(),
        }
    }
    whole
}

/// What a referrer says.
#[derive(Clone, Debug)]
struct Said {
    leaf: prop::sample::Index,
    kind: prop::sample::Index,
    name: usize,
    here: usize,
    there: usize,
}

fn built(objects: &[Value], spec: &str, namespace: Option<&str>) -> Option<Vec<Resource>> {
    let mut memory = Memory::default();
    memory.add("environments/prod.yaml", format!("resources: [files/*.yaml]\n{spec}"));
    let documents: Vec<String> = objects.iter().map(Value::to_string).collect();
    memory.add("environments/files/all.yaml", documents.join("\n---\n"));
    let sources = Sources::default();
    let files = Files::new(&memory, &sources);
    let overrides = Overrides { namespace: namespace.map(str::to_owned), ..Overrides::default() };
    let mut diagnostics = Diagnostics::default();
    let selection = Selection::Named(vec!["prod".into()]);
    let mut environments = build(&files, &selection, &overrides, Secrets::Placeholders, &mut diagnostics);
    // The shape of the objects is no matter here, but each must be there.
    let refused = [Code::AmbiguousReference, Code::DuplicateObject];
    let is_refused = diagnostics.iter().any(|problem| refused.contains(&problem.code));
    environments.pop().filter(|_| !is_refused).map(|environment| environment.objects)
}

/// What a reference is to, told without an index.
fn resolve(objects: &[Resource], to: To<'_>, place: Place<'_>, name: &str) -> Option<usize> {
    let is_kind = |object: &Resource| match to {
        To::Kind { group, kind } => object.id().group == group && object.id().kind == kind,
        To::Resources { groups, resources } => {
            groups.iter().any(|node| node.as_str() == Some(&object.id().group))
                && resources.iter().any(|node| node.as_str() == Some(&plural(&object.id().kind)))
        }
        To::Parameter { .. } => false,
    };
    let is_there = |object: &Resource, exact: bool| {
        let scope = kinds::scope(&object.id().group, &object.id().kind);
        match (place, object.id().namespace.as_deref()) {
            _ if scope == Some(Scope::Cluster) => true,
            (Place::Anywhere, _) => true,
            (Place::In(wanted), there) => there == wanted || (!exact && there.is_none()),
        }
    };
    let find = |exact| {
        objects
            .iter()
            .position(|object| is_kind(object) && object.id().name == name && is_there(object, exact))
    };
    find(true).or_else(|| find(false))
}

/// Every reference of the objects: whose it is, where, what it says and what it is to.
fn references(objects: &[Resource]) -> Vec<(usize, String, String, Option<usize>)> {
    let mut found = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        object.visit_references(&mut |path, reference| {
            let name = reference.name.as_str().unwrap_or_default();
            let to = resolve(objects, reference.to, reference.place, name);
            found.push((number, path.to_string(), name.to_owned(), to));
        });
    }
    found
}

/// `openapi-fields.txt` has the fields of the OpenAPI document of Kubernetes 1.36 that name an object: those called
/// `name` of the types for references, and those that are called after a kind, as `secretName`; none of `status`,
/// Nodes, Events, reviews and subresources.
#[test]
fn every_reference_of_the_openapi_document_is_in_the_table() {
    let listed: BTreeSet<&str> = include_str!("openapi-fields.txt").lines().collect();
    let written = |leaf: &Leaf| {
        let (last, above) = leaf.path.split_last().expect("a path");
        let keys = above.iter().map(|(key, is_list)| format!("{key}{}.", if *is_list { "[]" } else { "" }));
        let end = if leaf.is_list { "[]" } else { "" };
        format!("{}/{} {}{}{end}", leaf.group, leaf.kind, keys.collect::<String>(), last.0)
    };
    let known: BTreeSet<String> = leaves().iter().map(written).collect();
    let missing: Vec<&&str> = listed.iter().filter(|field| !known.contains(**field)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    // What the document knows as a map of strings only.
    let is_string =
        |field: &&String| [" metadata.", " parameters.", "selector."].iter().any(|part| field.contains(part));
    let more: Vec<&String> = known
        .iter()
        .filter(|field| !listed.contains(field.as_str()))
        .filter(|field| !is_string(field))
        .collect();
    assert!(more.is_empty(), "{more:#?}");
}

#[test]
fn nothing_dangles_that_did_not_before() {
    let leaves = leaves();
    let referents = referents(&leaves);
    assert!(leaves.len() > 300 && referents.len() > 20, "{} {}", leaves.len(), referents.len());
    let config = ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() };
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let mut runner = TestRunner::new_with_rng(config, random);
    let there = (any::<prop::sample::Index>(), 0..NAMES.len(), 0..NAMESPACES.len());
    let index = any::<prop::sample::Index>;
    let said = (index(), index(), 0..NAMES.len(), 0..NAMESPACES.len(), 0..NAMESPACES.len())
        .prop_map(|(leaf, kind, name, here, there)| Said { leaf, kind, name, here, there });
    let around = (
        prop::sample::select(vec!["", "p-", "a-"]),
        prop::sample::select(vec!["", "-s", "-v2"]),
        prop::sample::select(vec!["", "namespace: shop\n"]),
        prop::sample::select(vec![None, Some("new")]),
    );
    let all = (prop::collection::vec(there, 40..120), prop::collection::vec(said, 1..40), around);
    let followed = std::cell::Cell::new(0);
    runner
        .run(&all, |(there, said, (prefix, suffix, namespace, other))| {
            let mut objects: Vec<Value> = Vec::new();
            let mut seen = BTreeSet::new();
            for (kind, name, place) in there {
                let (group, kind) = *kind.get(&referents);
                let is_cluster = kinds::scope(group, kind) == Some(Scope::Cluster);
                // What says no namespace is put into that of the spec.
                let place = if is_cluster {
                    None
                } else {
                    NAMESPACES[place].or(Some("shop").filter(|_| !namespace.is_empty()))
                };
                if seen.insert((kind, name, place)) {
                    objects.push(object(group, kind, NAMES[name], place));
                }
            }
            for (number, said) in said.iter().enumerate() {
                let leaf = said.leaf.get(&leaves);
                let to = match leaf.named {
                    Named::Kind { group, kind, .. } => (group, kind),
                    _ => *said.kind.get(&referents),
                };
                objects.push(referrer(leaf, number, to, said));
            }
            // The namespace of the command line counts for both, so that only names differ.
            let before = built(&objects, namespace, other);
            let spec = format!("{namespace}namePrefix: \"{prefix}\"\nnameSuffix: \"{suffix}\"\n");
            let after = built(&objects, &spec, other);
            let (Some(before), Some(after)) = (before, after) else { return Ok(()) };
            proptest::prop_assert_eq!(before.len(), after.len());
            let (before, after) = (references(&before), references(&after));
            proptest::prop_assert_eq!(before.len(), after.len());
            for (one, two) in before.iter().zip(&after) {
                proptest::prop_assert_eq!((one.0, &one.1), (two.0, &two.1));
                match one.3 {
                    Some(target) => proptest::prop_assert_eq!(Some(target), two.3, "{:?} {:?}", one, two),
                    // Pods and claims of a StatefulSet are no objects of the set, and are named all the same.
                    None if one.2.ends_with("-0") => {}
                    None => proptest::prop_assert_eq!(&one.2, &two.2, "{:?}", one),
                }
                followed.set(followed.get() + usize::from(one.3.is_some() && one.2 != two.2));
            }
            Ok(())
        })
        .unwrap();
    assert!(followed.get() > 150, "only {} references followed", followed.get());
}
