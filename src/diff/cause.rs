//! Where a difference comes from: the lines that made the new value, the one that decides first.

use ecow::EcoString;

use super::payload::lines_within;
use super::place::{Side, Step};
use super::{FieldChange, How, ObjectChange};
use crate::resource::Resource;
use crate::source::{Sources, Span};
use crate::yaml::{Change, Link, Node, Path, Segment, chain};

/// A place that had to do with a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The line of a spec, template, patch, kustomization or manifest.
    pub span: Span,
    /// What it did: the step's name as [`Link`] has it, [`AROUND`] or [`WAS`].
    pub step: &'static str,
}

/// The step of the place around a field that nothing says any more.
pub const AROUND: &str = "around";
/// The step of the place that said what is gone.
pub const WAS: &str = "was";

/// The steps that a value sees before a template takes it.
const SOURCES: [&str; 4] = ["written", "layer", "--set", "--set-json"];
/// The steps that put something before a text or behind it.
const AFFIXES: [&str; 4] = ["namePrefix", "nameSuffix", "hash", "add"];

/// The places that made the difference, the one that decides first: of a value its line in a spec, then the line of
/// the template that took it; of what is gone the line that took it away, or the place where it would stand and the
/// one where it stood. Without a `field` those that make the object, or made it.
pub fn causes(change: &ObjectChange<'_>, field: Option<&FieldChange>, sources: &Sources) -> Vec<Origin> {
    let mut origins = match (field, change.before, change.after) {
        (Some(field), before, Some(after)) if field.after.is_some() => {
            let before = before.zip(field.place.path(Side::Before));
            let before = before.and_then(|(before, path)| path.find(before.node()));
            of_field(after, field, before, sources)
        }
        (Some(field), Some(before), Some(after)) => of_removed(before, after, field, sources),
        (_, _, Some(object)) => of_object(object, sources),
        (_, Some(object), None) => vec![Origin { span: object.place(), step: WAS }],
        (_, None, None) => Vec::new(),
    };
    let mut seen = Vec::new();
    origins.retain(|origin| {
        let is_new = !seen.contains(&origin.span);
        seen.push(origin.span);
        is_new
    });
    origins
}

/// The places that made the value at `path` what it is, the one that decides first.
pub fn origins(root: &Node, path: &Path, sources: &Sources) -> Vec<Origin> {
    decisive(&chain(root, path), None, sources)
}

fn of_object(object: &Resource, sources: &Sources) -> Vec<Origin> {
    let step = if object.is_generated() { "generator" } else { "written" };
    let mut name = Path::default();
    name.push_key("metadata");
    name.push_key("name");
    let mut all = vec![Origin { span: object.hash_span(), step }];
    // The name's own place is in the object's.
    let within = |origin: &Origin| origin.span.file == all[0].span.file;
    let name = origins(object.node(), &name, sources).into_iter().filter(|origin| !within(origin));
    let name: Vec<Origin> = name.collect();
    all.extend(name);
    all
}

fn of_field(after: &Resource, field: &FieldChange, before: Option<&Node>, sources: &Sources) -> Vec<Origin> {
    let Some(path) = field.place.path(Side::After) else { return Vec::new() };
    let mut origins = decisive(&chain(after.node(), &path), before, sources);
    let payload = path.find(after.node());
    if let (Some(line), Some(payload)) = (line(field, sources), payload)
        && let Some(text) = payload.as_str()
        && let Some(Some(span)) = lines_within(payload.span(), text, sources).get(line).copied()
    {
        origins.retain(|origin| origin.span != payload.span());
        origins.insert(0, Origin { span, step: "written" });
    }
    origins
}

/// The number of the line, from 0, in the text around it that a difference begins at.
fn line(field: &FieldChange, sources: &Sources) -> Option<usize> {
    if let How::Lines(hunks) = &field.how {
        let hunk = hunks.first()?;
        let before = hunk.lines.iter().take_while(|line| line.tag == super::Tag::Both).count();
        return Some(hunk.after.start + before);
    }
    let texts = field.place.0.iter().filter(|step| matches!(step, Step::Within(_))).count();
    let node = field.after.as_ref().filter(|_| texts == 1)?;
    Some(sources.location(node.span()).line as usize - 1)
}

fn of_removed(before: &Resource, after: &Resource, field: &FieldChange, sources: &Sources) -> Vec<Origin> {
    let was = field.place.path(Side::Before).map(|path| origins(before.node(), &path, sources));
    let was = was.into_iter().flatten().take(1).map(|origin| Origin { step: WAS, ..origin });
    let (mut node, mut way) = (after.node(), Path::default());
    for (at, step) in field.place.0.iter().enumerate() {
        let segment = match step {
            Step::Key(key) => Segment::Key(key.clone()),
            Step::Item { after: Some(index), .. } => Segment::Index(*index),
            Step::Item { by, .. } => {
                let removed = removed_item(node, by).map(|(span, step)| Origin { span, step });
                return removed.into_iter().chain(around(after, &way, sources)).take(1).chain(was).collect();
            }
            Step::Within(_) => break,
        };
        let below = Path([&way.0[..], std::slice::from_ref(&segment)].concat());
        if let Some(child) = below.find(after.node()) {
            (node, way) = (child, below);
            continue;
        }
        let rest = field.place.0[at..].iter().map_while(|step| match step {
            Step::Key(key) => Some(Segment::Key(key.clone())),
            Step::Item { before, .. } => before.map(Segment::Index),
            Step::Within(_) => None,
        });
        let links = chain(after.node(), &Path(way.0.iter().cloned().chain(rest).collect()));
        let removed = links.last().filter(|link| link.after.is_none() && link.before.is_some());
        let removed = removed.map(|link| Origin { span: link.span, step: link.step });
        return removed.into_iter().chain(around(after, &way, sources)).take(1).chain(was).collect();
    }
    // It is gone from within a text that is there.
    around(after, &way, sources).chain(was).collect()
}

