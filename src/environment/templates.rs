//! The templates of a spec: which files its entries take in, and which they leave out.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::world::{FileKind, FilePath, Files, Refusal};
use crate::yaml::{Node, Path, Value};

use super::fields;
use super::values;
use crate::said::refusal::{Wanted, outside, refused, suggest_neighbours};

/// The folder of the templates.
const FOLDER: &str = "templates";

/// The name of folders that an entry for a folder around them does not go into.
const PAYLOADS: &str = "files";

const WANTED: Wanted = Wanted { what: "template", folder_help: "" };

/// An entry of `templates`.
#[derive(Clone)]
pub(super) enum TemplateEntry {
    /// Takes in a file, or all templates of a folder.
    Take {
        /// The path below `templates/`.
        path: Node,
        /// The path of the value that decides.
        when: Option<Node>,
    },
    /// Leaves out what entries before it took in.
    Leave(Node),
}

impl TemplateEntry {
    /// The path of the value that decides, if it is one.
    pub(super) fn when(&self) -> Option<Path> {
        match self {
            TemplateEntry::Take { when: Some(when), .. } => Path::parse(when.as_str()?),
            TemplateEntry::Take { when: None, .. } | TemplateEntry::Leave(_) => None,
        }
    }
}

/// The entries that the list `node` says, or the map `{without: [...]}`.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Vec<TemplateEntry> {
    if node.as_mapping().is_some() {
        return leave_all(node, diagnostics);
    }
    let wanted = "a path below `templates/` or a list of them";
    let is_path = |node: &Node| node.as_str().is_some();
    let items = fields::items(node, "`templates`", wanted, is_path, diagnostics);
    items.iter().filter_map(|item| entry(item, diagnostics)).collect()
}

fn leave_all(node: &Node, diagnostics: &mut Diagnostics) -> Vec<TemplateEntry> {
    let Some(mapping) = fields::map(node, "`templates`", &["without"], diagnostics) else {
        return Vec::new();
    };
    let Some(without) = mapping.get("without") else { return Vec::new() };
    fields::paths(without, "`without`", diagnostics).into_iter().map(TemplateEntry::Leave).collect()
}

fn entry(item: &Node, diagnostics: &mut Diagnostics) -> Option<TemplateEntry> {
    let what = "an entry of `templates`";
    match item.value() {
        Value::String(_) => {
            fields::string(item, what, diagnostics)?;
            return Some(TemplateEntry::Take { path: item.clone(), when: None });
        }
        Value::Mapping(_) => {}
        _ => {
            diagnostics.push(fields::wrong_type(item, what, "a path or a map"));
            return None;
        }
    }
    let mapping = fields::map(item, what, &["path", "when", "without"], diagnostics)?;
    let mut text = |key: &str| {
        let node = mapping.get(key)?;
        fields::string(node, &format!("`{key}` in {what}"), diagnostics).map(|_| node.clone())
    };
    let (path, when, without) = (text("path"), text("when"), text("without"));
    match (path, without, mapping.contains_key("path"), mapping.contains_key("without")) {
        (Some(path), _, _, false) => Some(TemplateEntry::Take { path, when }),
        (_, Some(path), false, _) if !mapping.contains_key("when") => Some(TemplateEntry::Leave(path)),
        // The one that is there is wrong, which was reported.
        (None, None, has_path, has_without) if has_path != has_without => None,
        _ => {
            let problem =
                Diagnostic::new(Code::InvalidValue, format!("{what} needs one of `path` and `without`"))
                    .at(item.span(), "one of the two")
                    .help("write `{path: web/hpa.yaml, when: hpa.enabled}` or `{without: web/hpa.yaml}`");
            diagnostics.push(problem);
            None
        }
    }
}

/// The template files of a run, found below each folder once.
#[derive(Default)]
pub(super) struct Folders {
    found: Mutex<FxHashMap<FilePath, Arc<[FilePath]>>>,
}

/// The files that `entries` come to with these values.
///
/// A file that several entries take in is rendered once, at the first one's place. The entry with the longest
/// path decides whether, for it says more than a folder around it; of two alike the later one does.
pub(super) fn resolve(
    entries: &[TemplateEntry],
    values: &Node,
    files: &Files,
    folders: &Folders,
    diagnostics: &mut Diagnostics,
) -> Templates {
    let mut taken: Vec<Taken> = Vec::new();
    let mut places: FxHashMap<FilePath, usize> = FxHashMap::default();
    for entry in entries {
        match entry {
            TemplateEntry::Take { path, when } => {
                let Some(below) = below_templates(path, diagnostics) else { continue };
                let is_on = when.as_ref().is_none_or(|when| is_on(when, values, diagnostics));
                let by =
                    Taken { file: FilePath::root(), span: path.span(), depth: below.parts().count(), is_on };
                for file in folders.files_of(&below, path.span(), files, diagnostics).iter() {
                    let by = Taken { file: file.clone(), ..by.clone() };
                    match places.get(file) {
                        None => {
                            places.insert(file.clone(), taken.len());
                            taken.push(by);
                        }
                        Some(place) if taken[*place].depth <= by.depth => taken[*place] = by,
                        Some(_) => {}
                    }
                }
            }
            TemplateEntry::Leave(path) => {
                let Some(below) = below_templates(path, diagnostics) else { continue };
                let before = taken.len();
                taken.retain(|taken| !taken.file.is_within(&below));
                if taken.len() == before {
                    diagnostics.push(leaves_nothing(path, &taken));
                }
                places = taken.iter().enumerate().map(|(at, taken)| (taken.file.clone(), at)).collect();
            }
        }
    }
    let mut templates = Templates::default();
    for Taken { file, span, is_on, .. } in taken {
        if is_on { templates.on.push((file, span)) } else { templates.off.push((file, span)) }
    }
    templates
}

