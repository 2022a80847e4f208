//! Which objects a patch, a removal or an override is meant for.

use std::fmt;

use ecow::EcoString;

use super::index::Index;
use super::pattern::Pattern;
use super::{Resource, ResourceId, ResourceSet, Tell};
use crate::kubernetes::label_selector::LabelSelector;
use crate::source::Span;
use crate::yaml::Node;

/// Which objects are meant: those that meet all that it says.
#[derive(Clone, Debug)]
pub struct Selector {
    /// What the API group must be; it is empty for the core group.
    pub group: Option<Pattern>,
    /// What the version without its group must be.
    pub version: Option<Pattern>,
    /// What the kind must be.
    pub kind: Option<Pattern>,
    /// What the name must be.
    pub name: Option<Pattern>,
    /// What the namespace must be that an object says; it is empty where it says none.
    pub namespace: Option<Pattern>,
    /// What labels the object must have.
    pub labels: Option<Query>,
    /// What annotations the object must have.
    pub annotations: Option<Query>,
    /// By which of its names an object is known.
    pub known: Known,
    /// Where it is written.
    pub span: Span,
}

/// By which of its names an object is known.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Known {
    /// By the one that it has now.
    #[default]
    Now,
    /// By the first one or by the one that it has now, and so by its namespaces.
    FirstOrNow,
    /// By any one that it had, with the kind and the namespace that it had at that time.
    Ever,
}

/// A selector of labels or annotations, as it was written and as it is understood.
#[derive(Clone, Debug)]
pub struct Query {
    /// The text.
    pub written: EcoString,
    /// What it means.
    pub selector: LabelSelector,
}

/// A part of an object that a selector says something of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// The labels.
    Labels,
    /// The annotations.
    Annotations,
    /// The namespace.
    Namespace,
    /// The version.
    Version,
    /// The API group.
    Group,
    /// The name.
    Name,
    /// The kind.
    Kind,
}

impl Selector {
    /// One that takes every object.
    pub fn all(span: Span) -> Selector {
        Selector {
            group: None,
            version: None,
            kind: None,
            name: None,
            namespace: None,
            labels: None,
            annotations: None,
            known: Known::Now,
            span,
        }
    }

