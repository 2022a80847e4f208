//! The chain of a field: each step that had to do with its value, with the place that asked for it and the value
//! that was there before.

use super::{Change, Node, Past, Path, Segment};
use crate::source::Span;

/// A step in the life of a field.
#[derive(Clone, Copy, Debug)]
pub struct Link<'n> {
    /// The step's name: `written` for where a file says the value, `value` for one that a text was made with, else
    /// that of its [`super::Cause`], as `template`, `layer`, `patch`.
    pub step: &'static str,
    /// The place that asked for it.
    pub span: Span,
    /// What the field was before; nothing if it was not there.
    pub before: Option<&'n Node>,
    /// What it was after; nothing if it was not there any more.
    pub after: Option<&'n Node>,
}

/// The chain of the field at `path` below `root`, the oldest link first; none if there never was such a field.
///
/// A field that was removed has one too, which its parent remembers; so has one in a map or list that was replaced.
/// An item of a list is found by its place in the list, which is not always the place that it had before.
pub fn chain<'n>(root: &'n Node, path: &Path) -> Vec<Link<'n>> {
    let mut links = Vec::new();
    collect(root, &path.0, &mut links);
    links
}

/// The steps that a value sees before a template takes it into an object.
const SOURCES: [&str; 5] = ["written", "value", "layer", "--set", "--set-json"];

/// The node at the end of `path`, as the tree is now.
fn find<'n>(node: &'n Node, path: &[Segment]) -> Option<&'n Node> {
    path.iter().try_fold(node, child)
}

fn child<'n>(node: &'n Node, segment: &Segment) -> Option<&'n Node> {
    match segment {
        Segment::Key(key) => node.get(key),
        Segment::Index(index) => node.as_sequence()?.get(*index),
    }
}

fn is_called(segment: &Segment, name: &str) -> bool {
    match segment {
        Segment::Key(key) => key == name,
        Segment::Index(index) => name.parse() == Ok(*index),
    }
}

fn collect<'n>(node: &'n Node, path: &[Segment], links: &mut Vec<Link<'n>>) {
    let Some((first, rest)) = path.split_first() else { return collect_own(node, links) };
    let mut arrivals = Vec::new();
    for Past { change, cause, .. } in events(node) {
        let link = |before| Link { step: cause.step, span: cause.span, before, after: None };
        match change {
            Change::Replaced(old) => {
                collect(old, path, links);
                arrivals.push(link(find(old, path)));
            }
            Change::Removed(name, old) if is_called(first, name) => {
                settle(old, rest, std::mem::take(&mut arrivals), links);
                links.extend(find(old, rest).map(|before| link(Some(before))));
            }
            Change::Inserted | Change::Rendered(_) => arrivals.push(link(None)),
            Change::Removed(..) | Change::Reordered => {}
        }
    }
    match child(node, first) {
        Some(now) => settle(now, rest, arrivals, links),
        None => links.extend(arrivals.into_iter().filter(|link| link.before.is_some())),
    }
}

/// Adds the chain of a field below a node, which came to its place with what is around it: the `arrivals`.
///
/// What the field was in a spec is older than its coming into the object, and what it became there is newer.
fn settle<'n>(node: &'n Node, path: &[Segment], arrivals: Vec<Link<'n>>, links: &mut Vec<Link<'n>>) {
    let mut own = Vec::new();
    collect(node, path, &mut own);
    let come = own.iter().position(|link| !SOURCES.contains(&link.step)).unwrap_or(own.len());
    let then = own.split_off(come);
    let came_alone = then.first().is_some_and(|link| link.before.is_none());
    let after = then.first().map_or_else(|| find(node, path), |link| link.before);
    let with_it = |link: &Link| link.before.is_some() || (after.is_some() && !came_alone);
    links.extend(own);
    links.extend(arrivals.into_iter().filter(with_it).map(|link| Link { after, ..link }));
    links.extend(then);
}

/// The chain of a node itself.
fn collect_own<'n>(node: &'n Node, links: &mut Vec<Link<'n>>) {
    let begin = links.len();
    let oldest = events(node).next();
    match oldest.map(|past| (&past.change, past.cause)) {
        // The content of another file than the one that asks for it is written there.
        Some((Change::Inserted, cause)) if cause.span.file == node.span().file => {}
        Some((Change::Replaced(_), _)) => {}
        Some((Change::Rendered(_), cause)) if cause.span == node.span() => {}
        _ => links.push(Link { step: "written", span: node.span(), before: None, after: Some(node) }),
    }
    for Past { change, cause, .. } in events(node) {
        let link = |before| Link { step: cause.step, span: cause.span, before, after: Some(node) };
        match change {
            Change::Replaced(old) => {
                // What was here comes before what the new value was elsewhere.
                let mut elsewhere = links.split_off(begin);
                if elsewhere.last().is_some_and(|last| (last.step, last.span) == (cause.step, cause.span)) {
                    // The same step made the new value out of what it was elsewhere: that is no step of its own.
                    elsewhere.pop();
                }
                collect_own(old, links);
                links.extend(elsewhere);
                links.push(link(Some(old)));
            }
            Change::Rendered(from) => {
                let values = from.iter().filter(|span| **span != node.span());
                links.extend(values.map(|span| Link {
                    step: "value",
                    span: *span,
                    before: None,
                    after: None,
                }));
                links.push(link(None));
            }
            Change::Inserted => links.push(link(None)),
            Change::Removed(..) | Change::Reordered => {}
        }
    }
}

/// What happened to a node, the oldest first.
fn events(node: &Node) -> impl Iterator<Item = &Past> {
    let mut events: Vec<&Past> = node.past().collect();
    events.reverse();
    events.into_iter()
}
