//! Writes other names, tags and digests into the images of pods.
//!
//! An image is meant whose name is exactly the one that is said; each is looked up once, so that a new name is
//! no other entry's old one. In a custom resource every list called `containers`, `initContainers` or
//! `ephemeralContainers` is taken for one of containers, wherever it is, and `volumes` for one of volumes.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::tally::{SHOWN, Tally};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest, quoted_list};
use crate::kubernetes::image::{Image, familiar};
use crate::kubernetes::kinds;
use crate::kubernetes::places::{IMAGES, POD_SPECS, places};
use crate::plan::ImageOverride;
use crate::resource::{Expected, ResourceId, ResourceSet, visit, visit_mut};
use crate::source::Span;
use crate::yaml::{Cause, Node};

/// What to do about an entry that hits nothing, where that can be said.
const OPTIONAL: &str = "write `optional: true` if it may hit nothing";

/// Changes the images that the overrides name. What hits nothing is reported if the set is `whole`.
pub(super) fn run(
    set: &mut ResourceSet,
    overrides: &[ImageOverride],
    whole: bool,
    diagnostics: &mut Diagnostics,
) {
    let names = overrides.iter().enumerate();
    let by_name: FxHashMap<&str, usize> =
        names.filter_map(|(index, entry)| Some((entry.name.as_str()?, index))).collect();
    let find = |node: &Node| by_name.get(Image::parse(node.as_str()?).name).copied();
    let mut hits = vec![Tally::default(); overrides.len()];
    for at in 0..set.len() {
        let (mut any, resource) = (false, &set[at]);
        look(resource.id(), resource.node(), &mut |image| any |= find(image).is_some());
        if any {
            let id = resource.id().clone();
            let mut apply = |image: &mut Node| {
                let Some(index) = find(image) else { return };
                let place = image.span();
                hits[index].note(place, apply(&overrides[index], None, image));
            };
            set.change_at(at, |resource| resource.change(|node| change(&id, node, &mut apply)));
        }
    }
    if whole {
        let judged = overrides.iter().zip(&hits).filter_map(|(entry, hits)| judge(entry, hits, set));
        judged.for_each(|problem| diagnostics.push(problem));
    }
}

/// Changes one image. Gives whether it is another one after.
pub(super) fn apply(entry: &ImageOverride, tag_suffix: Option<&Node>, node: &mut Node) -> bool {
    let Some(old) = node.as_str() else { return false };
    let text = |part: &Option<Node>| part.as_ref().and_then(Node::as_str).map(str::to_owned);
    let (name, tag, digest) = (text(&entry.new_name), text(&entry.new_tag), text(&entry.digest));
    let mut new = Image::parse(old);
    new.name = name.as_deref().unwrap_or(new.name);
    if tag.is_some() || digest.is_some() {
        (new.tag, new.digest) = (tag.as_deref(), digest.as_deref());
    }
    let suffix = tag_suffix.and_then(Node::as_str).filter(|_| tag.is_none() && digest.is_none());
    let suffixed = suffix.map(|suffix| format!("{}{suffix}", new.tag.unwrap_or_default()));
    if suffixed.is_some() {
        (new.tag, new.digest) = (suffixed.as_deref(), None);
    }
    let new = new.to_string();
    if new == old {
        return false;
    }
    let asked = asked(entry, old);
    let cause = Cause { step: "images", span: asked.span() };
    let mut image = Node::new(new.as_str(), asked.span());
    if asked.past().next().is_some() {
        // The layers that said another tag before are a part of the story.
        let text = std::mem::replace(&mut image, asked.clone());
        image.replace(cause, text);
    }
    node.replace(cause, image);
    true
}

/// What an override says of an image, the narrowest: its digest or tag, or its name if only that is another.
fn asked<'e>(entry: &'e ImageOverride, old: &str) -> &'e Node {
    let old = Image::parse(old);
    let differs = |part: &&Node, old: Option<&str>| part.as_str() != old;
    let digest = entry.digest.as_ref().filter(|part| differs(part, old.digest));
    let tag = entry.new_tag.as_ref().filter(|part| differs(part, old.tag));
    let any = || entry.new_name.as_ref().or(entry.digest.as_ref()).or(entry.new_tag.as_ref());
    digest.or(tag).or_else(any).unwrap_or(&entry.name)
}

