//! A comparison as rows: equal rows of several objects once, with the list of the objects.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::diff::{Across, Differences, Uncompared};
use crate::environment::Allowance;
use crate::resource::Resource;
use crate::source::Sources;
use crate::yaml::{Node, emit_compact_json};

/// What stands where there is no value.
pub(super) const NOTHING: &str = "–";
/// The words for an object that is there.
const THERE: &str = "there";
/// What stands in the place of a secret.
pub(super) const SECRET: &str = "secret";
/// What stands in the place of a secret of which nobody knows whether it is the same elsewhere.
pub(super) const UNKNOWN: &str = "secret, not compared";

/// All that is told.
pub(super) struct Table {
    /// What is compared: the title of each column.
    pub(super) columns: Vec<EcoString>,
    /// Rows of the same objects together, in the order in which these come first.
    pub(super) groups: Vec<Group>,
    /// How many objects are known to be the same in all columns.
    pub(super) same: usize,
    /// Values of secrets in several columns, of which nobody knows whether they differ: by object.
    pub(super) secrets: Vec<Secret>,
    /// For each allowance whether it is needed.
    met: Vec<bool>,
}

/// Objects that have rows in common.
pub(super) struct Group {
    /// As `Deployment/web`.
    pub(super) objects: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A field, or an object as a whole, with what it is in each column.
pub(super) struct Row {
    /// The field; nothing for the object as a whole.
    pub(super) field: Option<String>,
    pub(super) values: Vec<Option<String>>,
    /// Why it is meant, if it is.
    pub(super) reason: Option<EcoString>,
    /// Whether it is known that it differs; if not, it counts for nothing.
    pub(super) is_known: bool,
}

/// A value that is not compared.
pub(super) struct Secret {
    /// As `Secret/keys`.
    pub(super) object: String,
    pub(super) field: String,
    /// Which columns have it.
    pub(super) is_there: Vec<bool>,
}

/// A row as it is before equal ones are put together.
type Cells = (Option<String>, Vec<Option<String>>, Option<EcoString>);

impl Table {
    pub(super) fn of(
        columns: Vec<EcoString>,
        found: &Differences<'_>,
        allowed: &[Allowance],
        sources: &Sources,
    ) -> Table {
        let Differences { objects: differing, same, secrets } = found;
        let mut met = vec![false; allowed.len()];
        let mut reason = |object: &Across<'_>, field: Option<&str>| {
            let mut reason = None;
            for (at, allowance) in allowed.iter().enumerate() {
                if names(object).iter().any(|name| allowance.allows(name, field)) {
                    met[at] = true;
                    reason = reason.or_else(|| Some(allowance.reason.clone()));
                }
            }
            reason
        };
        // Which objects have a row, in their order.
        let mut rows: Vec<(Cells, Vec<usize>)> = Vec::new();
        let mut known: FxHashMap<Cells, usize> = FxHashMap::default();
        for (at, object) in differing.iter().enumerate() {
            let mut add = |cells: Cells| {
                let place = *known.entry(cells.clone()).or_insert(rows.len());
                match rows.get_mut(place) {
                    Some((_, objects)) => objects.push(at),
                    None => rows.push((cells, vec![at])),
                }
            };
            if object.is_missing() {
                let there = object.objects.iter().map(|object| object.map(|_| THERE.to_owned()));
                add((None, there.collect(), reason(object, None)));
            }
            for field in &object.fields {
                let reason = reason(object, Some(&field.place));
                let cells = if field.secrets.is_empty() {
                    cells(object, &field.values, sources)
                } else {
                    numbered(&field.secrets)
                };
                add((Some(field.place.clone()), cells, reason));
            }
        }
        let mut groups = Groups::default();
        for ((field, values, reason), objects) in rows {
            let objects = objects.iter().filter_map(|at| differing[*at].first()).collect();
            groups.add(objects, Row { field, values, reason, is_known: true });
        }
        for (object, row) in unknown(secrets) {
            groups.add(vec![object], row);
        }
        let secret = |value: &Uncompared<'_>| Secret {
            object: called(value.object),
            field: value.place.clone(),
            is_there: value.is_there.clone(),
        };
        Table { columns, groups: groups.all, same: *same, secrets: secrets.iter().map(secret).collect(), met }
    }

    /// Whether something differs that is not allowed.
    pub(super) fn differs(&self) -> bool {
        self.rows().any(|row| row.is_known && row.reason.is_none())
    }

    /// How many differences are allowed.
    pub(super) fn allowed(&self) -> usize {
        self.rows().filter(|row| row.reason.is_some()).count()
    }

    /// The groups with the rows that are shown: those that are allowed if `allowed` says so.
    pub(super) fn shown(&self, allowed: bool) -> Vec<(&Group, Vec<&Row>)> {
        let shown = |group: &'_ Group| -> Vec<usize> {
            let is_shown = |at: &usize| allowed || group.rows[*at].reason.is_none();
            (0..group.rows.len()).filter(is_shown).collect()
        };
        let with_rows = |group| {
            let rows = shown(group);
            (!rows.is_empty()).then(|| (group, rows.into_iter().map(|at| &group.rows[at]).collect()))
        };
        self.groups.iter().filter_map(with_rows).collect()
    }

    /// The allowances that nothing needs.
    pub(super) fn unmet<'a>(&self, allowed: &'a [Allowance]) -> impl Iterator<Item = &'a Allowance> {
        allowed.iter().zip(self.met.clone()).filter(|(_, met)| !met).map(|(allowance, _)| allowance)
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.groups.iter().flat_map(|group| &group.rows)
    }
}

