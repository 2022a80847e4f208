//! The objects as they may be shown: with a name in the place of every secret.

use std::borrow::Cow;

use data_encoding::BASE64;
use ecow::{EcoString, eco_format};
use rustc_hash::FxHashMap;

use super::fingerprint::{Key, marked, unmarked};
use crate::resource::{CONTENT_HASH, Hash, Resource};
use crate::source::Span;
use crate::yaml::{Change, Node, Value, stands_in};

/// What is written for the part of a name that tells the content.
const HASH: &str = "<hash>";

/// The objects of an environment, whose secrets are known ([`super::carry()`]), as every command but `build` shows them.
///
/// A secret is `<secret NAME/KEY>`: the Secret that it is in, the first one in order of several, and the key there. A
/// name that ends in the hash of a secret is `NAME-<hash>`, in the object and wherever it is referred to; any other
/// hash of one is `<hash>`. Keys and the lengths of lists stay. What the nodes were before is left out, for they may
/// have been secrets then.
///
/// `all` are the objects of the environment, in order, if these are a part of it.
pub fn shown<'r>(objects: &[Resource], all: impl IntoIterator<Item = &'r Resource>) -> Vec<Resource> {
    replaced(objects, all, None)
}

/// The same, but that behind each stand-in there is a fingerprint of the secret, made with a key that the other side of a
/// comparison has too. Of a name that ends in a hash there is none: it goes with the content.
pub fn comparable<'r>(
    objects: &[Resource],
    all: impl IntoIterator<Item = &'r Resource>,
    key: &Key,
) -> Vec<Resource> {
    replaced(objects, all, Some(key))
}

fn replaced<'r>(
    objects: &[Resource],
    all: impl IntoIterator<Item = &'r Resource>,
    key: Option<&Key>,
) -> Vec<Resource> {
    let mut names = Names { key, ..Names::default() };
    for object in all {
        names.add(object);
    }
    let show = |object: &Resource| {
        let mut object = object.clone();
        if object.id().kind == "Secret" || object.node().holds_secret() || names.are_said_by(object.node()) {
            let secret = (object.id().kind == "Secret").then(|| names.shown(&object.id().name));
            object.change(|node| names.replace(node, secret.as_deref(), &mut Vec::new()));
        }
        object
    };
    objects.iter().map(show).collect()
}

/// What to call secrets.
#[derive(Default)]
struct Names<'k> {
    /// The key of fingerprints, if there are to be some.
    key: Option<&'k Key>,
    /// The names that tell a hash, as they are shown.
    hashed: FxHashMap<EcoString, EcoString>,
    /// By the place where a value was written, the Secret and key that it reached.
    by_origin: FxHashMap<Span, EcoString>,
}

impl Names<'_> {
    fn add(&mut self, object: &Resource) {
        let id = object.id();
        if id.kind == "Secret"
            && object.hash() == Hash::Name
            && let Some((base, hash)) = id.name.rsplit_once('-')
            && hash != HASH
        {
            self.hashed.insert(id.name.clone(), eco_format!("{base}-{HASH}"));
        }
        let name = self.shown(&id.name);
        for field in object.secrets().filter_map(Node::as_mapping).flatten() {
            let called = eco_format!("<secret {name}/{}>", field.key);
            for place in field.node.places() {
                self.by_origin.entry(place).or_insert_with(|| called.clone());
            }
        }
    }

    /// A name of an object as it is shown.
    fn shown(&self, name: &EcoString) -> EcoString {
        self.hashed.get(name).unwrap_or(name).clone()
    }

    /// Replaces the secrets in a node, which stands at `path` in the Secret of this name, or in another object.
    fn replace(&self, node: &mut Node, secret: Option<&str>, path: &mut Vec<EcoString>) {
        match node.value() {
            Value::Mapping(_) => {
                for (key, value) in node.values_mut() {
                    path.push(key.clone());
                    self.replace(value, secret, path);
                    path.pop();
                }
            }
            Value::Sequence(_) => {
                node.items_mut().iter_mut().for_each(|item| self.replace(item, secret, path));
            }
            _ if node.is_secret() => {
                let mut new = Node::new(self.called(node, secret, path), node.span());
                new.make_secret();
                *node = new;
            }
            Value::String(text) => {
                if let Some(text) = self.without_hashes(text) {
                    *node = Node::new(text, node.span());
                }
            }
            _ => {}
        }
    }

    /// Whether a node, or one in it, says a name that tells a hash.
    fn are_said_by(&self, node: &Node) -> bool {
        !self.hashed.is_empty()
            && match node.value() {
                Value::Mapping(mapping) => mapping.iter().any(|entry| self.are_said_by(&entry.node)),
                Value::Sequence(items) => items.iter().any(|item| self.are_said_by(item)),
                Value::String(text) => self.without_hashes(text).is_some(),
                Value::Null | Value::Bool(_) | Value::Number(_) => false,
            }
    }

    /// The text with the names in it as they are shown, if one of them tells a hash.
    fn without_hashes(&self, text: &str) -> Option<EcoString> {
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        let found = text.split(|c| !is_of_name(c)).find_map(|word| self.hashed.get_key_value(word))?;
        let shown = text.replace(found.0.as_str(), found.1);
        Some(self.without_hashes(&shown).unwrap_or_else(|| shown.into()))
    }

    fn called(&self, node: &Node, secret: Option<&str>, path: &[EcoString]) -> EcoString {
        let text = node.value().scalar_text();
        if let Some(name) = text.as_ref().and_then(|text| self.hashed.get(text)) {
            return name.clone();
        }
        let stand_in = self.stand_in(node, secret, path);
        match (self.key, text) {
            (Some(key), Some(text)) if !stands_in(&text) => {
                marked(&stand_in, &key.fingerprint(&held(text.as_str(), secret, path))).into()
            }
            _ => stand_in,
        }
    }

    fn stand_in(&self, node: &Node, secret: Option<&str>, path: &[EcoString]) -> EcoString {
        if let Some(text) = node.as_str().filter(|text| stands_in(text) && secret.is_none()) {
            return unmarked(text).0.into();
        }
        if node.past().any(|past| past.cause.step == HASHED) {
            return HASH.into();
        }
        if let Some(text) = node.as_str().filter(|_| path.last().is_some_and(|key| key == CONTENT_HASH)) {
            let hidden = |word: &str| match word.rsplit_once('=').filter(|_| word.starts_with("Secret/")) {
                Some((object, _)) => format!("{object}={HASH}"),
                None => word.to_owned(),
            };
            return text.split(' ').map(hidden).collect::<Vec<_>>().join(" ").into();
        }
        let made_from = node.past().find_map(|past| match &past.change {
            Change::Rendered(from) => from.iter().find_map(|place| self.by_origin.get(place)),
            _ => None,
        });
        match (secret, path.get(1)) {
            (Some(secret), Some(key)) => eco_format!("<secret {secret}/{key}>"),
            (Some(secret), None) => eco_format!("<secret {secret}>"),
            (None, _) => self.by_origin.get(&node.span()).or(made_from).cloned().unwrap_or("<secret>".into()),
        }
    }
}

