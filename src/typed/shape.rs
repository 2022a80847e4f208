//! Objects of `resource.k8s.io/v1beta1` in the shape of the stable version, by whose rules they are judged.
//!
//! There a request says itself what `exactly` says in `v1`, and a device says below `basic` what it says itself. From
//! `pkg/apis/resource/v1beta1/conversion.go` and `defaults.go` in Kubernetes 1.36.

use super::Typed;
use crate::kubernetes::kinds::Kind;
use crate::resource::Resource;
use crate::yaml::{Entry, Mapping, Node, Path, Segment};

/// A way to change the shape of each item of a list.
#[derive(Debug)]
pub(super) struct Shape {
    /// The way to the list.
    list: &'static [&'static str],
    change: fn(&Mapping, &Node) -> Mapping,
    /// The steps behind an item in the stable version, and as they are written.
    back: fn(&[Segment]) -> Vec<Segment>,
}

static REQUESTS: Shape = Shape { list: &["spec", "devices", "requests"], change: request, back: of_request };
static TEMPLATE: Shape = Shape { list: &["spec", "spec", "devices", "requests"], ..REQUESTS };
static DEVICES: Shape = Shape { list: &["spec", "devices"], change: device, back: of_device };

/// How the objects of a kind are shaped anew; nothing if they need not be.
pub(super) fn of(kind: &Kind) -> Option<&'static Shape> {
    match (kind.group, kind.version, kind.kind) {
        ("resource.k8s.io", "v1beta1", "ResourceClaim") => Some(&REQUESTS),
        ("resource.k8s.io", "v1beta1", "ResourceClaimTemplate") => Some(&TEMPLATE),
        ("resource.k8s.io", "v1beta1", "ResourceSlice") => Some(&DEVICES),
        _ => None,
    }
}

impl Shape {
    /// The object in the other shape; each value has the place where it was written.
    pub(super) fn shaped(&self, resource: &Resource) -> Option<Resource> {
        Resource::new(self.below(resource.node(), self.list))
    }

    fn below(&self, node: &Node, way: &[&str]) -> Node {
        if let (Some((step, rest)), Some(mapping)) = (way.split_first(), node.as_mapping()) {
            let entries = mapping.iter().map(|entry| {
                let is_on_the_way = entry.key == *step;
                let node = if is_on_the_way { self.below(&entry.node, rest) } else { entry.node.clone() };
                Entry { node, ..entry.clone() }
            });
            return Node::new(entries.collect::<Mapping>(), node.span());
        }
        let Some(items) = node.as_sequence().filter(|_| way.is_empty()) else { return node.clone() };
        let items = items.iter().map(|item| match item.as_mapping() {
            Some(mapping) => Node::new((self.change)(mapping, item), item.span()),
            None => item.clone(),
        });
        Node::new(items.collect::<ecow::EcoVec<Node>>(), node.span())
    }
}

impl Typed {
    /// The way to a field as it is written, from that in the shape of the version by whose rules the object is judged.
    pub fn as_written(&self, path: &Path) -> Path {
        let Some((shape, _)) = &self.shaped else { return path.clone() };
        let way: Vec<Segment> = shape.list.iter().map(|step| Segment::Key((*step).into())).collect();
        match path.0.get(way.len()..).filter(|_| path.0.starts_with(&way)) {
            Some([item @ Segment::Index(_), rest @ ..]) => {
                let rest = (shape.back)(rest);
                Path(way.into_iter().chain([item.clone()]).chain(rest).collect())
            }
            _ => path.clone(),
        }
    }
}

/// A request that names no alternatives is one for devices of a class, also if it says nothing more.
fn request(request: &Mapping, node: &Node) -> Mapping {
    let is_own = |entry: &&Entry| matches!(entry.key.as_str(), "name" | "firstAvailable");
    let is_set = |entry: &Entry| !entry.node.is_null() && entry.node.as_str() != Some("");
    let others: Mapping = request.iter().filter(|entry| !is_own(entry)).cloned().collect();
    let has_alternatives = request
        .get("firstAvailable")
        .and_then(Node::as_sequence)
        .is_some_and(|alternatives| !alternatives.is_empty());
    let mut entries: Vec<Entry> = request.iter().filter(is_own).cloned().collect();
    if !has_alternatives || others.iter().any(is_set) {
        let key_span = request.iter().next().map_or(node.span(), |entry| entry.key_span);
        entries.push(Entry { key: "exactly".into(), key_span, node: Node::new(others, node.span()) });
    }
    entries.into_iter().collect()
}

fn of_request(rest: &[Segment]) -> Vec<Segment> {
    let own = rest.split_first().filter(|(step, _)| **step == Segment::Key("exactly".into()));
    own.map_or(rest, |(_, own)| own).to_vec()
}

fn device(device: &Mapping, _: &Node) -> Mapping {
    let basic = device.get("basic").and_then(Node::as_mapping);
    let own = device.iter().filter(|entry| entry.key == "name");
    own.chain(basic.into_iter().flatten().filter(|entry| entry.key != "name")).cloned().collect()
}

fn of_device(rest: &[Segment]) -> Vec<Segment> {
    match rest {
        [] => Vec::new(),
        [Segment::Key(step), ..] if step == "name" => rest.to_vec(),
        _ => std::iter::once(Segment::Key("basic".into())).chain(rest.iter().cloned()).collect(),
    }
}
