//! The objects as they may be shown: with a name in the place of every secret.

use ecow::{EcoString, eco_format};
use rustc_hash::FxHashMap;

use crate::resource::Resource;
use crate::source::Span;
use crate::yaml::{Change, Node, Value};

/// What is written for the part of a name that tells the content.
const HASH: &str = "<hash>";

/// The objects of an environment, whose secrets are known ([`super::carry()`]), as every command but `build` shows them.
///
/// A secret is `<secret NAME/KEY>`: the Secret that it is in, the first one in order of several, and the key there. A
/// name that ends in the hash of a secret is `NAME-<hash>`, in the object and wherever it is referred to; any other
/// hash of one is `<hash>`. Keys and the lengths of lists stay. What the nodes were before is left out, for they may
/// have been secrets then.
pub fn shown(objects: &[Resource]) -> Vec<Resource> {
    let mut names = Names::default();
    for object in objects {
        names.add(object);
    }
    let show = |object: &Resource| {
        let mut object = object.clone();
        if object.id().kind == "Secret" || object.node().holds_secret() {
            let secret = (object.id().kind == "Secret").then(|| names.shown(&object.id().name));
            object.change(|node| names.replace(node, secret.as_deref(), &mut Vec::new()));
        }
        object
    };
    objects.iter().map(show).collect()
}

/// What to call secrets.
#[derive(Default)]
struct Names {
    /// The names that tell a hash, as they are shown.
    hashed: FxHashMap<EcoString, EcoString>,
    /// By the place where a value was written, the Secret and key that it reached.
    by_origin: FxHashMap<Span, EcoString>,
}

impl Names {
    fn add(&mut self, object: &Resource) {
        if let Some(name) = object.node().at(["metadata", "name"]).filter(|name| name.is_secret())
            && let Some((base, _)) = name.as_str().and_then(|name| name.rsplit_once('-'))
        {
            self.hashed.insert(object.id().name.clone(), eco_format!("{base}-{HASH}"));
        }
        let name = self.shown(&object.id().name);
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
            _ => {}
        }
    }

    fn called(&self, node: &Node, secret: Option<&str>, path: &[EcoString]) -> EcoString {
        if let Some(name) = node.as_str().and_then(|text| self.hashed.get(text)) {
            return name.clone();
        }
        if node.past().any(|past| past.cause.step == HASHED) {
            return HASH.into();
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
spec: {volumes: [{secret: {secretName: api-h4sh}}], containers: []}
";
        let file = sources.add("a.yaml", text);
        let mut set = ResourceSet::default();
        for document in read(text, &file, Rules::Kustomize, &mut Diagnostics::default()) {
            set.add(Resource::new(document).unwrap()).unwrap();
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
                    let spec = node.get_mut("spec").unwrap();
                    let volume = &mut spec.get_mut("volumes").unwrap().items_mut()[0];
                    volume.get_mut("secret").unwrap().get_mut("secretName").unwrap().make_secret();
                } else {
                    metadata.get_mut("name").unwrap().make_secret();
                }
            });
        });
        carry(&mut set, &sources);
        let mut out = String::new();
        for object in shown(&set.into_iter().collect::<Vec<_>>()) {
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
  containers: []
  volumes:
  - secret:
      secretName: api-<hash>
";
        assert_eq!(out, wanted);
    }
}