/// The place of what is around something that is not there.
fn around(object: &Resource, path: &Path, sources: &Sources) -> impl Iterator<Item = Origin> + use<> {
    let first = if path.0.is_empty() {
        Some(object.place())
    } else {
        origins(object.node(), path, sources).first().map(|origin| origin.span)
    };
    first.into_iter().map(|span| Origin { span, step: AROUND })
}

/// Who took the item of that name out of a list, or replaced a list that had it.
fn removed_item(list: &Node, by: &str) -> Option<(Span, &'static str)> {
    let is_it = |item: &Node| by.split(',').all(|part| is_called(item, part));
    list.past().find_map(|past| {
        let had = match &past.change {
            Change::Removed(_, old) => is_it(old),
            Change::Replaced(old) => old.as_sequence().is_some_and(|items| items.iter().any(is_it)),
            _ => false,
        };
        had.then_some((past.cause.span, past.cause.step))
    })
}

/// Whether a part of what tells an item from others is so: `name=web`, or the whole of a scalar.
pub(super) fn is_called(item: &Node, part: &str) -> bool {
    let text = |node: &Node| node.value().scalar_text();
    match part.split_once('=') {
        Some((key, value)) if item.as_mapping().is_some() => {
            item.at(key.split('.')).and_then(text).is_none_or(|text| text == value)
        }
        _ => text(item).is_some_and(|text| text == part),
    }
}

/// Of the chain of a value the places that made what it is, those first that made it another one than `before`.
fn decisive(links: &[Link<'_>], before: Option<&Node>, sources: &Sources) -> Vec<Origin> {
    let before = before.and_then(|node| node.value().scalar_text());
    let (mut deciding, mut others) = (Vec::new(), Vec::new());
    let mut put = |link: &Link<'_>, decides: bool| {
        let list = if decides { &mut deciding } else { &mut others };
        list.push(Origin { span: link.span, step: link.step });
    };
    let mut rest = links;
    while let Some((link, older)) = rest.split_last() {
        rest = older;
        // A key that a later generator gives to the same object is written where that one says it.
        if link.step == "merge" && older.last().is_some_and(|older| older.after == link.after) {
            continue;
        }
        if link.step == "template" {
            // A macro, or an `include`, may hand on what another line has made.
            let mut maker = link;
            while let Some((older, others)) = rest.split_last().filter(|(older, _)| hands_on(older, link)) {
                (maker, rest) = (older, others);
            }
            let older = rest;
            let from = older.iter().rev().take_while(|link| link.step == "value" || is_source(link));
            let from: Vec<&Link<'_>> = from.collect();
            // Of a text that several values are put into, each as good as the others, the template is the place.
            let is_composed =
                from.len() > 1 && before.is_none() && from.iter().all(|link| link.step == "value");
            match from.first() {
                Some(value) if is_source(value) => put(value, true),
                _ => {
                    for value in from.iter().rev().take_while(|link| link.step == "value") {
                        let decides = !is_composed && !is_in(value.span, before.as_deref(), sources);
                        put(value, decides);
                    }
                }
            }
            put(if is_composed { maker } else { link }, is_composed);
            break;
        }
        // A prefix, a suffix or a hash: what it was put to is a part of what is there now.
        if let Some(added) = added(link) {
            let had = before.as_ref().is_some_and(|before| added.is_in(before));
            put(link, !had);
        } else {
            put(link, true);
            break;
        }
    }
    deciding.append(&mut others);
    deciding
}

/// Whether a line of a template made what another one only took.
fn hands_on(link: &Link<'_>, to: &Link<'_>) -> bool {
    link.step == "template" && link.after == to.after
}

fn is_source(link: &Link<'_>) -> bool {
    SOURCES.contains(&link.step)
}

/// Whether the text at a place is a part of what was there before.
fn is_in(place: Span, before: Option<&str>, sources: &Sources) -> bool {
    let source = sources.get(place.file);
    let text = source.text().get(place.range()).unwrap_or_default().trim_matches(['"', '\'']);
    before.is_some_and(|before| before.contains(text))
}

/// What a step put before a text, or behind it.
enum Added {
    Before(EcoString),
    Behind(EcoString),
}

impl Added {
    fn is_in(&self, text: &str) -> bool {
        match self {
            Added::Before(prefix) => text.starts_with(prefix.as_str()),
            Added::Behind(suffix) => text.ends_with(suffix.as_str()),
        }
    }
}

fn added(link: &Link<'_>) -> Option<Added> {
    if !AFFIXES.contains(&link.step) {
        return None;
    }
    let (before, after) = (link.before?.as_str()?, link.after?.as_str()?);
    let prefix = after.strip_suffix(before).map(|prefix| Added::Before(prefix.into()));
    prefix.or_else(|| after.strip_prefix(before).map(|suffix| Added::Behind(suffix.into())))
}
