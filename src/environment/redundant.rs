//! Finds what could be left out: values that say what an earlier layer says, files that nothing uses.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::template::Library;
use crate::world::{FilePath, Files};
use crate::yaml::{Change, Node, Path};

use super::{Project, Target, lowered, targets};

/// The folders whose files somebody should use.
const FOLDERS: [&str; 2] = ["environments", "templates"];

impl Project<'_> {
    /// Reports each value, label and annotation of the targets' specs that is what the layer before says already, for all
    /// of the targets that see it.
    pub fn report_repeated(&self, targets: &[Target], diagnostics: &mut Diagnostics) {
        let mut found = Repeated::default();
        for lowered in lowered::quietly(self, targets) {
            found.look(&lowered.values, &mut Path::default());
            let layers = [("labels", &lowered.layers.labels), ("annotations", &lowered.layers.annotations)];
            for (key, node) in layers {
                let mut path = Path::default();
                path.push_key(key);
                if let Some(node) = node {
                    found.look(node, &mut path);
                }
            }
        }
        diagnostics.extend(found.problems());
    }

    /// The files below `environments/` and `templates/` that nothing uses, sorted: to be asked when all is built.
    ///
    /// A template that `when` leaves out is used, and so is what it imports. What begins with a dot, or ends in `.md`, is
    /// for people.
    pub fn unused_files(&self) -> Vec<FilePath> {
        let read = |files: &Files| files.read_paths().into_iter().collect::<FxHashSet<FilePath>>();
        let used = read(self.files);
        let every = targets::every(self.files);
        let library = Library::default();
        for lowered in lowered::quietly(self, &every) {
            for (path, span) in lowered.templates.all() {
                library.add(self.files, path, *span, &mut Diagnostics::default());
            }
        }
        let parsed = read(self.files);
        let mut unused = Vec::new();
        for name in FOLDERS {
            let Some(folder) = FilePath::root().join(name) else { continue };
            let used = if name == "templates" { &parsed } else { &used };
            let files = self.files.world().walk(&folder).unwrap_or_default();
            unused.extend(files.into_iter().filter(|path| !used.contains(path) && !path.is_for_people()));
        }
        unused.sort();
        unused
    }
}

/// Values of layers, by the place where they are written.
#[derive(Default)]
struct Repeated {
    seen: BTreeMap<(u32, u32, u32), Said>,
}

/// A value that takes the place of an earlier one.
struct Said {
    path: String,
    place: Span,
    /// Where the same is said before; nothing if it is another value for some target.
    same: Option<Span>,
}

impl Repeated {
    fn look(&mut self, node: &Node, path: &mut Path) {
        for past in node.past() {
            let Change::Replaced(old) = &past.change else { continue };
            if past.cause.step == "layer" {
                let place = past.cause.span;
                let same = (old == node).then(|| old.span());
                let key = (place.file.number(), place.start, place.end);
                let seen =
                    self.seen.entry(key).or_insert_with(|| Said { path: path.to_string(), place, same });
                seen.same = seen.same.and(same);
            }
            self.look(old, path);
        }
        for entry in node.as_mapping().into_iter().flatten() {
            path.push_key(entry.key.clone());
            self.look(&entry.node, path);
            path.pop();
        }
    }

    fn problems(self) -> impl Iterator<Item = Diagnostic> {
        self.seen.into_values().filter_map(|Said { path, place, same }| {
            let message = format!("`{path}` is so already in what the spec extends");
            Some(Diagnostic::new(Code::NoEffect, message).at(place, "says the same").at(same?, "said here"))
        })
    }
}
