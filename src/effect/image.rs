//! Images that move: to another tag, digest, repository or registry.

use super::workload::Workload;
use super::{Class, Found, Scene};
use crate::kubernetes::image::{Image, familiar, is_earlier, registry};

/// So many characters of a digest are shown: its algorithm and twelve digits, as container engines do.
const DIGEST: usize = "sha256:".len() + 12;

/// Each image of the pods that is another one.
pub(super) fn find(_: &Scene<'_>, found: &mut Found<'_>) {
    let Some(workload) = found.change.after.and_then(Workload::of) else { return };
    let place = workload.place();
    let is_image = |rest: &str| {
        let (list, rest) = rest.split_once('[').unwrap_or_default();
        let (_, end) = rest.rsplit_once(']').unwrap_or_default();
        matches!(
            (list, end),
            (".containers" | ".initContainers", ".image") | (".volumes", ".image.reference")
        )
    };
    let moved: Vec<(usize, String)> = found
        .below(&place)
        .filter(|(_, way, _)| way.strip_prefix(place.as_str()).is_some_and(is_image))
        .filter_map(|(number, _, field)| {
            Some((number, moved(field.before.as_ref()?.as_str()?, field.after.as_ref()?.as_str()?)))
        })
        .collect();
    for (field, text) in moved {
        found.of(field, Class::Image, text);
    }
}

/// What is another one in an image.
fn moved(before: &str, after: &str) -> String {
    let (old, new) = (Image::parse(before), Image::parse(after));
    let name = familiar(new.name);
    // Of an image that is pinned without a tag the beginning of its digest says which it is.
    let short = |digest: &str| digest.chars().take(DIGEST).collect::<String>();
    let tag = |image: Image<'_>| {
        let pinned = || image.digest.map_or("latest".to_owned(), short);
        image.tag.map_or_else(pinned, str::to_owned)
    };
    let (was, is) = (tag(old), tag(new));
    let step = if was == is { format!("`{is}`") } else { format!("`{was}` → `{is}`") };
    let mut text = if familiar(old.name) == name {
        format!("image `{name}`: {step}")
    } else {
        let ((from, path), (to, same)) = (registry(old.name), registry(new.name));
        if path == same {
            format!("image `{path}` from another registry: `{from}` → `{to}`, {step}")
        } else {
            format!("another image: `{before}` → `{after}`")
        }
    };
    match (old.digest, new.digest) {
        (Some(old), Some(new)) if old != new => text.push_str(", another digest"),
        (None, Some(_)) => text.push_str(", pinned to a digest"),
        (Some(_), None) => text.push_str(", no longer pinned to a digest"),
        _ => {}
    }
    if new.digest.is_none() && is == "latest" && was != "latest" {
        text.push_str(": which may be another image at each start");
    }
    if is_earlier(&is, &was) {
        text.push_str(": an earlier version");
    }
    text
}
