//! Reads `configurations`: fields that are added to those which Kustomize knows on its own.

use std::borrow::Cow;
use std::sync::Arc;

use crate::diagnostic::Diagnostics;
use crate::resource::Field;
use crate::said::refusal::Wanted;
use crate::source::Span;
use crate::yaml::{Node, Rules, read};

use super::crds;
use super::field_tables::{Row, Table, Tables};
use super::labels::read_fields;
use super::link::{self, To};
use super::resources::Place;
use super::said::{self, entries};

const WANTED: Wanted = Wanted { what: "configuration", folder_help: "name a file in it" };

/// The fields that count, for what a kustomization says and its bases have said.
#[derive(Clone, Default, Debug)]
pub(super) enum Configuration {
    /// Of nothing yet.
    #[default]
    Empty,
    /// What Kustomize knows on its own.
    BuiltIn,
    /// With what was added.
    Merged(Box<Tables>),
    /// There is no telling: it was said what does not fit.
    Refused,
}

impl Configuration {
    /// The fields of a table, but for references.
    pub(super) fn fields(&self, table: &Table) -> Vec<Field> {
        match self {
            Configuration::Merged(tables) => tables.fields(table),
            _ => table.built_in(),
        }
    }

    /// The fields that name objects, each with the kind of these, in the order in which they follow.
    pub(super) fn references(&self) -> Vec<(To, Field)> {
        match self {
            Configuration::Merged(tables) => tables.references(),
            _ => link::fields(),
        }
    }

    /// Adds those of another configuration.
    pub(super) fn merge(&mut self, other: Configuration, diagnostics: &mut Diagnostics) {
        *self = match (std::mem::take(self), other) {
            (Configuration::Refused, _) | (_, Configuration::Refused) => Configuration::Refused,
            (Configuration::Empty | Configuration::BuiltIn, Configuration::BuiltIn) => Configuration::BuiltIn,
            (known, Configuration::Empty) => known,
            (known, other) => {
                let mut tables = known.tables();
                let problems = tables.merge(other.tables());
                let is_right = problems.is_empty();
                diagnostics.extend(problems);
                if is_right { Configuration::Merged(Box::new(tables)) } else { Configuration::Refused }
            }
        };
    }

    fn tables(self) -> Tables {
        match self {
            Configuration::Empty | Configuration::Refused => Tables::default(),
            Configuration::BuiltIn => Tables::built_in(),
            Configuration::Merged(tables) => *tables,
        }
    }

    /// Adds what a kustomization knows: that of Kustomize, of the files at `paths`, and what the definitions in those at
    /// `definitions` tell of.
    pub(super) fn take_in(
        &mut self,
        paths: &[Node],
        definitions: &[Node],
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) {
        let mut own = Configuration::BuiltIn;
        if let Some(added) = in_files(paths, place, diagnostics) {
            own.merge(added, diagnostics);
        }
        self.merge(own, diagnostics);
        for crds::Found { table, field, span } in crds::fields(definitions, place, diagnostics) {
            let mut told = Tables::default();
            told.push(&table, Row { field, span: Some(span) });
            self.merge(Configuration::Merged(Box::new(told)), diagnostics);
        }
    }
}

/// The fields that files add, if there are any.
fn in_files(paths: &[Node], place: &Place<'_>, diagnostics: &mut Diagnostics) -> Option<Configuration> {
    let mut added = Configuration::Empty;
    for path in paths {
        let Some(file) = place.file(path, WANTED, diagnostics) else { continue };
        let text = Arc::clone(place.files.sources().get(file).text());
        let documents = read(&text, &file, Rules::Apply, diagnostics);
        let mut said = Tables::default();
        for (table, row) in documents.first().map(|node| rows(node, diagnostics)).unwrap_or_default() {
            said.push(&table, row);
        }
        added.merge(Configuration::Merged(Box::new(said)), diagnostics);
    }
    (!paths.is_empty()).then_some(added)
}

/// The fields that a document adds.
fn rows(node: &Node, diagnostics: &mut Diagnostics) -> Vec<(Table, Row)> {
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
        let row = |field| (table.clone(), Row { field, span: Some(entry.key_span) });
        found.extend(fields.into_iter().map(row));
    }
    found
}

fn references(node: &Node, span: Span, found: &mut Vec<(Table, Row)>, diagnostics: &mut Diagnostics) {
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
        let row = |field| (Table::References(to.clone()), Row { field, span: Some(span) });
        found.extend(fields.into_iter().map(row));
    }
}
