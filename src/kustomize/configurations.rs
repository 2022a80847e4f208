//! Reads `configurations`: fields that are added to those which Kustomize knows on its own.

use std::borrow::Cow;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::Field;
use crate::said::refusal::Wanted;
use crate::source::Span;
use crate::yaml::{Node, Rules, read};

use super::crds;
use super::labels::read_fields;
use super::link::{self, To};
use super::resources::Place;
use super::said::{self, entries};
use super::tables::{
    ANNOTATIONS, CLAIM_LABELS, IMAGES, NAMES, NAMESPACES, OWN_LABELS, REPLICAS, SELECTORS, TEMPLATE_LABELS,
};
use super::vars;

const WANTED: Wanted = Wanted { what: "configuration", folder_help: "name a file in it" };

/// What a field is added for.
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

/// Fields that are added, in order.
#[derive(Clone, Default, Debug)]
pub(super) struct Configuration {
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    table: Table,
    field: Field,
    /// Where the table is written.
    span: Span,
}

impl Configuration {
    /// The fields that are added for that.
    pub(super) fn fields(&self, table: &Table) -> impl Iterator<Item = Field> {
        self.rows.iter().filter(move |row| row.table == *table).map(|row| row.field.clone())
    }

    /// The fields that name objects, each with the kind of these.
    pub(super) fn references(&self) -> Vec<(To, Field)> {
        let reference = |row: &Row| match &row.table {
            Table::References(to) => Some((to.clone(), row.field.clone())),
            _ => None,
        };
        self.rows.iter().filter_map(reference).collect()
    }

    /// Adds those of another configuration.
    pub(super) fn merge(&mut self, other: Configuration, diagnostics: &mut Diagnostics) {
        for row in other.rows {
            self.add(row, diagnostics);
        }
    }

    /// Adds those of the files that are named.
    pub(super) fn take_in(&mut self, paths: &[Node], place: &Place<'_>, diagnostics: &mut Diagnostics) {
        for path in paths {
            let Some(file) = place.file(path, WANTED, diagnostics) else { continue };
            let text = Arc::clone(place.files.sources().get(file).text());
            let documents = read(&text, &file, Rules::Apply, diagnostics);
            for row in documents.first().map(|node| rows(node, diagnostics)).unwrap_or_default() {
                self.add(row, diagnostics);
            }
        }
    }

    /// Adds those that the definitions in files tell of.
    pub(super) fn take_in_definitions(
        &mut self,
        paths: &[Node],
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) {
        for crds::Found { table, field, span } in crds::fields(paths, place, diagnostics) {
            self.add(Row { table, field, span }, diagnostics);
        }
    }

    /// Adds a field, unless it is there: one for all kinds is, where the same path is there for any kind.
    fn add(&mut self, row: Row, diagnostics: &mut Diagnostics) {
        let built_in = built_in(&row.table);
        // Nothing is ever made for an image, but Kustomize compares what its own fields say of that, whatever the kind.
        if row.table == Table::Images
            && !row.field.create
            && built_in.iter().any(|known| known.path == row.field.path)
        {
            diagnostics.push(conflict(&row, None));
            return;
        }
        let known = built_in.iter().map(|field| (field, None));
        let added = self.rows.iter().filter(|other| other.table == row.table);
        let mut known = known.chain(added.map(|other| (&other.field, Some(other.span))));
        let Some((same, span)) = known.find(|(known, _)| is_covered(&row.field, known)) else {
            self.rows.push(row);
            return;
        };
        if same.create != row.field.create && row.table != Table::Images {
            diagnostics.push(conflict(&row, span));
        }
    }
}

/// Whether a field that is known has the path, and is of all kinds that the new one says.
fn is_covered(new: &Field, known: &Field) -> bool {
    let fits = |said: &str, known: &str| said.is_empty() || said == known;
    new.path == known.path
        && fits(&new.group, &known.group)
        && fits(&new.version, &known.version)
        && fits(&new.kind, &known.kind)
}

