//! Finds all that was made from a value which reached a Secret.

use rustc_hash::FxHashSet;

use crate::resource::{Resource, ResourceSet};
use crate::source::{Sources, Span};
use crate::yaml::{Change, Node, Number, Value};

/// Flags every value that was made from one which reached a Secret of the set, or one `elsewhere` in its environment,
/// and hides all of them in the sources.
///
/// What an object is called by is never secret, even where a Secret holds it too: every line says it.
pub fn carry(set: &mut ResourceSet, elsewhere: &[&Resource], sources: &Sources) {
    let mut found = Found::default();
    for resource in set.iter().chain(elsewhere.iter().copied()) {
        resource.secrets().for_each(|node| found.seed(node));
    }
    if found.places.is_empty() {
        return;
    }
    let mut names = FxHashSet::default();
    for resource in set.iter().chain(elsewhere.iter().copied()) {
        names.extend(name_nodes(resource).flat_map(Node::places));
    }
    found.places.retain(|place| !names.contains(place));
    let origins: FxHashSet<Span> = found.origins.difference(&names).copied().collect();
    if set.iter().any(|resource| reaches(resource.node(), &origins)) {
        set.change_all(|resource| {
            if reaches(resource.node(), &origins) {
                resource.change(|node| flag(node, &origins));
            }
        });
    }
    hide(set, &found, sources);
}

/// Hides what a single object holds as a Secret, wherever the text of it is drawn.
pub fn hide_own(resource: &Resource, sources: &Sources) {
    let mut found = Found::default();
    resource.secrets().for_each(|node| found.seed(node));
    if !found.places.is_empty() {
        sources.hide(found.places);
    }
}

/// Where the values of Secrets come from.
#[derive(Default)]
struct Found {
    /// All places that hold a part of one, which nobody may see.
    places: FxHashSet<Span>,
    /// Those of them that hold a value, not an expression which makes one of other values at each call.
    origins: FxHashSet<Span>,
}

impl Found {
    fn seed(&mut self, node: &Node) {
        match node.value() {
            Value::Mapping(mapping) => mapping.iter().for_each(|entry| self.seed(&entry.node)),
            Value::Sequence(items) => items.iter().for_each(|item| self.seed(item)),
            _ => {
                self.places.insert(node.span());
                if !is_made(node) {
                    self.origins.insert(node.span());
                }
            }
        }
        for past in node.past() {
            match &past.change {
                Change::Replaced(old) | Change::Removed(_, old) => self.seed(old),
                Change::Rendered(from) => {
                    self.places.extend(from.iter());
                    self.origins.extend(from.iter());
                }
                Change::Inserted | Change::Reordered => {}
            }
        }
    }
}

/// Whether an expression of a template made the value, so that its place is the expression's.
fn is_made(node: &Node) -> bool {
    node.past().any(|past| {
        matches!(&past.change, Change::Rendered(from) if past.cause.span == node.span() && !from.is_empty())
    })
}

/// What an object is called by.
fn name_nodes(resource: &Resource) -> impl Iterator<Item = &Node> {
    let paths: [&[&str]; 4] = [&["apiVersion"], &["kind"], &["metadata", "name"], &["metadata", "namespace"]];
    paths.into_iter().filter_map(|path| resource.node().at(path.iter().copied()))
}

/// Whether a node that is not flagged, or one in it, was made from a value at one of the places.
fn reaches(node: &Node, origins: &FxHashSet<Span>) -> bool {
    if node.is_secret() {
        return false;
    }
    comes_from(node, origins)
        || match node.value() {
            Value::Mapping(mapping) => mapping.iter().any(|entry| reaches(&entry.node, origins)),
            Value::Sequence(items) => items.iter().any(|item| reaches(item, origins)),
            _ => false,
        }
}

/// Whether a node itself was written at one of the places, or made from a value there.
fn comes_from(node: &Node, origins: &FxHashSet<Span>) -> bool {
    let made = |change: &Change| match change {
        Change::Rendered(from) => from.iter().any(|place| origins.contains(place)),
        _ => false,
    };
    origins.contains(&node.span()) || node.past().any(|past| made(&past.change))
}

fn flag(node: &mut Node, origins: &FxHashSet<Span>) {
    if comes_from(node, origins) {
        return node.make_secret();
    }
    match node.value() {
        Value::Sequence(items) if items.iter().any(|item| reaches(item, origins)) => {
            node.items_mut().iter_mut().for_each(|item| flag(item, origins));
        }
        Value::Mapping(mapping) if mapping.iter().any(|entry| reaches(&entry.node, origins)) => {
            node.values_mut().for_each(|(_, value)| flag(value, origins));
        }
        _ => {}
    }
}

/// Tells the sources what is secret: the places, and the values themselves wherever else they stand.
fn hide(set: &ResourceSet, found: &Found, sources: &Sources) {
    let shown = |place: &&Span| !is_bare_expression(**place, found, sources);
    sources.hide(found.places.iter().filter(shown).copied());
    let names: FxHashSet<&str> = set.iter().flat_map(name_nodes).filter_map(Node::as_str).collect();
    let written = found.origins.iter().filter_map(|place| {
        let source = sources.get(place.file);
        Some(source.text().get(place.range())?.trim_matches(['"', '\'']).to_owned())
    });
    let mut values: Vec<String> = written.collect();
    for resource in set {
        collect(resource.node(), &mut values);
    }
    sources.hide_values(values.iter().map(String::as_str).filter(|value| !names.contains(value)));
}

/// Whether nothing stands at a place but names and filters: what a reader of a template's line wants to see.
fn is_bare_expression(place: Span, found: &Found, sources: &Sources) -> bool {
    let is_name = |word: &str| word.starts_with(|c: char| c.is_ascii_alphabetic());
    !found.origins.contains(&place)
        && sources.get(place.file).text().get(place.range()).is_some_and(|text| {
            text.chars().all(|c| c.is_ascii_alphanumeric() || "_.| ".contains(c))
                && text.split(['.', '|']).map(str::trim).all(is_name)
        })
}

/// The texts of all flagged scalars, and what those that are base64 hold.
fn collect(node: &Node, values: &mut Vec<String>) {
    match node.value() {
        Value::Mapping(mapping) => mapping.iter().for_each(|entry| collect(&entry.node, values)),
        Value::Sequence(items) => items.iter().for_each(|item| collect(item, values)),
        Value::String(text) if node.is_secret() => {
            values.extend(decoded(text));
            values.push(text.to_string());
        }
        Value::Number(number) if node.is_secret() => values.push(match number {
            Number::Int(int) => int.to_string(),
            Number::Uint(uint) => uint.to_string(),
            Number::Float(float) => float.to_string(),
        }),
        _ => {}
    }
}

fn decoded(text: &str) -> Option<String> {
    let bytes = data_encoding::BASE64.decode(text.trim().as_bytes()).ok()?;
    String::from_utf8(bytes).ok()
}
