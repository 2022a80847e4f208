//! Finds what could be left out: values that say what an earlier layer says, files that nothing uses.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::template::Library;
use crate::world::{FilePath, Files};
use crate::yaml::{Change, Node, Path};

use super::layers::Layers;
use super::{Project, Target, generators, lowered, targets};

/// The folders whose files somebody should use.
const FOLDERS: [&str; 2] = ["environments", "templates"];

impl Project<'_> {
    /// Reports all that the targets' specs say which is what the layer before says already, for all of the targets that see
    /// it.
    pub fn report_repeated(&self, targets: &[Target], diagnostics: &mut Diagnostics) {
        let mut found = Repeated::default();
        for lowered in lowered::quietly(self, targets) {
            found.look(&lowered.values, &mut Path::default());
            found.look_at_layers(&lowered.layers);
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
    /// What is looked at, if its path has to begin with that.
    what: String,
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
    /// Looks at all that layers say but their values.
    fn look_at_layers(&mut self, layers: &Layers) {
        let nodes = [
            ("namespace", &layers.namespace),
            ("namePrefix", &layers.name_prefix),
            ("nameSuffix", &layers.name_suffix),
            ("kubernetes", &layers.kubernetes),
            ("labels", &layers.labels),
            ("annotations", &layers.annotations),
            ("selectorLabels", &layers.selector_labels),
        ];
        for (key, node) in nodes {
            self.look_named(key.to_owned(), node.as_ref());
        }
        for image in &layers.images {
            let name = image.name.as_str().unwrap_or_default();
            let nodes = [("newName", &image.new_name), ("newTag", &image.new_tag), ("digest", &image.digest)];
            for (key, node) in nodes {
                self.look_named(format!("images[name={name}].{key}"), node.as_ref());
            }
        }
        for replicas in &layers.replicas {
            let name = replicas.name.as_str().unwrap_or_default();
            self.look_named(format!("replicas[name={name}].count"), Some(&replicas.count));
        }
        for (name, node) in generators::laid(&layers.generators) {
            self.look_named(name, Some(&node));
        }
    }

    fn look_named(&mut self, what: String, node: Option<&Node>) {
        if let Some(node) = node {
            self.what = what;
            self.look(node, &mut Path::default());
            self.what.clear();
        }
    }

    /// The name of what is at a path in what is looked at.
    fn named(&self, path: &Path) -> String {
        let path = path.to_string();
        let dot = if self.what.is_empty() || path.is_empty() || path.starts_with('[') { "" } else { "." };
        format!("{}{dot}{path}", self.what)
    }

    fn look(&mut self, node: &Node, path: &mut Path) {
        for past in node.past() {
            let Change::Replaced(old) = &past.change else { continue };
            if past.cause.step == "layer" {
                let place = past.cause.span;
                let same = (old == node).then(|| old.span());
                let key = (place.file.number(), place.start, place.end);
                let path = self.named(path);
                let seen = self.seen.entry(key).or_insert_with(|| Said { path, place, same });
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