/// Groups of rows, by the objects that they are of.
#[derive(Default)]
struct Groups {
    all: Vec<Group>,
    places: FxHashMap<Vec<*const Resource>, usize>,
}

impl Groups {
    fn add(&mut self, objects: Vec<&Resource>, row: Row) {
        let key = objects.iter().map(|object| std::ptr::from_ref(*object)).collect();
        let place = *self.places.entry(key).or_insert(self.all.len());
        if place == self.all.len() {
            let objects = objects.into_iter().map(called).collect();
            self.all.push(Group { objects, rows: Vec::new() });
        }
        self.all[place].rows.push(row);
    }
}

/// The rows of the secrets that are not compared: one for all of an object that the same sets have.
fn unknown<'r>(secrets: &[Uncompared<'r>]) -> Vec<(&'r Resource, Row)> {
    let of_one = |one: &Uncompared<'_>, two: &Uncompared<'_>| std::ptr::eq(one.object, two.object);
    let mut rows = Vec::new();
    for of_object in secrets.chunk_by(of_one) {
        let mut seen: Vec<(&[bool], Vec<&str>)> = Vec::new();
        for secret in of_object {
            match seen.iter_mut().find(|(is_there, _)| *is_there == secret.is_there) {
                Some((_, places)) => places.push(&secret.place),
                None => seen.push((&secret.is_there, vec![&secret.place])),
            }
        }
        for (is_there, places) in seen {
            let more =
                if places.len() > 1 { format!(" and {} more", places.len() - 1) } else { String::new() };
            let value = |is_there: &bool| is_there.then(|| UNKNOWN.to_owned());
            let row = Row {
                field: places.first().map(|first| format!("{first}{more}")),
                values: is_there.iter().map(value).collect(),
                reason: None,
                is_known: false,
            };
            rows.push((of_object[0].object, row));
        }
    }
    rows
}

/// The names of an object, without what was put to them: what an allowance may name it by.
fn names(object: &Across<'_>) -> Vec<String> {
    let mut names: Vec<String> = object.objects.iter().flatten().map(|object| called(object)).collect();
    names.extend(object.objects.iter().flatten().map(|object| object.id().to_string()));
    names
}

/// The name by which people know an object: the one before a prefix or a hash was put to it.
fn called(object: &Resource) -> String {
    object.former().first().unwrap_or(object.id()).to_string()
}

/// What stands in the place of secrets: equal ones have equal numbers, one alone has none.
fn numbered(secrets: &[Option<usize>]) -> Vec<Option<String>> {
    let are_many = secrets.iter().flatten().any(|number| *number > 1);
    let cell = |number: usize| if are_many { format!("{SECRET} {number}") } else { SECRET.to_owned() };
    secrets.iter().map(|number| number.map(cell)).collect()
}

/// The values of a row, each on one line, where they can be told apart.
fn cells(object: &Across<'_>, values: &[Option<Node>], sources: &Sources) -> Vec<Option<String>> {
    let texts: Vec<Option<&str>> = values.iter().map(|value| value.as_ref().and_then(Node::as_str)).collect();
    let are_long = texts.iter().flatten().any(|text| text.trim_end().contains('\n'));
    // Of texts with many lines the first one is shown that differs.
    let line = |text: &str, number: usize| text.lines().nth(number).map(str::to_owned);
    let there: Vec<&str> = texts.iter().flatten().copied().collect();
    let most = there.iter().map(|text| text.lines().count()).max().unwrap_or_default();
    let first = (0..most).find(|at| there.windows(2).any(|two| line(two[0], *at) != line(two[1], *at)));
    let cell = |(value, is_there): (&Option<Node>, bool)| {
        let value = value.as_ref().filter(|_| is_there)?;
        let text = match (value.as_str(), first) {
            (Some(text), Some(number)) if are_long => {
                format!("{}: {}", number + 1, line(text, number).unwrap_or_default().trim())
            }
            (Some(text), None) if are_long => {
                let lines = text.lines().count();
                format!("{} … ({lines} lines)", text.lines().next().unwrap_or_default())
            }
            _ => short(value),
        };
        Some(sources.without_hidden(&text).into_owned())
    };
    values.iter().zip(object.objects.iter().map(Option::is_some)).map(cell).collect()
}

fn short(value: &Node) -> String {
    if value.as_str().is_some_and(|text| text.starts_with("<secret ")) {
        return SECRET.to_owned();
    }
    value.value().scalar_text().map_or_else(
        || {
            let mut text = String::new();
            emit_compact_json(value, &mut text);
            text
        },
        |text| text.to_string(),
    )
}