/// Shows `see` each image of an object.
fn look<'n>(id: &ResourceId, node: &'n Node, see: &mut impl FnMut(&'n Node)) {
    if kinds::scope(&id.group, &id.kind).is_none() {
        return look_everywhere(node, see);
    }
    for pod in places(POD_SPECS, &id.group, &id.kind) {
        visit(node, pod, &mut |pod| IMAGES.iter().for_each(|path| visit(pod, path, see)));
    }
}

fn look_everywhere<'n>(node: &'n Node, see: &mut impl FnMut(&'n Node)) {
    for path in IMAGES {
        visit(node, path, see);
    }
    node.as_sequence().into_iter().flatten().for_each(|item| look_everywhere(item, see));
    node.as_mapping().into_iter().flatten().for_each(|entry| look_everywhere(&entry.node, see));
}

/// Lets `change` work on each image of an object.
fn change(id: &ResourceId, node: &mut Node, change: &mut impl FnMut(&mut Node)) {
    if kinds::scope(&id.group, &id.kind).is_none() {
        return change_everywhere(node, change);
    }
    for pod in places(POD_SPECS, &id.group, &id.kind) {
        visit_mut(node, pod, &mut |pod| IMAGES.iter().for_each(|path| visit_mut(pod, path, change)));
    }
}

fn change_everywhere(node: &mut Node, change: &mut impl FnMut(&mut Node)) {
    for path in IMAGES {
        visit_mut(node, path, change);
    }
    node.items_mut().iter_mut().for_each(|item| change_everywhere(item, change));
    node.values_mut().for_each(|(_, node)| change_everywhere(node, change));
}

/// What is wrong with what an entry hit, if something is.
pub(super) fn judge(entry: &ImageOverride, hits: &Tally, set: &ResourceSet) -> Option<Diagnostic> {
    let name = entry.name.as_str().unwrap_or_default();
    let expected = entry.expected.unwrap_or_default();
    if hits.is_empty() && expected != Expected::Any {
        let mut problem = no_match(name, entry, set);
        problem.severity = expected.severity();
        problem.help.retain(|help| expected != Expected::Likely || help != OPTIONAL);
        return Some(problem);
    }
    if let Some(problem) = hits.miscount(expected, &format!("`{name}`"), "image") {
        return Some(problem);
    }
    let place = hits.unchanged()?;
    let parts = [(&entry.digest, "digest"), (&entry.new_tag, "newTag"), (&entry.new_name, "newName")];
    let (said, key) = parts.into_iter().find_map(|(part, key)| Some((part.as_ref()?, key)))?;
    let message = format!("`{key}` changes nothing: the image `{name}` has it already");
    let problem = Diagnostic::new(Code::NoEffect, message).at(said.span(), "no effect");
    Some(problem.at(place, "the image has it"))
}

fn no_match(name: &str, entry: &ImageOverride, set: &ResourceSet) -> Diagnostic {
    let mut there: BTreeMap<&str, Span> = BTreeMap::new();
    for resource in set {
        look(resource.id(), resource.node(), &mut |image| {
            let Some(text) = image.as_str() else { return };
            there.entry(Image::parse(text).name).or_insert(image.span());
        });
    }
    let problem = Diagnostic::new(Code::NoMatch, format!("there is no image `{name}`"))
        .at(entry.name.span(), "no container has it");
    let bare = Image::parse(name).name;
    if let Some(place) = there.get(bare).filter(|_| bare != name) {
        let problem = problem.at(*place, "an image like it");
        return problem.help(format!("a name has no tag and no digest: write `{bare}`"));
    }
    let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let alike = |other: &&str| familiar(other) == familiar(name) || last(other) == last(name);
    let written: Vec<&str> = there.keys().copied().filter(alike).collect();
    let mut near = if written.is_empty() { nearest(name, there.keys().copied()) } else { written };
    near.truncate(SHOWN);
    let shown = near.iter().filter_map(|near| there.get(near));
    let problem = shown.fold(problem, |problem, place| problem.at(*place, "an image like it"));
    if near.is_empty() {
        let problem = problem.suggest(name, there.keys().copied(), "images");
        return problem.help(OPTIONAL);
    }
    problem.help(format!("did you mean {}?", quoted_list(&near, "or")))
}
