//! `--kind` and `--selector`: which of the objects that were built are shown.

use ecow::EcoString;

use super::args;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest, quoted_list};
use crate::kubernetes::kinds;
use crate::kubernetes::label_selector::LabelSelector;
use crate::pipeline::{self, Environment};
use crate::resource::Resource;
use crate::source::{Sources, Span};
use crate::world::Files;
use crate::yaml::{Mapping, Node};

/// Which objects are shown: those of one of the kinds, if some were said, whose labels the selector takes.
pub(super) struct Filter {
    kinds: Option<Kinds>,
    labels: Option<Labels>,
}

/// A `--kind`.
struct Kinds {
    /// Each kind as it was written, perhaps with its group behind a point, and where.
    list: Vec<(EcoString, Span)>,
}

/// A `--selector`.
struct Labels {
    span: Span,
    selector: LabelSelector,
}

impl Filter {
    /// What was said. What is wrong with a selector is reported; what is wrong with a kind, when all are known.
    pub(super) fn read(said: &args::Filter, sources: &Sources, diagnostics: &mut Diagnostics) -> Filter {
        let kinds = said.kind.as_deref().map(|text| Kinds::read(text, sources));
        let labels = said.selector.as_deref().and_then(|text| Labels::read(text, sources, diagnostics));
        Filter { kinds, labels }
    }

    /// Whether an object is shown.
    pub(super) fn takes(&self, object: &Resource) -> bool {
        self.is_of_kind(object) && self.has_labels(object)
    }

    /// Reports a kind that nobody knows, and that nothing is left.
    pub(super) fn check(&self, environments: &[Environment], files: &Files, diagnostics: &mut Diagnostics) {
        if let Some(kinds) = &self.kinds {
            let unknown = kinds.unknown(environments, files);
            if !unknown.is_empty() {
                return diagnostics.extend(unknown);
            }
        }
        let all = || environments.iter().flat_map(|environment| &environment.objects);
        if !all().any(|object| self.takes(object)) {
            let of_kind: Vec<&Resource> = all().filter(|object| self.is_of_kind(object)).collect();
            match (&self.kinds, &self.labels) {
                (Some(kinds), _) if of_kind.is_empty() => diagnostics.push(kinds.of_nothing(all())),
                (_, Some(labels)) => diagnostics.push(labels.of_nothing(&of_kind)),
                (_, None) => {}
            }
        }
    }

    fn is_of_kind(&self, object: &Resource) -> bool {
        let is_one = |kinds: &Kinds| {
            kinds.list.iter().any(|(written, _)| {
                let id = object.id();
                is_kind(written, &id.group, &id.kind)
            })
        };
        self.kinds.as_ref().is_none_or(is_one)
    }

    fn has_labels(&self, object: &Resource) -> bool {
        self.labels.as_ref().is_none_or(|labels| labels.selector.matches(|key| label(object, key)))
    }
}

impl Kinds {
    fn read(text: &str, sources: &Sources) -> Kinds {
        let file = sources.add("--kind", text);
        let mut start = 0;
        let mut list = Vec::new();
        for part in text.split(',') {
            let from = start + part.len() - part.trim_start().len();
            list.push((part.trim().into(), Span::new(file, from..from + part.trim().len())));
            start += part.len() + 1;
        }
        Kinds { list }
    }

    /// A problem for each kind that is neither known nor that of an object.
    fn unknown(&self, environments: &[Environment], files: &Files) -> Vec<Diagnostic> {
        let mut built = Vec::new();
        for object in environments.iter().flat_map(|environment| &environment.objects) {
            built.push((object.id().group.clone(), object.id().kind.clone()));
            built.extend(defined(object.node()));
        }
        let is_among = |known: &[(EcoString, EcoString)], written: &str| {
            known.iter().any(|(group, kind)| is_kind(written, group, kind))
        };
        let strange: Vec<_> = self.list.iter().filter(|(written, _)| !is_among(&built, written)).collect();
        if strange.is_empty() {
            return Vec::new();
        }
        let known = pipeline::kinds(files);
        let unknown = strange.into_iter().filter(|(written, _)| !is_among(&known, written));
        unknown.map(|(written, span)| unknown_kind(written, *span, &built, &known)).collect()
    }

    /// The problem that no object is of one of these kinds, of all that there are.
    fn of_nothing<'o>(&self, all: impl Iterator<Item = &'o Resource>) -> Diagnostic {
        let written: Vec<&str> = self.list.iter().map(|(written, _)| written.as_str()).collect();
        let message = format!("no object is a {}", quoted_list(&written, "or"));
        let place = self.list.iter().map(|(_, span)| *span).reduce(Span::to);
        let problem = Diagnostic::new(Code::NoMatch, message);
        let problem = match place {
            Some(place) => problem.at(place, "leaves nothing"),
            None => problem,
        };
        problem.suggest("", all.map(|object| object.id().kind.as_str()), "kinds of these objects")
    }
}

