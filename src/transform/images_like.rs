//! Writes other names, tags and digests into the images whose names fit patterns, one entry after the other.
//!
//! Images are in every list called `containers` or `initContainers`, of any kind that is no definition, and where fields
//! lead to. What is in both is changed twice by each entry, which shows with a suffix only.

use rustc_hash::{FxHashMap, FxHashSet};

use super::images::{apply, judge};
use super::tally::Tally;
use crate::diagnostic::Diagnostics;
use crate::kubernetes::image::Image;
use crate::plan::ImageLike;
use crate::resource::{Field, ResourceSet};
use crate::yaml::{Cause, Node, Path};

/// Changes the images of a set. Entries that hit or change nothing are reported if the set is `whole`.
pub(super) fn run(
    set: &mut ResourceSet,
    entries: &[ImageLike],
    fields: &[Field],
    whole: bool,
    diagnostics: &mut Diagnostics,
) {
    let entries = Entries::of(entries);
    let mut hits = vec![Tally::default(); entries.all.len()];
    for at in 0..set.len() {
        let (id, object) = (set[at].id(), set[at].node());
        let mut ways = Vec::new();
        if id.kind != "CustomResourceDefinition" {
            in_containers(object, &mut Path::default(), &mut ways);
        }
        let mut twice: FxHashSet<Path> = FxHashSet::default();
        for field in fields.iter().filter(|field| field.is_of(id)) {
            // A way that ends early leads to no image.
            twice.extend(field.find(object).unwrap_or_default());
        }
        let times = |way: &Path| if twice.contains(way) { 2 } else { 1 };
        let mut ways: Vec<(Path, usize)> = ways.into_iter().map(|way| (way.clone(), times(&way))).collect();
        let known: FxHashSet<Path> = ways.iter().map(|(way, _)| way.clone()).collect();
        for way in twice.into_iter().filter(|way| !known.contains(way)) {
            ways.push((way, 1));
        }
        ways.retain(|(way, _)| way.find(object).is_some_and(|image| entries.next(image, 0).is_some()));
        if ways.is_empty() {
            continue;
        }
        set.change_at(at, |resource| {
            resource.change(|object| {
                for (way, times) in &ways {
                    if let Some(image) = way.find_mut(object) {
                        entries.change(image, *times, &mut hits);
                    }
                }
            });
        });
    }
    if whole {
        let judged = entries.all.iter().zip(&hits).filter_map(|(entry, hits)| judge(&entry.image, hits, set));
        judged.for_each(|problem| diagnostics.push(problem));
    }
}

/// Finds the ways to the images in lists of containers.
fn in_containers(node: &Node, way: &mut Path, found: &mut Vec<Path>) {
    for (index, item) in node.as_sequence().into_iter().flatten().enumerate() {
        way.push_index(index);
        in_containers(item, way, found);
        way.pop();
    }
    for entry in node.as_mapping().into_iter().flatten() {
        way.push_key(entry.key.clone());
        in_containers(&entry.node, way, found);
        if matches!(entry.key.as_str(), "containers" | "initContainers") {
            for (index, item) in entry.node.as_sequence().into_iter().flatten().enumerate() {
                if item.get("image").is_some() {
                    way.push_index(index);
                    way.push_key("image");
                    found.push(way.clone());
                    way.pop();
                    way.pop();
                }
            }
        }
        way.pop();
    }
}

/// The entries, found by what they want.
struct Entries<'e> {
    all: &'e [ImageLike],
    by_name: FxHashMap<&'e str, Vec<usize>>,
    /// Those that want more than one name, by the last segment that all of these have.
    by_segment: FxHashMap<&'e str, Vec<usize>>,
    /// Those that want names with nothing in common.
    others: Vec<usize>,
}

impl<'e> Entries<'e> {
    fn of(all: &'e [ImageLike]) -> Entries<'e> {
        let (by_name, by_segment) = (FxHashMap::default(), FxHashMap::default());
        let mut entries = Entries { all, by_name, by_segment, others: Vec::new() };
        for (index, entry) in all.iter().enumerate() {
            let list = if let Some(name) = entry.name.only() {
                entries.by_name.entry(name).or_default()
            } else if let Some(segment) = entry.name.last_segment() {
                entries.by_segment.entry(segment).or_default()
            } else {
                &mut entries.others
            };
            list.push(index);
        }
        entries
    }

    /// The first entry from a number on that an image fits.
    fn next(&self, image: &Node, from: usize) -> Option<usize> {
        let name = Image::parse(image.as_str()?).name;
        let later = |index: &usize| *index >= from;
        let fits = |index: &usize| self.all[*index].name.matches(name);
        let by_name = self.by_name.get(name).into_iter().flatten().copied().find(later);
        let segment = name.rsplit('/').next().and_then(|segment| self.by_segment.get(segment));
        let alike = |list: &[usize]| list.iter().copied().filter(later).find(fits);
        let like = segment.and_then(|list| alike(list));
        by_name.into_iter().chain(like).chain(alike(&self.others)).min()
    }

    fn change(&self, image: &mut Node, times: usize, hits: &mut [Tally]) {
        let mut from = 0;
        while let Some(index) = self.next(image, from) {
            let entry = &self.all[index];
            let (place, old) = (image.span(), image.clone());
            for _ in 0..times {
                if self.next(image, index) == Some(index) {
                    change(entry, image);
                }
            }
            hits[index].note(place, *image != old);
            from = index + 1;
        }
    }
}

fn change(entry: &ImageLike, image: &mut Node) {
    let text = image.as_str().unwrap_or_default();
    // A `:` with nothing behind it is no tag.
    if Image::parse(text).tag == Some("") {
        let bare = Image { tag: None, ..Image::parse(text) }.to_string();
        let cause = Cause { step: "images", span: entry.image.name.span() };
        image.replace(cause, Node::new(bare, image.span()));
    }
    apply(&entry.image, entry.tag_suffix.as_ref(), image);
}