    /// The selector that is written short: `Deployment/web`, `Deployment/*`, `*/web`, `Ingress.networking.k8s.io/web`.
    /// In both parts `*` stands for any characters. Nothing if the text is none of these.
    pub fn short(text: &str, span: Span) -> Option<Selector> {
        let (kind, name) = text.split_once('/')?;
        let (kind, group) = kind.split_once('.').map_or((kind, None), |(kind, group)| (kind, Some(group)));
        let is_part = |part: &str| {
            let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '*');
            !part.is_empty() && part.chars().all(is_plain)
        };
        if !is_part(kind) || !is_part(name) || !group.is_none_or(is_part) {
            return None;
        }
        Some(Selector {
            group: group.map(Pattern::stars),
            kind: Some(Pattern::stars(kind)),
            name: Some(Pattern::stars(name)),
            ..Selector::all(span)
        })
    }

    /// The selector of the object that a document says it is: by its kind, by its name, and by its group, version and
    /// namespace if it says them. Nothing if it says no kind or no name.
    pub fn of_document(document: &Node) -> Option<Selector> {
        let id = ResourceId::of(document).filter(|id| !id.name.is_empty())?;
        let name = document.at(["metadata", "name"]);
        let has_version = !id.version.is_empty();
        Some(Selector {
            group: has_version.then(|| Pattern::exact(id.group)),
            version: has_version.then(|| Pattern::exact(id.version)),
            kind: Some(Pattern::exact(id.kind)),
            name: Some(Pattern::exact(id.name)),
            namespace: id.namespace.map(Pattern::exact),
            ..Selector::all(name.map_or(document.span().start(), Node::span))
        })
    }

    /// Whether the object is meant.
    pub fn matches(&self, resource: &Resource) -> bool {
        self.differing(resource).next().is_none()
    }

    /// The parts in which the object is not what is meant.
    pub fn differing(&self, resource: &Resource) -> impl Iterator<Item = Part> {
        self.differing_as(resource.id(), resource)
    }

    /// The same, with the object called like this.
    fn differing_as(&self, id: &ResourceId, resource: &Resource) -> impl Iterator<Item = Part> + use<> {
        let differs = |pattern: &Option<Pattern>, text: &str| {
            pattern.as_ref().is_some_and(|pattern| !pattern.matches(text))
        };
        let refuses = |query: &Option<Query>, field: &str| {
            query.as_ref().is_some_and(|query| {
                let strings = resource.node().at(["metadata", field]);
                !query.selector.matches(|key| strings.and_then(|strings| strings.get(key)?.text()))
            })
        };
        let namespace = id.namespace.as_deref().unwrap_or_default();
        let parts = [
            (Part::Kind, differs(&self.kind, &id.kind)),
            (Part::Name, differs(&self.name, &id.name)),
            (Part::Group, differs(&self.group, &id.group)),
            (Part::Version, differs(&self.version, &id.version)),
            (Part::Namespace, differs(&self.namespace, namespace)),
            (Part::Labels, refuses(&self.labels, "labels")),
            (Part::Annotations, refuses(&self.annotations, "annotations")),
        ];
        parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part)
    }

    /// Whether the object is meant by one of the names that count, identities being told apart like this.
    fn matches_known(&self, resource: &Resource, tell: &Tell) -> bool {
        let now = resource.id();
        match self.known {
            Known::Now => self.matches(resource),
            Known::Ever => {
                let mut ids = resource.former().iter().chain([now]);
                ids.any(|id| self.differing_as(&tell.of(id), resource).next().is_none())
            }
            Known::FirstOrNow => {
                let first = resource.former().first().unwrap_or(now);
                let (first, now) = (tell.of(first), tell.of(now));
                // The name may be the first one and the namespace that of now.
                let names = [&first.name, &now.name].into_iter();
                let all = names.flat_map(|name| [(name, &first.namespace), (name, &now.namespace)]);
                all.map(|(name, namespace)| ResourceId {
                    name: name.clone(),
                    namespace: namespace.clone(),
                    ..now.clone()
                })
                .any(|id| self.differing_as(&id, resource).next().is_none())
            }
        }
    }

    /// The places in `set` of the objects that are meant, in order. `index` is of this set.
    ///
    /// With a kind and a name in it, it costs as much as there are objects of that kind and name.
    pub fn hits(&self, set: &ResourceSet, index: &Index) -> Vec<usize> {
        if self.known != Known::Now {
            let tell = set.tell();
            let mut found = match self.name.as_ref().and_then(Pattern::only) {
                Some(name) => index.ever_called(name),
                None => (0..set.len()).collect(),
            };
            found.retain(|at| self.matches_known(&set[*at], tell));
            return found;
        }
        let kind = self.kind.as_ref().and_then(Pattern::only);
        let name = self.name.as_ref().and_then(Pattern::only);
        index.candidates(kind, name).filter(|at| self.matches(&set[*at])).collect()
    }
}

