//! What to say where a selector hits nothing: what there is that it may have meant.

use super::pattern::Pattern;
use super::{Index, Known, Part, Resource, ResourceSet, Selector};
use crate::diagnostic::{Code, Diagnostic, nearest, quoted_list};
use crate::source::Span;
use crate::yaml::Node;

/// What the names of objects get before and behind them after all that selectors are for.
#[derive(Clone, Copy, Default, Debug)]
pub struct Affixes<'s> {
    /// What comes before a name.
    pub prefix: &'s str,
    /// What comes behind it.
    pub suffix: &'s str,
}

impl Affixes<'_> {
    /// The `name` without them; nothing if it has none.
    pub fn strip<'n>(&self, name: &'n str) -> Option<&'n str> {
        let stripped = name.strip_prefix(self.prefix)?.strip_suffix(self.suffix)?;
        (stripped.len() < name.len()).then_some(stripped)
    }

    /// What they are called in a spec, to stand before "put around names later".
    pub fn named(&self) -> &'static str {
        match (self.prefix, self.suffix) {
            (_, "") => "`namePrefix` is",
            ("", _) => "`nameSuffix` is",
            _ => "`namePrefix` and `nameSuffix` are",
        }
    }
}

impl Selector {
    /// The problem that no object of `set` is meant, though one should be, to be patched or removed: the `purpose`.
    ///
    /// It names what differs about the objects that are nearly meant, else the nearest names if they are `compared`: that
    /// costs a look at each.
    pub fn no_match(
        &self,
        purpose: &str,
        set: &ResourceSet,
        index: &Index,
        affixes: Affixes<'_>,
        compared: bool,
    ) -> Diagnostic {
        let problem = Diagnostic::new(Code::NoMatch, self.nothing_to(purpose)).at(self.span, "hits nothing");
        let kind = self.kind.as_ref().and_then(Pattern::only);
        let name = self.name.as_ref().and_then(Pattern::only);
        if let (Known::Ever, Some(kind), Some(name)) = (self.known, kind, name) {
            return match self.nearly(set, index) {
                Some(near) => near.explain(problem, &set[near.at]),
                None if compared => suggest_names(problem, kind, name, set, index),
                None => problem,
            };
        }
        if let Some(near) = self.nearly(set, index) {
            return near.explain(problem, &set[near.at]);
        }
        let (Some(kind), Some(name)) = (kind, name) else {
            return self.suggest_kinds(problem, set, index);
        };
        if let Some(written) = affixes.strip(name)
            && index.candidates(Some(kind), Some(written)).next().is_some()
        {
            let what = affixes.named();
            return problem.help(format!("{what} put around names later: write `{kind}/{written}`"));
        }
        if index.candidates(Some(name), Some(kind)).next().is_some() {
            return problem.help(format!("the kind comes first: write `{name}/{kind}`"));
        }
        if compared { suggest_names(problem, kind, name, set, index) } else { problem }
    }

    fn nothing_to(&self, purpose: &str) -> String {
        let is_one = [&self.kind, &self.name]
            .into_iter()
            .all(|part| part.as_ref().is_some_and(|part| part.only().is_some()));
        if is_one {
            format!("there is no `{self}` to {purpose}")
        } else {
            format!("no object to {purpose} matches `{self}`")
        }
    }

    /// Of the objects of the right kind and name the one that differs in the fewest parts, the first of several.
    fn nearly(&self, set: &ResourceSet, index: &Index) -> Option<Near> {
        let kind = self.kind.as_ref().and_then(Pattern::only);
        let name = self.name.as_ref().and_then(Pattern::only);
        let mut best: Option<Near> = None;
        for at in index.candidates(kind, name) {
            let parts: Vec<Part> = self.differing(&set[at]).collect();
            // An object of another kind or name is nothing near.
            if parts.iter().any(|part| matches!(part, Part::Kind | Part::Name)) {
                continue;
            }
            match &mut best {
                Some(best) if best.parts.len() < parts.len() => {}
                Some(best) if best.parts == parts => best.others += 1,
                Some(best) if best.parts.len() == parts.len() => {}
                _ => best = Some(Near { at, parts, others: 0 }),
            }
        }
        best
    }

