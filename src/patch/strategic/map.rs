//! Merges maps, key by key.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::yaml::{Entry, Mapping, Node, Value};
use ecow::EcoVec;

use super::directive::{Key, Whole, is_plain};
use super::keyed::is_marker;
use super::schema::{Field, List};
use super::union::Before;
use super::{Merger, Schema};

impl Merger<'_> {
    /// Merges a patch into an object; gives whether the patch says that it is to go.
    pub(super) fn root(&mut self, base: &mut Node, patch: &Node, schema: Schema<'_>) -> bool {
        let (Some(old), Some(mapping)) = (base.as_mapping(), patch.as_mapping()) else {
            let message = format!("a patch must be a map, not {}", patch.value().kind_name());
            self.refuse(Diagnostic::new(Code::WrongType, message).at(patch.span(), ""));
            return false;
        };
        let Some(whole) = self.whole(mapping) else { return false };
        match self.rules.map_or(Some(whole), |rules| rules.root(whole)) {
            None => {}
            Some(Whole::Delete) => {
                self.nothing_beside_delete(mapping, &["apiVersion", "kind", "metadata"]);
                return true;
            }
            Some(Whole::Replace) => {
                let old = old.clone();
                let mut new = self.replacement(patch, schema);
                keep_identity(&mut new, &old);
                self.put(base, directive_span(mapping, "$patch", patch.span()), new);
            }
            Some(Whole::Merge) => self.map(base, patch, schema),
        }
        false
    }

    /// Merges a map of the patch that is to be merged into a map.
    pub fn map(&mut self, base: &mut Node, patch: &Node, schema: Schema<'_>) {
        let Some(mapping) = patch.as_mapping() else { return };
        let (rules, is_strict) = (self.rules, self.rules.is_none());
        let schema = match rules {
            Some(rules) if schema.is_unknown() => rules.schema(base, patch, self.path.0.is_empty()),
            _ => schema,
        };
        let before = Before::of(base, schema).filter(|_| is_strict);
        if is_strict {
            self.retain_keys(base, mapping, schema);
        }
        let mut orders: Vec<(&str, &Entry)> = Vec::new();
        for entry in mapping {
            match Key::of(&entry.key, schema, self.rules) {
                Key::SetElementOrder(name) => orders.push((name, entry)),
                Key::DeleteFromPrimitiveList(name) => self.delete_scalars(base, mapping, name, entry),
                Key::Unknown => self.unknown_directive(entry),
                Key::Field | Key::Patch | Key::RetainKeys => {}
            }
        }
        let is_field = |entry: &&Entry| matches!(Key::of(&entry.key, schema, rules), Key::Field);
        for entry in mapping.iter().filter(is_field) {
            let order = orders.iter().position(|(name, _)| *name == entry.key);
            let order = order.map(|index| orders.remove(index).1);
            self.at(
                |path| path.push_key(entry.key.clone()),
                |merger| merger.field(base, entry, &schema.field(&entry.key), order),
            );
        }
        if let Some(rules) = rules {
            rules.untouched(self, base, mapping, schema);
        }
        for (name, entry) in orders {
            self.at(
                |path| path.push_key(name),
                |merger| merger.only_order(base, name, entry, &schema.field(name)),
            );
        }
        if let Some(before) = before {
            self.exclude(base, mapping, schema, &before);
        }
    }

    /// Merges one entry of the patch into the map `base`.
    fn field(&mut self, base: &mut Node, entry: &Entry, field: &Field<'_>, order: Option<&Entry>) {
        let (key, patch) = (&entry.key, &entry.node);
        let Some(old) = base.get(key) else {
            if patch.is_null() {
                self.nothing_there(base, entry);
            } else if let Some(new) = self.fresh(patch, field, order) {
                let cause = self.change(patch.span());
                base.insert(cause, key.clone(), entry.key_span, new);
            }
            return;
        };
        if patch.is_null() {
            let cause = self.change(entry.key_span.to(patch.span()));
            base.remove(cause, key);
            return;
        }
        let whole = match patch.as_mapping() {
            Some(mapping) => match self.whole(mapping) {
                Some(whole) => whole,
                None => return,
            },
            None => Whole::Merge,
        };
        if let (Whole::Delete, Some(mapping)) = (whole, patch.as_mapping()) {
            self.nothing_beside_delete(mapping, &[]);
            let cause = self.change(directive_span(mapping, "$patch", patch.span()));
            base.remove(cause, key);
            return;
        }
        let (is_map, is_list) = (old.as_mapping().is_some(), old.as_sequence().is_some());
        let Some(old) = base.get_mut(key) else { return };
        if self.rules.is_some() && whole == Whole::Merge && self.is_of_another_kind(old, patch) {
            return;
        }
        let is_atomic = field.is_replaced && self.rules.is_none();
        match patch.value() {
            Value::Mapping(mapping) if is_map && is_merged(mapping, whole, is_atomic) => {
                self.map(old, patch, field.schema);
            }
            Value::Mapping(mapping) => {
                let span = match whole {
                    Whole::Replace => directive_span(mapping, "$patch", patch.span()),
                    _ => patch.span(),
                };
                let new = self.replacement(patch, field.schema);
                self.put_entry(base, entry, span, new);
            }
            Value::Sequence(items) if is_list => self.list(old, items, patch.span(), field, order),
            _ => {
                if let Some(new) = self.fresh(patch, field, order) {
                    let new = match self.rules {
                        Some(rules) => rules.in_place_of(old, new),
                        None => new,
                    };
                    self.put_entry(base, entry, patch.span(), new);
                }
            }
        }
    }

    /// Whether the patch has a map, a list or a scalar where the object has another of these: refused.
    fn is_of_another_kind(&mut self, old: &Node, patch: &Node) -> bool {
        let kind = |node: &Node| match node.value() {
            Value::Null => None,
            Value::Mapping(_) => Some("a map"),
            Value::Sequence(_) => Some("a list"),
            _ => Some("a scalar"),
        };
        let (Some(was), Some(is)) = (kind(old), kind(patch)) else { return false };
        if was != is {
            let message = format!("{} is {was}, and the patch has {is}", self.place());
            let problem = Diagnostic::new(Code::PatchFailed, message).at(patch.span(), is);
            self.refuse(problem.at(old.span(), was));
        }
        was != is
    }

    /// Puts `new` in the place of what the map `base` has of the patch's key, unless it is the same.
    fn put_entry(&mut self, base: &mut Node, entry: &Entry, span: Span, new: Node) {
        let is_it = |old: &Node| *old == new && old.other_text() == new.other_text();
        if !base.get(&entry.key).is_some_and(is_it) {
            let cause = self.change(span);
            base.insert(cause, entry.key.clone(), entry.key_span, new);
        }
    }

    /// Merges a list of the patch, written at `span`, into a list.
    fn list(
        &mut self,
        base: &mut Node,
        items: &[Node],
        span: Span,
        field: &Field<'_>,
        order: Option<&Entry>,
    ) {
        if let Some(rules) = self.rules {
            return rules.list(self, base, items, span, field);
        }
        match &field.list {
            List::Keyed(keys) => self.keyed(base, items, span, keys, field.items, order),
            List::Set => self.set(base, items, span, order),
            List::Replaced => {
                self.no_order(order);
                if let Some(items) = self.as_written(items, field) {
                    self.put(base, span, Node::new(items, span));
                }
            }
        }
    }

    /// Orders a list of which the patch says nothing else.
    fn only_order(&mut self, base: &mut Node, name: &str, entry: &Entry, field: &Field<'_>) {
        match base.get_mut(name).filter(|old| old.as_sequence().is_some()) {
            Some(old) if !matches!(field.list, List::Replaced) => {
                self.list(old, &[], entry.node.span(), field, Some(entry));
            }
            Some(_) => self.no_order(Some(entry)),
            None => {
                let message = format!("{} is not there to be ordered", self.place());
                self.report(Diagnostic::new(Code::NoMatch, message).at(entry.key_span, ""));
            }
        }
    }

    fn no_order(&mut self, order: Option<&Entry>) {
        if let Some(entry) = order {
            let message = format!("{} is replaced as a whole, and has no order to set", self.place());
            let problem = Diagnostic::new(Code::InvalidValue, message).at(entry.key_span, "");
            self.report(problem.help("write the list as it is to be, without this line"));
        }
    }

    /// What a value of the patch is where nothing is: without its directives and nulls.
    pub(super) fn fresh(&mut self, patch: &Node, field: &Field<'_>, order: Option<&Entry>) -> Option<Node> {
        if is_plain(patch) && order.is_none() && self.rules.is_none() {
            return Some(patch.clone());
        }
        match patch.value() {
            Value::Mapping(mapping) => match self.whole(mapping)? {
                Whole::Delete => {
                    let message = format!("{} is not there to be deleted", self.place());
                    let span = directive_span(mapping, "$patch", patch.span());
                    self.report(Diagnostic::new(Code::NoMatch, message).at(span, ""));
                    None
                }
                Whole::Merge | Whole::Replace => Some(self.replacement(patch, field.schema)),
            },
            Value::Sequence(items) => {
                let mut new = Node::new(EcoVec::new(), patch.span());
                self.aside(|merger| match (&field.list, merger.rules) {
                    (List::Keyed(keys), Some(rules)) => {
                        new = rules.new_list(merger, items, patch.span(), keys, field.items);
                    }
                    _ => merger.list(&mut new, items, patch.span(), field, order),
                });
                // A list that is replaced remembers an empty one that nobody wrote.
                let items: EcoVec<Node> = new.as_sequence().unwrap_or_default().iter().cloned().collect();
                Some(Node::new(items, patch.span()))
            }
            _ => Some(patch.clone()),
        }
    }

    /// What a map of the patch is where nothing is.
    pub fn replacement(&mut self, patch: &Node, schema: Schema<'_>) -> Node {
        if is_plain(patch) && self.rules.is_none() {
            return patch.clone();
        }
        let mut new = Node::new(Mapping::default(), patch.span());
        self.aside(|merger| merger.map(&mut new, patch, schema));
        new
    }

    /// The items of a list that is not merged: as written, but for the word that it takes the other's place. Nothing if
    /// there are other directives in it, which is reported.
    fn as_written(&mut self, items: &[Node], field: &Field<'_>) -> Option<EcoVec<Node>> {
        let mut is_right = true;
        let kept: EcoVec<Node> = items.iter().filter(|item| !is_marker(item)).cloned().collect();
        for (index, item) in kept.iter().enumerate() {
            is_right &= self.at(|path| path.push_index(index), |merger| !merger.misplaced(item, field));
        }
        is_right.then_some(kept)
    }

    /// Whether there are directives in what is put in as it is written: reported.
    fn misplaced(&mut self, node: &Node, field: &Field<'_>) -> bool {
        let mut found = false;
        for entry in node.as_mapping().into_iter().flatten() {
            if matches!(Key::of(&entry.key, field.items, self.rules), Key::Field) {
                found |= self.misplaced(&entry.node, field);
                continue;
            }
            found = true;
            let message = format!("`{}` does nothing here", entry.key);
            let problem = Diagnostic::new(Code::InvalidValue, message)
                .at(entry.key_span, "in a list that is replaced as a whole");
            self.report(problem.help(if field.schema.is_unknown() {
                "lists of this kind can be merged when its CRD is at hand and names their keys"
            } else {
                "its items have no key to find them by; write the list as it is to be"
            }));
        }
        for item in node.as_sequence().unwrap_or_default() {
            found |= self.misplaced(item, field);
        }
        found
    }

    /// Puts `new` in the place of `old`, unless it is the same.
    pub fn put(&mut self, old: &mut Node, span: Span, new: Node) {
        if *old != new {
            let cause = self.change(span);
            old.replace(cause, new);
        }
    }

    /// Takes away what `$retainKeys` does not name.
    fn retain_keys(&mut self, base: &mut Node, patch: &Mapping, schema: Schema<'_>) {
        let Some(entry) = patch.entry("$retainKeys") else { return };
        let Some(items) = self.items(entry) else { return };
        let is_named = |key: &str| items.iter().any(|item| item.as_str() == Some(key));
        for field in patch {
            if matches!(Key::of(&field.key, schema, self.rules), Key::Field)
                && !field.node.is_null()
                && !is_named(&field.key)
            {
                let message = format!("`$retainKeys` does not name `{}`, which the patch sets", field.key);
                let problem = Diagnostic::new(Code::ConflictingFields, message);
                self.report(problem.at(entry.node.span(), "").at(field.key_span, "set here"));
                return;
            }
        }
        let keys: Vec<String> =
            base.as_mapping().into_iter().flatten().map(|field| field.key.to_string()).collect();
        for item in items {
            let is_there =
                item.as_str().is_some_and(|key| base.get(key).is_some() || patch.contains_key(key));
            if !is_there {
                let name = item.as_str().unwrap_or_default();
                let message = format!("`$retainKeys` names `{name}`, which is not there");
                let problem = Diagnostic::new(Code::NoMatch, message).at(item.span(), "");
                self.report(problem.suggest(name, keys.iter().map(String::as_str), "keys"));
            }
        }
        for key in keys.iter().filter(|key| !is_named(key)) {
            let cause = self.change(entry.key_span.to(entry.node.span()));
            base.remove(cause, key);
        }
    }

    /// Reports a null for a key that is not there.
    #[cold]
    fn nothing_there(&mut self, base: &Node, entry: &Entry) {
        let message = format!("{} is not there to be taken away", self.place());
        let keys = base.as_mapping().into_iter().flat_map(Mapping::keys);
        let problem = Diagnostic::new(Code::NoEffect, message).at(entry.key_span, "");
        self.report(match crate::diagnostic::nearest(&entry.key, keys).first() {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem,
        });
    }

    /// Reports what stands beside `$patch: delete` and is not among `allowed`.
    pub(super) fn nothing_beside_delete(&mut self, patch: &Mapping, allowed: &[&str]) {
        let other = |entry: &&Entry| entry.key != "$patch" && !allowed.contains(&entry.key.as_str());
        if let Some(entry) = patch.iter().find(other) {
            let message = format!("`{}` does nothing beside `$patch: delete`", entry.key);
            let problem = Diagnostic::new(Code::ConflictingFields, message).at(entry.key_span, "");
            let span = directive_span(patch, "$patch", entry.key_span);
            self.report(
                problem
                    .at(span, "deleted here")
                    .help("`$patch: replace` puts this in the place of what is there"),
            );
        }
    }
}

/// Whether a map is merged into the one that is there: `$patch` counts more than what the API says of the field.
fn is_merged(patch: &Mapping, whole: Whole, is_atomic: bool) -> bool {
    whole == Whole::Merge && (!is_atomic || patch.contains_key("$patch"))
}

/// Where a directive is written, its key and its value; `other` if it is not there.
pub(super) fn directive_span(patch: &Mapping, key: &str, other: Span) -> Span {
    patch.entry(key).map_or(other, |entry| entry.key_span.to(entry.node.span()))
}

/// Lets an object that is replaced keep what it is called, as far as the new one does not say it.
fn keep_identity(new: &mut Node, old: &Mapping) {
    let missing = |new: &Node, keys: &[&str], old: &Mapping| -> Vec<Entry> {
        let old = keys.iter().filter_map(|key| old.entry(key));
        old.filter(|entry| new.get(&entry.key).is_none()).cloned().collect()
    };
    if let (Some(metadata), Some(old)) =
        (new.get_mut("metadata"), old.get("metadata").and_then(Node::as_mapping))
    {
        let entries = missing(metadata, &["name", "namespace"], old);
        metadata.append(entries);
    }
    let entries = missing(new, &["apiVersion", "kind", "metadata"], old);
    new.append(entries);
}