/// What a value holds for those who read it: below `data` of a Secret it is written in base64, which may have line breaks.
fn held<'t>(text: &'t str, secret: Option<&str>, path: &[EcoString]) -> Cow<'t, [u8]> {
    let is_encoded = secret.is_some() && path.len() == 2 && path[0] == "data";
    let decoded = || {
        let text: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
        BASE64.decode(text.as_bytes()).ok()
    };
    is_encoded.then(decoded).flatten().map_or(Cow::Borrowed(text.as_bytes()), Cow::Owned)
}

/// The step that writes the hash of an object's content into another one.
const HASHED: &str = "checksum";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::resource::ResourceSet;
    use crate::secret::carry;
    use crate::source::Sources;
    use crate::yaml::{Cause, Rules, emit, read};

    #[test]
    fn every_secret_has_a_name_and_nothing_else_changes() {
        let sources = Sources::default();
        let text = "\
apiVersion: v1
kind: Secret
metadata: {name: api-h4sh, labels: {a: b}}
data: {cert: &cert Q0FOQVJZ}
stringData: {nested: {a: CANARY}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, annotations: {sum: c0ffee}}
spec: {volumes: [{secret: {secretName: api-h4sh}}], containers: [{args: [--secret=api-h4sh, my-api-h4sh]}]}
";
        let file = sources.add("a.yaml", text);
        let mut set = ResourceSet::default();
        for document in read(text, &file, Rules::Kustomize, &mut Diagnostics::default()) {
            let object = Resource::new(document).unwrap();
            let hash = if object.id().kind == "Secret" { Hash::Name } else { Hash::None };
            set.add(object.hashed(hash, Span::new(file, 0..1))).unwrap();
        }
        let cause = |step| Cause { step, span: Span::new(file, 0..1) };
        // What the steps that hash do.
        set.change_all(|resource| {
            resource.change(|node| {
                let metadata = node.get_mut("metadata").unwrap();
                if let Some(sum) =
                    metadata.get_mut("annotations").and_then(|annotations| annotations.get_mut("sum"))
                {
                    sum.replace(cause("checksum"), Node::new("c0ffee", Span::new(file, 0..1)));
                    sum.make_secret();
                }
            });
        });
        carry(&mut set, &[], &sources);
        let mut out = String::new();
        let objects: Vec<Resource> = set.into_iter().collect();
        for object in shown(&objects, &objects) {
            emit(object.node(), &mut out);
        }
        let wanted = "\
apiVersion: v1
data:
  cert: <secret api-<hash>/cert>
kind: Secret
metadata:
  labels:
    a: b
  name: api-<hash>
stringData:
  nested:
    a: <secret api-<hash>/nested>
apiVersion: v1
kind: Pod
metadata:
  annotations:
    sum: <hash>
  name: web
spec:
  containers:
  - args:
    - --secret=api-<hash>
    - my-api-h4sh
  volumes:
  - secret:
      secretName: api-<hash>
";
        assert_eq!(out, wanted);
    }
}