    /// The kinds that there are, if it is a kind that is missing.
    fn suggest_kinds(&self, problem: Diagnostic, set: &ResourceSet, index: &Index) -> Diagnostic {
        let mut stars = [&self.kind, &self.name].into_iter().flatten().filter(|part| part.is_regex());
        if let Some(meant) = stars.find_map(|part| Pattern::with_stars(&part.to_string())) {
            return problem.help(format!("any characters are `.*` in a regular expression: `{meant}`"));
        }
        let Some(kind) = &self.kind else { return problem };
        if index.kinds().into_iter().any(|known| kind.matches(known)) {
            let name = self.name.as_ref().map(ToString::to_string).unwrap_or_default();
            let of_kind = set.iter().filter(|resource| kind.matches(&resource.id().kind));
            return problem.suggest(&name, of_kind.map(|resource| resource.id().name.as_str()), "names");
        }
        problem.suggest(&kind.to_string(), index.kinds(), "kinds")
    }
}

/// Objects with a name near this one of the same kind, else those of that name of other kinds, the nearest if some
/// are near; else what there is.
fn suggest_names(
    problem: Diagnostic,
    kind: &str,
    name: &str,
    set: &ResourceSet,
    index: &Index,
) -> Diagnostic {
    let of_kind: Vec<&str> =
        index.candidates(Some(kind), None).map(|at| set[at].id().name.as_str()).collect();
    let near = nearest(name, of_kind.iter().copied());
    if !near.is_empty() {
        let near: Vec<String> = near.iter().map(|name| format!("{kind}/{name}")).collect();
        let near: Vec<&str> = near.iter().map(String::as_str).collect();
        return problem.help(format!("did you mean {}?", quoted_list(&near, "or")));
    }
    let same_name: Vec<String> =
        index.candidates(None, Some(name)).map(|at| set[at].id().to_string()).collect();
    if !same_name.is_empty() {
        return problem.suggest(
            &format!("{kind}/{name}"),
            same_name.iter().map(String::as_str),
            "objects of that name",
        );
    }
    if of_kind.is_empty() {
        return problem.suggest(kind, index.kinds(), "kinds");
    }
    problem.suggest(name, of_kind, &format!("names of a {kind}"))
}

/// An object that is nearly meant.
struct Near {
    at: usize,
    /// In which it is not.
    parts: Vec<Part>,
    /// How many others are so in the same parts.
    others: usize,
}

impl Near {
    /// Adds what differs about the object, which `resource` is.
    fn explain(&self, problem: Diagnostic, resource: &Resource) -> Diagnostic {
        let id = resource.id();
        let differences: Vec<String> = self.parts.iter().map(|part| part.difference(resource)).collect();
        let others = match self.others {
            0 => String::new(),
            1 => ", and another one like it".to_owned(),
            count => format!(", and {count} others like it"),
        };
        let there = format!("there is a `{id}`, but {}{others}", differences.join(" and "));
        let problem = problem.at(self.place(resource), "not what is wanted").help(there);
        match &id.namespace {
            None if self.parts.contains(&Part::Namespace) => {
                problem.help("`namespace` puts it into one later: do not name it here")
            }
            Some(namespace) if self.parts == [Part::Namespace] => {
                problem.help(format!("write `namespace: {namespace}`"))
            }
            _ => problem,
        }
    }

    /// Where the object says what differs, else where it says its name.
    fn place(&self, resource: &Resource) -> Span {
        let field = match self.parts.first() {
            Some(Part::Labels) => "labels",
            Some(Part::Annotations) => "annotations",
            Some(Part::Namespace) => "namespace",
            Some(Part::Group | Part::Version) => {
                let api_version = resource.node().get("apiVersion");
                return api_version.map_or(resource.place(), Node::span);
            }
            _ => return resource.place(),
        };
        let metadata = resource.node().get("metadata").and_then(|metadata| metadata.as_mapping());
        metadata.and_then(|metadata| metadata.entry(field)).map_or(resource.place(), |entry| entry.key_span)
    }
}

impl Part {
    /// What the object is in this part, to stand behind "there is a `Deployment/web`, but".
    fn difference(self, resource: &Resource) -> String {
        let id = resource.id();
        match self {
            Part::Kind => format!("its kind is `{}`", id.kind),
            Part::Name => format!("its name is `{}`", id.name),
            Part::Group if id.group.is_empty() => "it is of the core group".to_owned(),
            Part::Group => format!("its group is `{}`", id.group),
            Part::Version => format!("its version is `{}`", id.version),
            Part::Namespace => match &id.namespace {
                Some(namespace) => format!("in the namespace `{namespace}`"),
                None => "it says no namespace".to_owned(),
            },
            Part::Labels => "its labels do not match".to_owned(),
            Part::Annotations => "its annotations do not match".to_owned(),
        }
    }
}