/// `Deployment/web`, or all that it says: `kind: Deployment, labelSelector: app=web`.
impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Selector { group, version, kind, name, namespace, labels, annotations, .. } = self;
        if let (Known::Ever, Some(kind), Some(name)) = (self.known, kind, name) {
            return write!(f, "{kind}/{name}");
        }
        let is_short = |pattern: &Option<Pattern>| pattern.as_ref().is_none_or(|pattern| !pattern.is_regex());
        if let (Some(kind_is), Some(name_is)) = (kind, name)
            && [group, kind, name].into_iter().all(is_short)
            && version.is_none()
            && namespace.is_none()
            && labels.is_none()
            && annotations.is_none()
        {
            return match group {
                Some(group) => write!(f, "{kind_is}.{group}/{name_is}"),
                None => write!(f, "{kind_is}/{name_is}"),
            };
        }
        let patterns = [
            ("group", group),
            ("version", version),
            ("kind", kind),
            ("name", name),
            ("namespace", namespace),
        ];
        let patterns =
            patterns.into_iter().filter_map(|(key, pattern)| Some(format!("{key}: {}", pattern.as_ref()?)));
        let queries = [("labelSelector", labels), ("annotationSelector", annotations)];
        let queries = queries
            .into_iter()
            .filter_map(|(key, query)| Some(format!("{key}: {}", query.as_ref()?.written)));
        f.write_str(&patterns.chain(queries).collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Sources;
    use crate::yaml::{Rules, read};

    fn set() -> (ResourceSet, Span) {
        let text = "\
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: a, labels: {app: web}}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web-2, annotations: {app: web}}}
---
{apiVersion: v1, kind: Service, metadata: {name: web}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, labels: {app: 1}}}
";
        let file = Sources::default().add("set.yaml", text);
        let mut set = ResourceSet::default();
        for node in read(text, &file, Rules::Kustomize, &mut Diagnostics::default()) {
            set.add(Resource::new(node).unwrap()).unwrap();
        }
        (set, Span::new(file, 0..0))
    }

    #[test]
    fn the_short_form_names_kind_and_name() {
        let (set, span) = set();
        let index = Index::of(&set);
        for (text, hits) in [
            ("Deployment/web", &[0][..]),
            ("Deployment/*", &[0, 1]),
            ("*/web", &[0, 2, 3]),
            ("*/*", &[0, 1, 2, 3]),
            ("Deploy*/web-*", &[1]),
            ("Deployment.apps/web", &[0]),
            ("Ingress.networking.k8s.io/web", &[3]),
            ("Ingress.extensions/web", &[]),
            ("*.*.io/*", &[3]),
            ("deployment/web", &[]),
            ("Deployment/w.b", &[]),
        ] {
            let selector = Selector::short(text, span).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(selector.hits(&set, &index), hits, "{text}");
        }
        for text in ["web", "", "/", "Deployment/", "/web", "a/b/c", "Deployment /web", ".apps/web", "A./b"] {
            assert!(Selector::short(text, span).is_none(), "{text}");
        }
    }

    #[test]
    fn all_that_it_says_must_be_met() {
        let (set, span) = set();
        let index = Index::of(&set);
        let hits = |change: &dyn Fn(&mut Selector)| {
            let mut selector = Selector::all(span);
            change(&mut selector);
            selector.hits(&set, &index)
        };
        let regex = |text: &str| Some(Pattern::regex(text).unwrap());
        let query =
            |text: &str| Some(Query { written: text.into(), selector: LabelSelector::parse(text).unwrap() });
        assert_eq!(hits(&|_| {}), [0, 1, 2, 3]);
        assert_eq!(hits(&|selector| selector.group = regex("apps|networking.*")), [0, 1, 3]);
        assert_eq!(hits(&|selector| selector.version = regex("v1")), [0, 1, 2, 3]);
        assert_eq!(hits(&|selector| selector.namespace = regex("a")), [0]);
        assert_eq!(hits(&|selector| selector.namespace = regex("^$")), [1, 2, 3]);
        assert_eq!(hits(&|selector| selector.labels = query("app=web")), [0]);
        assert_eq!(hits(&|selector| selector.labels = query("!app")), [1, 2]);
        assert_eq!(hits(&|selector| selector.annotations = query("app")), [1]);
        let both = |selector: &mut Selector| {
            selector.name = regex("web");
            selector.labels = query("!app");
        };
        assert_eq!(hits(&both), [2]);
    }

    #[test]
    fn a_document_says_which_object_it_is() {
        let (set, _) = set();
        let index = Index::of(&set);
        for (at, resource) in set.iter().enumerate() {
            let selector = Selector::of_document(resource.node()).unwrap();
            assert_eq!(selector.hits(&set, &index), [at], "{selector}");
        }
    }

    #[test]
    fn it_is_shown_as_short_as_it_can_be() {
        let span = set().1;
        let short = Selector::short("Deployment/web", span).unwrap();
        assert_eq!(short.to_string(), "Deployment/web");
        assert_eq!(Selector::short("A.b/*", span).unwrap().to_string(), "A.b/*");
        let query = Query { written: "app".into(), selector: LabelSelector::parse("app").unwrap() };
        let long = Selector { labels: Some(query), ..short };
        assert_eq!(long.to_string(), "kind: Deployment, name: web, labelSelector: app");
    }
}
