//! `vars`: names for the fields of objects, which others write as `$(NAME)`.
//!
//! Each var marks its object at the end of the layer that says it; the values are put in when all references follow, and
//! are known to all (oddity 47).

mod expand;
mod fields;
mod resolve;

use std::borrow::Cow;

use ecow::{EcoString, eco_format};
use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::Mark;
use crate::resource::{FieldPath, Known, Pattern, ResourceId, Selector};
use crate::source::Span;
use crate::world::FilePath;
use crate::yaml::Node;

use super::identity;
use super::said::{self, entries};
use super::scopes::Scopes;
use super::taken::Taken;
pub(super) use fields::FIELDS;
pub(super) use resolve::run;

const WHAT: &str = "an entry of `vars`";

/// The field that counts where none is said.
const NAME: &str = "metadata.name";

/// A name for a field of an object.
#[derive(Clone, Debug)]
pub(super) struct Var {
    name: EcoString,
    /// Where the name is written.
    span: Span,
    target: Selector,
    path: FieldPath,
    /// Where the path is written.
    path_span: Span,
}

impl Var {
    /// What marks its object.
    pub(super) fn mark(&self) -> Mark {
        Mark { word: self.name.clone(), target: self.target.clone() }
    }
}

/// The vars of a kustomization and all that it takes in, by their names.
#[derive(Clone, Default, Debug)]
pub(super) struct Vars {
    list: Vec<Var>,
    /// Where each name is written.
    by_name: FxHashMap<EcoString, Span>,
}

impl Vars {
    /// Adds a var that the kustomization in a folder says. The name of another one is a problem, whatever that says.
    pub(super) fn add(&mut self, var: &Var, folder: &FilePath, taken: &Taken, diagnostics: &mut Diagnostics) {
        let Some(first) = self.by_name.get(&var.name).copied() else {
            self.by_name.insert(var.name.clone(), var.span);
            self.list.push(var.clone());
            return;
        };
        let message = format!("the var `{}` is there twice", var.name);
        let problem = Diagnostic::new(Code::DuplicateKey, message);
        diagnostics.push(match taken.twice(folder) {
            Some((one, two)) if var.span == first => problem
                .at(var.span, "said here")
                .at(one, "taken in here")
                .at(two, "and here again")
                .help("take it in once, or let those who take it in say their vars themselves"),
            _ => problem
                .at(var.span, "again here")
                .at(first, "first here")
                .help("a var is known to all that takes its kustomization in: give it another name"),
        });
    }
}

/// The vars of the list `node`; what is wrong is reported.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Var> {
    let items = said::list(node, "`vars`", diagnostics);
    items.iter().filter_map(|item| read_one(item, diagnostics)).collect()
}

fn read_one(item: &Node, diagnostics: &mut Diagnostics) -> Option<Var> {
    let (mut name, mut target, mut path) = (None, None, None);
    for (key, entry) in entries(item, WHAT, &["fieldref", "name", "objref"], diagnostics) {
        let (node, what) = (&entry.node, format!("`{key}` of {WHAT}"));
        match key {
            "name" => name = said::text(node, &what, diagnostics),
            "objref" => target = Some(read_target(node, &what, diagnostics)),
            _ => {
                for (_, entry) in entries(node, &what, &["fieldPath"], diagnostics) {
                    path = said::text(&entry.node, &format!("`fieldPath` of {what}"), diagnostics);
                }
            }
        }
    }
    let problem = match (&name, &target) {
        (None, _) => "says no `name`",
        (_, None) => "says no `objref`",
        (Some(_), Some(_)) => "",
    };
    let (Some(name), Some(target)) = (name, target) else {
        let problem = Diagnostic::new(Code::MissingField, format!("{WHAT} {problem}"));
        diagnostics.push(problem.at(item.span(), "incomplete"));
        return None;
    };
    let path_span = path.as_ref().map_or(name.span(), Node::span);
    let written = path.as_ref().and_then(Node::as_str).unwrap_or(NAME);
    match FieldPath::parse(&dotted(written)) {
        Ok(mut path) => {
            path.written = written.into();
            Some(Var { name: name.as_str()?.into(), span: name.span(), target, path, path_span })
        }
        Err(why) => {
            let message = format!("`{written}` is no path to a field: {why}");
            diagnostics.push(Diagnostic::new(Code::InvalidValue, message).at(path_span, "not understood"));
            None
        }
    }
}

/// The object that `objref` means: by any of its names, and in any namespace if none is said of a kind that has some.
fn read_target(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Selector {
    const KNOWN: &[&str] = &["apiVersion", "group", "kind", "name", "namespace", "version"];
    let text = EcoString::new;
    let mut id = ResourceId { group: text(), version: text(), kind: text(), namespace: None, name: text() };
    let mut api_version = None;
    for (key, entry) in entries(node, what, KNOWN, diagnostics) {
        let said = said::text(&entry.node, &format!("`{key}` of {what}"), diagnostics);
        let Some(text) = said.as_ref().and_then(Node::as_str).map(EcoString::from) else { continue };
        match key {
            "apiVersion" => api_version = Some(text),
            "group" => id.group = text,
            "version" => id.version = text,
            "kind" => id.kind = text,
            "name" => id.name = text,
            _ => id.namespace = Some(text),
        }
    }
    // A group is only taken from what has one.
    match api_version.as_deref().map(|text| text.split('/').collect::<Vec<_>>()).as_deref() {
        Some([group, version]) => (id.group, id.version) = ((*group).into(), (*version).into()),
        Some([version]) => id.version = (*version).into(),
        _ => {}
    }
    // Kustomize asks before it reads any OpenAPI document.
    let scopes = Scopes::default();
    let is_told = id.namespace.is_some() || scopes.is_of_cluster(&id);
    Selector {
        namespace: is_told.then(|| Pattern::exact(identity::namespace(&id, &scopes))),
        group: Some(Pattern::exact(id.group)),
        version: Some(Pattern::exact(id.version)),
        kind: Some(Pattern::exact(id.kind)),
        name: Some(Pattern::exact(id.name)),
        known: Known::Ever,
        ..Selector::all(node.span())
    }
}

/// The path with `.0` for each `[0]`.
fn dotted(path: &str) -> Cow<'_, str> {
    let mut dotted = String::new();
    for part in path.split('.') {
        let index = part.strip_suffix(']').and_then(|part| part.rsplit_once('['));
        let index =
            index.filter(|(_, index)| !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit()));
        let part: EcoString = match index {
            Some(("", index)) => index.into(),
            Some((key, index)) => eco_format!("{key}.{index}"),
            None => part.into(),
        };
        if !dotted.is_empty() {
            dotted.push('.');
        }
        dotted.push_str(&part);
    }
    Cow::Owned(dotted)
}