/// The template files of a target, each with the place of the entry that took it in.
#[derive(Default)]
pub(super) struct Templates {
    /// Those to be rendered, in order.
    pub(super) on: Vec<(FilePath, Span)>,
    /// Those that `when` leaves out.
    pub(super) off: Vec<(FilePath, Span)>,
}

impl Templates {
    /// All of them, left out or not.
    pub(super) fn all(&self) -> impl Iterator<Item = &(FilePath, Span)> {
        self.on.iter().chain(&self.off)
    }
}

#[derive(Clone)]
struct Taken {
    file: FilePath,
    span: Span,
    /// The number of parts in the path of the entry that decides.
    depth: usize,
    is_on: bool,
}

impl Folders {
    /// The file at `path`, or all templates below it, sorted; what is wrong with it is reported at `span`.
    fn files_of(
        &self,
        path: &FilePath,
        span: Span,
        files: &Files,
        diagnostics: &mut Diagnostics,
    ) -> Arc<[FilePath]> {
        let known = || self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(path) {
            return Arc::clone(found);
        }
        let found: Arc<[FilePath]> = match files.kind(path) {
            Some(FileKind::File) => [path.clone()].into(),
            Some(FileKind::Folder) => {
                let mut below = match yaml_below(files, path) {
                    Ok(below) => below,
                    Err((at, refusal)) => {
                        diagnostics.push(refused(&refusal, &at, WANTED, Some(span)));
                        return [].into();
                    }
                };
                below.retain(|file| !is_payload(file, path));
                if below.is_empty() {
                    let message = format!("the folder `{path}` holds no template");
                    let problem = Diagnostic::new(Code::MissingFile, message)
                        .at(span, "nothing in it ends in `.yaml` or `.yml`");
                    diagnostics.push(problem);
                    return below.into();
                }
                below.into()
            }
            None => {
                diagnostics.push(missing(files, path, span));
                return [].into();
            }
        };
        known().insert(path.clone(), Arc::clone(&found));
        found
    }
}

fn missing(files: &Files, path: &FilePath, span: Span) -> Diagnostic {
    // `kind` says nothing of links that lead out; reading does.
    let refusal = files.text(path).err().unwrap_or(Refusal::Missing);
    suggest_neighbours(refused(&refusal, path, WANTED, Some(span)), files, path)
}

/// Every YAML file below a folder, sorted by path; or where and why the way there was refused.
pub(super) fn yaml_below(files: &Files, folder: &FilePath) -> Result<Vec<FilePath>, (FilePath, Refusal)> {
    let mut found = files.world().walk(folder)?;
    found.retain(|path| is_yaml(path.name()));
    Ok(found)
}

/// Whether a file below `folder` is in a folder of files that templates take in with `file()` or `render()`.
fn is_payload(file: &FilePath, folder: &FilePath) -> bool {
    let below = file.parent().below(folder);
    below.is_some_and(|below| below.parts().any(|part| part == PAYLOADS))
}

fn is_yaml(name: &str) -> bool {
    [".yaml", ".yml"].iter().any(|ending| name.ends_with(ending))
}

/// The path from the root of one that is written below `templates/`.
fn below_templates(written: &Node, diagnostics: &mut Diagnostics) -> Option<FilePath> {
    let text = written.as_str().unwrap_or_default();
    let folder = FilePath::root().join(FOLDER)?;
    match folder.join(text) {
        Some(path) if path.is_within(&folder) => return Some(path),
        Some(path) => {
            let message = format!("the template `{path}` is not below `{FOLDER}/`");
            let problem = Diagnostic::new(Code::InvalidValue, message).at(written.span(), "leads out of it");
            diagnostics.push(problem);
        }
        None => diagnostics.push(outside(text, WANTED, written.span())),
    }
    None
}

/// Whether the value that `when` names is true. What is no boolean is reported and counts as true, so that the
/// problems of the template are found as well.
fn is_on(when: &Node, values: &Node, diagnostics: &mut Diagnostics) -> bool {
    let text = when.as_str().unwrap_or_default();
    let Some(path) = Path::parse(text) else {
        diagnostics.push(values::no_path(text, when.span()));
        return true;
    };
    match values::find(values, &path) {
        Ok(value) => value.as_bool().unwrap_or_else(|| {
            let problem = fields::wrong_type(value, &format!("the value `{path}`"), "`true` or `false`");
            diagnostics.push(problem.at(when.span(), "decides about a template here"));
            true
        }),
        Err(missing) => {
            diagnostics.push(missing.problem(&path, text, when.span()));
            true
        }
    }
}

fn leaves_nothing(path: &Node, taken: &[Taken]) -> Diagnostic {
    let text = path.as_str().unwrap_or_default();
    let prefix = format!("{FOLDER}/");
    let mut candidates = FxHashSet::default();
    for taken in taken {
        let below = taken.file.as_str().strip_prefix(&prefix).unwrap_or(taken.file.as_str());
        candidates.insert(below);
        candidates.extend(below.match_indices('/').map(|(at, _)| &below[..at]));
    }
    Diagnostic::new(Code::NoMatch, format!("`without: {text}` leaves out nothing"))
        .at(path.span(), "no entry before it takes this in")
        .suggest(text, candidates, "templates")
}
