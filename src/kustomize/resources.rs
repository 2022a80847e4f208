//! What `resources` names: files with objects, and folders with kustomizations.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::said::refusal::{Wanted, outside, refused, suggest_neighbours};
use crate::source::{FileId, Span};
use crate::world::{FileKind, FilePath, Files, Refusal};
use crate::yaml::Node;

use super::remote::{self, is_remote};
use super::scopes::Scopes;

/// What a path leads to.
pub(super) enum Found {
    File(FileId),
    Folder(FilePath),
}

const RESOURCE: Wanted = Wanted { what: "resource", folder_help: "name a file in it" };

/// Where paths are written, and what they may lead to.
#[derive(Clone)]
pub(super) struct Place<'p> {
    pub(super) files: &'p Files<'p>,
    /// The folder of the kustomization.
    pub(super) folder: &'p FilePath,
    /// Whether files may lie outside of it.
    pub(super) any_file: bool,
    /// Which kinds live in no namespace, as far as is known when it is read.
    pub(super) scopes: Scopes,
}

impl Place<'_> {
    /// What an item of `resources` leads to; nothing if that is nothing, which is reported.
    pub(super) fn resource(&self, item: &Node, diagnostics: &mut Diagnostics) -> Option<Found> {
        let written = item.as_str().unwrap_or_default();
        let Some(path) = self.folder.join(written) else {
            diagnostics.push(nowhere(written, RESOURCE, item.span()));
            return None;
        };
        match self.files.world().kind(&path) {
            Some(FileKind::Folder) => return Some(Found::Folder(path)),
            None if is_remote(written) => {
                diagnostics.push(remote::problem(written, item.span()));
                return None;
            }
            _ => {}
        }
        self.file(item, RESOURCE, diagnostics).map(Found::File)
    }

    /// The folder that an item of `components` names.
    pub(super) fn component(&self, item: &Node, diagnostics: &mut Diagnostics) -> Option<FilePath> {
        const WANTED: Wanted = Wanted { what: "component", folder_help: "" };
        let written = item.as_str().unwrap_or_default();
        let Some(path) = self.folder.join(written) else {
            diagnostics.push(nowhere(written, WANTED, item.span()));
            return None;
        };
        match self.files.world().kind(&path) {
            Some(FileKind::Folder) => return Some(path),
            Some(FileKind::File) => {
                let problem = refused(&Refusal::IsFile, &path, WANTED, Some(item.span()));
                diagnostics.push(problem.help("name the folder that it lies in"));
            }
            None if is_remote(written) => diagnostics.push(remote::problem(written, item.span())),
            None => {
                let problem = refused(&Refusal::Missing, &path, WANTED, Some(item.span()));
                diagnostics.push(suggest_neighbours(problem, self.files, &path));
            }
        }
        None
    }

    /// The text of the file that `item` names; nothing if it may not be read, which is reported.
    pub(super) fn file(&self, item: &Node, wanted: Wanted, diagnostics: &mut Diagnostics) -> Option<FileId> {
        let path = self.path(item, wanted, diagnostics)?;
        match self.files.text(&path) {
            Ok(file) => Some(file),
            Err(refusal) => {
                let problem = refused(&refusal, &path, wanted, Some(item.span()));
                diagnostics.push(match self.hint(item).filter(|_| refusal == Refusal::Missing) {
                    Some(hint) => problem.help(hint),
                    None => suggest_neighbours(problem, self.files, &path),
                });
                None
            }
        }
    }

    /// What is wrong with the way a path is written that leads to nothing, if that is known.
    fn hint(&self, item: &Node) -> Option<&'static str> {
        let (path, span) = (item.as_str()?, item.span());
        let source = self.files.sources().get(span.file);
        let written = source.text().get(span.range()).unwrap_or_default();
        if !path.contains('\n') && written.contains('\n') {
            return Some("it is written over several lines: check the indentation of the second one");
        }
        if path.contains('*') {
            return Some(
                "there are no patterns here: name each file, or a folder with a kustomization of its own",
            );
        }
        if path.contains("${") || path.contains("$(") {
            return Some("nothing fills in variables here: write the path itself");
        }
        if path.starts_with("~/") {
            return Some("`~` is no folder here: write the path from the folder of the kustomization");
        }
        if path.contains('\\') {
            return Some("write `/` between folders");
        }
        (path.trim() != path).then_some("take the blanks at its ends away")
    }

    /// The path of the file that `item` names, if a kustomization in this folder may read it.
    pub(super) fn path(
        &self,
        item: &Node,
        wanted: Wanted,
        diagnostics: &mut Diagnostics,
    ) -> Option<FilePath> {
        let written = item.as_str().unwrap_or_default();
        let Some(path) = self.folder.join(written) else {
            diagnostics.push(nowhere(written, wanted, item.span()));
            return None;
        };
        if is_remote(written) && self.files.kind(&path).is_none() {
            diagnostics.push(remote::problem(written, item.span()));
            return None;
        }
        let what = wanted.what;
        let (message, label) = match self.behind_links(&path) {
            _ if self.any_file => return Some(path),
            None if path.is_within(self.folder) => return Some(path),
            Some(real) if path.is_within(self.folder) => (
                format!("the {what} `{written}` is a link out of the folder of its kustomization"),
                format!("leads to `{real}`"),
            ),
            _ => (
                format!("the {what} `{written}` lies outside the folder of its kustomization"),
                format!("not below `{}`", self.folder),
            ),
        };
        let problem = Diagnostic::new(Code::OutsideProject, message).at(item.span(), label);
        let mut problem =
            problem.help("move it there, or allow it: `--load-restrictor LoadRestrictionsNone`");
        if what == RESOURCE.what {
            problem =
                problem.help("a folder with a kustomization of its own may lie anywhere in the project");
        }
        diagnostics.push(problem);
        None
    }

    /// Where links lead to from a path, if that is outside of the folder. What cannot be found is for the reader to say.
    fn behind_links(&self, path: &FilePath) -> Option<FilePath> {
        let world = self.files.world();
        let (real, folder) = (world.real(path).ok()?, world.real(self.folder).ok()?);
        (!real.is_within(&folder)).then_some(real)
    }
}

/// The problem of a path that does not lead into the project.
fn nowhere(written: &str, wanted: Wanted, span: Span) -> Diagnostic {
    if is_remote(written) { remote::problem(written, span) } else { outside(written, wanted, span) }
}
