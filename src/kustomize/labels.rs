//! Reads `labels`, and the fields that its entries name.

use std::borrow::Cow;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::Field;
use crate::yaml::Node;

use super::field_tables::Row;
use super::said::{self, entries};
use super::steps::{Labels, Reach};

/// The entries of the list `node`; what is wrong is reported.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Labels> {
    const WHAT: &str = "an entry of `labels`";
    const KNOWN: &[&str] =
        &["fields", "includeSelectors", "includeTemplates", "includeVolumeClaimTemplates", "pairs"];
    let mut found = Vec::new();
    for item in said::list(node, "`labels`", diagnostics) {
        let (mut pairs, mut fields) = (None, Vec::new());
        let (mut in_selectors, mut in_templates, mut in_claims) = (false, false, false);
        for (key, entry) in entries(item, WHAT, KNOWN, diagnostics) {
            let (node, what) = (&entry.node, format!("`{key}` of {WHAT}"));
            match key {
                "pairs" => pairs = said::strings(node, &what, diagnostics),
                "fields" => {
                    let said = read_fields(node, &what, diagnostics).into_iter();
                    fields = said.map(|field| Row { field, span: Some(entry.key_span) }).collect();
                }
                "includeSelectors" => in_selectors = said::flag(node, &what, diagnostics),
                "includeVolumeClaimTemplates" => in_claims = said::flag(node, &what, diagnostics),
                _ => in_templates = said::flag(node, &what, diagnostics),
            }
        }
        found.extend(pairs.map(|pairs| Labels {
            pairs,
            reach: if in_selectors { Reach::Selectors } else { Reach::Own { in_templates, in_claims } },
            fields,
        }));
    }
    found
}

/// The fields of a list.
pub(super) fn read_fields(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Vec<Field> {
    const KNOWN: &[&str] = &["create", "group", "kind", "path", "version"];
    let mut found = Vec::new();
    for item in said::list(node, what, diagnostics) {
        let mut field = Field::new("", "", "", "", false);
        for (key, entry) in entries(item, "a field", KNOWN, diagnostics) {
            if key == "create" {
                field.create = said::flag(&entry.node, "`create`", diagnostics);
                continue;
            }
            let text = said::text(&entry.node, &format!("`{key}` of a field"), diagnostics);
            let text = Cow::Owned(text.as_ref().and_then(Node::as_str).unwrap_or_default().to_owned());
            match key {
                "group" => field.group = text,
                "version" => field.version = text,
                "kind" => field.kind = text,
                _ => field.path = text,
            }
        }
        if field.path.is_empty() {
            let problem = Diagnostic::new(Code::MissingField, "a field without a `path`");
            diagnostics
                .push(problem.at(item.span(), "which one?").help("write it as `spec/template/metadata`"));
        } else {
            found.push(field);
        }
    }
    found
}
