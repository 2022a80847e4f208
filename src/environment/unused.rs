//! Finds values that no template reads.
//!
//! A value is unused when no template of any target that sees its line can read it: a template that `when` leaves
//! out counts, and so do the targets that are not built. Those are looked at only when something is left.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest, quoted_list};
use crate::source::Span;
use crate::template::{Library, ValuePaths};
use crate::world::FilePath;
use crate::yaml::{Node, Path, Segment};

use super::lowered::{self, Lowered};
use super::overrides::{Outcome, Prepared};
use super::spec::Spec;
use super::templates::TemplateEntry;
use super::{Project, Target, targets};

/// Reports the values of the targets' specs, and of the command line, that no template reads.
pub(super) fn report(
    project: &Project,
    lowered: &[Lowered],
    prepared: &Prepared,
    library: &Library,
    diagnostics: &mut Diagnostics,
) {
    let mut seen = Seen::default();
    for lowered in lowered {
        seen.add(project, library, lowered);
    }

    // What the command line says is seen by the targets that are built and no others.
    let all: Vec<&Reads> = seen.reads.iter().collect();
    let mut found = Vec::new();
    for layer in &prepared.layers {
        unread(layer, &mut Vec::new(), &all, &mut found);
    }
    for (index, assignment) in prepared.assignments.iter().enumerate() {
        let is_new =
            lowered.iter().any(|lowered| matches!(lowered.outcomes.get(index), Some(Outcome::Added)));
        let keys: Vec<&str> = assignment.path.0.iter().filter_map(key).collect();
        if is_new && !is_read(&keys, &all) {
            found.push((keys, assignment.key));
        }
    }
    for (keys, span) in &found {
        diagnostics.push(unused(keys, *span, &all));
    }

    if seen.unread().next().is_some() {
        for other in lowered::quietly(project, &others(project, lowered)) {
            seen.add_reader(project, library, &other);
        }
        for problem in seen.unread() {
            diagnostics.push(problem);
        }
    }
}

/// What the templates of a target can read.
struct Reads {
    templates: ValuePaths,
    /// The values that decide whether a template is taken in.
    when: Vec<Vec<String>>,
    /// Whether one of the templates cannot be parsed, so that nobody knows.
    unknown: bool,
}

impl Reads {
    fn cover(&self, keys: &[&str]) -> bool {
        let decides = |when: &Vec<String>| when.iter().zip(keys).all(|(one, two)| one == two);
        self.unknown || self.when.iter().any(decides) || self.templates.covers(keys.iter().copied())
    }
}

/// The specs that targets see, and what can be read of each.
#[derive(Default)]
struct Seen {
    reads: Vec<Reads>,
    /// The place of each list of templates in `reads`: most targets share theirs with others.
    known: FxHashMap<Vec<FilePath>, usize>,
    specs: Vec<(Arc<Spec>, BTreeSet<usize>)>,
    places: FxHashMap<FilePath, usize>,
}

impl Seen {
    /// Adds a target that is built, with all the specs that it sees.
    fn add(&mut self, project: &Project, library: &Library, lowered: &Lowered) {
        for spec in &lowered.specs {
            self.places.entry(spec.path.clone()).or_insert_with(|| {
                self.specs.push((Arc::clone(spec), BTreeSet::new()));
                self.specs.len() - 1
            });
        }
        self.add_reader(project, library, lowered);
    }

    /// Adds what a target can read of the specs that are known already.
    fn add_reader(&mut self, project: &Project, library: &Library, lowered: &Lowered) {
        if !lowered.specs.iter().any(|spec| self.places.contains_key(&spec.path)) {
            return;
        }
        let templates: Vec<FilePath> = lowered.templates.all().map(|(path, _)| path.clone()).collect();
        let reads = *self.known.entry(templates).or_insert_with(|| {
            self.reads.push(reads(project, library, lowered));
            self.reads.len() - 1
        });
        for place in lowered.specs.iter().filter_map(|spec| self.places.get(&spec.path)) {
            self.specs[*place].1.insert(reads);
        }
    }

    /// The problems of the values that are unread so far.
    fn unread(&self) -> impl Iterator<Item = Diagnostic> {
        self.specs.iter().flat_map(|(spec, by)| {
            let by: Vec<&Reads> = by.iter().map(|reads| &self.reads[*reads]).collect();
            let mut found = Vec::new();
            if let Some(values) = &spec.values {
                unread(values, &mut Vec::new(), &by, &mut found);
            }
            found.into_iter().map(move |(keys, span)| unused(&keys, span, &by)).collect::<Vec<_>>()
        })
    }
}

fn reads(project: &Project, library: &Library, lowered: &Lowered) -> Reads {
    let mut reads = Reads { templates: ValuePaths::default(), when: Vec::new(), unknown: false };
    for (path, span) in lowered.templates.all() {
        // What is wrong with a template that is rendered has been reported; the others are not built now.
        let is_whole = library.add(project.files, path, *span, &mut Diagnostics::default());
        reads.unknown |= !is_whole;
        reads.templates.extend(&library.reads(path));
    }
    let keys = |path: &Path| path.0.iter().filter_map(key).map(str::to_owned).collect();
    reads.when =
        lowered.layers.templates.iter().filter_map(TemplateEntry::when).map(|path| keys(&path)).collect();
    reads
}

fn key(segment: &Segment) -> Option<&str> {
    if let Segment::Key(key) = segment { Some(key) } else { None }
}

fn is_read(keys: &[&str], by: &[&Reads]) -> bool {
    by.iter().any(|reads| reads.cover(keys))
}

/// Finds the values of a map that nobody reads: the outermost of them, with the places of their keys.
fn unread<'v>(
    values: &'v Node,
    way: &mut Vec<&'v str>,
    by: &[&Reads],
    found: &mut Vec<(Vec<&'v str>, Span)>,
) {
    for entry in values.as_mapping().into_iter().flatten() {
        way.push(&entry.key);
        if is_read(way, by) {
            unread(&entry.node, way, by, found);
        } else {
            found.push((way.clone(), entry.key_span));
        }
        way.pop();
    }
}

/// The targets that are not built, specs that others extend included: what they name themselves counts.
fn others(project: &Project, lowered: &[Lowered]) -> Vec<Target> {
    let built: FxHashSet<&FilePath> = lowered.iter().map(|lowered| &lowered.target.spec).collect();
    let mut all = targets::every(project.files);
    all.retain(|target| !built.contains(&target.spec));
    all
}

fn unused(keys: &[&str], span: Span, by: &[&Reads]) -> Diagnostic {
    let mut path = Path::default();
    for key in keys {
        path.push_key(*key);
    }
    let path = path.to_string();
    let problem = Diagnostic::new(Code::UnusedValue, format!("no template reads the value `{path}`"))
        .at(span, "unused");
    let read: BTreeSet<String> = by.iter().flat_map(|reads| reads.templates.iter()).collect();
    match &nearest(&path, read.iter().map(String::as_str))[..] {
        [] => problem,
        near => problem.help(format!("templates read {}", quoted_list(near, "and"))),
    }
}
