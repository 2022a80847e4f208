//! Lists of fields, merged as Kustomize merges them: one that is said for a kind may hide one that is known for all.
//!
//! From `api/types/fieldspec.go` and `api/internal/plugins/builtinconfig` of Kustomize 5.8. Which of two fields with one
//! path stays depends on which came first, and each list is sorted after each merge, so that all merges are done.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::resource::Field;
use crate::source::Span;

use super::link::{self, To};
use super::order;
use super::tables::{
    ANNOTATIONS, CLAIM_LABELS, IMAGES, NAMES, NAMESPACES, OWN_LABELS, REPLICAS, SELECTORS, TEMPLATE_LABELS,
};
use super::vars;

/// What a field is known for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Table {
    Annotations,
    /// Labels with `includeVolumeClaimTemplates`.
    ClaimLabels,
    /// Labels that go into selectors.
    CommonLabels,
    Images,
    /// Labels of the entries of `labels`.
    Labels,
    Namespaces,
    /// What gets a prefix.
    Prefixes,
    /// Names of objects of a kind.
    References(To),
    Replicas,
    /// What gets a suffix.
    Suffixes,
    /// Labels with `includeTemplates`.
    TemplateLabels,
    /// Strings that may name vars.
    Vars,
}

impl Table {
    /// The tables with fields that Kustomize knows on its own, but for those of references.
    const KNOWN: &[Table] = &[
        Table::Annotations,
        Table::ClaimLabels,
        Table::CommonLabels,
        Table::Images,
        Table::Namespaces,
        Table::Prefixes,
        Table::Replicas,
        Table::Suffixes,
        Table::TemplateLabels,
        Table::Vars,
    ];

    /// The fields that Kustomize knows on its own, but for those of references.
    pub(super) fn built_in(&self) -> Vec<Field> {
        match self {
            Table::Annotations => ANNOTATIONS.to_vec(),
            Table::ClaimLabels => vec![CLAIM_LABELS],
            Table::CommonLabels => [&[OWN_LABELS], SELECTORS, TEMPLATE_LABELS].concat(),
            Table::Images => IMAGES.to_vec(),
            Table::Labels | Table::References(_) => Vec::new(),
            Table::Namespaces => NAMESPACES.to_vec(),
            Table::Prefixes | Table::Suffixes => vec![NAMES],
            Table::Replicas => REPLICAS.to_vec(),
            Table::TemplateLabels => [&[OWN_LABELS], TEMPLATE_LABELS].concat(),
            Table::Vars => vars::FIELDS.to_vec(),
        }
    }
}

/// A field, and where it is said unless Kustomize knows it on its own.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) field: Field,
    pub(super) span: Option<Span>,
}

impl From<Field> for Row {
    fn from(field: Field) -> Row {
        Row { field, span: None }
    }
}

/// Fields, those with one path beside each other in the order in which they count.
#[derive(Clone, Default, Debug)]
pub(super) struct List(Vec<Row>);

impl List {
    pub(super) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.0.iter().map(|row| &row.field)
    }

    /// Adds a field behind the others of its path.
    fn push(&mut self, row: Row) {
        let end = self.of_path(&row.field.path).end;
        self.0.insert(end, row);
    }

    /// Adds a field, unless one with its path is there that is of its kind; says so if the two make different things.
    pub(super) fn merge(&mut self, row: Row) -> Result<(), Box<Diagnostic>> {
        let with_path = self.of_path(&row.field.path);
        match self.0[with_path].iter().find(|known| covers(&known.field, &row.field)) {
            Some(known) if known.field.create != row.field.create => Err(Box::new(conflict(&row, known))),
            Some(_) => Ok(()),
            None => {
                self.push(row);
                Ok(())
            }
        }
    }

    fn of_path(&self, path: &str) -> Range<usize> {
        let start = self.0.partition_point(|row| &*row.field.path < path);
        start..start + self.0[start..].partition_point(|row| row.field.path == path)
    }

    fn sort(&mut self) {
        self.0.sort_by_cached_key(|Row { field, .. }| {
            (field.path.clone(), order::of_kinds(&field.group, &field.version, &field.kind))
        });
    }
}

