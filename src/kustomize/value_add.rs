//! Reads what a `ValueAddTransformer` adds to which fields.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::Addition;
use crate::resource::{ById, FieldPath, Known, Selector};
use crate::said::refusal::Wanted;
use crate::said::wrong_type;
use crate::yaml::{Node, Rules, read};

use super::identity::may_be_in_namespace;
use super::replacements;
use super::resources::Place;
use super::said::{self, entries};

const WANTED: Wanted = Wanted { what: "list of targets", folder_help: "name a file in it" };

/// What a configuration adds, target by target; what is wrong is reported.
///
/// Without a `value` it is the name of the folder of the kustomization.
pub(super) fn additions(config: &Node, place: &Place<'_>, diagnostics: &mut Diagnostics) -> Vec<Addition> {
    let said = config.get("value").and_then(|node| said::text(node, "`value`", diagnostics));
    let trimmed = said.as_ref().and_then(Node::as_str).map(str::trim).filter(|text| !text.is_empty());
    let span = said.as_ref().map_or(config.span(), Node::span);
    let folder = place.folder.to_string();
    let text = trimmed.unwrap_or_else(|| folder.rsplit('/').next().unwrap_or_default());
    let value = Node::new(text, span);
    let mut targets: Vec<Node> = Vec::new();
    if let Some(node) = config.get("targets") {
        targets.extend(said::list(node, "`targets`", diagnostics).iter().cloned());
    }
    if let Some(node) = config.get("targetFilePath")
        && let Some(path) = said::text(node, "`targetFilePath`", diagnostics)
        && let Some(file) = place.file(&path, WANTED, diagnostics)
    {
        let text = place.files.sources().get(file).text().clone();
        let documents = read(&text, &file, Rules::Apply, diagnostics);
        if let Some(node) = documents.first().and_then(|document| document.get("targets")) {
            targets.extend(said::list(node, "`targets`", diagnostics).iter().cloned());
        }
    }
    if targets.is_empty() && !diagnostics.has_errors() {
        let problem = Diagnostic::new(Code::MissingField, "a `ValueAddTransformer` that says no `targets`");
        diagnostics.push(problem.at(config.span().start(), "into which fields?"));
    }
    targets.iter().filter_map(|target| addition(target, &value, place, diagnostics)).collect()
}

fn addition(
    target: &Node,
    value: &Node,
    place: &Place<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Addition> {
    let mut select = Selector { known: Known::Ever, ..Selector::all(target.span()) };
    let (mut field, mut part) = (None, None);
    for (key, entry) in
        entries(target, "a target", &["fieldPath", "filePathPosition", "selector"], diagnostics)
    {
        match key {
            "selector" => select = replacements::selected(&entry.node, diagnostics)?,
            "fieldPath" => field = said::text(&entry.node, "`fieldPath`", diagnostics),
            _ => match entry.node.as_i64().map(usize::try_from) {
                // 0 is none: the text takes the place of what is there.
                Some(Ok(position)) => part = position.checked_sub(1),
                _ => diagnostics.push(wrong_type(&entry.node, "`filePathPosition`", "a number from 0 on")),
            },
        }
    }
    let Some(field) = field.filter(|field| field.as_str() != Some("")) else {
        let problem = Diagnostic::new(Code::MissingField, "a target that says no `fieldPath`");
        diagnostics.push(problem.at(target.span(), "which field?"));
        return None;
    };
    let written = field.as_str().unwrap_or_default();
    let is_namespace = written == "metadata/namespace";
    match FieldPath::parse(&dotted(written)) {
        Ok(path) => Some(Addition {
            select,
            meant: if is_namespace { may_be_in_namespace(&place.scopes) } else { ById::new(|_| true) },
            field: path,
            value: value.clone(),
            part: part.filter(|_| !is_namespace),
            span: field.span(),
        }),
        Err(why) => {
            let message = format!("`{written}` is no path to a field: {why}");
            diagnostics.push(Diagnostic::new(Code::InvalidValue, message).at(field.span(), "not understood"));
            None
        }
    }
}

/// The path with dots between its keys instead of slashes. A slash of a key stands behind a backslash.
fn dotted(path: &str) -> String {
    let slash = "\u{0}";
    path.replace("\\/", slash).replace('.', "\\.").replace('/', ".").replace(slash, "/")
}