impl Labels {
    fn read(text: &str, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Labels> {
        let file = sources.add("--selector", text);
        let problem = |message: String| Diagnostic::new(Code::InvalidOverride, message);
        if text.trim().is_empty() {
            let problem = problem("the selector is empty".to_owned());
            let problem = problem.at(Span::new(file, 0..text.len()), "no label is named");
            diagnostics.push(problem.help("leave `-l` out to take all objects"));
            return None;
        }
        match LabelSelector::parse(text) {
            Ok(selector) => Some(Labels { span: Span::new(file, 0..text.len()), selector }),
            Err(malformed) => {
                let message = format!("`{text}` is not a label selector: {}", malformed.reason);
                let problem = problem(message).at(Span::new(file, malformed.place), "not understood");
                diagnostics.push(problem.help("write for example `app=web,tier in (front,back),!canary`"));
                None
            }
        }
    }

    /// The problem that none of the objects has these labels.
    fn of_nothing(&self, objects: &[&Resource]) -> Diagnostic {
        let problem = Diagnostic::new(Code::NoMatch, "no object has labels that match the selector")
            .at(self.span, "leaves nothing");
        for (key, values) in self.selector.wanted() {
            let mut there = objects.iter().filter_map(|object| label(object, key)).peekable();
            if there.peek().is_none() {
                let keys = objects.iter().filter_map(|object| object.node().at(["metadata", "labels"]));
                let keys = keys.filter_map(Node::as_mapping).flat_map(Mapping::keys);
                return problem
                    .help(format!("none of these objects has a label `{key}`"))
                    .suggest(key, keys, "labels");
            }
            let mut there: Vec<&str> = there.collect();
            if !values.is_empty() && !there.iter().any(|value| values.iter().any(|wanted| wanted == value)) {
                there.sort_unstable();
                let near = nearest(&values[0], there.iter().copied());
                return match near.first() {
                    Some(near) => problem.help(format!("did you mean `{key}={near}`?")),
                    None => problem.suggest(&values[0], there, &format!("values of `{key}`")),
                };
            }
        }
        problem.help("`rkgen list TARGET -o json` shows the labels of each object")
    }
}

/// The kind that an object defines, with its group, if it is a `CustomResourceDefinition`.
fn defined(object: &Node) -> Option<(EcoString, EcoString)> {
    let kind = object.at(["spec", "names", "kind"])?.as_str()?;
    Some((object.at(["spec", "group"])?.as_str()?.into(), kind.into()))
}

/// Whether a kind is meant: `deployment`, `Deployment.apps`, and as kubectl has it: `deployments`, `deploy`.
pub(super) fn is_kind(written: &str, group: &str, kind: &str) -> bool {
    let (name, of_group) =
        written.split_once('.').map_or((written, None), |(name, group)| (name, Some(group)));
    let name = name.to_ascii_lowercase();
    // A custom kind may have the name of a built-in one, but not the short name.
    let is_short = || kinds::of_short_name(&name) == Some(kind) && kinds::scope(group, kind).is_some();
    let is_name = name.eq_ignore_ascii_case(kind) || name == kinds::plural(kind) || is_short();
    is_name && of_group.is_none_or(|of_group| of_group.eq_ignore_ascii_case(group))
}

fn unknown_kind(
    written: &str,
    span: Span,
    built: &[(EcoString, EcoString)],
    known: &[(EcoString, EcoString)],
) -> Diagnostic {
    if written.is_empty() {
        return Diagnostic::new(Code::UnknownKind, "a kind is not named")
            .at(span, "no kind")
            .help("write kinds with commas between them: `--kind Deployment,StatefulSet`");
    }
    let problem =
        Diagnostic::new(Code::UnknownKind, format!("there is no kind `{written}`")).at(span, "not known");
    let name = written.split('.').next().unwrap_or_default();
    let kinds =
        |list: &[(EcoString, EcoString)]| list.iter().map(|(_, kind)| kind.clone()).collect::<Vec<_>>();
    let (built, known) = (kinds(built), kinds(known));
    let near = nearest(name, built.iter().chain(&known).map(EcoString::as_str));
    if near.is_empty() {
        // As `cert`.
        let begins = |kind: &&str| {
            name.len() > 2 && kind.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        let mut longer: Vec<&str> = built.iter().map(EcoString::as_str).filter(begins).collect();
        longer.sort_unstable();
        longer.dedup();
        if !longer.is_empty() {
            return problem.help(format!("did you mean {}?", quoted_list(&longer, "or")));
        }
    }
    // Far from all names, a list of those that are there is of more use than one of all that could be.
    let candidates = if near.is_empty() { built.iter().map(EcoString::as_str).collect() } else { near };
    problem.suggest(name, candidates, "kinds of these objects")
}

fn label<'o>(object: &'o Resource, key: &str) -> Option<&'o str> {
    object.node().at(["metadata", "labels"])?.get(key)?.as_str()
}