/// Whether a known field is of all kinds that a new one says.
fn covers(known: &Field, new: &Field) -> bool {
    let fits = |said: &str, known: &str| said.is_empty() || said == known;
    fits(&new.group, &known.group) && fits(&new.version, &known.version) && fits(&new.kind, &known.kind)
}

fn conflict(row: &Row, known: &Row) -> Diagnostic {
    let Field { path, create, .. } = &row.field;
    let (Some(span), known_create) = (row.span.or(known.span), row.span.map_or(*create, |_| !create)) else {
        return Diagnostic::new(Code::ConflictingFields, format!("`{path}` is known in two ways"));
    };
    let message = format!("`{path}` is known already, with `create: {known_create}`");
    let problem = Diagnostic::new(Code::ConflictingFields, message).at(span, "added here otherwise");
    let problem = match known.span.filter(|known| *known != span) {
        Some(known) => problem.at(known, "as it is known"),
        None => problem,
    };
    problem.help(format!("leave the whole entry out, or write `create: {known_create}`"))
}

/// Lists, each with what its fields are known for.
#[derive(Clone, Default, Debug)]
pub(super) struct Tables(Vec<(Table, List)>);

impl Tables {
    /// What Kustomize knows on its own.
    pub(super) fn built_in() -> Tables {
        let mut tables = Tables::default();
        for table in Table::KNOWN {
            for field in table.built_in() {
                tables.push(table, field.into());
            }
        }
        for (to, field) in link::fields() {
            tables.push(&Table::References(to), field.into());
        }
        tables.sort();
        tables
    }

    /// Adds a field as it is, beside others of the same kinds.
    pub(super) fn push(&mut self, table: &Table, row: Row) {
        self.list(table).push(row);
    }

    /// Adds the fields of other tables, and gives what does not fit.
    pub(super) fn merge(&mut self, other: Tables) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for (table, list) in other.0 {
            let is_new = !self.0.iter().any(|(known, _)| *known == table);
            if is_new && matches!(table, Table::References(_)) {
                self.0.push((table, list));
                continue;
            }
            let known = self.list(&table);
            problems.extend(list.0.into_iter().filter_map(|row| Some(*known.merge(row).err()?)));
        }
        self.sort();
        problems
    }

    /// The fields of a table.
    pub(super) fn fields(&self, table: &Table) -> Vec<Field> {
        let list = self.0.iter().find(|(known, _)| known == table);
        list.into_iter().flat_map(|(_, list)| list.fields().cloned()).collect()
    }

    /// The fields that name objects, each with the kind of these.
    pub(super) fn references(&self) -> Vec<(To, Field)> {
        let mut references = Vec::new();
        for (table, list) in &self.0 {
            if let Table::References(to) = table {
                references.extend(list.fields().map(|field| (to.clone(), field.clone())));
            }
        }
        references
    }

    fn list(&mut self, table: &Table) -> &mut List {
        let at = self.0.iter().position(|(known, _)| known == table).unwrap_or_else(|| {
            self.0.push((table.clone(), List::default()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    /// Of references, Kustomize sorts what is named, not the fields that name it.
    fn sort(&mut self) {
        self.0.sort_by_cached_key(|(table, _)| match table {
            Table::References(to) => Some(order::of_kinds(&to.group, &to.version, &to.kind)),
            _ => None,
        });
        for (table, list) in &mut self.0 {
            if !matches!(table, Table::References(_)) {
                list.sort();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So that they need not be sorted for a kustomization that adds nothing to them.
    #[test]
    fn what_is_named_is_sorted_as_it_is_written() {
        let kinds = |fields: Vec<(To, Field)>| {
            let mut kinds: Vec<To> = fields.into_iter().map(|(to, _)| to).collect();
            kinds.dedup();
            kinds
        };
        assert_eq!(kinds(link::fields()), kinds(Tables::built_in().references()));
    }
}