/// What Kustomize knows on its own.
fn built_in(table: &Table) -> Vec<Field> {
    match table {
        Table::Annotations => ANNOTATIONS.to_vec(),
        Table::ClaimLabels => vec![CLAIM_LABELS],
        Table::CommonLabels => [SELECTORS, &[OWN_LABELS], TEMPLATE_LABELS].concat(),
        Table::Images => IMAGES.to_vec(),
        Table::Labels => Vec::new(),
        Table::Namespaces => [&[Field::new("", "", "Namespace", "metadata/name", true)], NAMESPACES].concat(),
        Table::References(to) => {
            let known = link::fields().into_iter().filter(|(known, _)| known == to);
            known.map(|(_, field)| field).collect()
        }
        Table::Prefixes | Table::Suffixes => vec![NAMES],
        Table::Replicas => REPLICAS.to_vec(),
        Table::TemplateLabels => [&[OWN_LABELS], TEMPLATE_LABELS].concat(),
        Table::Vars => vars::FIELDS.to_vec(),
    }
}

/// The fields that a document adds.
fn rows(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Row> {
    const KNOWN: &[&str] = &[
        "commonAnnotations",
        "commonLabels",
        "images",
        "labels",
        "namePrefix",
        "nameReference",
        "nameSuffix",
        "namespace",
        "replicas",
        "templateLabels",
        "varReference",
        "volumeClaimTemplateLabels",
    ];
    let mut found = Vec::new();
    for (key, entry) in entries(node, "a configuration", KNOWN, diagnostics) {
        let table = match key {
            "commonAnnotations" => Table::Annotations,
            "commonLabels" => Table::CommonLabels,
            "images" => Table::Images,
            "labels" => Table::Labels,
            "namePrefix" => Table::Prefixes,
            "nameSuffix" => Table::Suffixes,
            "namespace" => Table::Namespaces,
            "replicas" => Table::Replicas,
            "templateLabels" => Table::TemplateLabels,
            "varReference" => Table::Vars,
            "volumeClaimTemplateLabels" => Table::ClaimLabels,
            _ => {
                references(&entry.node, entry.key_span, &mut found, diagnostics);
                continue;
            }
        };
        let fields = read_fields(&entry.node, &format!("`{key}`"), diagnostics);
        found.extend(fields.into_iter().map(|field| Row {
            table: table.clone(),
            field,
            span: entry.key_span,
        }));
    }
    found
}

fn references(node: &Node, span: Span, found: &mut Vec<Row>, diagnostics: &mut Diagnostics) {
    const WHAT: &str = "an entry of `nameReference`";
    for item in said::list(node, "`nameReference`", diagnostics) {
        let (mut to, mut fields) = (To::default(), Vec::new());
        for (key, entry) in entries(item, WHAT, &["fieldSpecs", "group", "kind", "version"], diagnostics) {
            if key == "fieldSpecs" {
                fields = read_fields(&entry.node, &format!("`{key}` of {WHAT}"), diagnostics);
                continue;
            }
            let text = said::text(&entry.node, &format!("`{key}` of {WHAT}"), diagnostics);
            let text = Cow::Owned(text.as_ref().and_then(Node::as_str).unwrap_or_default().to_owned());
            match key {
                "group" => to.group = text,
                "version" => to.version = text,
                _ => to.kind = text,
            }
        }
        let row = |field| Row { table: Table::References(to.clone()), field, span };
        found.extend(fields.into_iter().map(row));
    }
}

fn conflict(row: &Row, known: Option<Span>) -> Diagnostic {
    let Field { path, create, .. } = &row.field;
    let message = format!("`{path}` is known already, with `create: {}`", !create);
    let problem = Diagnostic::new(Code::ConflictingFields, message).at(row.span, "added here otherwise");
    let problem = match known {
        Some(span) if span != row.span => problem.at(span, "as it is known"),
        _ => problem,
    };
    problem.help(format!("leave the whole entry out, or write `create: {}`", !create))
}
