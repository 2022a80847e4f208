//! Reads `images`: other names, tags and digests for container images.

use ecow::{EcoString, EcoVec};
use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kubernetes::image::{Image, digest_fault, is_name, is_tag};
use crate::plan::ImageOverride;
use crate::source::Span;
use crate::yaml::{Mapping, Node};

use super::{expected, fields, merge};

const KEYS: &[&str] = &["digest", "matches", "name", "newName", "newTag", "optional"];

/// The keys that say a change.
const CHANGES: &[&str] = &["digest", "newName", "newTag"];

const ENTRY: &str = "an entry of `images`";

/// The entries of the list `node`, without those that are wrong, which are reported.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Vec<ImageOverride> {
    let items = fields::items(
        node,
        "`images`",
        "a list such as `[{name: nginx, newTag: \"1.29\"}]`",
        |_| false,
        diagnostics,
    );
    let mut entries: Vec<ImageOverride> = Vec::new();
    let mut names: FxHashMap<&str, &Node> = FxHashMap::default();
    for item in items {
        let first = item.get("name").and_then(|name| names.insert(name.as_str()?, name).zip(Some(name)));
        if let Some((first, second)) = first {
            diagnostics.push(fields::said_twice(first, second, "`images`"));
        } else {
            entries.extend(entry(item, diagnostics));
        }
    }
    entries
}

/// Lays the entries of a later layer over those of an earlier one, by their names.
///
/// A tag or a digest takes the place of both: what an image's version is, one layer says.
pub(super) fn lay(base: &mut EcoVec<ImageOverride>, over: &[ImageOverride]) {
    if over.is_empty() {
        return;
    }
    let known: FxHashMap<EcoString, usize> = base
        .iter()
        .enumerate()
        .filter_map(|(index, entry)| Some((entry.name.as_str()?.into(), index)))
        .collect();
    for entry in over {
        let Some(index) = entry.name.as_str().and_then(|name| known.get(name)) else {
            base.push(entry.clone());
            continue;
        };
        let earlier = &mut base.make_mut()[*index];
        if entry.new_name.is_some() {
            earlier.new_name = merge::succeeded(earlier.new_name.take(), entry.new_name.as_ref());
        }
        if entry.new_tag.is_some() || entry.digest.is_some() {
            let (tag, digest) = (earlier.new_tag.take(), earlier.digest.take());
            earlier.new_tag = merge::succeeded(tag.clone().or(digest.clone()), entry.new_tag.as_ref());
            earlier.digest = merge::succeeded(digest.or(tag), entry.digest.as_ref());
        }
        earlier.name = entry.name.clone();
        earlier.expected = entry.expected.or(earlier.expected);
    }
}

fn entry(item: &Node, diagnostics: &mut Diagnostics) -> Option<ImageOverride> {
    let mut problems = Diagnostics::default();
    let mapping = fields::map(item, ENTRY, KEYS, diagnostics)?;
    let mut text = |key: &str, problem: fn(&str, Span) -> Option<Diagnostic>| {
        let node = mapping.get(key)?;
        let text = fields::string(node, &format!("`{key}` in {ENTRY}"), &mut problems)?;
        if let Some(problem) = problem(text, node.span()) {
            problems.push(problem);
        }
        Some(node.clone())
    };
    let name = text("name", name_problem);
    let new_name = text("newName", new_name_problem);
    let new_tag = text("newTag", tag_problem);
    let digest = text("digest", digest_problem);
    let says_expected = expected::KEYS.iter().any(|key| mapping.contains_key(key));
    let expected = says_expected.then(|| expected::read(mapping, ENTRY, &mut problems));
    if !mapping.contains_key("name") {
        problems.push(incomplete(
            item,
            mapping,
            "says no `name`",
            "write the name that the objects write, without its tag",
        ));
    }
    // A key that is not known may be meant for one of these.
    let has_change = mapping.keys().any(|key| CHANGES.contains(&key) || !KEYS.contains(&key));
    if !has_change {
        problems.push(incomplete(item, mapping, "changes nothing", "write `newName`, `newTag` or `digest`"));
    }
    let is_whole = !problems.has_errors();
    diagnostics.extend(problems);
    Some(ImageOverride { name: name?, new_name, new_tag, digest, expected }).filter(|_| is_whole)
}

fn incomplete(item: &Node, mapping: &Mapping, what: &str, help: &str) -> Diagnostic {
    let place = mapping.iter().next().map_or(item.span(), |entry| entry.key_span.to(entry.node.span()));
    Diagnostic::new(Code::InvalidValue, format!("{ENTRY} {what}")).at(place, "incomplete").help(help)
}

/// The problem of a name that no image can have: one with a tag behind it, most often.
fn name_problem(text: &str, span: Span) -> Option<Diagnostic> {
    let image = Image::parse(text);
    if image.tag.is_none() && image.digest.is_none() {
        return None;
    }
    let message = format!("`name` in {ENTRY} takes no tag and no digest");
    let problem = Diagnostic::new(Code::InvalidValue, message).at(span, "more than a name");
    Some(problem.help(format!("write `name: {}`: every tag of it is meant", image.name)))
}

fn new_name_problem(text: &str, span: Span) -> Option<Diagnostic> {
    let image = Image::parse(text);
    let problem = |message: String| Diagnostic::new(Code::InvalidValue, message);
    let (key, part) = match (image.tag, image.digest) {
        (_, Some(digest)) => ("digest", digest),
        (Some(tag), None) => ("newTag", tag),
        (None, None) if is_name(text) => return None,
        (None, None) => {
            let problem = problem(format!("`{text}` is not the name of an image")).at(span, "not a name");
            return Some(problem.help(
                "write a path in small letters, with a registry before it or none: `registry.example.com/shop/web`",
            ));
        }
    };
    let problem =
        problem(format!("`newName` in {ENTRY} takes no tag and no digest")).at(span, "more than a name");
    Some(problem.help(format!("write `newName: {}` and `{key}: \"{part}\"`", image.name)))
}

fn tag_problem(text: &str, span: Span) -> Option<Diagnostic> {
    if is_tag(text) {
        return None;
    }
    let problem = Diagnostic::new(Code::InvalidValue, format!("`{text}` is not the tag of an image"));
    Some(match text.trim_start_matches('@') {
        digest if digest_fault(digest).is_none() => {
            problem.at(span, "a digest").help(format!("write `digest: {digest}`"))
        }
        _ => problem
            .at(span, "not a tag")
            .help("write letters, digits, `_`, `.` and `-`, 128 at most, with no `.` or `-` at the start"),
    })
}

fn digest_problem(text: &str, span: Span) -> Option<Diagnostic> {
    let fault = digest_fault(text)?;
    let problem = Diagnostic::new(Code::InvalidValue, format!("`{text}` is not the digest of an image"));
    Some(problem.at(span, fault).help("write the algorithm and all digits, as `sha256:` and 64 of them"))
}
